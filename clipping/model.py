"""The values that flow from a recording to its clips. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from clipping.notes import Note
from transcripts.sound_file import MIXED
from transcripts.timeline import Span


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """One sound track of a file.

    Attributes:
        index: Stream index in the file.
        channels: Number of channels, >= 1.
        sample_rate: In Hz.
        start_ms: When it starts on the recording's clock (>= 0).
        is_default: Marked so in the container.
        language: ISO 639 code or "".
    """

    index: int
    channels: int
    sample_rate: int
    start_ms: int = 0
    is_default: bool = False
    language: str = ""


def mix_of(tracks: Sequence[SoundTrack]) -> SoundTrack:
    """A track, named `MIXED`, that stands for all of these together; put in front of them."""
    return SoundTrack(
        MIXED,
        max(track.channels for track in tracks),
        max(track.sample_rate for track in tracks),
        min(track.start_ms for track in tracks),
        is_default=True,
    )


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture track of a file, as it must be shown: rotation and pixel shape applied.

    Attributes:
        index: Stream index in the file.
        width: Shown width in square pixels.
        height: Shown height in square pixels.
        frame_rate: Average frames a second.
        codec: ffmpeg's name.
        rotation: Degrees the coded picture is turned clockwise to be shown: 0, 90, 180 or 270.
        coded_width: Width as stored.
        coded_height: Height as stored.
        is_variable_rate: Frame times are uneven.
        is_hdr: PQ or HLG transfer.
        is_interlaced: Fields instead of frames.
    """

    index: int
    width: int
    height: int
    frame_rate: Fraction
    codec: str
    rotation: int = 0
    coded_width: int = 0
    coded_height: int = 0
    is_variable_rate: bool = False
    is_hdr: bool = False
    is_interlaced: bool = False

    @property
    def is_vertical(self) -> bool:
        """Already tall enough to pass through: 9:16 within 8 %, or taller."""
        return self.width * 16 <= self.height * 9 * 1.08


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What probing says of a recording.

    Attributes:
        duration_ms: From the first frame shown to the end; measured where the header is wrong.
        container: ffmpeg's demuxer name.
        picture: None when there is only sound.
        sounds: In file order; empty when silent.
        start_ms: The file's own clock at the first frame (MPEG-TS starts anywhere).
        notes: What is odd about the file, one sentence each, for people.
    """

    duration_ms: int
    container: str
    picture: Picture | None
    sounds: tuple[SoundTrack, ...] = ()
    start_ms: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """A shot: between two cuts. Scenes partition the recording."""

    span: Span


@dataclass(frozen=True, slots=True)
class Metric:
    """Sales and audience at a moment; None where the column is absent.

    Orders, revenue and likes count since the row before.
    """

    at_ms: int
    viewers: float | None = None
    orders: float | None = None
    revenue: float | None = None
    likes: float | None = None


class OfferKind(StrEnum):
    """What kind of offer a window is."""

    COUPON = "coupon"
    DISCOUNT = "discount"
    EVENT = "event"
    PIN = "pin"


@dataclass(frozen=True, slots=True)
class Offer:
    """A window in which something was offered or a product pinned. `product_id` may be ""."""

    span: Span
    kind: OfferKind
    label: str = ""
    product_id: str = ""


class SignalKind(StrEnum):
    """Every reason for or against a moment."""

    PRICE = "price"
    DISCOUNT = "discount"
    DEMONSTRATION = "demonstration"
    COMPARISON = "comparison"
    OBJECTION = "objection"
    TESTIMONIAL = "testimonial"
    CALL_TO_ACT = "call_to_act"
    QUESTION = "question"
    CHAT_BURST = "chat_burst"
    CHAT_PURCHASE = "chat_purchase"
    CHAT_QUESTION = "chat_question"
    CHAT_LAUGHTER = "chat_laughter"
    CHAT_DELIGHT = "chat_delight"
    LOUDNESS = "loudness"
    SPEECH_RATE = "speech_rate"
    ORDERS = "orders"
    VIEWERS = "viewers"
    OFFER = "offer"
    PIN = "pin"
    MOTION = "motion"
    HOOK = "hook"
    STANDS_ALONE = "stands_alone"
    WAITING = "waiting"
    MUSIC_ONLY = "music_only"
    DEAD_AIR = "dead_air"
    TECHNICAL = "technical"
    RAFFLE = "raffle"
    GREETING = "greeting"
    COUNTDOWN = "countdown"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Signal:
    """A reason, not a decision.

    Attributes:
        kind: What was noticed.
        span: Where it counts (already shifted back to the cause for chat).
        strength: 0-1.
        detail: What was counted: `key=value` pairs or a short quote.
    """

    kind: SignalKind
    span: Span
    strength: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Highlight:
    """A moment worth showing.

    Attributes:
        id: Stable for the same span of the same recording.
        span: On sentence ends, pauses or cuts.
        score: 0-1.
        kind: The strongest reason's kind, or "teaser", "explain" where asked for.
        title: Taken from what was said.
        product_ids: Products spoken of, surest first.
        because: The parts of the score, strongest first.
        explores: Chosen without regard to what was learned of taste.
        hook: Words said in it that make one stay, to be shown at its start; "" for none.
    """

    id: str
    span: Span
    score: float
    kind: str
    title: str
    product_ids: tuple[str, ...] = ()
    because: tuple[Signal, ...] = ()
    explores: bool = False
    hook: str = ""


@dataclass(frozen=True, slots=True)
class ProductCoverage:
    """What the suggestions show of a product.

    Attributes:
        product_id: Which.
        highlight_ids: Suggestions that are about it first of all, best first.
        reason: Why there is none, in one machine word; "" where there is one.
        best: The best span about it that is not suggested, if there is any.
    """

    product_id: str
    highlight_ids: tuple[str, ...] = ()
    reason: str = ""
    best: Span | None = None


@dataclass(frozen=True, slots=True)
class RejectedSpan:
    """A candidate that was not suggested, and why in one machine word."""

    span: Span
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class HighlightList:
    """The suggestions for a recording, best first, with what was left out and notes for people."""

    highlights: tuple[Highlight, ...]
    rejected: tuple[RejectedSpan, ...] = ()
    notes: tuple[Note, ...] = ()
    coverage: tuple[ProductCoverage, ...] = ()


class Layout(StrEnum):
    """How a shot fills the vertical picture."""

    TRACK = "track"
    STATIC = "static"
    FIT = "fit"
    SPLIT = "split"
    PASSTHROUGH = "passthrough"


@dataclass(frozen=True, slots=True)
class CropKey:
    """Where the crop is at a moment, in source pixels from the top left; linear between keys.

    `pane` is 0 for the upper and 1 for the lower half of a split.
    """

    at_ms: int
    x: float
    y: float
    width: float
    height: float
    pane: int = 0


@dataclass(frozen=True, slots=True)
class FaceAt:
    """A face seen at a moment, in source pixels from the top left."""

    at_ms: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class ShotCrop:
    """The framing of one shot.

    `confidence`, 0-1, says how sure the subject is; `note` says why this layout; `faces` are those
    seen, about one a second for each person: captions keep off them.
    """

    span: Span
    layout: Layout
    keys: tuple[CropKey, ...] = ()
    confidence: float = 1.0
    note: str = ""
    faces: tuple[FaceAt, ...] = ()


@dataclass(frozen=True, slots=True)
class CropPath:
    """The framing of a span: shots follow each other and cover it. Times are the recording's."""

    source_width: int
    source_height: int
    shots: tuple[ShotCrop, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in output pixels: left, top, right, bottom (right and bottom outside)."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Target:
    """What the encoder must make. Platforms with equal targets share one encode.

    Attributes:
        width: Pixels.
        height: Pixels.
        frame_rate: Constant frames a second.
        video_kbps: Average; the peak is 1.5 times that.
        audio_kbps: AAC-LC at 48 kHz stereo.
        loudness_lufs: Integrated loudness of the finished file.
        true_peak_dbtp: Highest true peak of the finished file.
        text_box: Where captions may be.
    """

    width: int = 1080
    height: int = 1920
    frame_rate: int = 30
    video_kbps: int = 7000
    audio_kbps: int = 128
    loudness_lufs: float = -14.0
    true_peak_dbtp: float = -1.0
    text_box: Box = Box(120, 288, 888, 1248)

    @property
    def peak_kbps(self) -> int:
        """Rate at which a player's buffer is filled."""
        return self.video_kbps * 3 // 2

    @property
    def buffer_kbit(self) -> int:
        """Size of a player's buffer."""
        return self.video_kbps * 2


@dataclass(frozen=True, slots=True)
class Limits:
    """What a platform accepts. None where it states nothing.

    Attributes:
        min_duration_ms: Shortest clip.
        max_duration_ms: Longest clip.
        max_bytes: Largest file.
        min_frame_rate: Slowest.
        max_frame_rate: Fastest.
        max_video_kbps: Highest average video bitrate.
        video_codecs: ffmpeg names.
        audio_codecs: ffmpeg names.
        containers: ffmpeg demuxer names.
        source: Where the numbers come from.
        checked_on: ISO date of the last look.
    """

    min_duration_ms: int
    max_duration_ms: int
    max_bytes: int | None
    min_frame_rate: int
    max_frame_rate: int
    max_video_kbps: int | None
    video_codecs: tuple[str, ...]
    audio_codecs: tuple[str, ...]
    containers: tuple[str, ...]
    source: str
    checked_on: str
