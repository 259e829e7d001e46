from __future__ import annotations

from pathlib import Path

import pytest

from transcripts.errors import ModelUnavailable
from transcripts.weights import find_model, local_models


def make_model(folder: Path, *, without: str = "") -> Path:
    folder.mkdir(parents=True)
    for name in ("model.bin", "config.json", "tokenizer.json"):
        if name != without:
            (folder / name).write_bytes(b"x")
    return folder


def test_a_model_is_found_by_name_and_by_path(tmp_path: Path) -> None:
    small = make_model(tmp_path / "models" / "faster-whisper-small")
    mine = make_model(tmp_path / "mine")

    assert find_model("small", tmp_path / "models").path == small
    assert find_model("faster-whisper-small", tmp_path / "models").path == small
    assert find_model(str(mine), tmp_path / "models").path == mine


def test_the_best_whole_model_is_the_default(tmp_path: Path) -> None:
    for name in ("faster-whisper-tiny", "whisper-small", "medium.en"):
        make_model(tmp_path / name)
    make_model(tmp_path / "large-v3", without="model.bin")

    assert find_model(None, tmp_path).name == "whisper-small"
    assert [m.name for m in local_models(tmp_path)] == ["whisper-small", "faster-whisper-tiny"]


def test_an_unknown_model_is_refused_with_what_there_is(tmp_path: Path) -> None:
    make_model(tmp_path / "small")

    with pytest.raises(ModelUnavailable, match=r"huge.*Found: small, base"):
        find_model("huge", tmp_path)


def test_half_a_model_is_refused_by_what_it_lacks(tmp_path: Path) -> None:
    make_model(tmp_path / "small", without="tokenizer.json")

    with pytest.raises(ModelUnavailable, match=r"lacks tokenizer\.json"):
        find_model("small", tmp_path)
