"""A passage of one upload is found in another one by its words."""

from __future__ import annotations

from clipping.said_before import where_said
from transcripts.model import Segment, Transcript, Word
from transcripts.timeline import Span

PITCH = (
    "지금 쿠폰을 쓰시면 이 커피잔이 삼만 구천원이고 두 개를 사시면 배송비가 없어서 정말 저렴합니다"
)
TALK = (
    "제가 어제 이 잔에 커피를 내려서 마셔 봤는데 손잡이가 정말 편했어요",
    "오늘 날씨가 많이 추워졌는데 따뜻하게 입고 나오셨는지 모르겠습니다",
    "뚜껑은 따로 사실 필요 없이 상자 안에 같이 들어 있으니까 걱정하지 마세요",
)


def spoken(*texts: str, each_ms: int = 8_000) -> Transcript:
    return Transcript(
        "ko",
        each_ms * len(texts),
        tuple(
            Segment(Span(at * each_ms, at * each_ms + 7_000), text, words(text, at * each_ms))
            for at, text in enumerate(texts)
        ),
    )


def words(text: str, start_ms: int) -> tuple[Word, ...]:
    said = text.split()
    each = 7_000 // len(said)
    return tuple(
        Word(Span(start_ms + i * each, start_ms + (i + 1) * each), word, 0.9)
        for i, word in enumerate(said)
    )


def test_a_passage_is_found_where_it_is_said_again() -> None:
    (found,) = where_said([PITCH], spoken(*TALK, PITCH))

    assert found.start_ms == 24_000
    assert 30_000 < found.end_ms <= 31_000


def test_a_misheard_word_and_other_blanks_do_not_hide_a_passage() -> None:
    heard = PITCH.replace("구천원", "구촌원").replace("두 개를", "두개를")

    assert where_said([heard], spoken(*TALK, PITCH))


def test_a_sentence_without_word_times_counts_as_a_whole() -> None:
    said = Transcript("ko", 60_000, (Segment(Span(20_000, 29_000), PITCH),))

    assert where_said([PITCH], said) == (Span(20_000, 29_000),)


def test_talk_about_the_same_thing_in_other_words_is_not_the_same_passage() -> None:
    other = "커피잔은 쿠폰을 쓰시면 조금 더 싸지는데 배송비는 두 개부터 저희가 내 드립니다"

    assert where_said([other], spoken(*TALK, PITCH)) == ()


def test_what_is_too_short_to_be_a_passage_is_found_nowhere() -> None:
    assert where_said(["안녕하세요", ""], spoken("안녕하세요", *TALK)) == ()


def test_where_nothing_is_said_nothing_was_said_before() -> None:
    assert where_said([PITCH], None) == ()
    assert where_said([PITCH], Transcript("ko", 60_000)) == ()
