from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from clipping.loudness import Loudness
from clipping.measure import ClipMeasures
from clipping.measures_json import measures_from_json, measures_to_json
from clipping.model import MediaInfo, Picture, SoundTrack
from clipping.mp4_boxes import Mp4Layout
from transcripts.timeline import Span

PICTURE = Picture(0, 1080, 1920, Fraction(30000, 1001), "h264", 90, 1920, 1080)
WHOLE = ClipMeasures(
    info=MediaInfo(12_345, "mov,mp4", PICTURE, (SoundTrack(1, 2, 48_000),), 3, ("odd",)),
    layout=Mp4Layout(is_index_first=True, has_edit_list=False, is_even=True),
    size_bytes=1_234_567,
    profile="High",
    pixel_format="yuv420p",
    pixel_shape=Fraction(64, 45),
    sound_codec="aac",
    loudness=Loudness(-14.2, -1.4, (-20.5, -20.6)),
    black=(Span(0, 500),),
    frozen=(Span(1000, 2000), Span(3000, 4000)),
    silent=(),
)


@pytest.mark.parametrize(
    "measures",
    [WHOLE, replace(WHOLE, layout=None, loudness=None, info=replace(WHOLE.info, picture=None))],
    ids=["whole", "sound-only-no-mp4"],
)
def test_a_measurement_is_the_same_after_the_disk(measures: ClipMeasures) -> None:
    written = json.loads(json.dumps(measures_to_json(measures)))

    assert measures_from_json(written) == measures
