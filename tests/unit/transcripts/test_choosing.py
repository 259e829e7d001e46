from __future__ import annotations

from transcripts.choosing import Hypothesis, most_believed


def chosen(language: str, *texts: tuple[str, float], names: str = "") -> str:
    found = [Hypothesis(text, 1 + len(text) // 2, confidence) for text, confidence in texts]
    return texts[most_believed(found, language, names)][0]


def test_of_nearly_equal_hypotheses_the_one_in_the_middle_is_kept() -> None:
    assert "em um" in chosen(
        "pt",
        ("o modelo nenhum texto claro", -0.20),
        ("o modelo em um texto claro", -0.21),
        ("o modelo em um texto raro", -0.21),
    )


def test_a_hypothesis_that_is_much_likelier_is_kept_whatever_the_others_say() -> None:
    assert (
        chosen("en", ("a red cup", -0.1), ("a bad cap", -0.9), ("a bad cup", -0.9)) == "a red cup"
    )


def test_one_that_leaves_out_a_sentence_does_not_win_by_a_hair() -> None:
    whole = "you are taking pictures is that not so it was in 1839"

    assert chosen(
        "en", ("you are taking pictures", -0.27), (whole, -0.28), (f"{whole} or so", -0.28)
    ) == whole  # fmt: skip


def test_korean_that_reads_like_korean_is_believed_more() -> None:
    assert "요구를" in chosen(
        "ko", ("고객의 유구를 들었습니다", -0.30), ("고객의 요구를 들었습니다", -0.33)
    )
    assert "유구를" in chosen(
        "ko", ("고객의 유구를 들었습니다", -0.10), ("고객의 요구를 들었습니다", -0.99)
    )


def test_a_name_that_was_to_be_expected_reads_like_any_other_word() -> None:
    heard = (
        ("오늘은 글로웨린 세럼을 소개합니다", -0.30),
        ("오늘은 그로 외린 세럼을 소개합니다", -0.30),
    )

    assert "글로웨린" in chosen("ko", *heard, names="아쿠아 틴트, 글로웨린 세럼")


def test_a_full_stop_makes_no_words_read_better() -> None:
    heard = (
        ("오늘 준비한 걸 다 팔면 문을 닫아요", -0.30),
        ("오늘 준비한 걸 다 팔면 문을 닫아요.", -0.31),
    )

    assert chosen("ko", *heard) == heard[0][0]


def test_spacing_and_marks_do_not_count_as_other_letters() -> None:
    assert chosen("ko", ("한번 볼까요?", -0.2), ("한 번 볼까요", -0.9)) == "한번 볼까요?"


def test_nothing_heard_stays_nothing() -> None:
    assert chosen("ko", ("", -0.1), ("감사합니다", -0.1)) == ""
    assert chosen("ko", ("감사합니다", -0.1), ("", -0.1), (" ", -0.1)) == "감사합니다"
