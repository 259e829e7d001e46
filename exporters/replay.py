"""The replay page: the whole recording with chapters, key moments and search. Pure.

For those who missed the show. It opens without a server; without script its links open the video
at their moment, and the browser's own search finds what was said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from exporters.entries import FaqSheet
from exporters.escape import json_ld
from exporters.faq import render
from exporters.video_data import Moment, WebVideo, distinct, video_object
from transcripts.model import Transcript
from transcripts.plain_text import plain
from transcripts.questions.checks import find_flags
from transcripts.questions.model import Flag
from transcripts.questions.personal_data import mask_personal_data

#: Name of the recording beside the page, and the endings it may have.
MEDIA, MEDIA_SUFFIXES = "recording", (".mp4", ".mkv", ".ts", ".flv")


@dataclass(frozen=True, slots=True)
class Replay:
    """Everything the page shows.

    Attributes:
        title: Name of the broadcast.
        duration_ms: Length of the recording.
        chapters: Without gaps, in order.
        moments: Key moments in order; their names hold nothing that must be checked first.
        lines: What is said, personal data masked: text and start in milliseconds.
        sheet: Questions and answers that may leave the house.
    """

    title: str
    duration_ms: int
    chapters: tuple[Moment, ...]
    moments: tuple[Moment, ...]
    lines: tuple[tuple[str, int], ...]
    sheet: FaqSheet


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the page's files are.

    Attributes:
        media: Of the recording, as the page links to it.
        poster: Of a picture, or "".
        page_url: Of the page on the web.
        media_url: Of the recording on the web.
        poster_url: Of the picture on the web.
    """

    media: str
    poster: str
    page_url: str
    media_url: str
    poster_url: str


def spoken_lines(transcript: Transcript | None) -> tuple[tuple[str, int], ...]:
    """What is said, masked, for the page's search."""
    segments = transcript.segments if transcript else ()
    return tuple((mask_personal_data(plain(s.text)), s.span.start_ms) for s in segments)


def publishable(moments: Sequence[Moment]) -> tuple[Moment, ...]:
    """Moments whose names nobody has to check first, in order, each start once."""
    return tuple(m for m in distinct(moments) if not set(find_flags("", m.name)) - {Flag.UNSURE})


def replay_html(replay: Replay, addresses: Addresses, held_on: date | None) -> str:
    """The page; its data for search engines stands in it where its address is known."""
    data = json_ld(replay_data(replay, addresses, held_on)) if held_on else ""
    return render(
        "replay.html",
        sheet=replay.sheet,
        replay=replay,
        addresses=addresses,
        title=plain(replay.title),
        data=data,
    )


def replay_data(replay: Replay, addresses: Addresses, held_on: date | None) -> dict[str, object]:
    """The recording as a `VideoObject` with its chapters, moments and answers as `Clip`s."""
    answers = [Moment(e.question, e.proof) for e in replay.sheet.published if e.proof]
    video = WebVideo(
        name=replay.title,
        description=_description(replay),
        page_url=addresses.page_url,
        content_url=addresses.media_url,
        thumbnail_url=addresses.poster_url,
        uploaded_on=held_on,
        duration_ms=replay.duration_ms,
        language=replay.sheet.language,
        moments=tuple(_named_once([*replay.chapters, *answers, *replay.moments])),
    )
    return {"@context": "https://schema.org", **video_object(video)}


def _named_once(moments: Sequence[Moment]) -> list[Moment]:
    """The first moment of each name; a chapter that comes back later is a moment of its own."""
    known: dict[tuple[str, int], Moment] = {}
    names: dict[str, int] = {}
    for moment in moments:
        minute = moment.span.start_ms // 60_000
        if abs(names.get(moment.name, -9) - minute) > 1:
            known[moment.name, minute] = moment
            names[moment.name] = minute
    return list(known.values())


def with_media(page: str, media: str) -> str:
    """A page of ours that links to the recording at another address.

    Args:
        page: From `replay_html`, with the recording beside it.
        media: The address, escaped for HTML and percent-encoded.
    """
    for suffix in MEDIA_SUFFIXES:
        for attribute in ("src", "href"):
            page = page.replace(f'{attribute}="{MEDIA}{suffix}"', f'{attribute}="{media}"')
            page = page.replace(f'{attribute}="{MEDIA}{suffix}#', f'{attribute}="{media}#')
    return page


def _description(replay: Replay) -> str:
    names = dict.fromkeys(plain(chapter.name) for chapter in replay.chapters)
    return " · ".join([plain(replay.title), *names])
