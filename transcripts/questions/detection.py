"""Which sentences ask something, and whether a buyer would ask it. Pure."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from transcripts.questions.classifier import question_probability
from transcripts.questions.english import english_probability
from transcripts.questions.rules import rule, script_of, words_of

#: At and above this a sentence counts as a question. Chosen on held-out folds of the training set.
LEAST_PROBABILITY = 0.35
_SURE, _LIKELY, _UNLIKELY = 0.97, 0.7, 0.1
_MARKED = re.compile(r"[?？]+[\s!~.\"'”’)ㅠㅜㅋㅎ]*$")
_ENDED = re.compile(r"[.!。！…~]+[\"'”’)]*$")
_NOISE = re.compile(r"[ㄱ-ㅎㅏ-ㅣ]+|@\S+|https?://\S+|[^\w\s?？.,!%'’$:+-]+")
_LETTERS = re.compile(r"[^\W\d_]")
_HESITATION = re.compile(r"^\W*(?:um+|uh+|er+|hm+|mm+|oh|ah|음+|어+|아+|흠+)\W*$", re.IGNORECASE)


@lru_cache(maxsize=50_000)
def spoken_probability(text: str, *, is_punctuated: bool) -> float:
    """How likely a spoken sentence asks something, 0-1.

    Args:
        text: The sentence as recognised.
        is_punctuated: The transcript has marks, so a missing question mark means something.
    """
    if not _LETTERS.search(text):
        return 0.0
    if _MARKED.search(text):
        return _UNLIKELY if _exclaims(text) else _SURE
    if _HESITATION.match(text):
        return 0.0
    found = _by_words(text)
    if (core := relayed_core(text)) != text:
        found = max(found, _by_words(core))  # what the viewer asked, passed on by the host
    if is_punctuated and (_ENDED.search(text) or script_of(text) != "ko"):
        return found * _share_without_mark(text)
    return found


@lru_cache(maxsize=100_000)
def written_probability(text: str) -> float:
    """How likely a chat message asks the host something, 0-1."""
    plain = clean_chat(text)
    if len(_LETTERS.findall(plain)) < 2 or _HESITATION.match(plain):
        return 0.0
    if _is_reaction(plain):
        return _UNLIKELY
    if _MARKED.search(text) or _MARKED.search(plain):
        return _SURE
    if script_of(plain) == "ko" and _asks_openly(plain):
        return max(_LIKELY, _by_words(plain))
    return _by_words(plain)


def clean_chat(text: str) -> str:
    """A message without laughter, emoji, calls and addresses."""
    return " ".join(_NOISE.sub(" ", text).split())


def is_small_talk(text: str) -> bool:
    """Whether a question is a greeting, a check of the sound, or asked without wanting an answer.

    True also for what a seller asks a buyer ("which color would you like?") and for questions of
    one empty word ("right?", "what?").
    """
    plain = _without_marks(text)
    script = script_of(plain)
    if script == "any":
        return False
    if any(rule(script, name).search(plain) for name in ("small_talk", "rhetorical", "asks_back")):
        return True
    if script == "en":
        return len(plain.split()) < 3 or bool(_tag_only().match(plain))
    return len(plain.replace(" ", "")) < 3


def asks_back(text: str) -> bool:
    """Whether a seller asks a buyer what they want, which no buyer asks."""
    script = script_of(text)
    return script != "any" and bool(rule(script, "asks_back").search(_without_marks(text)))


def is_relayed(text: str) -> bool:
    """Whether the host passes on what a viewer asked ("... 라고 물어보셨는데")."""
    script = script_of(text)
    return script != "any" and bool(rule(script, "relayed").search(text))


def relayed_core(text: str) -> str:
    """The viewer's words in a sentence in which the host passes them on; else the sentence.

    >>> relayed_core("지니님이 민감성 피부도 쓸 수 있나요 라고 물어보셨는데")
    '민감성 피부도 쓸 수 있나요'
    """
    script = script_of(text)
    if script == "any" or not is_relayed(text):
        return text
    core = rule(script, "relay_frame").sub(" ", text).strip(" ,.:\"'")
    return core if len(_LETTERS.findall(core)) >= 4 else text


def _by_words(text: str) -> float:
    """The words alone, whatever the marks."""
    plain = _without_marks(text)
    script = script_of(plain)
    if script == "ko":
        return _korean(plain)
    if script == "en":
        return english_probability(plain)
    return _LIKELY if rule("any", "question_word").search(plain) else 0.0


def _exclaims(text: str) -> bool:
    """Whether a sentence ends as none does that asks, whatever mark its voice was given."""
    plain = _without_marks(text)
    return script_of(plain) == "ko" and bool(rule("ko", "exclaims").search(plain))


def _korean(plain: str) -> float:
    if plain.endswith("니까") and _has_final_b(plain[-3:-2]):
        return _SURE  # "걸립니까" asks, "걸리니까" gives a reason
    if rule("ko", "no_question").search(plain):
        return min(question_probability(plain), _UNLIKELY)
    return question_probability(plain)


def _has_final_b(syllable: str) -> bool:
    """Whether a Hangul syllable ends in ㅂ."""
    return bool(syllable) and (ord(syllable) - ord("가")) % 28 == 17


def _asks_openly(plain: str) -> bool:
    """Chat's spelling of questions that the model, trained on tidy sentences, does not know."""
    body = _without_marks(plain)
    if rule("ko", "no_question").search(body):
        return False
    if rule("ko", "sure_ending").search(body) or rule("ko", "request").search(body):
        return True
    is_open = bool(rule("ko", "open_ending").search(body)) or len(body.split()) <= 3
    return is_open and bool(rule("ko", "question_word").search(body))


@cache
def _tag_only() -> re.Pattern[str]:
    """Nothing but a tag that asks for agreement, or a sentence that ends in one."""
    return re.compile(rf"(?:.*\s)?(?:{words_of('en', 'tag')})$", re.IGNORECASE)


def _is_reaction(plain: str) -> bool:
    script = script_of(plain)
    return script != "any" and bool(rule(script, "reaction").search(_without_marks(plain)))


def _share_without_mark(text: str) -> float:
    """How much is left of a probability when the recogniser wrote a full stop."""
    if script_of(text) == "ko":
        return 0.6 if rule("ko", "sure_ending").search(_without_marks(text)) else 0.4
    return 0.2


def _without_marks(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s'’%$]+", " ", text).replace("’", "'").split())
