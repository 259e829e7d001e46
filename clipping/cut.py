"""What is cut from where, and the ends of ffmpeg graphs that all of them share.

Nothing a user named is ever part of a filter: sources are inputs, captions and fonts have fixed
names in the folder that ffmpeg runs in.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from clipping.dressing import NO_DRESSING, Dressing
from clipping.edit_list import EditList, whole
from clipping.encoders import X264, Encoder
from clipping.model import CropPath, MediaInfo, Target
from clipping.shot_parts import frame_count
from transcripts.timeline import Span, seconds

SAMPLE_RATE = 48_000
#: Containers that a recording may come in; a playlist must not make ffmpeg open other files.
FORMATS = "mov,matroska,flv,mpegts,mpeg,avi,asf,wav,w64,mp3,flac,ogg,aac,aiff,caf"
_PREROLL_MS = 3000

Stream = Any  # ffmpeg-python has no types


@dataclass(frozen=True, slots=True)
class Cut:
    """What is cut from where.

    Attributes:
        source: The recording, as an absolute path.
        info: What probing said.
        path: The framing; None when there is no picture.
        span: The span of the recording, what is cut out of it included.
        target: What to make.
        edits: The pieces of the span that are shown; None for all of it.
        encoder: Makes the finished picture; where it fails, x264 does.
        dressing: What a shop puts on it.
    """

    source: Path
    info: MediaInfo
    path: CropPath | None
    span: Span
    target: Target
    edits: EditList | None = None
    encoder: Encoder = X264
    dressing: Dressing = NO_DRESSING

    @property
    def shown(self) -> EditList:
        """The pieces that are shown."""
        return self.edits or whole(self.span)

    @property
    def preroll_ms(self) -> int:
        """Read before the span where frames are uneven: the one shown at its start may be old."""
        picture = self.info.picture
        uneven = picture is not None and picture.is_variable_rate
        return min(self.span.start_ms, _PREROLL_MS) if uneven else 0

    @property
    def frames(self) -> int:
        """Frames of the recording in the output."""
        return frame_count(self.shown.duration_ms, self.target.frame_rate)

    @property
    def all_frames(self) -> int:
        """Output frames, intro, end card and outro among them."""
        return self.frames + self.dressing.frames(self.target.frame_rate)

    @property
    def samples(self) -> int:
        """Output samples: exactly as long as the picture."""
        return self.all_frames * SAMPLE_RATE // self.target.frame_rate

    @property
    def shown_ms(self) -> int:
        """Length of what is shown of the recording."""
        return self.frames * 1000 // self.target.frame_rate

    @property
    def output_ms(self) -> int:
        """Length of what comes out."""
        return self.all_frames * 1000 // self.target.frame_rate


def compiled(output: Stream) -> list[str]:
    """The arguments after the program's name."""
    return [str(part) for part in ffmpeg.compile(output, cmd="ffmpeg")[1:]]


#: In a transport stream ffmpeg takes a track that is silent for longer (10 s if not told) for a new
#: clock, and plays what comes after the gap at once. Our clock is the file's, gaps and all.
KEPT_GAP_S = 1_000_000


def source_input(cut: Cut) -> Stream:
    """The recording from the span on, its clock starting at the span.

    Sought by the file's own clock: streams may start anywhere, and before the first picture.
    """
    return ffmpeg.input(
        str(cut.source),
        protocol_whitelist="file,pipe",
        format_whitelist=FORMATS,
        seek_timestamp=1,
        ss=seconds(cut.info.start_ms + cut.span.start_ms - cut.preroll_ms),
        t=seconds(cut.preroll_ms + cut.span.duration_ms),
        # A picture that changes on the way (joined recordings) would start all filters anew, the
        # sound's too, and lose count of the frames. The first scale copes with it by itself.
        **{"reinit_filter:v": 0},
        dts_delta_threshold=KEPT_GAP_S,
    )


def from_span(stream: Stream, clock_filter: str, cut: Cut) -> Stream:
    """The stream with its clock starting at the span, where reading began before it."""
    if not cut.preroll_ms:
        return stream
    return stream.filter(clock_filter, f"PTS-{seconds(cut.preroll_ms)}/TB")


def exactly(stream: Stream, frames: int, frame_rate: int) -> Stream:
    """This many frames at this rate; the last is repeated where some are missing."""
    padded = stream.filter("tpad", stop=-1, stop_mode="clone")
    return padded.filter("trim", end_frame=frames).filter("setpts", f"N/{frame_rate}/TB")


def copies(stream: Stream, count: int, splitter: str = "split") -> list[Stream]:
    """The stream several times: each may be read once."""
    split = stream.filter_multi_output(splitter, count)
    return [split[i] for i in range(count)]
