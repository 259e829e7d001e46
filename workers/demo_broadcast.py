"""The demo broadcast: made on the user's machine from small real pieces, once."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from clipping.ffmpeg import Ffmpeg
from transcripts.progress import Progress, ignore_progress
from workers.demo_chat import truth, write_sidecars
from workers.demo_picture import card_text, shot_args
from workers.demo_script import Script, load_script
from workers.demo_sound import sound_args
from workers.errors import NotFound

_NAME = "recording.mp4"
_MARK = ".made-from"
_SOUND_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class DemoBroadcast:
    """A recording with everything a shop would have beside it."""

    folder: Path

    def sources(self) -> dict[str, Path]:
        """The files by source name, as the main job takes them."""
        names = {"media": _NAME, "chat_file": "chat.csv", "metrics_file": "metrics.csv"}
        names |= {"offers_file": "offers.csv", "products_file": "products.csv"}
        return {source: self.folder / name for source, name in names.items()}

    @property
    def truth(self) -> Path:
        """What is known of it, for measuring."""
        return self.folder / "truth.json"


@dataclass(frozen=True, slots=True)
class _Plan:
    """Everything that decides the result.

    Attributes:
        shots: A command for each.
        sound: The command that makes the sound.
        join: The command that joins it all.
        texts: Files that the commands read: what is written over the picture, the list of shots.
        sidecars: Files that come with the recording.
    """

    shots: tuple[list[str], ...]
    sound: list[str]
    join: list[str]
    texts: dict[str, str]
    sidecars: dict[str, str]


def find_pieces() -> Path:
    """The folder of the demo's script and pieces.

    Raises:
        NotFound: this installation has none.
    """
    folder = Path(__file__).resolve().parent.parent / "demo"
    if not (folder / "script.json").is_file():
        raise NotFound(
            f"The pieces of the demo broadcast are not there ({folder}). They come with the "
            "repository: run `make demo` in a clone of it."
        )
    return folder


def build_demo(
    pieces: Path, out: Path, ffmpeg: Ffmpeg, on_progress: Progress = ignore_progress
) -> DemoBroadcast:
    """Make the recording, its chat, sales, offers and products in `out`, unless they are there.

    The same pieces and the same ffmpeg give the same files.

    Args:
        pieces: Folder with `script.json` and `pieces/`.
        out: Folder for the result; made if missing.
        ffmpeg: What makes it.
        on_progress: Told the share done.

    Raises:
        FfmpegFailed: a piece could not be used.
        WorkersError: the script is damaged.
    """
    script = load_script(pieces / "script.json")
    plan = _plan(script, pieces / "pieces")
    made = DemoBroadcast(out)
    mark = _digest(pieces, plan, ffmpeg)
    if _is_made(made, mark):
        on_progress(1.0)
        return made
    out.mkdir(parents=True, exist_ok=True)
    (out / _MARK).unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix=".draft-", dir=out) as scratch:
        _make(Path(scratch), pieces / "pieces", plan, script, ffmpeg, on_progress)
        (Path(scratch) / _NAME).replace(out / _NAME)
    for name, text in plan.sidecars.items():
        (out / name).write_text(text, encoding="utf-8")
    (out / _MARK).write_text(mark + "\n", encoding="utf-8")
    return made


def _plan(script: Script, pieces: Path) -> _Plan:
    texts: dict[str, str] = {}
    shots = []
    last = len(script.shots) - 1
    for number, shot in enumerate(script.shots):
        card = card_text(shot, script.boards, is_last=number == last)
        name = f"card-{number:02}.ass" if card else ""
        if card:
            texts[name] = card
        shots.append(shot_args(number, shot, name))
    entries = (
        f"file shot-{number:02}.mp4\nduration {shot.seconds}\n"
        for number, shot in enumerate(script.shots)
    )
    texts["list.txt"] = "ffconcat version 1.0\n" + "".join(entries)
    return _Plan(
        tuple(shots),
        sound_args(script, pieces),
        _join_args(script.seconds),
        texts,
        _sidecars(script),
    )


def _join_args(length_s: int) -> list[str]:
    return [
        *("-f", "concat", "-i", "list.txt", "-i", "sound.m4a", "-map", "0:v", "-map", "1:a"),
        *("-c", "copy", "-t", str(length_s), "-video_track_timescale", "15360"),
        *("-movflags", "+faststart", "-fflags", "+bitexact", _NAME),
    ]


def _make(
    scratch: Path,
    pieces: Path,
    plan: _Plan,
    script: Script,
    ffmpeg: Ffmpeg,
    on_progress: Progress,
) -> None:
    (scratch / "pieces").symlink_to(pieces.resolve())
    fonts = Path(__file__).resolve().parent.parent / "clipping" / "assets" / "fonts"
    (scratch / "fonts").symlink_to(fonts)
    for name, text in plan.texts.items():
        (scratch / name).write_text(text, encoding="utf-8")
    total_ms = script.seconds * 1000
    ffmpeg.run(plan.sound, duration_ms=total_ms, cwd=scratch)
    for args, shot in zip(plan.shots, script.shots, strict=True):
        ffmpeg.run(args, duration_ms=shot.seconds * 1000, cwd=scratch)
        done = (shot.start_s + shot.seconds) / script.seconds
        on_progress(_SOUND_SHARE + (1 - _SOUND_SHARE) * done)
    ffmpeg.run(plan.join, duration_ms=total_ms, cwd=scratch)


def _sidecars(script: Script) -> dict[str, str]:
    files = write_sidecars(script)
    known = json.dumps(truth(script, _NAME), ensure_ascii=False, indent=1) + "\n"
    return {
        "chat.csv": files.chat,
        "metrics.csv": files.metrics,
        "offers.csv": files.offers,
        "products.csv": files.products,
        "truth.json": known,
    }


def _is_made(made: DemoBroadcast, mark: str) -> bool:
    path = made.folder / _MARK
    files = [*made.sources().values(), made.truth]
    return (
        path.is_file()
        and path.read_text(encoding="utf-8").strip() == mark
        and all(file.is_file() for file in files)
    )


def _digest(pieces: Path, plan: _Plan, ffmpeg: Ffmpeg) -> str:
    """SHA-256 of everything that decides the result."""
    state = hashlib.sha256(f"{ffmpeg.version} {ffmpeg.path}".encode())
    state.update(json.dumps(asdict(plan), sort_keys=True).encode())
    for path in _files(pieces):
        state.update(path.name.encode())
        state.update(hashlib.sha256(path.read_bytes()).digest())
    return state.hexdigest()


def _files(pieces: Path) -> Sequence[Path]:
    return [pieces / "script.json", *sorted((pieces / "pieces").iterdir())]
