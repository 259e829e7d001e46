"""The chosen clips as timelines that editing programs open: OTIO, EDL and FCPXML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import opentimelineio as otio

from transcripts.timeline import Span

#: Rates that time code and editing programs know.
_RATES = (
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(50),
    Fraction(60000, 1001),
    Fraction(60),
)
_NAMES = ("timeline.otio", "timeline.edl", "timeline.fcpxml")
_MOST_EVENTS = 999  # an EDL numbers its events with three digits
_REEL = "AFTERLIV"  # eight plain characters are all that an EDL has for the name of a source


@dataclass(frozen=True, slots=True)
class TimelineClip:
    """One chosen clip.

    Attributes:
        name: Shown in the editing program.
        span: Where it is in the recording.
    """

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Cut:
    """A clip in frames of the timeline's rate."""

    name: str
    start: int
    length: int


def write_timelines(
    recording_name: str,
    frame_rate: Fraction,
    duration_ms: int,
    clips: Sequence[TimelineClip],
    folder: Path,
) -> tuple[Path, ...]:
    """Write `timeline.otio`, `.edl` and `.fcpxml`: the clips one after another, as given.

    The recording is named without a folder: put the files beside it, or relink once.
    Times are rounded to frames. An EDL takes the first 999 clips.

    Args:
        recording_name: File name of the recording.
        frame_rate: Of its picture, frames a second; the nearest rate that editors know is used.
        duration_ms: Length of the recording, > 0.
        clips: In the order they shall have.
        folder: Must exist.

    Returns:
        The files written, in the order above.
    """
    texts = timeline_texts(recording_name, frame_rate, duration_ms, clips)
    for name, text in texts.items():
        draft = folder / f".draft-{name}"
        draft.write_text(text, encoding="utf-8")
        draft.replace(folder / name)
    return tuple(folder / name for name in texts)


def timeline_texts(
    recording_name: str, frame_rate: Fraction, duration_ms: int, clips: Sequence[TimelineClip]
) -> dict[str, str]:
    """The content of each file that `write_timelines` writes, by name."""
    rate = timeline_rate(frame_rate)
    cuts = [_cut(clip, rate) for clip in clips]
    length = max([_frames(duration_ms, rate), *(cut.start + cut.length for cut in cuts)])
    texts = (
        otio.adapters.write_to_string(_timeline(recording_name, rate, length, cuts), "otio_json"),
        otio.adapters.write_to_string(
            _timeline(recording_name, rate, length, cuts[:_MOST_EVENTS]),
            "cmx_3600",
            rate=float(rate),
        ),
        _fcpxml(recording_name, rate, length, cuts),
    )
    return dict(zip(_NAMES, texts, strict=True))


def timeline_rate(frame_rate: Fraction) -> Fraction:
    """The rate of the timeline: the recording's if editors know it, else the nearest.

    >>> timeline_rate(Fraction(2997, 100)), timeline_rate(Fraction(15))
    (Fraction(30000, 1001), Fraction(24000, 1001))
    """
    return min(_RATES, key=lambda rate: (abs(rate - frame_rate), rate))


def _cut(clip: TimelineClip, rate: Fraction) -> _Cut:
    start = _frames(clip.span.start_ms, rate)
    length = max(1, _frames(clip.span.end_ms, rate) - start)
    # Titles are free text: a line end would start a new statement of the EDL.
    name = " ".join("".join(c if c.isprintable() else " " for c in clip.name).split())
    return _Cut(name or "clip", start, length)


def _frames(at_ms: int, rate: Fraction) -> int:
    return round(at_ms * rate / 1000)


def _timeline(
    recording_name: str, rate: Fraction, length: int, cuts: Sequence[_Cut]
) -> otio.schema.Timeline:
    timeline = otio.schema.Timeline(name=recording_name)
    track = otio.schema.Track(name="clips", kind=otio.schema.TrackKind.Video)
    timeline.tracks.append(track)
    for cut in cuts:
        source = otio.schema.ExternalReference(
            target_url=recording_name, available_range=_range(0, length, rate)
        )
        clip = otio.schema.Clip(
            name=cut.name,
            media_reference=source,
            source_range=_range(cut.start, cut.length, rate),
            metadata={"cmx_3600": {"reel": _REEL}},
        )
        track.append(clip)
    return timeline


def _range(start: int, length: int, rate: Fraction) -> otio.opentime.TimeRange:
    return otio.opentime.TimeRange(
        otio.opentime.RationalTime(start, float(rate)),
        otio.opentime.RationalTime(length, float(rate)),
    )


def _fcpxml(recording_name: str, rate: Fraction, length: int, cuts: Sequence[_Cut]) -> str:
    """FCPXML 1.8, written here: the adapter loses the frames of 29.97 and its kin."""
    root = ElementTree.Element("fcpxml", version="1.8")
    resources = ElementTree.SubElement(root, "resources")
    ElementTree.SubElement(
        resources,
        "format",
        id="r1",
        name="FFVideoFormatRateUndefined",
        frameDuration=_time(1, rate),
    )
    asset = {"id": "r2", "name": recording_name, "src": f"./{quote(recording_name)}"}
    asset |= {"start": "0s", "duration": _time(length, rate), "format": "r1"}
    ElementTree.SubElement(resources, "asset", asset | {"hasVideo": "1", "hasAudio": "1"})
    event = ElementTree.SubElement(
        ElementTree.SubElement(root, "library"), "event", name="Afterlive"
    )
    project = ElementTree.SubElement(event, "project", name=recording_name)
    total = sum(cut.length for cut in cuts)
    sequence = ElementTree.SubElement(
        project, "sequence", format="r1", duration=_time(total, rate), tcStart="0s"
    )
    spine = ElementTree.SubElement(sequence, "spine")
    at = 0
    for cut in cuts:
        times = {"offset": _time(at, rate), "start": _time(cut.start, rate)}
        times |= {"duration": _time(cut.length, rate)}
        ElementTree.SubElement(spine, "asset-clip", {"ref": "r2", "name": cut.name} | times)
        at += cut.length
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n{body}\n'


def _time(frames: int, rate: Fraction) -> str:
    """Exact seconds as FCPXML writes them.

    >>> _time(30, Fraction(30000, 1001)), _time(60, Fraction(30))
    ('1001/1000s', '2s')
    """
    seconds = frames / rate
    if seconds.denominator == 1:
        return f"{seconds.numerator}s"
    return f"{seconds.numerator}/{seconds.denominator}s"
