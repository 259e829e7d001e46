"""Words of an answer that may have been misheard."""

from transcripts.messages import ChatMessage
from transcripts.model import Segment, Transcript, Word
from transcripts.questions.doubts import doubtful_words
from transcripts.questions.finding import find_qa
from transcripts.questions.model import qa_from_json, qa_to_json
from transcripts.timeline import Span


def words(text: str, **unsure: float) -> tuple[Word, ...]:
    """The words of a text a second apart; confidence 0.8 but where it is given."""
    return tuple(
        Word(Span(1_000 * at, 1_000 * at + 900), word, unsure.get(word.strip(".,"), 0.8))
        for at, word in enumerate(text.split())
    )


def test_a_noun_that_no_dictionary_has_is_heard_again():
    text = "각 테블 사용하는 방법을 배우려면 링크를 사용합니다."

    assert doubtful_words(words(text), text, "") == ("테블",)


def test_a_name_that_the_shop_or_a_viewer_wrote_is_no_doubt():
    text = "글로우핏 크림은 무향입니다."

    assert doubtful_words(words(text), text, "글로우핏 수분 크림") == ()
    assert doubtful_words(words(text), text, "") == ("글로우핏",)


def test_unsure_words_and_numbers_are_heard_again_and_short_ones_are_not():
    text = "You will find a WAR number of 30 in it."

    assert doubtful_words(words(text, WAR=0.35, it=0.1, a=0.1, **{"30": 0.45}), text, "") == (
        "WAR",
        "30",
    )


def test_only_words_that_are_read_are_doubted():
    assert doubtful_words(words("Terrific, we have blue.", Terrific=0.1), "We have blue.", "") == ()


def test_an_answer_carries_its_doubts_in_the_file_and_back():
    text = "네 부산도 당일배송이 테블로 됩니다."
    said = Transcript("ko", 60_000, (Segment(Span(0, 6_000), text, words=words(text)),))

    qa = find_qa(said, [ChatMessage(-5_000, "a", "부산도 당일배송 되나요?")])

    (pair,) = qa.pairs
    assert pair.answer.doubts == ("테블로",)
    assert qa_from_json(qa_to_json(qa)).pairs == qa.pairs
