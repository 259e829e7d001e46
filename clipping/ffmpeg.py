"""ffmpeg: which one is used, and the only place that starts it."""

from __future__ import annotations

import ctypes
import logging
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from clipping.errors import FfmpegFailed, FfmpegMissing
from transcripts.progress import Progress, ignore_progress

logger = logging.getLogger(__name__)


#: Nothing of ours needs more, and a crafted file must not make ffmpeg open anything else.
SAFE_INPUT = ("-protocol_whitelist", "file,pipe")
_GLOBAL = ("-hide_banner", "-nostdin", "-y", "-nostats", "-progress", "pipe:1")
_NEEDED = {
    "-filters": ("ass", "loudnorm", "ebur128", "zscale", "tonemap", "bwdif"),
    "-encoders": ("libx264", "aac"),
}
_PR_SET_PDEATHSIG = 1
_TAIL_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Ffmpeg:
    """An ffmpeg that was found able to do our work.

    Attributes:
        path: The program.
        version: What it calls itself.
        origin: "setting", "system" or "wheel".
    """

    path: Path
    version: str
    origin: str

    def run(
        self,
        args: Sequence[str],
        *,
        duration_ms: int,
        on_progress: Progress = ignore_progress,
        cwd: Path | None = None,
    ) -> str:
        """Run to the end and return what ffmpeg logged.

        The child never outlives this call, nor this process: a time-out, a cancelled job and
        Ctrl-C kill it, and so does the kernel when we are killed.

        Args:
            args: Inputs, filters, encoder options and output; no program name.
            duration_ms: Length of the output, for the share done. > 0.
            on_progress: Called from this thread; whatever it raises stops ffmpeg.
            cwd: Folder that relative names (fonts, subtitles) refer to.

        Raises:
            FfmpegFailed: it ended with an error.
        """
        argv = (str(self.path), *_GLOBAL, *args)
        logger.debug("running %s", shlex.join(argv))
        # The log goes to a file: a full pipe that nobody reads would stop ffmpeg for ever.
        with (
            tempfile.TemporaryFile() as log,
            subprocess.Popen(
                argv,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=cwd,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - one system call, takes no lock
            ) as process,
        ):
            assert process.stdout is not None  # stdout=PIPE above
            try:
                for line in process.stdout:
                    done_ms = parse_progress(line)
                    if done_ms is not None:
                        on_progress(min(1.0, done_ms / duration_ms))
                returncode = process.wait()
            except BaseException:
                process.kill()
                raise
            text = _tail(log)
        if returncode != 0:
            raise FfmpegFailed(argv, returncode, text)
        on_progress(1.0)
        return text


def parse_progress(line: str) -> int | None:
    """Milliseconds of output written, from one line of `-progress`; None for other lines.

    >>> parse_progress("out_time_us=1500000"), parse_progress("out_time_us=N/A")
    (1500, None)
    """
    name, _, value = line.strip().partition("=")
    if name != "out_time_us" or not value.lstrip("-").isdigit():
        return None
    return max(0, int(value) // 1000)


@cache
def find_ffmpeg(setting: Path | None = None) -> Ffmpeg:
    """The first ffmpeg that can do everything: the setting, then PATH's, then the wheel's.

    Raises:
        FfmpegMissing: none can; says what each lacks.
    """
    reasons: list[str] = []
    for origin, path in _candidates(setting):
        lacking = _lacking(path)
        if not lacking:
            return Ffmpeg(path, _version(path), origin)
        reasons.append(f"{path} lacks {', '.join(lacking)}")
        if origin == "setting":
            break
    tried = "; ".join(reasons) or "none was found"
    raise FfmpegMissing(
        f"No ffmpeg that can make clips: {tried}. Install the imageio-ffmpeg package or set "
        "AFTERLIVE_FFMPEG to an ffmpeg built with libass, libx264 and libzimg."
    )


def die_with_parent() -> None:
    """Ask the kernel to kill this child when its parent dies. Runs between fork and exec."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _candidates(setting: Path | None) -> list[tuple[str, Path]]:
    if setting is not None:
        return [("setting", setting.absolute())]  # jobs run in folders of their own
    found = []
    if (system := shutil.which("ffmpeg")) is not None:
        found.append(("system", Path(system).absolute()))
    try:
        import imageio_ffmpeg
    except ImportError:
        return found
    # get_ffmpeg_exe() would look at the environment and PATH; the wheel's own file is wanted here.
    folder = Path(imageio_ffmpeg.__file__).parent / "binaries"
    found += [("wheel", path) for path in sorted(folder.glob("ffmpeg-*"))]
    return found


def _lacking(path: Path) -> list[str]:
    lacking = []
    for listing, names in _NEEDED.items():
        try:
            text = subprocess.run(
                [str(path), "-hide_banner", listing],
                capture_output=True,
                text=True,
                timeout=30,
                check=False,
            ).stdout
        except (OSError, subprocess.SubprocessError):
            return ["a way to be started"]
        have = {parts[1] for line in text.splitlines() if len(parts := line.split()) > 1}
        lacking += [name for name in names if name not in have]
    return lacking


def _version(path: Path) -> str:
    asked = [str(path), "-version"]
    text = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    words = text.split()
    return words[2] if len(words) > 2 else "unknown"


def _tail(log: IO[bytes]) -> str:
    log.seek(0, 2)
    log.seek(max(0, log.tell() - _TAIL_BYTES))
    return log.read().decode("utf-8", "replace")
