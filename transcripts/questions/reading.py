"""Speech and chat as people like to read it: less is said, nothing else is said. Pure.

Only fillers, repetitions, calls and laughter go. Numbers stay exactly as they were.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache

from transcripts.questions.rules import rule, script_of, words_of

_ADDRESSES = re.compile(
    r"^(?:(?:언니|오빠|누나|사장님|대표님|쇼호스트님|호스트님|쇼호스트|선생님|실장님|여러분|고객님들?|혹시|저기요?|근데|질문이요|질문|"
    r"hi|hello|hey|guys|you guys|everyone|question)[,!~\s:]+)+|"
    r"[,\s]+(?:언니|오빠|누나|사장님|대표님|쇼호스트님|호스트님|여러분|guys|please|pls|plz)(?=[\s?!.~]*$)",
    re.IGNORECASE,
)
#: Words that tie an answer to what was said before; "네" and "예" alone are an answer.
_LEADS_IN = re.compile(
    r"^(?:(?:네|예|자)[,\s]+)?"
    r"(?:그래서|그리고|그러니까|그니까|근데|그런데|아무튼|어쨌든|암튼|그럼|그러면)[,\s]+(?=\S)|"
    r"^(?:(?:and|but|so|anyway|okay|well|now)[,\s]+)+(?=\S)",
    re.IGNORECASE,
)
#: Greetings, and whom the host turns to: "○○님," is a viewer whose name was masked.
_CALLED = re.compile(
    r"^(?:(?:안녕하세요|안녕하십니까|반갑습니다|○○님|\[name\]|여러분|고객님들?|우리 고객님들?|"
    r"(?:hi|hello|hey) (?:everyone|everybody|guys))[,.!]?\s+)+(?=\S)",
    re.IGNORECASE,
)
_SHOW_TALK = re.compile(
    r"(?:(?:^|[\s,.!]+)(?:박수\s?(?:부탁\S*|주세요|한번\S*)|감사합니다|고맙습니다|"
    r"하트\s?(?:좀\s?)?(?:눌러|부탁)\S*(?:\s주세요)?|"
    r"좋아요\s?(?:꾹\s?)?(?:눌러|부탁)\S*(?:\s주세요)?|알림\s?(?:설정|신청)\S*(?:\s\S+)?|"
    r"채팅(?:창)?(?:에|으로)?\s?(?:많이\s?)?(?:남겨|올려|써)\s?주세요|소통해\s?주세요|"
    r"thank you(?: so much| very much)?|thanks(?: a lot)?|hit (?:the|that) like(?: button)?|"
    r"bye(?: bye| everyone| guys)?|안녕히\s?계세요))+[\s.!~]*$",
    re.IGNORECASE,
)
_CHAT_NOISE = re.compile(r"[ㄱ-ㅎㅏ-ㅣ]+|[~^]+|@\S+|https?://\S+")
_SYMBOLS = frozenset({"So", "Sk", "Cs", "Co", "Cn", "Cc", "Cf"})
_KEPT_SYMBOLS = frozenset("°™®©℃㎖㎏㎝㎜○")
_SPACED_MARK = re.compile(r"\s+([?!.,])")
_DIGITS = re.compile(r"\d+")
_LONGEST_REPEAT = 3


def read_answer(text: str) -> str:
    """What the host said, for reading; ends with a mark."""
    return _closed(_kept_numbers(text, _polished(_without_symbols(text))), ".")


def read_answers(parts: Iterable[str]) -> str:
    """The host's sentences as one answer: what only leads into it or belongs to the show goes."""
    said = _put_together(parts)
    about = [part for part in said if _without_show_talk(part).strip(" ,.!")] or said
    read = [text for part in about if (text := read_answer(_without_show_talk(part) or part))]
    if read:
        begun = _LEADS_IN.sub("", _CALLED.sub("", read[0]), count=1).lstrip(" ,")
        kept = _kept_numbers(read[0], begun) or read[0]
        read[0] = kept[:1].upper() + kept[1:] if script_of(kept) == "en" else kept
    return " ".join(read)


def _put_together(parts: Iterable[str]) -> list[str]:
    """Sentences; what begins small goes on with the one before, though a full stop was heard."""
    out: list[str] = []
    for part in parts:
        goes_on = part[:1].islower() and out and out[-1][:1].isupper()
        if goes_on and script_of(part) == "en" and out[-1].rstrip().endswith("."):
            out[-1] = f"{out[-1].rstrip()[:-1]}, {part}"
        else:
            out.append(part)
    return out


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


#: A particle that recognition parted from its word; those that are words themselves stay.
_PARTED = re.compile(
    r"(?<=[가-힣A-Za-z0-9%)])\s"
    r"(?=(?:를|을|와|과|의|에서|으로|에게|까지|부터|처럼|마다)(?:[\s,.?!]|$))"
)


def _polished(text: str) -> str:
    words = _without_repeats(_without_fillers(text.split()))
    joined = _SPACED_MARK.sub(r"\1", _tidy_marks(" ".join(words))).strip(" ,")
    joined = _PARTED.sub("", joined)
    return joined[:1].upper() + joined[1:] if script_of(joined) == "en" else joined


def _without_show_talk(text: str) -> str:
    """A sentence without thanks and calls to clap at its end; may leave nothing."""
    return _kept_numbers(text, _SHOW_TALK.sub("", text.rstrip()))


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
