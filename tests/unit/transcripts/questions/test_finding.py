"""Questions and answers of a whole broadcast."""

from transcripts.mentions import Pin
from transcripts.messages import ChatMessage
from transcripts.model import Segment, Transcript
from transcripts.products import Product
from transcripts.questions.finding import find_qa
from transcripts.questions.model import Flag, QaList, Source, qa_from_json, qa_to_json
from transcripts.timeline import Span

CREAM = Product("cream", "글로우 수분 크림 50ml", ("수분 크림",))
SAID = (
    "안녕하세요 여러분 반갑습니다",
    "오늘은 수분 크림을 가져왔습니다",
    "김영희님이 민감성 피부도 쓸 수 있나요 라고 물어보셨는데",
    "네 민감성 피부도 쓰실 수 있습니다",
    "무향이고 알코올이 없습니다",
    "자 다음은 배송 말씀드릴게요",
    "부산은 당일 배송이 되고 다른 지역은 이틀 걸립니다",
    "가격은 오만 구천구백원이고 오늘만 이 가격입니다",
)


def transcript(*texts: str, every_ms: int = 6_000) -> Transcript:
    segments = tuple(
        Segment(Span(at * every_ms, at * every_ms + every_ms - 1_000), text)
        for at, text in enumerate(texts)
    )
    return Transcript("ko", len(texts) * every_ms + 60_000, segments)


def chat(*lines: tuple[int, str, str]) -> list[ChatMessage]:
    return [ChatMessage(at_ms, author, text) for at_ms, author, text in sorted(lines)]


def found(*lines: tuple[int, str, str], products: tuple[Product, ...] = (CREAM,)) -> QaList:
    return find_qa(transcript(*SAID), chat(*lines), products)


def test_a_spoken_question_is_answered_by_what_follows_until_the_subject_changes():
    (pair,) = found().pairs

    assert pair.question.source is Source.SPEECH
    assert pair.question.text == "민감성 피부도 쓸 수 있나요?"
    assert pair.answer.text == "네 민감성 피부도 쓰실 수 있습니다. 무향이고 알코올이 없습니다."
    assert pair.answer.span == Span(18_000, 29_000)


def test_a_question_read_aloud_is_the_viewers_and_listed_once():
    qa = found(
        (2_000, "a", "민감성 피부도 쓸 수 있나요?"), (4_000, "b", "민감성 피부도 쓸수 있나요ㅠㅠ")
    )

    (pair,) = [p for p in qa.pairs if "민감성" in p.question.text]
    assert pair.question.source is Source.CHAT
    assert pair.question.asked_by == 2
    assert pair.answer.span.start_ms == 18_000


def test_one_viewer_who_asks_three_times_is_one_viewer():
    qa = found(*((at, "a", "해외 배송도 하시나요?") for at in (1_000, 9_000, 17_000)))

    (entry,) = [u for u in qa.unanswered if u.question.source is Source.CHAT]
    assert entry.question.asked_by == 1
    assert entry.question.span == Span(1_000, 17_001)


def test_what_is_said_later_answers_what_was_written():
    qa = found((20_000, "a", "부산도 당일배송 되나요?"), (22_000, "b", "부산 당일 배송 가능해요?"))

    (pair,) = [p for p in qa.pairs if "부산" in p.question.text]
    assert pair.question.asked_by == 2
    assert pair.answer.span.start_ms == 36_000
    assert pair.product_ids == ()  # delivery is the shop's


def test_what_was_said_before_is_no_answer():
    qa = found((50_000, "a", "부산도 당일배송 되나요?"))

    assert not [p for p in qa.pairs if "부산" in p.question.text]
    assert [u.question.text for u in qa.unanswered] == ["부산도 당일배송 되나요?"]


def test_a_price_has_the_form_of_an_answer_and_waits_for_a_person():
    qa = found((30_000, "a", "얼마예요??"))

    (pair,) = [p for p in qa.pairs if "얼마" in p.question.text]
    assert "오만 구천구백원" in pair.answer.text
    assert {Flag.PRICE, Flag.OFFER_UNTIL} <= set(pair.flags)


def test_what_was_asked_most_comes_first_in_the_shops_list():
    qa = find_qa(
        transcript("화면 보여 드리고 있습니다", "천천히 둘러보시면 됩니다"),
        chat((1_000, "a", "환불은 며칠까지 가능해요?"), (2_000, "b", "사이즈 표 있나요?"),
             (3_000, "c", "사이즈 표 있나요??")),
    )  # fmt: skip

    assert [(u.question.text, u.question.asked_by) for u in qa.unanswered] == [
        ("사이즈 표 있나요?", 2),
        ("환불은 며칠까지 가능해요?", 1),
    ]


def test_small_talk_is_kept_apart_at_the_end():
    qa = find_qa(
        transcript("다들 잘 지내셨나요", "네 계속 보여 드릴게요"),
        chat((1_000, "a", "색상 몇 가지예요?")),
    )

    assert [Flag.SMALL_TALK in entry.flags for entry in qa.unanswered] == [False, True]


def test_the_shops_answer_in_chat_counts():
    lines = chat((1_000, "a", "해외 배송도 하시나요?"))
    lines.append(ChatMessage(20_000, "shop", "해외 배송은 아직 안 됩니다", is_host=True))

    (pair,) = find_qa(transcript("화면 보여 드리고 있습니다"), lines).pairs

    assert pair.answer.source is Source.CHAT
    assert pair.answer.text == "해외 배송은 아직 안 됩니다."


def test_a_question_belongs_to_the_product_it_names_else_to_the_pinned_one():
    lines = chat((500, "a", "수분 크림 유통기한 언제까지예요?"), (700, "b", "무슨 향이에요?"))
    pins = [Pin(Span(0, 60_000), "other")]

    qa = find_qa(
        transcript("보여 드리고 있습니다"), lines, [CREAM, Product("other", "로프")], pins=pins
    )

    assert {u.question.text: u.product_ids for u in qa.unanswered} == {
        "수분 크림 유통기한 언제까지예요?": ("cream",),
        "무슨 향이에요?": ("other",),
    }


def test_no_phone_number_or_name_gets_into_the_list():
    qa = find_qa(
        transcript("네 박지성님 공일공 일이삼사 오육칠팔로 배송 문의 주세요"),
        chat((0, "a", "배송 문의 010-1234-5678 로 하나요?")),
    )

    text = str(qa_to_json(qa))
    assert not any(secret in text for secret in ("1234", "오육칠팔", "박지성"))


def test_ids_stay_when_the_answer_changes():
    asked = (5_000, "a", "부산도 당일배송 되나요?")
    answered = find_qa(transcript(*SAID), chat(asked)).pairs
    unanswered = find_qa(transcript("보여 드리고 있습니다"), chat(asked)).unanswered

    assert unanswered[0].id in {pair.id for pair in answered}


def test_the_same_input_gives_the_same_list_and_reads_back():
    lines = [(20_000, "a", "부산도 당일배송 되나요?"), (30_000, "b", "얼마예요?")]
    qa = found(*lines)

    assert qa == found(*lines)
    assert qa_from_json(qa_to_json(qa)) == qa


def test_nothing_given_says_what_is_missing():
    qa = find_qa(Transcript("und", 0))

    assert (qa.pairs, qa.unanswered) == ((), ())
    assert len(qa.notes) == 3


def test_chat_from_before_the_start_has_a_place():
    qa = find_qa(transcript("보여 드리고 있습니다"), chat((-20_000, "a", "사이즈 표 있나요?")))

    assert qa.unanswered[0].question.span.start_ms == 0


def heard(*texts: str) -> Transcript:
    segments = [
        Segment(Span(10_000 + 5_000 * n, 14_000 + 5_000 * n), text) for n, text in enumerate(texts)
    ]
    return Transcript("ko", 120_000, tuple(segments))


def answer_to(question: str, *texts: str) -> str | None:
    found = find_qa(heard(*texts), [ChatMessage(2_000, "v1", question)])
    return next((p.answer.quote for p in found.pairs if p.question.source is Source.CHAT), None)


def test_how_many_is_answered_by_a_number_of_the_same_things():
    said = ("사진을 찍으면서 많은 일이 있었습니다.", "지금까지 사백삼십 명쯤 찍었습니다.")

    assert answer_to("지금까지 몇 명 찍으셨어요?", *said) == said[1]
    assert answer_to("지금까지 몇 명 찍으셨어요?", said[0]) is None


def test_a_price_is_told_in_a_sentence_that_asks_for_assent():
    said = "3만 원이면 괜찮지 않나요?"

    assert answer_to("이거 얼마예요?", "손잡이가 아주 편합니다.", said) == said


def test_other_words_for_one_thing_are_understood():
    said = "저희가 만든 비디오들이 한 20개 가량 올라와 있습니다."

    assert answer_to("영상은 몇 개 정도 있어요?", "오늘 날씨가 좋네요.", said) == said


def test_a_notice_of_the_shop_that_only_shares_a_word_answers_nothing():
    notice = ChatMessage(8_000, "shop", "무료배송 쿠폰 받아 가세요", is_host=True)

    found = find_qa(heard(), [ChatMessage(2_000, "v1", "해외 배송도 하시나요?"), notice])

    assert not found.pairs


def test_how_many_so_far_and_how_many_at_once_are_two_questions():
    chat = [
        ChatMessage(1_000, "v1", "지금까지 몇 명 찍으셨어요?"),
        ChatMessage(2_000, "v2", "한 번에 몇 명이나 찍나요?"),
    ]

    assert len(find_qa(heard(), chat).unanswered) == 2


def test_what_was_shown_before_a_latecomer_asks_is_offered_as_an_answer_to_look_at():
    said = ("이 텀블러는 식기세척기에 넣으셔도 됩니다.", "색이 참 곱지요.", "잠시만 기다려 주세요.")

    found = find_qa(heard(*said), [ChatMessage(60_000, "v1", "텀블러 식기세척기 되나요?")])

    (pair,) = found.pairs
    assert pair.answer.span.start_ms < pair.question.span.start_ms
    assert Flag.UNSURE in pair.flags


DIALOGUE = (
    "Hi, I'd like to buy a phone.",
    "Certainly, which color would you like?",
    "We have blue, black and red.",
    "Would you like to ship it regular or express?",
    "Express please.",
)


def test_a_seller_who_asks_a_buyer_back_asks_nothing_that_a_shop_would_publish():
    qa = find_qa(transcript(*DIALOGUE))

    asked = {pair.question.text: pair.flags for pair in qa.pairs}
    assert Flag.SMALL_TALK in asked["Certainly, which color would you like?"]
    assert all(Flag.SMALL_TALK in flags for flags in asked.values())


def test_which_colors_there_are_is_answered_by_the_sentence_that_lists_them():
    qa = find_qa(transcript(*DIALOGUE), chat((1_000, "a", "What colors do you have?")))

    (pair,) = [p for p in qa.pairs if p.question.source is Source.CHAT]
    assert pair.answer.text == "We have blue, black and red."


def test_a_scrap_that_repeats_a_word_of_the_question_is_no_answer():
    qa = find_qa(transcript(*DIALOGUE), chat((9_000, "a", "Is express shipping possible?")))

    assert "Is express shipping possible?" in [u.question.text for u in qa.unanswered]


def test_how_and_where_one_thing_is_done_is_one_entry_when_one_sentence_answers_both():
    said = ("반갑습니다", "첫 번째 프로젝트를 만들려면 메뉴에서 새 프로젝트를 클릭하시면 됩니다")
    qa = find_qa(
        transcript(*said),
        chat(
            (500, "a", "첫 번째 프로젝트는 어떻게 만들어요?"),
            (1_000, "b", "새 프로젝트는 어디서 만드나요?"),
        ),
    )

    (pair,) = qa.pairs
    assert pair.question.asked_by == 2
    assert qa.unanswered == ()


def test_questions_that_one_sentence_answers_become_one_entry_that_names_them_all():
    said = ("Welcome", "Once the test is done you will find the error rate on the test page.")
    qa = find_qa(
        transcript(*said),
        chat(
            (500, "a", "When can I see the error rate?"),
            (1_000, "b", "Where do I find the error rate?"),
        ),
    )

    (pair,) = qa.pairs
    assert pair.question.asked_by == 2
    assert {pair.question.text, *pair.question.also} == {
        "When can I see the error rate?",
        "Where do I find the error rate?",
    }


def test_questions_about_different_choices_stay_apart_though_one_sentence_answers_both():
    said = ("반갑습니다", "저희 장비는 맥이나 윈도우에서 다 사용하실 수 있습니다")
    qa = find_qa(
        transcript(*said),
        chat(
            (500, "a", "맥에서도 사용할 수 있나요?"), (1_000, "b", "윈도우에서 사용할 수 있나요?")
        ),
    )

    assert len(qa.pairs) == 2
    assert all(pair.question.also == () for pair in qa.pairs)


def test_a_coupon_that_the_shop_announces_is_no_price():
    for notice in ("📌 방송 중 5천원 쿠폰", "📌 무료배송 쿠폰"):
        announced = ChatMessage(5_000, "shop", notice, is_host=True)
        qa = find_qa(
            transcript("반갑습니다"), (*chat((1_000, "a", "쿠폰까지 되면 얼마예요")), announced)
        )

        assert qa.pairs == ()


def test_an_answer_within_another_answer_stays_an_entry_of_its_own():
    said = (
        "Welcome",
        "The tool checks recordings.",
        "It compares the sound with the text and shows each difference in a list of its own.",
        "You can play a recording in the portal whenever you like and as often as you like.",
    )
    qa = find_qa(
        transcript(*said),
        chat(
            (500, "a", "What does the tool check?"),
            (1_000, "b", "Can I play a recording in the portal?"),
        ),
    )

    assert {pair.question.text for pair in qa.pairs} == {
        "What does the tool check?",
        "Can I play a recording in the portal?",
    }


def test_an_answer_does_not_begin_with_an_example_of_something_else():
    said = (
        "각 프로젝트는 언어 하나에만 적용됩니다.",
        "예를 들어 미국에서 쓰는 영어 프로젝트를 만들 수 있습니다.",
        "새 프로젝트를 만들려면 메뉴에서 새 프로젝트를 클릭합니다.",
    )

    assert answer_to("새 프로젝트는 어디서 만드나요?", *said) == said[2]


def test_an_answer_that_recognition_cut_is_whole_again():
    said = (
        "Welcome to the show.",
        "By listening to the audio in each column,",
        "you can decide which model meets your needs.",
    )

    assert answer_to("How do I decide which model meets my needs?", *said) == (
        "By listening to the audio in each column, you can decide which model meets your needs."
    )


def test_questions_with_one_answer_get_the_fuller_one():
    said = (
        "반갑습니다",
        "첫 번째 프로젝트를 만들려면 메뉴에서 새 프로젝트를 클릭합니다.",
        "프로젝트를 만든 후 탭이 표시됩니다.",
    )
    qa = find_qa(
        transcript(*said),
        chat(
            (500, "a", "새 프로젝트는 어디서 만드나요?"),
            (1_000, "b", "프로젝트 만들면 뭐가 보여요?"),
        ),
    )

    (pair,) = qa.pairs
    assert pair.question.asked_by == 2
    assert "탭이 표시됩니다" in pair.answer.text


def test_questions_in_a_row_that_are_answered_together_are_one_entry():
    said = transcript(
        "This is the new serum.",
        "Can I use it every day?",
        "Right?",
        "Or is it for the weekend?",
        "Yes, you can use the serum every day.",
    )

    qa = find_qa(said, ())

    (pair,) = qa.pairs
    assert pair.question.text == "Can I use it every day? Or is it for the weekend?"
    assert pair.question.span == Span(6_000, 23_000)
    assert pair.answer.span.start_ms == 24_000
    assert qa.unanswered == ()


def test_questions_in_a_row_that_nobody_answers_stay_apart():
    said = transcript(
        "Can I use it every day?",
        "Does it come in blue?",
    )

    texts = [entry.question.text for entry in find_qa(said, ()).unanswered]

    assert texts == ["Can I use it every day?", "Does it come in blue?"]


def test_an_answer_that_draws_a_conclusion_begins_with_what_it_follows_from():
    said = transcript(
        "오늘은 근처 식당을 소개합니다.",
        "저 식당은 그날 준비한 걸 다 팔면 문을 닫아요.",
        "그러니까 늦게 가면 못 드실 수도 있어요.",
        "자 다음은 배송 말씀드릴게요.",
    )

    (pair,) = find_qa(said, chat((1_000, "a", "늦게 가도 먹을 수 있어요?"))).pairs

    assert pair.answer.span == Span(6_000, 17_000)


def test_what_else_there_is_is_answered_by_what_names_the_rest():
    said = transcript(
        "제가 처음에 만든 악기예요.",
        "손이 많이 아팠습니다.",
        "기타 말고도 베이스와 드럼까지 만들었습니다.",
        "자 다음은 배송 말씀드릴게요.",
    )

    asked = chat((-5_000, "a", "기타 말고 다른 악기도 있어요?"), (-4_000, "b", "드럼도 되나요?"))
    (pair,) = find_qa(said, asked).pairs

    assert pair.answer.span.start_ms == 12_000
    assert pair.question.also == ("드럼도 되나요?",)


def test_a_word_of_the_question_is_no_answer_to_how_where_and_when():
    said = transcript(
        "자 다음은 악기를 보겠습니다.",
        "컴퓨터와 모니터 작업을 많이 했어요.",
        "손이 많이 아팠습니다.",
    )

    qa = find_qa(said, chat((-5_000, "a", "컴퓨터에 어떻게 연결해요?")))

    assert qa.pairs == ()


def test_once_it_is_done_answers_when_and_what_one_can_do_answers_how():
    said = transcript(
        "Once the test is complete, you will find a WER number.",
        "오디오를 재생하고 제공된 인식 결과가 올바른지 결정할 수 있습니다.",
    )
    asked = chat(
        (-9_000, "a", "When can I see the number?"),
        (-8_000, "b", "인식 결과가 맞는지 어떻게 확인해요?"),
    )

    when, how = find_qa(said, asked).pairs

    assert when.question.text == "When can I see the number?"
    assert how.answer.span.start_ms == 6_000


def test_a_reply_that_recognition_gave_a_question_mark_is_the_answer():
    said = transcript("Can I share my painting?", "Of course I would love to see it?", "Post it.")

    qa = find_qa(said, ())

    (pair,) = qa.pairs
    assert pair.question.text == "Can I share my painting?"
    assert pair.answer.span.start_ms == 6_000
    assert qa.unanswered == ()


def test_no_answer_begins_with_a_greeting():
    said = (
        "안녕하세요 여러분 오늘은 크림 색상을 보여 드려요",
        "크림 색상은 화이트와 레드 두 가지예요",
    )

    (pair,) = find_qa(transcript(*said), chat((0, "a", "크림 색상은 뭐가 있어요?"))).pairs

    assert pair.answer.text == "크림 색상은 화이트와 레드 두 가지예요."
