"""What stages say of their work is read in the reader's language."""

import ast
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from exporters.notes import note_sentence

ROOT = Path(__file__).resolve().parents[3]
#: What these say is for operators, or is in both languages already.
ELSEWHERE = {"transcripts/asr.py", "transcripts/weights.py"}
PLACES = ("clipping", "transcripts", "workers/stages")


def sentences() -> Iterator[tuple[str, str]]:
    """Every whole sentence in the code of the stages that is neither a docstring nor an error."""
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if name not in ELSEWHERE:
                for text in _literals(ast.parse(path.read_text(encoding="utf-8"))):
                    yield name, text


def _literals(tree: ast.Module) -> Iterator[str]:
    passed = {id(node) for one in ast.walk(tree) if _is_passed(one) for node in ast.walk(one)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            passed |= {id(value) for value in node.values}
    for node in ast.walk(tree):
        text = _text(node)
        if id(node) not in passed and len(text) > 14 and " " in text and text.endswith("."):
            yield text


def _is_passed(node: ast.AST) -> bool:
    return isinstance(node, ast.Raise) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def _text(node: ast.AST) -> str:
    """A text with a 7 in every place."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(v.value if isinstance(v, ast.Constant) else "7" for v in node.values)
    return ""


def test_every_sentence_of_a_stage_has_korean_words():
    unknown = [f"{name}: {text}" for name, text in sentences() if note_sentence(text, "ko") == text]

    assert unknown == []


def test_every_entry_of_the_catalogue_has_the_same_places_in_both_languages():
    text = files("exporters").joinpath("note_words/ko.json").read_text(encoding="utf-8")

    for english, korean in json.loads(text).items():
        places = re.findall(r"{(\w+)}", english)
        assert sorted(places) == sorted(re.findall(r"{(\w+)}", korean)), english
        assert re.search("[가-힣]", korean), english


@pytest.mark.parametrize(
    ("note", "korean"),
    [
        (
            "Not enough chat: 7 messages from 3 people. It was not counted.",
            "채팅이 부족합니다. 3명이 쓴 7건뿐이라 점수에 넣지 않았습니다.",
        ),
        (
            "2 of 4 suggestions: the rest overlaps, repeats or lies too close to these.",
            "추천 4개 중 2개만 골랐습니다. 나머지는 이미 고른 구간과 겹치거나 내용이 같습니다.",
        ),
        (
            "1:02:03: recognised twice, the second time is kept.",
            "1:02:03: 두 번 인식해 나중 결과를 남겼습니다.",
        ),
        ("{file} of {n}.csv is empty.", "{file} of {n}.csv 파일이 비어 있습니다."),
    ],
    ids=["numbers", "a reason inside", "a moment before", "braces in a file's name"],
)
def test_notes_are_said_in_korean(note, korean):
    assert note_sentence(note, "ko") == korean
    assert note_sentence(note, "en") == note


def test_a_note_that_nobody_knows_stays_as_it_is():
    assert note_sentence("채팅 12줄을 제외했습니다.", "ko") == "채팅 12줄을 제외했습니다."
    assert note_sentence("채팅 12줄을 제외했습니다.", "ko") == "채팅 12줄을 제외했습니다."
