"""Which encoder makes finished pictures: the machine's own where a trial shows that it works."""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from clipping.errors import FfmpegFailed, UnreadableMedia
from clipping.ffmpeg import Ffmpeg
from clipping.model import Target
from clipping.probe import probe

logger = logging.getLogger(__name__)

# Two runs must give the same bits, on every machine: the number of threads is fixed, and as x264's
# rate limit looks at how far its other frame threads have come, frame threads go without it. Held
# to its average alone x264 would save up on still pictures and spend it all at the next cut: no
# picture is made finer than the eye sees.
_FREE = "threads=4:qpmin=16"
# Slices of one frame keep to the rate limit and to the same bits; they leave processors waiting.
_HELD = "threads=4:sliced-threads=1"
_TRIAL_FRAMES = 30


@dataclass(frozen=True, slots=True)
class Encoder:
    """An H.264 encoder and what it needs. All are asked for the same profile, rate and groups.

    Attributes:
        name: As people and settings call it.
        codec: ffmpeg's name.
        options: Beside those that all share.
        device: File of the device that frames are uploaded to; None where frames stay in memory.
        nodes: Where its device shows itself, as patterns below the folder of devices.
        system: `sys.platform` it is found on.
        holds_rate: Keeps the peak by itself; else the finished file has to be looked at.
    """

    name: str
    codec: str
    options: Mapping[str, Any] = field(default_factory=dict)
    device: Path | None = None
    nodes: tuple[str, ...] = ()
    system: str = "linux"
    holds_rate: bool = True

    def output_options(self, target: Target) -> dict[str, Any]:
        """Output options of ffmpeg for the picture of a finished clip."""
        held = {"maxrate": f"{target.peak_kbps}k", "bufsize": f"{target.buffer_kbit}k"}
        return {
            "c:v": self.codec,
            **self.options,
            "profile:v": "high",
            "b:v": f"{target.video_kbps}k",
            **(held if self.holds_rate else {}),
            "g": target.frame_rate * 2,
            "bf": 0,
            "r": target.frame_rate,
        }


X264 = Encoder(
    "x264",
    "libx264",
    {"preset": "veryfast", "pix_fmt": "yuv420p", "x264-params": _FREE},
    holds_rate=False,
)
#: Slower on the clock; for clips whose bursts are greater than a player's buffer.
X264_HELD = replace(X264, options={**X264.options, "x264-params": _HELD}, holds_rate=True)
#: In the order in which they are tried.
HARDWARE = (
    Encoder(
        "nvenc",
        "h264_nvenc",
        {"preset": "p4", "rc": "vbr", "forced-idr": 1, "strict_gop": 1, "pix_fmt": "yuv420p"},
        nodes=("nvidia[0-9]*", "dxg"),
    ),
    Encoder("videotoolbox", "h264_videotoolbox", {"pix_fmt": "yuv420p"}, system="darwin"),
    Encoder(
        "qsv",
        "h264_qsv",
        {"preset": "medium", "idr_interval": 0, "pix_fmt": "nv12"},
        nodes=("dri/renderD*",),
    ),
    Encoder("vaapi", "h264_vaapi", {"idr_interval": 0}, nodes=("dri/renderD*",)),
)
NAMES = ("auto", X264.name, *(encoder.name for encoder in HARDWARE))


@cache
def find_encoder(
    ffmpeg: Ffmpeg, wanted: str = "auto", devices: Path = Path("/dev")
) -> tuple[Encoder, tuple[str, ...]]:
    """The encoder to use, and why others that are there were passed over.

    Costs nothing where the machine has no such device; else a trial of one second a candidate.

    Args:
        ffmpeg: Runs the trials.
        wanted: One of `NAMES`. A wanted encoder that fails its trial is not used either.
        devices: Folder of device files.
    """
    reasons: list[str] = []
    for encoder in HARDWARE:
        if wanted not in ("auto", encoder.name) or encoder.system != sys.platform:
            continue
        found = _device(encoder, devices)
        if encoder.nodes and found is None:
            if wanted == encoder.name:
                reasons.append(f"{encoder.name}: there is no such device")
            continue
        ready = _with_device(encoder, found)
        if (fault := _fault(ready, ffmpeg)) is None:
            return ready, tuple(reasons)
        reasons.append(f"{encoder.name}: {fault}")
        logger.warning("encoder %s is not used: %s", encoder.name, fault)
    return X264, tuple(reasons)


def _device(encoder: Encoder, devices: Path) -> Path | None:
    return next((p for pattern in encoder.nodes for p in sorted(devices.glob(pattern))), None)


def _with_device(encoder: Encoder, device: Path | None) -> Encoder:
    return replace(encoder, device=device) if encoder.name == "vaapi" else encoder


def _fault(encoder: Encoder, ffmpeg: Ffmpeg) -> str | None:
    """What is wrong with a trial encode of the target's size; None when the file is as asked."""
    target = Target()
    with tempfile.TemporaryDirectory(prefix="afterlive-trial-") as folder:
        out = Path(folder) / "trial.mp4"
        source = f"testsrc2=s={target.width}x{target.height}:r={target.frame_rate}"
        before = ("-vaapi_device", str(encoder.device)) if encoder.device else ()
        upload = ",hwupload" if encoder.device else ""
        options = encoder.output_options(target).items()
        args = (
            *before,
            *("-f", "lavfi", "-i", source, "-frames:v", str(_TRIAL_FRAMES)),
            *("-vf", f"format={'nv12' if encoder.device else 'yuv420p'}{upload}"),
            *(part for name, value in options for part in (f"-{name}", str(value))),
            str(out),
        )
        try:
            ffmpeg.run(args, duration_ms=_TRIAL_FRAMES * 1000 // target.frame_rate)
            picture = probe(out).picture
        except (FfmpegFailed, UnreadableMedia) as error:
            return str(error).splitlines()[0]
    if picture is None or picture.codec != "h264":
        return "the trial made no H.264 picture"
    if (picture.width, picture.height) != (target.width, target.height):
        return f"the trial came out as {picture.width}x{picture.height}"
    return None
