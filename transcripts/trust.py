"""Whether what was heard in a window can be believed. Pure."""

from __future__ import annotations

import re

from transcripts.hearing import Heard, HeardWord
from transcripts.repeats import find_repeats, is_too_fast

#: faster-whisper's own limits for a failed window.
_MAX_COMPRESSION, _MIN_CONFIDENCE, _MAX_SILENCE = 2.4, -1.0, 0.6
#: So much voice without a word is suspicious.
_VOICED_WITHOUT_WORDS_MS = 4_000

#: Lines that recognisers learned from subtitles and say over silence and music.
_CREDITS = re.compile(
    r"시청해\s*주셔서 감사|구독과 좋아요|구독,? 좋아요|다음 영상에서 만나|"
    r"한글\s*자막 by|자막\s*제공|"
    r"MBC 뉴스|KBS 뉴스|SBS 뉴스|이덕영입니다|thanks? (?:you )?for watching|subtitles? by|"
    r"amara\.org|please subscribe|like and subscribe|ご視聴ありがとう|チャンネル登録|"
    r"字幕(?:by|由)|谢谢(?:观看|收看)|以下是普通话|"
    r"sous-titr|untertitel (?:von|im auftrag)|subtítulos por",
    re.IGNORECASE,
)
_CREDIT_CONFIDENCE = -0.6


def is_doubtful(heard: Heard, voiced_ms: int) -> bool:
    """Whether the window should be heard again.

    Args:
        heard: What was heard.
        voiced_ms: How much of the window is voiced.
    """
    return _doubts(heard, voiced_ms) > 0


def better(first: Heard, second: Heard, voiced_ms: int) -> Heard:
    """The one with fewer doubts, then the surer one; the first when nothing parts them."""

    def worth(heard: Heard) -> tuple[int, float]:
        return -_doubts(heard, voiced_ms), heard.confidence

    return second if worth(second) > worth(first) else first


def is_invented(heard: Heard, voiced_ms: int) -> bool:
    """Whether nobody can have said this: there is too little voice, or it is a known phantom."""
    if not heard.words:
        return False
    if heard.silence > _MAX_SILENCE and heard.confidence < _MIN_CONFIDENCE:
        return True
    if _CREDITS.search(heard.text) and (
        heard.silence > _MAX_SILENCE or heard.confidence < _CREDIT_CONFIDENCE
    ):
        return len(_CREDITS.sub("", heard.text)) < len(heard.text) / 2
    return _is_faster_than_speech(heard, voiced_ms) and heard.confidence < _CREDIT_CONFIDENCE


def _doubts(heard: Heard, voiced_ms: int) -> int:
    loops = sum(r.is_suspicious for r in find_repeats([word.text for word in heard.words]))
    return loops + sum(
        (
            heard.compression > _MAX_COMPRESSION,
            heard.confidence < _MIN_CONFIDENCE,
            heard.silence > _MAX_SILENCE and heard.confidence < _CREDIT_CONFIDENCE,
            _is_faster_than_speech(heard, voiced_ms),
            not heard.words and voiced_ms >= _VOICED_WITHOUT_WORDS_MS,
            bool(_CREDITS.search(heard.text)) and heard.confidence < _CREDIT_CONFIDENCE,
        )
    )


def _is_faster_than_speech(heard: Heard, voiced_ms: int) -> bool:
    return is_too_fast([HeardWord(0, max(1, voiced_ms), heard.text, 1.0)]) if heard.words else False
