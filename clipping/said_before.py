"""Where words of another recording are said in this one: two uploads of one show share them. Pure.

Both were recognised by themselves, so letters are compared, in short pieces: an error spoils only
the pieces that hold it, and what is heard in one order on both sides lies on one diagonal.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from transcripts.model import Transcript
from transcripts.timeline import Span

#: Letters of a piece; one that stands in more places than this tells nothing of its own.
_PIECE, _MOST_PLACES = 6, 50
#: Recognition may lose or add so many letters on the way through a passage.
_DRIFT = 40
#: From this share of its pieces on a passage is said here. Talk about the same thing in other words
#: shares a tenth; two hearings of one passage with every tenth letter wrong share half.
_SAID = 0.5
#: Shorter passages are said in every show.
_LEAST_LETTERS = 40


def where_said(passages: Sequence[str], transcript: Transcript | None) -> tuple[Span, ...]:
    """Spans in which passages of other recordings are said, in order; none for those that are not.

    Args:
        passages: What is said in each, as recognised.
        transcript: Of this recording.
    """
    if transcript is None or not passages:
        return ()
    letters = list(_timed_letters(transcript))
    places: dict[str, list[int]] = defaultdict(list)
    for at, piece in _pieces("".join(letter for letter, _ in letters)):
        places[piece].append(at)
    found = (_place(_letters(passage), places) for passage in passages)
    return tuple(
        sorted(letters[first][1].union(letters[last][1]) for first, last in filter(None, found))
    )


def _place(passage: str, places: dict[str, list[int]]) -> tuple[int, int] | None:
    """Numbers of the first and the last letter of the place that shares most with a passage."""
    if len(passage) < _LEAST_LETTERS:
        return None
    shared = [
        (at - start, at)
        for start, piece in _pieces(passage)
        if len(there := places.get(piece, ())) <= _MOST_PLACES
        for at in there
    ]
    if not shared:
        return None
    lanes = Counter(offset // _DRIFT for offset, _ in shared)
    lane = max(lanes, key=lambda one: (lanes[one] + lanes[one + 1], -one))
    held = [at for offset, at in shared if offset // _DRIFT in (lane, lane + 1)]
    if len(set(held)) < _SAID * (len(passage) - _PIECE + 1):
        return None
    return min(held), max(held) + _PIECE - 1


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    return ((at, text[at : at + _PIECE]) for at in range(len(text) - _PIECE + 1))


def _timed_letters(transcript: Transcript) -> Iterator[tuple[str, Span]]:
    """Every letter and digit with the time of its word, or of its sentence without word times."""
    for segment in transcript.segments:
        timed = [(w.text, w.span) for w in segment.words] or [(segment.text, segment.span)]
        for text, span in timed:
            yield from ((letter, span) for letter in _letters(text))


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
