"""The platforms: what the encoder must make, what each accepts, what a post may hold. Data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from clipping.model import Box, Limits, Target
from exporters.errors import UnknownPlatform

_CHECKED = "2026-11-23"
_MP4 = ("mov,mp4,m4a,3gp,3g2,mj2",)
_WEBM = ("matroska,webm",)


@dataclass(frozen=True, slots=True)
class PostLimits:
    """What may be written under a clip.

    Attributes:
        text_units: Longest text with its hashtags, in UTF-16 units (the strictest count).
        title_units: Longest title, in UTF-16 units; 0 where a post has no title.
        hashtags: Most hashtags.
    """

    text_units: int
    title_units: int
    hashtags: int


@dataclass(frozen=True, slots=True)
class Preset:
    """A platform.

    Attributes:
        platform: Machine word, part of file names.
        label: As the platform calls itself.
        target: What the encoder must make.
        limits: What the platform accepts.
        post: What may be written with it.
    """

    platform: str
    label: str
    target: Target
    limits: Limits
    post: PostLimits


# One target for all: its text box clears the controls of every platform, so one encode serves four.
_TARGET = Target()

PRESETS: Mapping[str, Preset] = {
    preset.platform: preset
    for preset in (
        Preset(
            "reels",
            "Instagram Reels",
            _TARGET,
            Limits(
                min_duration_ms=3_000,
                max_duration_ms=15 * 60_000,
                max_bytes=300_000_000,
                min_frame_rate=23,
                max_frame_rate=60,
                max_video_kbps=25_000,
                video_codecs=("h264", "hevc"),
                audio_codecs=("aac",),
                containers=_MP4,
                source="developers.facebook.com, Instagram platform, ig-user/media reference",
                checked_on=_CHECKED,
            ),
            PostLimits(text_units=2_200, title_units=0, hashtags=5),
        ),
        Preset(
            "shorts",
            "YouTube Shorts",
            _TARGET,
            Limits(
                min_duration_ms=1_000,
                max_duration_ms=180_000,
                max_bytes=256_000_000_000,
                min_frame_rate=23,
                max_frame_rate=60,
                max_video_kbps=None,
                video_codecs=("h264", "hevc", "vp9", "av1"),
                audio_codecs=("aac", "opus", "vorbis"),
                containers=_MP4 + _WEBM,
                source="support.google.com/google-ads 13547298, 16041697",
                checked_on=_CHECKED,
            ),
            PostLimits(text_units=5_000, title_units=100, hashtags=15),
        ),
        Preset(
            "tiktok",
            "TikTok",
            _TARGET,
            Limits(
                min_duration_ms=3_000,
                max_duration_ms=10 * 60_000,
                max_bytes=4_000_000_000,
                min_frame_rate=23,
                max_frame_rate=60,
                max_video_kbps=None,
                video_codecs=("h264", "hevc", "vp8", "vp9"),
                audio_codecs=("aac", "opus", "vorbis"),
                containers=_MP4 + _WEBM,
                source="developers.tiktok.com, Content Posting API, media transfer guide",
                checked_on=_CHECKED,
            ),
            PostLimits(text_units=2_200, title_units=0, hashtags=5),
        ),
        Preset(
            "naver",
            "네이버 쇼핑라이브 숏클립",
            _TARGET,
            Limits(
                min_duration_ms=10_000,
                max_duration_ms=120_000,
                max_bytes=None,
                min_frame_rate=23,
                max_frame_rate=60,
                max_video_kbps=None,
                video_codecs=("h264",),
                audio_codecs=("aac",),
                containers=_MP4,
                source="mobiinside.co.kr 2022-10-27 and seller pages",
                checked_on=_CHECKED,
            ),
            # Naver publishes no post limits: these are ours, short enough for its product cards.
            PostLimits(text_units=1_000, title_units=60, hashtags=10),
        ),
    )
}


def find_preset(platform: str) -> Preset:
    """The platform of that name.

    Raises:
        UnknownPlatform: there is none.
    """
    if platform not in PRESETS:
        raise UnknownPlatform(
            f"{platform!r} is no platform Afterlive knows. Choose one of {', '.join(PRESETS)}."
        )
    return PRESETS[platform]


def target_to_json(target: Target) -> dict[str, Any]:
    """A target as a JSON value, equal for equal targets."""
    return asdict(target)


def target_from_json(value: Mapping[str, Any]) -> Target:
    """Read what `target_to_json` wrote; what is missing keeps the default."""
    fields = {name: value[name] for name in Target.__slots__ if name in value}
    if "text_box" in fields:
        box = fields["text_box"]
        fields["text_box"] = Box(box["left"], box["top"], box["right"], box["bottom"])
    return Target(**fields)
