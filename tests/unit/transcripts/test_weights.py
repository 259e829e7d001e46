from __future__ import annotations

import struct
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


def weights_of(*sizes: int) -> bytes:
    """A file of weights as CTranslate2 writes it, with so many bytes in each variable."""
    kind = b"WhisperSpec\0"
    out = struct.pack("<IH", 6, len(kind)) + kind + struct.pack("<II", 3, len(sizes))
    for size in sizes:
        out += struct.pack("<H", 2) + b"w\0" + struct.pack("<BIBI", 1, size, 1, size) + bytes(size)
    return out


@pytest.mark.parametrize("lost", [1, 50, 120])
def test_a_model_that_was_cut_short_is_refused_and_never_the_default(
    tmp_path: Path, lost: int
) -> None:
    make_model(tmp_path / "small")
    turbo = make_model(tmp_path / "turbo") / "model.bin"
    turbo.write_bytes(weights_of(40, 60))
    assert find_model(None, tmp_path).name == "turbo"

    turbo.write_bytes(weights_of(40, 60)[:-lost])

    with pytest.raises(ModelUnavailable, match="was cut short"):
        find_model("turbo", tmp_path)
    assert find_model(None, tmp_path).name == "small"


def test_a_model_is_found_as_a_hub_cache_keeps_it_and_by_its_short_name(tmp_path: Path) -> None:
    folder = make_model(
        tmp_path / "models--mobiuslabs--faster-whisper-large-v3-turbo" / "snapshots" / "abc"
    )

    assert find_model("turbo", tmp_path).path == folder
    assert find_model("large-v3-turbo", tmp_path).path == folder


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("model.safetensors", "ct2-transformers-converter"),
        ("large.pt", "OpenAI's own program"),
        ("ggml-base.bin", r"whisper\.cpp"),
    ],
)
def test_a_model_of_another_form_is_refused_with_what_to_do(
    tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / name).write_bytes(b"x")

    with pytest.raises(ModelUnavailable, match=said):
        find_model(str(tmp_path / "mine"), tmp_path)


def test_weights_that_were_never_fetched_are_noticed(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "small")
    (folder / "model.bin").write_text("version https://git-lfs.github.com/spec/v1\noid …")

    with pytest.raises(ModelUnavailable, match="git lfs pull"):
        find_model("small", tmp_path)
