"""What a correction says of single words: which were misheard, and which of them are names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from transcripts.korean import Token, tokens

#: More words at once are another sentence, not a word that was misheard.
_MOST_WORDS = 3
#: Share of letters (jamo) from which what was heard and what was meant sound alike.
_ALIKE = 0.5
_LONGEST = 40
_NAME_TAGS = frozenset({"NNG", "NNP", "NNB", "NR", "SL", "SH", "SN", "XPN", "XSN", "XR"})
#: Without one of these a run of name tags is a number or a bare prefix.
_HEADS = frozenset({"NNG", "NNP", "SL", "SH"})
_HANGUL = re.compile(r"[가-힣]")
_LOOSE = re.compile(r"[^\w%]+")


@dataclass(frozen=True, slots=True)
class Replacement:
    """One to three words that were heard, and the one to three that were meant."""

    heard: str
    meant: str


def replacements(heard: Sequence[str], meant: Sequence[str]) -> tuple[Replacement, ...]:
    """Words of a sentence that a person put in another's place, in order.

    What was left out, added, spaced anew or only marked anew is none. Words that sound like those
    before are; others only where at least as many words of the sentence stayed as were changed,
    so that a sentence written anew teaches nothing.

    Args:
        heard: Words as recognised.
        meant: Words as corrected.
    """
    before, after = [_key(word) for word in heard], [_key(word) for word in meant]
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    stayed = sum(i2 - i1 for kind, i1, i2, _, _ in codes if kind == "equal")
    changed = sum(max(i2 - i1, j2 - j1) for kind, i1, i2, j1, j2 in codes if kind != "equal")
    out = []
    for kind, i1, i2, j1, j2 in codes:
        old, new = "".join(before[i1:i2]), "".join(after[j1:j2])
        if kind != "replace" or max(i2 - i1, j2 - j1) > _MOST_WORDS or old == new or not new:
            continue
        pair = Replacement(_shown(heard[i1:i2]), _shown(meant[j1:j2]))
        is_short = max(len(pair.heard), len(pair.meant)) <= _LONGEST
        if is_short and (stayed >= changed or _alike(old, new)):
            out.append(pair)
    return tuple(out)


def names_in(phrase: str) -> tuple[str, ...]:
    """Runs of nouns and foreign words in a phrase, without particles: "글로우 세럼을" is one.

    Of phrases without Hangul only words with a capital letter, and numbers beside them: the rest is
    everyday English.
    """
    if not _HANGUL.search(phrase):
        kept = [word for word in phrase.split() if word != word.lower() or word.isdigit()]
        return (" ".join(kept),) if any(word != word.lower() for word in kept) else ()
    found = tokens(phrase)
    runs: list[list[str]] = [[]]
    at = 0
    for word in phrase.split():
        start = phrase.index(word, at)
        at = start + len(word)
        name, is_whole = _name(word, start, [t for t in found if start <= t.start < at])
        if name:
            runs[-1].append(name)
        if not is_whole:
            runs.append([])
    return tuple(" ".join(run) for run in runs if len("".join(run)) > 1)


def _name(word: str, start: int, parts: Sequence[Token]) -> tuple[str, bool]:
    """The name at the beginning of a written word, and whether it is all of the word."""
    size = next((n for n, token in enumerate(parts) if token.tag not in _NAME_TAGS), len(parts))
    if not any(token.tag in _HEADS for token in parts[:size]):
        return "", False
    if size == len(parts):
        return word, True
    following = parts[size]
    is_name = following.tag.startswith("J") or following.tag in {"VCP", "SF", "SP"}
    return (word[: following.start - start] if is_name else ""), False


def _alike(one: str, other: str) -> bool:
    letters, others = unicodedata.normalize("NFD", one), unicodedata.normalize("NFD", other)
    return SequenceMatcher(None, letters, others, autojunk=False).ratio() >= _ALIKE


def _key(word: str) -> str:
    return _LOOSE.sub("", unicodedata.normalize("NFC", word)).casefold()


def _shown(words: Iterable[str]) -> str:
    return unicodedata.normalize("NFC", " ".join(words)).strip(" .,!?…")
