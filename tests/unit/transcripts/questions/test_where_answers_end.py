"""Where an answer begins and ends, and which questions it is one entry for."""

from transcripts.messages import ChatMessage
from transcripts.model import Segment, Transcript
from transcripts.questions.finding import find_qa
from transcripts.questions.model import QaList, QaPair
from transcripts.timeline import Span


def heard(asked: tuple[str, ...], *said: str) -> QaList:
    """What comes of questions written at once, before sentences that are said 6 s apart."""
    segments = tuple(
        Segment(Span(6_000 * at, 6_000 * at + 5_000), text) for at, text in enumerate(said)
    )
    chat = [ChatMessage(-4_000 + at, str(at), text) for at, text in enumerate(asked)]
    return find_qa(Transcript("ko", 6_000 * len(said) + 60_000, segments), chat)


def pair(question: str, *said: str) -> QaPair:
    (found,) = heard((question,), *said).pairs
    return found


def test_an_answer_goes_on_to_the_end_of_a_sentence_that_recognition_cut():
    found = pair(
        "사진은 언제 찍으러 다니세요?",
        "반갑습니다.",
        "다음 달에 두 마을에서 사진 찍겠다고",
        "예약이 접수되어 있습니다.",
        "이 잔은 도자기입니다.",
    )

    assert found.answer.text == "다음 달에 두 마을에서 사진 찍겠다고 예약이 접수되어 있습니다."


def test_an_answer_goes_on_while_it_tells_what_is_wanted_of_what_was_just_said():
    found = pair(
        "사진은 언제 찍으러 다니세요?",
        "보통 여름 방학 때 사진 찍으러 다니고 있습니다.",
        "방학은 8월에 끝납니다.",
        "돈은 많이 들어갑니다.",
    )

    assert found.answer.span == Span(0, 11_000)


def test_the_sentence_before_the_surest_one_counts_for_how_much_was_said():
    found = pair(
        "진짜 기타 같은 소리 나요?",
        "이 기타는 버튼으로 이루어져 있어서",
        "진짜 실제 기타 같은 소리가 나거든요.",
        "한번 들어보세요.",
        "저 기타는 컴퓨터에 연결합니다.",
    )

    assert found.answer.text == (
        "이 기타는 버튼으로 이루어져 있어서 진짜 실제 기타 같은 소리가 나거든요."
    )


def test_two_of_something_else_are_no_number_of_colors():
    assert not heard(("색상 몇 가지예요?",), "이렇게 두 가지가 현재 남아 있는데요").pairs
    assert heard(("색상 몇 가지예요?",), "색상은 두 가지가 있습니다").pairs
    assert heard(("색상 몇 가지예요?",), "블랙이랑 화이트 두 가지가 있습니다").pairs


def test_where_is_not_answered_by_a_sentence_with_one_word_of_the_question():
    said = ("뮤직비디오를 만드는 사람들이 홍보를 하고", "그 가운데에서 감독을 고용합니다.")

    assert not heard(("만드는 방법은 어디서 볼 수 있어요?",), *said).pairs


def test_questions_are_one_entry_when_each_answer_holds_the_surest_sentence_of_the_other():
    qa = heard(
        ("버튼으로 누르는 건가요?", "진짜 기타 같은 소리 나요?"),
        "기타를 처음 시작했는데 진짜 어렵더라고요.",
        "이 기타는 버튼으로 이루어져 있어서 진짜 실제 기타 같은 소리가 나거든요.",
        "손이 아프지 않습니다.",
    )

    (found,) = qa.pairs
    assert {found.question.text, *found.question.also} == {
        "버튼으로 누르는 건가요?",
        "진짜 기타 같은 소리 나요?",
    }


def test_a_sentence_that_answers_a_viewer_is_no_question_of_the_hosts():
    qa = heard(
        ("이거 얼마예요?",), "반갑습니다.", "3만원이면 재밌을 것 같지 않나요?", "홈페이지에 올려요."
    )

    (found,) = qa.pairs
    assert found.question.text == "이거 얼마예요?"
    assert qa.unanswered == ()


def test_an_english_answer_begins_and_ends_with_its_sentence():
    found = pair(
        "Can I compare the results side by side?",
        "This page lists all the utterances of your data,",
        "indicating the results of the two models,",
        "to help inspect the side-by-side comparison of your results",
        "and the words that differ.",
        *("We go on to the cup.", "It is blue.", "That is all.", "Goodbye."),
    )

    assert found.answer.text == (
        "This page lists all the utterances of your data, indicating the results of the two "
        "models, to help inspect the side-by-side comparison of your results and the words that "
        "differ."
    )
