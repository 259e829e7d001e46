"""Whether a text says only what its material says. Pure but for Kiwi.

A guard, not a judge: it compares numbers with their units, content words, names, and which of them
are denied. What it lets pass may still be badly put; what it stops may have been true.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from transcripts import korean
from transcripts.numerals import quantities, with_digits

_HANGUL = re.compile(r"[가-힣]")
_ADDRESS = re.compile(r"\b(?:https?:|www\.)|[\w.+-]+@[\w-]+\.\w", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")

#: Morphemes that carry meaning: nouns, roots, verbs, adjectives, denials, adverbs, other scripts.
_CONTENT = frozenset({"NNG", "NNP", "NR", "XR", "VV", "VA", "VCN", "MAG", "SL", "SH"})
_PREDICATES = frozenset({"VV", "VA", "XR", "NNG"})
_MADE_VERB = frozenset({"XSV", "XSA"})
#: Verbs and words that only hold a sentence together.
_LIGHT = frozenset(
    {"하", "되", "이", "그", "이렇", "그렇", "어떻", "이거", "그거", "오", "가", "주"}
)
_DENIALS = frozenset({"안", "못"})
_DENYING_VERBS = frozenset({"않", "못하", "말"})

_PLAIN_ENGLISH = (
    "a an the and or but so if as at by for from in into of on to with about than then that this "
    "these those it its is are was were be been am do does did done has have had will would can "
    "could should may might just very too also there here what which who whom whose when where why "
    "how i you he she we they me him her us them my your his our their let lets get gets"
)
_HELD_TOGETHER = frozenset(_PLAIN_ENGLISH.split())
_DENY_ENGLISH = frozenset(
    ("not", "no", "never", "without", "none", "cannot", "nothing", "neither", "nor")
)
_DENY_REACH = 3


@dataclass(frozen=True, slots=True)
class Material:
    """What texts may be made of.

    Attributes:
        plain: Everything, in one spelling.
        numbers: Every number with its unit.
        digits: The same without units.
        words: Content words, each with whether it is denied there.
    """

    plain: str
    numbers: frozenset[str]
    digits: frozenset[str]
    words: frozenset[tuple[str, bool]]


def material_of(texts: Iterable[str]) -> Material:
    """The material in some texts: what was said, and names that may be named."""
    every = [unicodedata.normalize("NFKC", text) for text in texts if text.strip()]
    numbers = frozenset(number for text in every for number in quantities(text))
    return Material(
        plain=" ".join(map(with_digits, every)),
        numbers=numbers,
        digits=frozenset(match[0] for one in numbers if (match := _DIGITS.match(one))),
        words=frozenset(word for text in every for word in _content_words(text)),
    )


def unsupported(text: str, material: Material) -> tuple[str, ...]:
    """Words and numbers of a text that its material does not carry, each once; empty when all are.

    >>> material = material_of(["This cream is 50 ml and does not sting"])
    >>> unsupported("50 ml cream that does not sting", material)
    ()
    >>> unsupported("Best cream, 100 ml, it stings", material)
    ('100ml', 'best', 'sting')
    """
    plain = unicodedata.normalize("NFKC", text)
    missing = [number for number in sorted(quantities(plain)) if not _has(number, material)]
    missing += [match[0] for match in _ADDRESS.finditer(plain)]
    missing += [
        word for word, denied in _content_words(plain) if (word, denied) not in material.words
    ]
    return tuple(dict.fromkeys(missing))


def _has(number: str, material: Material) -> bool:
    """A number with its unit; one that is written without any may have had one."""
    if number in material.numbers:
        return True
    return _DIGITS.fullmatch(number) is not None and number in material.digits


def _content_words(text: str) -> Iterator[tuple[str, bool]]:
    """Content words in order, in their plain form, and whether each is denied."""
    plain = with_digits(text)  # so that a number in words is judged as a number
    if _HANGUL.search(plain):
        yield from _korean_words(plain)
    else:
        yield from _other_words(plain)


def _korean_words(text: str) -> Iterator[tuple[str, bool]]:
    found = [token for token in korean.tokens(text) if token.tag not in ("SF", "SP", "SS")]
    for place, token in enumerate(found):
        tag = token.tag.partition("-")[0]
        form = token.form.lower()
        if tag in ("W_URL", "W_HASHTAG", "W_MENTION", "W_EMAIL"):
            yield form, False
        if tag not in _CONTENT or form in _LIGHT or form in _DENIALS:
            continue
        if tag == "SL":
            yield from ((word, False) for word, _ in _other_words(token.form))
            continue
        yield form, tag in _PREDICATES and _is_denied(found, place)


def _is_denied(found: list[korean.Token], place: int) -> bool:
    """As in "안 아파요", "못 써요", "아프지 않아요", "자극하지 않아요"."""
    before = found[place - 1] if place else None
    if before is not None and before.tag == "MAG" and before.form in _DENIALS:
        return True
    rest = found[place + 1 : place + 5]
    if rest and rest[0].tag.partition("-")[0] in _MADE_VERB:
        rest = rest[1:]
    elif found[place].tag.partition("-")[0] == "NNG":
        return False
    if not rest or rest[0].form != "지":
        return False
    return any(token.form in _DENYING_VERBS for token in rest[1:3])


def _other_words(text: str) -> Iterator[tuple[str, bool]]:
    """Words of a language with spaces; a denial reaches three words far."""
    since = _DENY_REACH + 1
    for match in _WORD.finditer(text.lower()):
        word = match[0].replace("’", "'")
        since += 1
        if word in _DENY_ENGLISH or word.endswith("n't"):
            since = 0
            continue
        base = word.partition("'")[0]
        if base not in _HELD_TOGETHER:
            yield _stem(base), since <= _DENY_REACH


def _stem(word: str) -> str:
    """A rough stem: enough that "stings" and "sting" are one word.

    >>> [_stem(word) for word in ("stings", "carried", "glass", "drying", "serum")]
    ['sting', 'carri', 'glass', 'dry', 'serum']
    """
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and not word.endswith("ss") and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
