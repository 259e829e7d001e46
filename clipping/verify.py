"""Whether a finished clip meets a platform's row and our own bar; each miss is one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from clipping.ffmpeg import Ffmpeg
from clipping.loudness import Loudness
from clipping.measure import ClipMeasures, measure_clip
from clipping.model import Box, Limits, Picture, Target
from clipping.verification import Check, Verification
from transcripts.timeline import Span, clock

_PLAN_SLACK_MS = 50
_LAG_SLACK_MS = 40  # half a syllable; EBU R37 allows sound 40 ms early, 60 ms late
_MOST_CHANNELS, _MOST_HERTZ = 2, 48_000  # Instagram's row, the strictest
_LOUDNESS_SLACK = 1.0
_HARDLY_ANY_LUFS = -40.0
_BLACK_MS = 500
_FROZEN_MS = 15_000
_SILENT_MS = 5_000
_PROFILES = {"High", "Main", "Baseline", "Constrained Baseline", "Constrained High"}
_AGAIN = "Render the clip again"


def verify_file(
    path: Path,
    *,
    platform: str,
    limits: Limits,
    target: Target,
    planned_ms: int | None,
    ffmpeg: Ffmpeg,
) -> Verification:
    """Measure a file and hold it against a platform.

    Args:
        path: The finished file.
        platform: Its name, for the result.
        limits: What the platform accepts.
        target: What the encoder should have made.
        planned_ms: Length that was asked for; None where nobody asked.
        ffmpeg: Decodes the file once.

    Raises:
        UnreadableMedia: it is no video or sound file.
        FfmpegFailed: it cannot be decoded.
    """
    measures = measure_clip(path, ffmpeg)
    checks = tuple(checks_of(measures, limits, target, planned_ms))
    return Verification(platform, checks, limits.source, limits.checked_on)


def checks_of(
    measures: ClipMeasures,
    limits: Limits,
    target: Target,
    planned_ms: int | None,
    text: Box | None = None,
) -> Iterator[Check]:
    """Every check, in the order a person would look.

    Args:
        measures: What was measured on the file.
        limits: What the platform accepts.
        target: What the encoder should have made.
        planned_ms: Length that was asked for; None where nobody asked.
        text: Where the ink of the captions lies; None where there are none, or nobody knows.
    """
    yield from _container_checks(measures, limits)
    if measures.info.picture is None:
        remedy = f"{_AGAIN}: it has only sound."
        yield Check("picture", passed=False, measured="none", required="one", remedy=remedy)
    else:
        yield from _picture_checks(measures, measures.info.picture, limits, target)
        yield from _seen_checks(measures)
    if text is not None:
        yield _text_check(text, target.text_box)
    yield from _length_checks(measures, limits, planned_ms)
    yield from _sound_checks(measures, limits, target)


def verification_to_json(verification: Verification) -> dict[str, Any]:
    """The form of `verify.json`, schema 1."""
    return {
        "schema": 1,
        "platform": verification.platform,
        "passed": verification.passed,
        "limits": {"source": verification.source, "checked_on": verification.checked_on},
        "checks": [
            {
                "name": check.name,
                "passed": check.passed,
                "measured": check.measured,
                "required": check.required,
                "remedy": check.remedy,
            }
            for check in verification.checks
        ],
    }


def _check(name: str, passed: bool, measured: str, required: str, remedy: str) -> Check:  # noqa: FBT001
    return Check(name, passed, measured, required, "" if passed else remedy)


def _container_checks(measures: ClipMeasures, limits: Limits) -> Iterator[Check]:
    container, layout = measures.info.container, measures.layout
    yield _check(
        "container",
        container in limits.containers,
        container.split(",")[0],
        "MP4" if len(limits.containers) == 1 else "MP4 or WebM",
        f"The platform does not take this kind of file: {_AGAIN.lower()} as MP4.",
    )
    if layout is not None:
        yield _check(
            "index_first",
            layout.is_index_first,
            "index before media" if layout.is_index_first else "index after media",
            "index before media",
            f"The file cannot start before it is loaded whole: {_AGAIN.lower()}.",
        )
        yield _check(
            "edit_list",
            not layout.has_edit_list,
            "edit list" if layout.has_edit_list else "none",
            "none",
            f"Instagram refuses files that are trimmed by an edit list: {_AGAIN.lower()}.",
        )
    if limits.max_bytes is not None:
        yield _check(
            "size",
            measures.size_bytes <= limits.max_bytes,
            f"{measures.size_bytes / 1e6:.1f} MB",
            f"at most {limits.max_bytes / 1e6:.0f} MB",
            "The file is too large: make the clip shorter or lower the bitrate.",
        )
    if limits.max_video_kbps is not None:
        yield _check(
            "bitrate",
            measures.total_kbps <= limits.max_video_kbps,
            f"{measures.total_kbps} kbit/s",
            f"at most {limits.max_video_kbps} kbit/s",
            f"The bitrate is too high: {_AGAIN.lower()} with a lower one.",
        )


def _picture_checks(
    measures: ClipMeasures, picture: Picture, limits: Limits, target: Target
) -> Iterator[Check]:
    yield _check(
        "video_codec",
        picture.codec in limits.video_codecs,
        picture.codec,
        " or ".join(limits.video_codecs),
        f"The platform does not take {picture.codec}: {_AGAIN.lower()} as H.264.",
    )
    if picture.codec == "h264":
        yield _check(
            "profile",
            measures.profile in _PROFILES,
            measures.profile or "unknown",
            "High or simpler",
            f"Phones cannot play this profile: {_AGAIN.lower()}.",
        )
    yield _check(
        "pixel_format",
        measures.pixel_format == "yuv420p",
        measures.pixel_format or "unknown",
        "yuv420p",
        f"Phones cannot show these colours: {_AGAIN.lower()} with 8 bits and 4:2:0.",
    )
    size, wanted = (picture.width, picture.height), (target.width, target.height)
    yield _check(
        "resolution",
        size == wanted,
        f"{size[0]}x{size[1]}",
        f"{wanted[0]}x{wanted[1]}",
        f"The picture does not fill the screen as planned: {_AGAIN.lower()} at this size.",
    )
    yield _check(
        "pixel_shape",
        measures.pixel_shape == 1,
        f"{measures.pixel_shape.numerator}:{measures.pixel_shape.denominator}",
        "1:1",
        f"The picture would be shown stretched: {_AGAIN.lower()} with square pixels.",
    )
    yield from _rate_checks(measures, picture, limits)


def _rate_checks(measures: ClipMeasures, picture: Picture, limits: Limits) -> Iterator[Check]:
    rate = float(picture.frame_rate)
    yield _check(
        "frame_rate",
        limits.min_frame_rate <= rate <= limits.max_frame_rate,
        f"{rate:.2f} a second",
        f"{limits.min_frame_rate}-{limits.max_frame_rate} a second",
        f"The platform does not take this frame rate: {_AGAIN.lower()} at 30.",
    )
    is_even = measures.layout.is_even if measures.layout else not picture.is_variable_rate
    yield _check(
        "progressive",
        not picture.is_interlaced,
        "fields" if picture.is_interlaced else "whole frames",
        "whole frames",
        f"Phones show fields as combs: {_AGAIN.lower()}.",
    )
    yield _check(
        "constant_rate",
        is_even,
        "even" if is_even else "uneven",
        "even",
        f"Frames are shown for unequal times, so sound and picture drift: {_AGAIN.lower()}.",
    )


def _seen_checks(measures: ClipMeasures) -> Iterator[Check]:
    starts_black = bool(measures.black) and measures.black[0].start_ms == 0
    yield _check(
        "first_frame",
        not starts_black,
        "black" if starts_black else "a picture",
        "a picture",
        "The first frame is black and would be the cover: start the clip a little later.",
    )
    yield _stretch_check("black", measures.black, _BLACK_MS, "The picture is black")
    yield _stretch_check("frozen", measures.frozen, _FROZEN_MS, "The picture stands still")


def _text_check(text: Box, box: Box) -> Check:
    is_inside = (
        box.left <= text.left
        and box.top <= text.top
        and text.right <= box.right
        and text.bottom <= box.bottom
    )
    return _check(
        "text_box",
        is_inside,
        f"{text.left}-{text.right} by {text.top}-{text.bottom}",
        f"inside {box.left}-{box.right} by {box.top}-{box.bottom}",
        "The platform's buttons would cover some of the text: shorten the longest captions.",
    )


def _length_checks(
    measures: ClipMeasures, limits: Limits, planned_ms: int | None
) -> Iterator[Check]:
    length = measures.info.duration_ms
    too_short = length < limits.min_duration_ms
    yield _check(
        "duration",
        limits.min_duration_ms <= length <= limits.max_duration_ms,
        f"{length / 1000:.2f} s",
        f"{limits.min_duration_ms // 1000}-{limits.max_duration_ms // 1000} s",
        "The clip is too short for the platform: take more before or after."
        if too_short
        else "The clip is too long for the platform: trim it.",
    )
    if planned_ms is not None:
        yield _check(
            "plan",
            abs(length - planned_ms) <= _PLAN_SLACK_MS,
            f"{length - planned_ms:+d} ms",
            f"within {_PLAN_SLACK_MS} ms of {planned_ms / 1000:.2f} s",
            f"The file is not as long as the clip that was approved: {_AGAIN.lower()}.",
        )


def _sound_checks(measures: ClipMeasures, limits: Limits, target: Target) -> Iterator[Check]:
    loudness = measures.loudness
    if loudness is None:
        remedy = f"Some platforms refuse files without a sound track: {_AGAIN.lower()}."
        yield Check("sound", passed=False, measured="none", required="one track", remedy=remedy)
        return
    yield from _track_checks(measures, limits)
    if loudness.lufs < _HARDLY_ANY_LUFS:
        nothing = "no level where nothing is heard"
        yield Check("loudness", passed=True, measured="hardly any sound", required=nothing)
        return
    yield from _level_checks(loudness, target)
    yield _stretch_check("silent", measures.silent, _SILENT_MS, "Nothing is heard")


def _track_checks(measures: ClipMeasures, limits: Limits) -> Iterator[Check]:
    yield _check(
        "audio_codec",
        measures.sound_codec in limits.audio_codecs,
        measures.sound_codec or "unknown",
        " or ".join(limits.audio_codecs),
        f"The platform does not take this sound: {_AGAIN.lower()} with AAC.",
    )
    track, lag = measures.info.sounds[0], measures.sound_lag_ms
    yield _check(
        "audio_format",
        track.channels <= _MOST_CHANNELS and track.sample_rate <= _MOST_HERTZ,
        f"{track.channels} at {track.sample_rate} Hz",
        f"at most {_MOST_CHANNELS} at {_MOST_HERTZ} Hz",
        f"Instagram takes stereo at 48 kHz at most: {_AGAIN.lower()}.",
    )
    yield _check(
        "av_offset",
        abs(lag) <= _LAG_SLACK_MS,
        f"{lag:+d} ms",
        f"within {_LAG_SLACK_MS} ms",
        f"Lips and voice do not go together: {_AGAIN.lower()}.",
    )


def _level_checks(loudness: Loudness, target: Target) -> Iterator[Check]:
    wanted = target.loudness_lufs
    yield _check(
        "loudness",
        abs(loudness.lufs - wanted) <= _LOUDNESS_SLACK,
        f"{loudness.lufs:.1f} LUFS",
        f"{wanted:.0f} LUFS ±{_LOUDNESS_SLACK:.0f}",
        f"The clip is too {'quiet' if loudness.lufs < wanted else 'loud'} beside others: "
        f"{_AGAIN.lower()}.",
    )
    yield _check(
        "true_peak",
        loudness.peak_dbtp <= target.true_peak_dbtp,
        f"{loudness.peak_dbtp:.1f} dBTP",
        f"at most {target.true_peak_dbtp:.0f} dBTP",
        f"The sound would crackle after the platform's own encoding: {_AGAIN.lower()}.",
    )


def _stretch_check(name: str, spans: Sequence[Span], least_ms: int, what: str) -> Check:
    longest = max(spans, key=lambda span: span.duration_ms, default=None)
    passed = longest is None or longest.duration_ms < least_ms
    measured = "none" if longest is None else f"{longest.duration_ms / 1000:.1f} s"
    remedy = ""
    if longest is not None:
        remedy = (
            f"{what} from {clock(longest.start_ms)} to {clock(longest.end_ms)}: "
            "trim the clip or choose another moment."
        )
    return _check(name, passed, measured, f"less than {least_ms / 1000:g} s", remedy)
