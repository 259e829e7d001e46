"""What was asked for: of a recording, and of one clip. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from exporters.presets import PRESETS
from transcripts.timeline import Span
from workers.brand import NO_KIT, BrandKit
from workers.pipeline import JsonValue, Params

PLATFORMS = tuple(PRESETS)
_DAY = re.compile(r"(?<!\d)(20\d\d)(?:년\s?|[-._ ]?)(\d{1,2})(?:월\s?|[-._ ]?)(\d{1,2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Brief:
    """What was asked for of a recording.

    Attributes:
        language: Of the speech, or None to find out.
        model: Speech model by name or path, or None for the best one there is.
        platforms: Where clips will be posted.
        clip_count: How many suggestions, or None for as many as fit the length.
        sound_track: Number of the sound track with the speech, 1 for the first, or "mix" for all
            of them; "" for the one in which most is said.
        chat_format: Name of a chat format, or "auto".
        chat_shift_ms: Added to every chat time.
        caption_style: Name of a caption style.
        tighten: Long pauses and hesitations are cut out of clips.
        recorded_on: Day of the broadcast ("2026-11-25"), or None when nobody said.
        site_url: Where the finished files will be on the web, or None when nobody said.
        show_title: Name of the broadcast for its replay page.
        language_model: Which model may word titles (`Settings.language_model_identity`), or None.
        asked: What all suggestions must be about, where, and how long; `clip_count` says how many.
        used_elsewhere: What was approved of other uploads of the show until now (`spans` of the
            same file, `texts` of others), or None; taken when the recording is brought, and anew
            when people ask for other suggestions.
        channel_lag_s: How late chat answered in the workspace's earlier broadcasts, or None; taken
            when the recording is brought.
        vocabulary: What people wrote in place of misheard words until now, newest first: listened
            for. Taken when the recording is brought, so that no later word has it heard again.
    """

    language: str | None = None
    model: str | None = None
    platforms: tuple[str, ...] = PLATFORMS
    clip_count: int | None = None
    sound_track: str = ""
    chat_format: str = "auto"
    chat_shift_ms: int = 0
    caption_style: str = "bold"
    tighten: bool = False
    recorded_on: str | None = None
    site_url: str | None = None
    show_title: str = ""
    language_model: str | None = None
    asked: ClipRequest | None = None
    used_elsewhere: Mapping[str, JsonValue] | None = None
    channel_lag_s: int | None = None
    vocabulary: tuple[str, ...] = ()

    def params(self) -> dict[str, JsonValue]:
        """As stage parameters."""
        return {
            "language": self.language,
            "model": self.model,
            "clip_count": self.clip_count,
            "sound_track": self.sound_track,
            "chat_format": self.chat_format,
            "chat_shift_ms": self.chat_shift_ms,
            "caption_style": self.caption_style,
            "tighten": self.tighten,
            "recorded_on": self.recorded_on,
            "site_url": self.site_url,
            "show_title": self.show_title,
            "language_model": self.language_model,
            "asked": None if self.asked is None else self.asked.to_json(),
            "used_elsewhere": None if self.used_elsewhere is None else dict(self.used_elsewhere),
            "channel_lag_s": self.channel_lag_s,
            "vocabulary": list(self.vocabulary),
        }

    def to_json(self) -> dict[str, JsonValue]:
        """For the database."""
        return {**self.params(), "platforms": list(self.platforms)}

    def on_day_of(self, name: str) -> Brief:
        """The same with the day that a file's name or title gives, unless a day is known."""
        return self if self.recorded_on else replace(self, recorded_on=day_in_name(name))

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Brief:
        """Read what `to_json` wrote; unknown fields are ignored, absent ones have defaults."""
        known = {name: value[name] for name in Brief.__slots__ if name in value}
        known["platforms"] = tuple(value.get("platforms", PLATFORMS))
        known["vocabulary"] = tuple(value.get("vocabulary", ()))
        if (asked := known.get("asked")) is not None:
            known["asked"] = ClipRequest.from_json(asked)
        return replace(Brief(), **known)


def day_in_name(name: str) -> str | None:
    """The day that stands in a file's name or title, as replays are usually named; None if none.

    >>> day_in_name("live_20261125_수분크림.mp4"), day_in_name("2026년 11월 5일 방송")
    ('2026-11-25', '2026-11-05')
    """
    for match in _DAY.finditer(name):
        try:
            return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
        except ValueError:
            continue
    return None


@dataclass(frozen=True, slots=True)
class ClipLook:
    """How a person wants one clip to look; what is "" is as for the whole recording, or absent.

    Attributes:
        style: Name of a caption style.
        hook: Title over the first three seconds.
        cover: File name of the cover that was chosen.
        cover_text: Text on the covers.
        tighten: "on" or "off": whether long pauses and hesitations are cut out.
    """

    style: str = ""
    hook: str = ""
    cover: str = ""
    cover_text: str = ""
    tighten: str = ""

    def params(self) -> dict[str, JsonValue]:
        """As stage parameters; only what was chosen, so that keys of other clips stay."""
        named = {
            "caption_style": self.style,
            "hook": self.hook,
            "cover": self.cover,
            "cover_text": self.cover_text,
        }
        chosen: dict[str, JsonValue] = {name: value for name, value in named.items() if value}
        return chosen | ({"tighten": self.tighten == "on"} if self.tighten else {})

    @staticmethod
    def from_params(params: Mapping[str, Any]) -> ClipLook:
        """Read what `params` wrote."""
        names = ("caption_style", "hook", "cover", "cover_text")
        style, hook, cover, cover_text = (str(params.get(name) or "") for name in names)
        tighten = ("on" if params["tighten"] else "off") if "tighten" in params else ""
        return ClipLook(style, hook, cover, cover_text, tighten)


@dataclass(frozen=True, slots=True)
class ClipRequest:
    """Clips that somebody asks for.

    Attributes:
        product_id: About this product; "" for any.
        keyword: In which this is said; "" for any.
        start_ms: Not before this moment, or None.
        end_ms: Not after it, or None.
        length: "teaser", "short" or "explain"; "" for the usual length.
        count: How many.
    """

    product_id: str = ""
    keyword: str = ""
    start_ms: int | None = None
    end_ms: int | None = None
    length: str = ""
    count: int = 3

    def to_json(self) -> dict[str, JsonValue]:
        """For the database, and as a stage parameter."""
        return {
            "product_id": self.product_id,
            "keyword": self.keyword,
            "start_ms": self.start_ms,
            "end_ms": self.end_ms,
            "length": self.length,
            "count": self.count,
        }

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> ClipRequest:
        """Read what `to_json` wrote; unknown fields are ignored, absent ones have defaults."""
        return ClipRequest(**{n: value[n] for n in ClipRequest.__slots__ if n in value})


@dataclass(frozen=True, slots=True)
class ClipOrder:
    """What was asked for of one clip: everything that decides its picture, sound and text.

    Attributes:
        span: In the recording.
        title: Shown to people and used in the post.
        product_ids: Products spoken of, surest first.
        caption_edits: Corrected sentences: {"start_ms", "end_ms", "text"} in recording time.
        layouts: Layouts chosen by a person: {"start_ms", "end_ms", "layout", "x"}.
        look: Style, titles and cover chosen by a person.
        brand: What the workspace puts on its clips.
        shared_edits: Sentences corrected in other clips of the recording, likewise.
    """

    span: Span
    title: str = ""
    product_ids: tuple[str, ...] = ()
    caption_edits: tuple[Mapping[str, JsonValue], ...] = field(default=())
    layouts: tuple[Mapping[str, JsonValue], ...] = field(default=())
    look: ClipLook = ClipLook()
    brand: BrandKit = NO_KIT
    shared_edits: tuple[Mapping[str, JsonValue], ...] = ()

    @property
    def shown_edits(self) -> tuple[Mapping[str, JsonValue], ...]:
        """All corrected sentences that the clip shows; none touches another."""
        return (*self.caption_edits, *self.shared_edits)

    def params(self) -> dict[str, JsonValue]:
        """As stage parameters."""
        return {
            "span": [self.span.start_ms, self.span.end_ms],
            "title": self.title,
            "product_ids": list(self.product_ids),
            "caption_edits": [dict(edit) for edit in self.shown_edits],
            "layouts": [dict(layout) for layout in self.layouts],
            **self.look.params(),
            **self.brand.params(),
        }


def merged_params(*params: Params) -> dict[str, JsonValue]:
    """All parameters together; later ones win."""
    out: dict[str, JsonValue] = {}
    for one in params:
        out |= one
    return out
