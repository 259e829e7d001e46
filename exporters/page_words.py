"""The words that documents themselves say, in Korean and English. Data."""

from __future__ import annotations

from collections.abc import Mapping

from transcripts.questions.model import Flag

WORDS: Mapping[str, Mapping[str, str]] = {
    "ko": {
        "faq": "자주 묻는 질문",
        "general": "구매 전 공통 안내",
        "proof": "방송 {clock}에서 확인",
        "proof_on": "{day} 방송 {clock}에서 확인",
        "asked": "{count}명이 물어봤어요",
        "by_shop": "판매자가 답변했어요",
        "until": "{day}까지 유효해요",
        "until_column": "유효 기한",
        "author": "판매자",
        "empty": "게시할 수 있는 질문과 답변이 아직 없습니다.",
        "review": "게시 전에 담당자 확인이 필요한 항목",
        "review_about": (
            "아래 항목은 FAQ와 상품 페이지에 넣지 않았습니다. 내용을 확인하고 승인하면 게시됩니다."
        ),
        "review_empty": "확인이 필요한 항목이 없습니다.",
        "reason": "확인할 내용",
        "question": "질문",
        "answer": "답변",
        "product": "상품",
        "product_id": "상품 번호",
        "moment": "방송 시각",
        "moment_at": "{hours}시간 {minutes}분 {seconds}초",
        "moment_in_hour": "{minutes}분 {seconds}초",
        "asked_by": "질문한 사람 수",
        "points": "방송에서 이렇게 소개했어요",
        "price": "가격",
        "category": "분류",
        "to_product": "상품 보러 가기",
        "quote": "“{text}”",
        "id": "번호",
        "passage": "방송에서 설명하는 장면",
        "clip_of": "{product} 설명 영상",
        "transcript": "장면에서 하는 말",
        "replay": "다시보기",
        "replay_about": "방송 당시 안내입니다. 가격과 혜택은 지금과 다를 수 있습니다.",
        "chapters": "챕터",
        "moments": "주요 장면",
        "said": "방송에서 한 말",
        "find": "방송에서 찾기",
        "found": "{count}곳을 찾았어요",
    },
    "en": {
        "faq": "Questions and answers",
        "general": "Good to know before you order",
        "proof": "Said at {clock} in the broadcast",
        "proof_on": "Said at {clock} in the broadcast of {day}",
        "asked": "Asked by {count} viewers",
        "by_shop": "Answered by the shop",
        "until": "Holds until {day}",
        "until_column": "Holds until",
        "author": "Shop",
        "empty": "There are no questions and answers to publish yet.",
        "review": "Needs a person's look before it is published",
        "review_about": (
            "These entries are in neither the FAQ nor the product pages. "
            "Approve them to publish them."
        ),
        "review_empty": "Nothing needs a look.",
        "reason": "Please check",
        "question": "Question",
        "answer": "Answer",
        "product": "Product",
        "product_id": "Product ID",
        "moment": "Moment",
        "moment_at": "{hours} h {minutes} min {seconds} s",
        "moment_in_hour": "{minutes} min {seconds} s",
        "asked_by": "Asked by",
        "points": "What the host says about it",
        "price": "Price",
        "category": "Category",
        "to_product": "See the product",
        "quote": "“{text}”",
        "id": "ID",
        "passage": "The host explains it",
        "clip_of": "{product}, explained in the show",
        "transcript": "What is said in the clip",
        "replay": "Replay",
        "replay_about": "As told during the show. Prices and offers may have changed since.",
        "chapters": "Chapters",
        "moments": "Key moments",
        "said": "What was said",
        "find": "Search the show",
        "found": "{count} places found",
    },
}

FLAG_WORDS: Mapping[str, Mapping[Flag, str]] = {
    "ko": {
        Flag.OFFER_UNTIL: "기간이 정해진 혜택입니다. 지금도 유효한지 확인해 주세요.",
        Flag.PRICE: "가격이 들어 있습니다. 현재 판매가와 같은지 확인해 주세요.",
        Flag.ABSOLUTE_CLAIM: "최고·100%처럼 단정하는 표현입니다. 근거가 없으면 고쳐 주세요.",
        Flag.HEALTH_CLAIM: (
            "건강·피부 효능으로 읽힐 수 있는 표현입니다. 광고 심의 기준을 확인해 주세요."
        ),
        Flag.PERSONAL_DATA: "개인정보가 있어 가렸습니다. 게시해도 되는지 확인해 주세요.",
        Flag.PROFANITY: "거친 표현이 있습니다. 고치거나 빼 주세요.",
        Flag.UNSURE: "답변이 질문과 맞는지 확실하지 않습니다. 방송 장면을 확인해 주세요.",
        Flag.MISHEARD: "잘못 들었을 수 있는 말이 있습니다. 방송 장면을 다시 듣고 고쳐 주세요.",
        Flag.SMALL_TALK: "인사나 잡담일 수 있습니다.",
    },
    "en": {
        Flag.OFFER_UNTIL: "A limited offer: check that it still holds.",
        Flag.PRICE: "Names a price: check it against today's.",
        Flag.ABSOLUTE_CLAIM: "An absolute claim: reword it unless you can prove it.",
        Flag.HEALTH_CLAIM: "May read as a health or cosmetic claim: check the advertising rules.",
        Flag.PERSONAL_DATA: "Held personal data, now masked: check before publishing.",
        Flag.PROFANITY: "Rough language: reword it or leave it out.",
        Flag.UNSURE: "The answer may not fit the question: watch the moment.",
        Flag.MISHEARD: "May have been misheard: listen to the moment and put it right.",
        Flag.SMALL_TALK: "May be small talk.",
    },
}
