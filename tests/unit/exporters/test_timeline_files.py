"""Timelines open again in other programs with the times they were written with."""

from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import opentimelineio as otio
import pytest

from exporters.timeline_files import TimelineClip, timeline_rate, write_timelines
from transcripts.timeline import Span

CLIPS = (
    TimelineClip("오늘만 59,900원", Span(10_000, 25_000)),
    TimelineClip("How it works", Span(100_010, 130_457)),
    TimelineClip("끝나기 전에", Span(4_000_000, 4_030_033)),
)
EDITOR_RATES = [
    Fraction(24000, 1001),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(60000, 1001),
    Fraction(60),
]


def write(folder: Path, rate: Fraction, clips=CLIPS) -> dict[str, Path]:
    paths = write_timelines("방송 & 다시보기.mp4", rate, 5_400_000, clips, folder)
    return {path.suffix: path for path in paths}


def spans(timeline: otio.schema.Timeline) -> list[tuple[float, float]]:
    ranges = [clip.source_range for clip in timeline.find_clips()]
    return [(r.start_time.to_seconds(), r.end_time_exclusive().to_seconds()) for r in ranges]


def only_timeline(value) -> otio.schema.Timeline:
    if isinstance(value, otio.schema.Timeline):
        return value
    return next(only_timeline(child) for child in value)


def near(found: list[tuple[float, float]], rate: Fraction, clips=CLIPS) -> bool:
    frame = float(1 / rate)
    wanted = [(c.span.start_ms / 1000, c.span.end_ms / 1000) for c in clips]
    return len(found) == len(wanted) and all(
        abs(f - w) <= frame for pair, want in zip(found, wanted, strict=True)
        for f, w in zip(pair, want, strict=True)
    )  # fmt: skip


@pytest.mark.parametrize("rate", EDITOR_RATES, ids=str)
def test_otio_and_edl_read_back_the_same_times(tmp_path, rate):
    files = write(tmp_path, rate)

    as_otio = otio.adapters.read_from_file(str(files[".otio"]))
    as_edl = otio.adapters.read_from_file(str(files[".edl"]), rate=float(rate))

    assert near(spans(as_otio), rate)
    assert near(spans(as_edl), rate)
    assert [c.name for c in as_edl.find_clips()] == [c.name for c in CLIPS]


@pytest.mark.parametrize("rate", EDITOR_RATES, ids=str)
def test_fcpxml_times_are_exact_multiples_of_a_frame(tmp_path, rate):
    root = ElementTree.parse(write(tmp_path, rate)[".fcpxml"]).getroot()
    clips = root.findall(".//spine/asset-clip")

    def value(text: str) -> Fraction:
        return Fraction(text.removesuffix("s"))

    found = [(value(c.attrib["start"]), value(c.attrib["duration"])) for c in clips]
    assert near([(float(s), float(s + d)) for s, d in found], rate)
    assert all((part * rate).denominator == 1 for pair in found for part in pair)
    assert [value(c.attrib["offset"]) for c in clips] == [
        sum((d for _, d in found[:n]), Fraction(0)) for n in range(len(found))
    ]


@pytest.mark.parametrize("rate", [Fraction(25), Fraction(30), Fraction(60)], ids=str)
def test_fcpxml_is_read_by_opentimelineio(tmp_path, rate):
    timeline = only_timeline(otio.adapters.read_from_file(str(write(tmp_path, rate)[".fcpxml"])))

    assert near(spans(timeline), rate)
    assert [clip.name for clip in timeline.find_clips()] == [clip.name for clip in CLIPS]


def test_uneven_and_unknown_rates_take_the_nearest_that_editors_know(tmp_path):
    assert timeline_rate(Fraction(2213, 100)) == Fraction(24000, 1001)
    assert timeline_rate(Fraction(2997, 100)) == Fraction(30000, 1001)

    files = write(tmp_path, Fraction(2213, 100))

    assert near(spans(otio.adapters.read_from_file(str(files[".otio"]))), Fraction(22))


def test_a_title_with_a_line_end_adds_no_statement_to_the_edl(tmp_path):
    clips = (TimelineClip("세일\n002  AX  V  C  00:00:00:00", Span(0, 10_000)),)

    lines = write(tmp_path, Fraction(30), clips)[".edl"].read_text(encoding="utf-8").splitlines()

    assert [line[:3] for line in lines if line[:3].isdigit()] == ["001"]


def test_the_recording_is_named_in_all_three(tmp_path):
    files = write(tmp_path, Fraction(30))

    assert "방송 & 다시보기.mp4" in files[".otio"].read_text(encoding="utf-8")
    assert "방송 & 다시보기.mp4" in files[".edl"].read_text(encoding="utf-8")
    asset = ElementTree.parse(files[".fcpxml"]).getroot().find(".//asset")
    assert asset is not None
    assert asset.attrib["name"] == "방송 & 다시보기.mp4"


def test_the_same_clips_give_the_same_bytes(tmp_path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()

    ours, theirs = write(first, Fraction(30)), write(second, Fraction(30))

    assert all(ours[s].read_bytes() == theirs[s].read_bytes() for s in ours)
