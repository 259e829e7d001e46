"""Speech and chat as people like to read it: less is said, nothing else is said. Pure.

Only fillers, repetitions, calls and laughter go. Numbers stay exactly as they were.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

from transcripts.questions.rules import rule, script_of, words_of

_ADDRESSES = re.compile(
    r"^(?:(?:언니|오빠|누나|사장님|대표님|쇼호스트님|호스트님|쇼호스트|선생님|실장님|여러분|고객님들?|혹시|저기요?|근데|질문이요|질문|"
    r"hi|hello|hey|guys|you guys|everyone|question)[,!~\s:]+)+|"
    r"[,\s]+(?:언니|오빠|누나|사장님|대표님|쇼호스트님|호스트님|여러분|guys|please|pls|plz)(?=[\s?!.~]*$)",
    re.IGNORECASE,
)
_CHAT_NOISE = re.compile(r"[ㄱ-ㅎㅏ-ㅣ]+|[~^]+|@\S+|https?://\S+")
_SYMBOLS = frozenset({"So", "Sk", "Cs", "Co", "Cn", "Cc", "Cf"})
_KEPT_SYMBOLS = frozenset("°™®©℃㎖㎏㎝㎜")
_SPACED_MARK = re.compile(r"\s+([?!.,])")
_DIGITS = re.compile(r"\d+")
_LONGEST_REPEAT = 3


def read_answer(text: str) -> str:
    """What the host said, for reading; ends with a mark."""
    return _closed(_kept_numbers(text, _polished(_without_symbols(text))), ".")


def read_question(text: str) -> str:
    """A question for reading: without calls, laughter and emoji.

    Ends with a question mark, or a full stop where it is a request ("알려 주세요.").
    """
    plain = _CHAT_NOISE.sub(" ", _without_symbols(text)).strip()
    polished = _polished(_ADDRESSES.sub(" ", f"{plain} ").strip())
    kept = _kept_numbers(plain, polished or plain)
    is_request = script_of(kept) == "ko" and rule("ko", "request").search(kept.rstrip(" .!?"))
    return _closed(kept.rstrip(" .!?,…"), "." if is_request else "?")


def is_hesitation(word: str) -> bool:
    """Whether a word says nothing ("어", "um"), in any language that is known."""
    return _bare(word) in _words("hesitations")


def _polished(text: str) -> str:
    words = _without_repeats(_without_fillers(text.split()))
    joined = _SPACED_MARK.sub(r"\1", _tidy_marks(" ".join(words))).strip(" ,")
    return joined[:1].upper() + joined[1:] if script_of(joined) == "en" else joined


def _without_fillers(words: list[str]) -> list[str]:
    out: list[str] = []
    for index, word in enumerate(words):
        if is_hesitation(word):
            continue
        bare = _bare(word)
        opens = not out and index + 1 < len(words)
        if bare in _words("openers") and (word.endswith(",") or opens) and not word.endswith("?"):
            continue
        out.append(word)
    return out


def _without_repeats(words: list[str]) -> list[str]:
    """Words or phrases said twice in a row are kept once."""
    out: list[str] = []
    for word in words:
        out.append(word)
        for length in range(1, min(_LONGEST_REPEAT, len(out) // 2) + 1):
            last, before = out[-length:], out[-2 * length : -length]
            if [_bare(w) for w in last] == [_bare(w) for w in before] and not _is_meant(last):
                del out[-2 * length : -length]
                break
    return out


def _is_meant(words: list[str]) -> bool:
    return any(
        _DIGITS.search(word) or _bare(word) in _words("said_twice_on_purpose") for word in words
    )


def _bare(word: str) -> str:
    return word.strip(",.!?…").lower()


def _without_symbols(text: str) -> str:
    """The text without emoji, control and direction characters."""
    plain = unicodedata.normalize("NFC", text)
    return "".join(
        c if unicodedata.category(c) not in _SYMBOLS or c in _KEPT_SYMBOLS else " " for c in plain
    )


def _tidy_marks(text: str) -> str:
    """One mark where several stand; a number's own points stay."""
    return re.sub(r"([?!])[?!.~]+|,{2,}|\.{2,}", lambda m: m[1] or m[0][0], text)


def _kept_numbers(before: str, after: str) -> str:
    """The cleaned text, or the untouched one if cleaning has cost a number."""
    if Counter(_DIGITS.findall(before)) == Counter(_DIGITS.findall(after)):
        return after
    return " ".join(_without_symbols(before).split())


def _closed(text: str, mark: str) -> str:
    if not text:
        return text
    if mark == "?":
        return text.rstrip("?？ ") + "?"
    return text if text.endswith((".", "!", "?", "…", "。")) else text + mark


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(words_of("any", name).split())
