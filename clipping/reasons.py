"""Signals as sentences that a marketer reads, in Korean and English. Pure."""

from __future__ import annotations

import re

from clipping.model import Signal, SignalKind

_K = SignalKind
_FIELD = re.compile(r"(\w+)=(.*?)(?=\s\w+=|$)")

#: Sentences by kind; fields of the detail are filled in. The second is for a detail without them.
_KO: dict[SignalKind, tuple[str, str]] = {
    _K.PRICE: ("가격을 말합니다: {words}", "가격을 말합니다"),
    _K.DISCOUNT: ("할인 혜택을 알립니다: {words}", "할인 혜택을 알립니다"),
    _K.DEMONSTRATION: ("직접 보여 주는 장면입니다: {words}", "직접 보여 주는 장면입니다"),
    _K.COMPARISON: ("다른 제품과 비교합니다: {words}", "다른 제품과 비교합니다"),
    _K.OBJECTION: ("망설이는 이유를 풀어 줍니다: {words}", "망설이는 이유를 풀어 줍니다"),
    _K.TESTIMONIAL: ("써 본 경험을 이야기합니다: {words}", "써 본 경험을 이야기합니다"),
    _K.CALL_TO_ACT: ("구매를 권합니다: {words}", "구매를 권합니다"),
    _K.QUESTION: ("시청자의 질문에 답합니다", "시청자의 질문에 답합니다"),
    _K.CHAT_BURST: (
        "{people}명이 {seconds}초 사이에 채팅으로 반응했습니다",
        "채팅 반응이 몰렸습니다",
    ),
    _K.CHAT_PURCHASE: (
        "{people}명이 {seconds}초 사이에 구매를 이야기했습니다",
        "구매 채팅이 몰렸습니다",
    ),
    _K.CHAT_QUESTION: ("{people}명이 {seconds}초 사이에 질문했습니다", "질문 채팅이 몰렸습니다"),
    _K.CHAT_LAUGHTER: ("{people}명이 {seconds}초 사이에 웃었습니다", "웃음 채팅이 몰렸습니다"),
    _K.CHAT_DELIGHT: ("{people}명이 {seconds}초 사이에 감탄했습니다", "감탄 채팅이 몰렸습니다"),
    _K.LOUDNESS: ("목소리가 평소보다 {db}dB 커졌습니다", "목소리가 커졌습니다"),
    _K.SPEECH_RATE: ("말이 평소보다 {times}배 빨라졌습니다", "말이 빨라졌습니다"),
    _K.ORDERS: (
        "주문이 분당 {count}건으로 늘었습니다 (평소 {usual}건)",
        "주문이 평소보다 늘었습니다",
    ),
    _K.VIEWERS: ("시청자가 1분에 {count}명 늘었습니다", "시청자가 늘었습니다"),
    _K.OFFER: ("혜택이 시작됩니다: {label}", "혜택이 시작됩니다"),
    _K.PIN: ("상품이 화면에 고정됩니다: {label}", "상품이 화면에 고정됩니다"),
    _K.MOTION: ("화면의 움직임이 평소의 {times}배입니다", "화면의 움직임이 커졌습니다"),
    _K.HOOK: ("첫 3초가 시선을 끕니다", "첫 3초가 시선을 끕니다"),
    _K.STANDS_ALONE: ("앞 내용을 몰라도 이해됩니다", "앞 내용을 몰라도 이해됩니다"),
    _K.WAITING: ("대기 화면입니다 ({seconds}초)", "대기 화면입니다"),
    _K.MUSIC_ONLY: ("음악만 나옵니다 ({seconds}초)", "음악만 나옵니다"),
    _K.DEAD_AIR: ("말이 없는 구간입니다 ({seconds}초)", "말이 없는 구간입니다"),
    _K.TECHNICAL: ("방송 점검 이야기입니다: {words}", "방송 점검 이야기입니다"),
    _K.RAFFLE: ("{people}명이 이벤트에 참여 중인 구간입니다", "이벤트·추첨 구간입니다"),
    _K.GREETING: ("인사하는 구간입니다", "인사하는 구간입니다"),
    _K.COUNTDOWN: ("방송 시작을 기다리는 구간입니다: {words}", "방송 시작을 기다리는 구간입니다"),
    _K.REPEAT: ("같은 음성이 반복 재생됩니다 ({seconds}초)", "같은 음성이 반복 재생됩니다"),
}
_EN: dict[SignalKind, tuple[str, str]] = {
    _K.PRICE: ("A price is named: {words}", "A price is named"),
    _K.DISCOUNT: ("A discount is offered: {words}", "A discount is offered"),
    _K.DEMONSTRATION: ("It is shown in use: {words}", "It is shown in use"),
    _K.COMPARISON: ("It is compared with others: {words}", "It is compared with others"),
    _K.OBJECTION: ("A doubt is answered: {words}", "A doubt is answered"),
    _K.TESTIMONIAL: ("Someone tells of using it: {words}", "Someone tells of using it"),
    _K.CALL_TO_ACT: ("Viewers are asked to buy: {words}", "Viewers are asked to buy"),
    _K.QUESTION: ("A viewer's question is answered", "A viewer's question is answered"),
    _K.CHAT_BURST: ("{people} people reacted within {seconds} seconds", "Many people reacted"),
    _K.CHAT_PURCHASE: (
        "{people} people wrote about buying within {seconds} seconds",
        "Many people wrote about buying",
    ),
    _K.CHAT_QUESTION: ("{people} people asked within {seconds} seconds", "Many people asked"),
    _K.CHAT_LAUGHTER: ("{people} people laughed within {seconds} seconds", "Many people laughed"),
    _K.CHAT_DELIGHT: (
        "{people} people were delighted within {seconds} seconds",
        "Many people were delighted",
    ),
    _K.LOUDNESS: ("The voice rose by {db} dB", "The voice rose"),
    _K.SPEECH_RATE: ("Speech is {times} times as fast as usual", "Speech is faster than usual"),
    _K.ORDERS: (
        "Orders rose to {count} a minute (usually {usual})",
        "Orders rose above the show's trend",
    ),
    _K.VIEWERS: ("{count} more viewers within a minute", "Viewers joined"),
    _K.OFFER: ("An offer opens: {label}", "An offer opens"),
    _K.PIN: ("A product is pinned: {label}", "A product is pinned"),
    _K.MOTION: (
        "The picture moves {times} times as much as usual",
        "The picture moves more than usual",
    ),
    _K.HOOK: (
        "The first three seconds catch the eye",
        "The first three seconds catch the eye",
    ),
    _K.STANDS_ALONE: (
        "It is understood without what came before",
        "It is understood without what came before",
    ),
    _K.WAITING: ("Waiting screen ({seconds} s)", "Waiting screen"),
    _K.MUSIC_ONLY: ("Only music ({seconds} s)", "Only music"),
    _K.DEAD_AIR: ("Nobody speaks ({seconds} s)", "Nobody speaks"),
    _K.TECHNICAL: ("Talk about the broadcast itself: {words}", "Talk about the broadcast itself"),
    _K.RAFFLE: ("{people} people take part in a raffle", "A raffle"),
    _K.GREETING: ("Greetings", "Greetings"),
    _K.COUNTDOWN: ("Waiting for the start: {words}", "Waiting for the start"),
    _K.REPEAT: ("The same speech plays again ({seconds} s)", "The same speech plays again"),
}
#: A burst whose topic is the price says so.
_PRICE_BURST = {
    "ko": "{people}명이 {seconds}초 사이에 가격을 이야기했습니다",
    "en": "{people} people wrote about the price within {seconds} seconds",
}
_REJECTIONS = {
    "ko": {
        "overlaps_better": "더 나은 추천 구간과 겹칩니다",
        "too_close_to_better": "더 나은 추천 구간과 너무 가깝습니다",
        "same_words_as_better": "더 나은 추천 구간과 같은 말을 합니다",
        "used_before": "이미 승인했거나 게시한 구간입니다",
        "used_elsewhere": "같은 방송의 다른 영상에서 이미 승인했거나 게시한 구간입니다",
        "not_spoken_of": "이 상품을 이야기하는 구간이 없습니다",
        "weaker_than_chosen": "추천한 구간들보다 근거가 약합니다",
        "no_strong_reason": "뚜렷한 근거가 없습니다",
    },
    "en": {
        "overlaps_better": "Overlaps a better suggestion",
        "too_close_to_better": "Too close to a better suggestion",
        "same_words_as_better": "Says the same as a better suggestion",
        "used_before": "Approved or published before",
        "used_elsewhere": "Approved or published from another upload of this show",
        "not_spoken_of": "Nothing in the recording is about this product",
        "weaker_than_chosen": "Weaker than the suggestions made",
        "no_strong_reason": "Nothing marks it out",
    },
}


def reason_sentence(signal: Signal, language: str) -> str:
    """What a signal says, as a sentence.

    Args:
        signal: With its detail.
        language: "ko"; anything else gives English.
    """
    known = detail_fields(signal.detail)
    if signal.kind is SignalKind.CHAT_BURST and known.get("topic") == "price":
        return _PRICE_BURST["ko" if language == "ko" else "en"].format(**known)
    full, short = (_KO if language == "ko" else _EN)[signal.kind]
    wanted = re.findall(r"{(\w+)}", full)
    if not all(known.get(name) for name in wanted):
        return short
    # Only the names of the sentence are filled in; a detail is no template itself.
    return full.format(**{name: known[name] for name in wanted})


def rejection_sentence(reason: str, language: str) -> str:
    """Why a span was not suggested, as a sentence; the word itself when it is not known."""
    name = "ko" if language == "ko" else "en"
    if reason in _REJECTIONS[name]:
        return _REJECTIONS[name][reason]
    if reason in {kind.value for kind in SignalKind}:
        return (_KO if name == "ko" else _EN)[SignalKind(reason)][1]
    return reason


def detail_fields(detail: str) -> dict[str, str]:
    """The `key=value` pairs of a signal's detail; a value may hold blanks.

    >>> detail_fields("people=47 seconds=8 label=방송 중 쿠폰")
    {'people': '47', 'seconds': '8', 'label': '방송 중 쿠폰'}
    """
    return {match[1]: match[2].strip() for match in _FIELD.finditer(detail)}
