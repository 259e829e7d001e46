"""Speech recognised by a service behind an OpenAI-compatible address, where one is set.

It hears the same windows as our own recogniser and stands behind the same protocol. What it answers
is text of a stranger: times are kept inside the window, and too much of it is cut.
"""

from __future__ import annotations

import io
import wave
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import numpy as np

from transcripts.errors import ModelUnavailable
from transcripts.foreign_json import parse_json
from transcripts.hearing import UNSPACED, Heard, HeardWord, Hearing, Sound, glued
from transcripts.plain_text import plain
from transcripts.progress import Progress, ignore_progress
from workers.errors import OutsideFailed
from workers.outside import post
from workers.settings import Settings

_SAMPLE_RATE = 16_000
_MOST_BYTES = 2_000_000
_MOST_WORDS, _LONGEST_WORD = 400, 100
#: The first API answered with names instead of codes.
_CODES = {
    "korean": "ko", "english": "en", "japanese": "ja", "chinese": "zh", "german": "de",
    "french": "fr", "spanish": "es", "italian": "it", "portuguese": "pt", "russian": "ru",
    "vietnamese": "vi", "thai": "th", "indonesian": "id",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SpeechService:
    """Hears words by asking for them.

    Attributes:
        url: Address up to and with the version ("http://127.0.0.1:8000/v1").
        name: Of the model, as its server knows it.
        key: Sent as a bearer token; "" for none.
        timeout_s: Longest wait for the words of one window, in seconds.
    """

    url: str
    name: str
    key: str = field(default="", repr=False)
    timeout_s: float = 120.0

    def get_ready(self) -> None:
        """The service is."""

    def languages(self, windows: Sequence[Sound]) -> tuple[Mapping[str, float], ...]:
        """The language that the service names for each window; there is no cheaper question."""
        return tuple({heard.language: 1.0} for heard in self.hear(windows, Hearing("")))

    def hear(
        self,
        windows: Sequence[Sound],
        hearing: Hearing,
        on_progress: Progress = ignore_progress,
    ) -> tuple[Heard, ...]:
        """The words of each window.

        Raises:
            ModelUnavailable: no usable answer; worth another try.
        """
        heard = []
        for number, window in enumerate(windows, 1):
            heard.append(self._heard(window, hearing))
            on_progress(number / len(windows))
        return tuple(heard)

    def _heard(self, window: Sound, hearing: Hearing) -> Heard:
        asked: dict[str, Any] = {
            "model": self.name,
            "temperature": "0.4" if hearing.is_careful else "0",
            "response_format": "verbose_json",
            "timestamp_granularities[]": ["word", "segment"],
        }
        if hearing.language and not hearing.may_differ:
            asked["language"] = hearing.language
        if hearing.hotwords:
            asked["prompt"] = hearing.hotwords
        status, answer = self._post(window, asked)
        if status == HTTPStatus.BAD_REQUEST:  # some models know neither word times nor details
            del asked["timestamp_granularities[]"]
            status, answer = self._post(window, {**asked, "response_format": "json"})
        if status != HTTPStatus.OK:
            self._fail(f"answered with status {status}")
        return self._understood(answer, hearing, len(window) * 1000 // _SAMPLE_RATE)

    def _post(self, window: Sound, asked: Mapping[str, Any]) -> tuple[int, bytes]:
        files = {"file": ("window.wav", _wav(window), "audio/wav")}
        try:
            return post(
                f"{self.url.rstrip('/')}/audio/transcriptions",
                key=self.key, timeout_s=self.timeout_s, most_bytes=_MOST_BYTES,
                data=dict(asked), files=files,
            )  # fmt: skip
        except OutsideFailed as error:
            raise ModelUnavailable(self.name, f"the speech service {error}.") from error

    def _understood(self, answer: bytes, hearing: Hearing, length_ms: int) -> Heard:
        try:
            value = parse_json(answer)
            named = str(value.get("language") or hearing.language or "und").lower()
            language = _CODES.get(named, named)
            words = _words(value, length_ms)
            segments = list(value.get("segments") or ())
            return Heard(
                language=language,
                words=glued(words, is_spaced=language not in UNSPACED),
                confidence=min(0.0, _mean(s.get("avg_logprob", 0.0) for s in segments)),
                silence=_mean(s.get("no_speech_prob", 0.0) for s in segments),
                compression=max(
                    (float(s.get("compression_ratio", 1)) for s in segments), default=1
                ),
            )
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            reason = f"the speech service answered in a form that is not OpenAI's ({error})."
            raise ModelUnavailable(self.name, reason) from error

    def _fail(self, what: str) -> None:
        raise ModelUnavailable(self.name, f"the speech service {what}. See AFTERLIVE_SPEECH_URL.")


def find_speech_service(settings: Settings) -> SpeechService | None:
    """The service of the settings, or None when there is none."""
    if not settings.speech_url:
        return None
    return SpeechService(
        url=settings.speech_url,
        name=settings.speech_name,
        key=settings.speech_key.get_secret_value(),
        timeout_s=settings.speech_timeout_s,
    )


def _words(value: Mapping[str, Any], length_ms: int) -> list[HeardWord]:
    """The words with their times; by their letters where none or impossible ones are given."""
    given = value.get("words")
    if not isinstance(given, list) or not given:
        return _spread(_written(value["text"]), length_ms)
    out = []
    for word in given[:_MOST_WORDS]:
        text = _written(word["word"])[:_LONGEST_WORD]
        start = max(0, round(float(word["start"]) * 1000))
        end = min(max(start, round(float(word["end"]) * 1000)), length_ms)
        if text:
            probability = min(1.0, max(0.0, float(word.get("probability", 1.0))))
            out.append(HeardWord(start, end, text, probability))
    if any(word.start_ms >= length_ms for word in out):
        return _spread(" ".join(word.text for word in out), length_ms)
    return out


def _written(text: Any) -> str:
    """The text without control characters and signs that turn it around; null is no text.

    Raises:
        TypeError: it is none.
    """
    if not isinstance(text, str | None):
        raise TypeError(f"{type(text).__name__} where a text should be")
    return plain(text or "")


def _spread(text: str, length_ms: int) -> list[HeardWord]:
    """Words of a text without times, by their letters."""
    texts = [word[:_LONGEST_WORD] for word in text.split()[:_MOST_WORDS]]
    total, done, out = max(1, sum(map(len, texts))), 0, []
    for word in texts:
        start = length_ms * done // total
        done += len(word)
        out.append(HeardWord(start, length_ms * done // total, word, 0.5))
    return out


def _mean(values: Iterable[Any]) -> float:
    found = [float(value) for value in values]
    return sum(found) / len(found) if found else 0.0


def _wav(window: Sound) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_SAMPLE_RATE)
        file.writeframes((np.clip(window, -1, 1) * 32767).astype("<i2").tobytes())
    return out.getvalue()
