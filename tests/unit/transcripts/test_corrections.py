"""What a corrected sentence teaches of single words."""

from __future__ import annotations

import pytest

from transcripts.corrections import replacements


@pytest.mark.parametrize(
    ("heard", "meant", "learned"),
    [
        (
            "오늘은 글로 세름을 소개할게요",
            "오늘은 글로우 세럼을 소개할게요",
            [("글로 세름을", "글로우 세럼을")],
        ),
        (
            "레드 블랙 미시 크림이고요 지금",
            "레드블레미쉬 크림이고요, 지금",
            [("레드 블랙 미시", "레드블레미쉬")],
        ),
        ("세름", "세럼", [("세름", "세럼")]),
        ("this is grow serum", "this is Glow Serum.", [("grow", "Glow")]),
    ],
)
def test_misheard_words_are_learned_with_what_was_meant(
    heard: str, meant: str, learned: list[tuple[str, str]]
) -> None:
    found = replacements(heard.split(), meant.split())

    assert [(pair.heard, pair.meant) for pair in found] == learned


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("아 그 저 이게 좋아요", "이게 좋아요"),
        ("이게 좋아요", "이게 정말 좋아요"),
        ("안녕 여러분", "자 시작합니다"),
        ("하나 둘 셋 넷 다섯 여섯 일곱 여덟", "하나 둘 가 나 다 라 일곱 여덟"),
        ("글로 우세럼 있어요", "글로우 세럼 있어요"),
        ("glow serum", "Glow, Serum!"),
        ("이게 좋아요", ""),
        ("", "이게 좋아요"),
        ("이게 세름", "이게 ㅋ" + "세" * 60),
    ],
)
def test_cuts_rewrites_spaces_and_marks_teach_nothing(heard: str, meant: str) -> None:
    assert replacements(heard.split(), meant.split()) == ()
