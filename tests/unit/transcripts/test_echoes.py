"""Names that were only expected are not taken for speech."""

from transcripts.echoes import without_echoes
from transcripts.hearing import HeardWord

NAMES = "버튼형 DIY 기타 키트, 버튼 기타, 도자기 커피잔 세트"


def words(text: str, probability: float) -> tuple[HeardWord, ...]:
    return tuple(HeardWord(0, 1, word, probability) for word in text.split())


def kept(*said: HeardWord) -> str:
    return " ".join(word.text for word in without_echoes(said, NAMES))


def test_names_in_a_row_that_were_hardly_heard_are_left_out():
    assert kept(*words("박수 주세요", 0.8), *words("세트, 기타, 버튼 기타", 0.02)) == "박수 주세요"


def test_names_that_were_heard_stay_and_so_does_a_single_one():
    assert kept(*words("버튼 기타", 0.6)) == "버튼 기타"
    assert (
        kept(*words("이번", 0.8), *words("기타", 0.02), *words("보세요", 0.8)) == "이번 기타 보세요"
    )


def test_other_words_that_were_hardly_heard_stay():
    assert kept(*words("떠나 가주오", 0.02)) == "떠나 가주오"


def test_without_expected_names_everything_stays():
    assert len(without_echoes(words("버튼 기타", 0.01), "")) == 2
