"""Hearing words: the only door to faster-whisper's recogniser.

Works on short windows of sound; where the windows come from and what becomes of their words is
`transcripts.speech`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import ctranslate2
import numpy as np
import numpy.typing as npt
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim
from faster_whisper.tokenizer import _LANGUAGE_CODES, Tokenizer
from faster_whisper.transcribe import (
    get_compression_ratio,
    get_suppressed_tokens,
    merge_punctuations,
)

from transcripts.audio import SAMPLE_RATE
from transcripts.choosing import Hypothesis, most_believed
from transcripts.errors import ModelUnavailable, TranscriptsError
from transcripts.hearing import (
    UNSPACED,
    Heard,
    HeardWord,
    Hearing,
    Sound,
    glued,
    language_of,
    likeliest,
    likely_in,
    readable,
)
from transcripts.progress import Progress, ignore_progress
from transcripts.threads import at_once
from transcripts.turns import find_turns

_Given = TypeVar("_Given")
_Answer = TypeVar("_Answer")

#: Windows decoded together, those of about the same length. More of them bring a CPU nothing (what
#: the decoder reads at each step grows with them) and leave less to share for its threads; a GPU
#: has more room than work.
_CPU_BATCH, _GPU_BATCH = 4, 16
#: Features a second, and how far sound is filled up: the encoder's and the decoder's cost grow
#: faster than the length, so nothing is padded to the model's full 30 s, only to the longest
#: window of its batch, in half seconds.
_FRAMES_A_S = 100
_FRAMES_A_STEP = 50
#: With less silence after it, or less in all, the model is not sure that a sentence is over and
#: says it again. In one trial, of 110 windows under 8 s 13 looped with 0.6 s of it, 3
#: when filled up to 8 s.
_SPARE_S = 1.0
_LEAST_FRAMES, _MOST_FRAMES = 800, 3000
#: No one speaks faster than this many tokens a second; more is a loop.
_TOKENS_PER_S = 18
_TOKENS_SPARE = 30
#: The decoder has room for 448 with its own marks.
_MOST_TOKENS = 440
_OPENING = "\"'“¿([{-"
_CLOSING = "\"'.。,，!！?？:：”)]}、%"
#: A sentence in simplified Chinese. Without one each window would choose between the two scripts.
_SIMPLIFIED = "以下是普通话的句子。"
_MIN_LANGUAGE_S = 2.0
#: Every second frame tells the language as well, in half the time: of 144 windows in ten languages
#: no probability moved by more than 0.03.
_LANGUAGE_STEP = 2
#: The decoder turns to a word before it is spoken: by 127 ms in the median, in each of eight
#: languages by 76 to 175 ms (`base`, sentences with word times). The correction leaves some room
#: for other models. Where words end is right within 30 ms.
_ATTENDS_EARLY_S = 0.1
_SHORTEST_WORD_S = 0.06


@dataclass(frozen=True, slots=True)
class _Text:
    """A window's text as tokens, their mean log probability, and the chance of silence."""

    tokens: list[int]
    confidence: float
    silence: float


@dataclass
class FasterWhisperTranscriber:
    """Whisper by CTranslate2: int8 on the CPU, half precision where there is a GPU.

    The model is loaded by the first call that needs it and stays.

    Attributes:
        folder: The model in CTranslate2 form.
        name: Of the model.
        threads: Batches heard at once on a CPU, each with one thread: the same words in any number.
        beam_size: Hypotheses weighed while decoding; docs/adr/0014 says what fewer would cost.
    """

    folder: Path
    name: str
    threads: int = 1
    beam_size: int = 5
    _tokenizers: dict[str, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def _model(self) -> Any:
        try:
            device, precision = _device()
            return WhisperModel(
                str(self.folder.absolute()),
                device=device,
                compute_type=precision,
                cpu_threads=1,
                num_workers=self.threads if device == "cpu" else 1,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            reason = f"{error}. Check the folder {self.folder}."
            raise ModelUnavailable(self.name, reason) from error

    def get_ready(self) -> None:
        """Load the model, which the first window would wait for."""
        _ = self._model

    def languages(self, windows: Sequence[Sound]) -> tuple[Mapping[str, float], ...]:
        """Probability of each language in each window."""
        if not self._speaks_many:
            return tuple({"en": 1.0} for _ in windows)
        return self._in_batches(windows, lambda own: self._languages(self._encoded(own)), len)

    def hear(
        self,
        windows: Sequence[Sound],
        hearing: Hearing,
        on_progress: Progress = ignore_progress,
    ) -> tuple[Heard, ...]:
        """The words of each window; windows are at most 30 s long."""
        return self._in_batches(
            windows, lambda batch: self._hear_batch(batch, hearing), len, on_progress
        )

    def align(
        self, windows: Sequence[Sound], texts: Sequence[str], language: str
    ) -> tuple[tuple[HeardWord, ...], ...]:
        """The pieces of each window's text in order, with their times; at most 30 s each.

        Raises:
            TranscriptsError: the language is not known.
        """
        tokenizer = self._tokenizer(known_language(language) if self._speaks_many else "en")
        return self._in_batches(
            list(zip(windows, texts, strict=True)),
            lambda batch: self._aligned(tokenizer, [w for w, _ in batch], [t for _, t in batch]),
            lambda pair: len(pair[0]),
        )

    def _aligned(
        self, tokenizer: Any, windows: Sequence[Sound], texts: Sequence[str]
    ) -> list[tuple[HeardWord, ...]]:
        tokens = [tokenizer.encode(" " + text)[:_MOST_TOKENS] for text in texts]
        storage = _storage(self._encoded(windows))
        lengths_s = [len(window) / SAMPLE_RATE for window in windows]
        return [tuple(own) for own in self._words(tokenizer, storage, tokens, lengths_s)]

    @property
    def _speaks_many(self) -> bool:
        return bool(self._model.model.is_multilingual)

    @property
    def _is_on_cpu(self) -> bool:
        return bool(self._model.model.device == "cpu")

    def _in_batches(
        self,
        given: Sequence[_Given],
        do: Callable[[Sequence[_Given]], Sequence[_Answer]],
        size: Callable[[_Given], int],
        on_progress: Progress = ignore_progress,
    ) -> tuple[_Answer, ...]:
        """The answer to each, asked for in batches of about equal size, the longest first."""
        found: dict[int, _Answer] = {}
        order = sorted(range(len(given)), key=lambda i: size(given[i]))
        together = _CPU_BATCH if self._is_on_cpu else _GPU_BATCH
        firsts = reversed(range(0, len(order), together))
        batches = [order[first : first + together] for first in firsts]
        threads = self.threads if self._is_on_cpu else 1
        with closing(at_once(threads, batches, lambda own: do([given[i] for i in own]))) as done:
            for batch, answers in done:
                found |= zip(batch, answers, strict=True)
                on_progress(sum(size(given[i]) for i in found) / max(1, sum(map(size, given))))
        return tuple(found[i] for i in range(len(given)))

    def _encoded(self, windows: Sequence[Sound]) -> npt.NDArray[np.float32]:
        """Shape (windows, half of their frames, model width); the windows are filled up alike.

        One at a time on the CPU, where a batch of them only drives each other out of the cache.
        """
        extract = self._model.feature_extractor
        frames = _filled(max(map(len, windows)))
        features = np.stack([pad_or_trim(extract(window)[..., :-1], frames) for window in windows])
        together = 1 if self._is_on_cpu else len(windows)
        parts = [features[i : i + together] for i in range(0, len(windows), together)]
        encode = self._model.model.encode
        return np.concatenate([np.array(encode(_storage(part), to_cpu=True)) for part in parts])

    def _languages(self, encoded: npt.NDArray[np.float32]) -> list[Mapping[str, float]]:
        return self._asked(encoded[:, ::_LANGUAGE_STEP])

    def _asked(self, frames: npt.NDArray[np.float32]) -> list[Mapping[str, float]]:
        found = self._model.model.detect_language(_storage(frames))
        return [{token[2:-2]: float(p) for token, p in one} for one in found]

    def _hear_batch(self, windows: Sequence[Sound], hearing: Hearing) -> list[Heard]:
        encoded = self._encoded(windows)
        out = self._spoken(windows, encoded, hearing)
        for language in sorted({heard.language for heard in out}):
            own = [i for i, h in enumerate(out) if h.language == language and not h.turns]
            lengths_s = [len(windows[i]) / SAMPLE_RATE for i in own]
            decoded = self._decoded(encoded[own], lengths_s, language, hearing) if own else []
            for i, heard in zip(own, decoded, strict=True):
                out[i] = heard
        return out

    def _spoken(
        self, windows: Sequence[Sound], encoded: npt.NDArray[np.float32], hearing: Hearing
    ) -> list[Heard]:
        """The language of each window, or its turns; no words yet."""
        if not self._speaks_many:
            return [Heard("en", ())] * len(windows)
        if hearing.language and not hearing.may_differ:
            return [Heard(known_language(hearing.language), ())] * len(windows)
        found = self._languages(encoded)
        main = known_language(hearing.language or likeliest(found, [len(w) for w in windows]))
        out = []
        for window, frames, own in zip(windows, encoded, found, strict=True):
            is_long = len(window) >= _MIN_LANGUAGE_S * SAMPLE_RATE
            turns = find_turns(frames, window, likely_in(main, own), self._asked)
            out.append(Heard(language_of(main, own) if is_long else main, (), turns=turns))
        return out

    def _tokenizer(self, language: str) -> Any:
        if language not in self._tokenizers:
            model = self._model
            self._tokenizers[language] = Tokenizer(
                model.hf_tokenizer,
                model.model.is_multilingual,
                task="transcribe",
                language=language,
            )
        return self._tokenizers[language]

    def _decoded(
        self,
        encoded: npt.NDArray[np.float32],
        lengths_s: Sequence[float],
        language: str,
        hearing: Hearing,
    ) -> list[Heard]:
        tokenizer = self._tokenizer(language)
        texts = self._generated(tokenizer, encoded, max(lengths_s), hearing)
        tokens = [text.tokens for text in texts]
        words = self._words(tokenizer, _storage(encoded), tokens, lengths_s)
        return [
            Heard(
                language=language,
                words=glued(own, is_spaced=language not in UNSPACED),
                confidence=text.confidence,
                silence=text.silence,
                compression=(
                    get_compression_ratio(tokenizer.decode(text.tokens)) if text.tokens else 1.0
                ),
            )
            for text, own in zip(texts, words, strict=True)
        ]

    def _generated(
        self,
        tokenizer: Any,
        encoded: npt.NDArray[np.float32],
        longest_s: float,
        hearing: Hearing,
    ) -> list[_Text]:
        prompt = self._model.get_prompt(
            tokenizer,
            [],
            without_timestamps=True,
            hotwords=said_before(tokenizer.language_code, hearing),
        )
        room = _TOKENS_SPARE + int(longest_s * _TOKENS_PER_S)
        results = self._model.model.generate(
            _storage(encoded),
            [prompt] * len(encoded),
            beam_size=self.beam_size,
            max_length=min(self._model.max_length, len(prompt) + room),
            suppress_blank=True,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
            num_hypotheses=self.beam_size,
            return_scores=True,
            return_no_speech_prob=True,
            repetition_penalty=1.15 if hearing.is_careful else 1.0,
            no_repeat_ngram_size=6 if hearing.is_careful else 0,
        )
        return [_text(result, tokenizer, hearing.hotwords) for result in results]

    def _words(
        self,
        tokenizer: Any,
        storage: Any,
        tokens: Sequence[Sequence[int]],
        lengths_s: Sequence[float],
    ) -> list[list[HeardWord]]:
        frames = [max(1, round(length * self._model.frames_per_second)) for length in lengths_s]
        aligned = self._model.find_alignment(tokenizer, tokens, storage, frames)
        out = []
        for alignment, length_s in zip(aligned, lengths_s, strict=True):
            merge_punctuations(alignment, _OPENING, _CLOSING)
            out.append(
                [_heard_word(word, length_s) for word in alignment if readable(word["word"])]
            )
        return out


def known_language(code: str) -> str:
    """The recogniser's form of a language code ("ko-KR" is "ko").

    Raises:
        TranscriptsError: it knows no such language.
    """
    short = code.strip().lower().replace("_", "-").partition("-")[0]
    if short not in _LANGUAGE_CODES:
        raise TranscriptsError(
            f"{code!r} is no language the recogniser knows: use a code such as ko, en or ja, "
            "or none to have it found."
        )
    return short


def _heard_word(word: Mapping[str, Any], length_s: float) -> HeardWord:
    start = min(max(0.0, float(word["start"])) + _ATTENDS_EARLY_S, length_s)
    end = min(max(start + _SHORTEST_WORD_S, float(word["end"])), length_s)
    text = str(word["word"])
    return HeardWord(
        start_ms=round(start * 1000),
        end_ms=round(end * 1000),
        text=readable(text),
        probability=float(word["probability"]),
        is_spaced=text.startswith(" "),
    )


def _device() -> tuple[str, str]:
    if ctranslate2.get_cuda_device_count() == 0:
        return "cpu", "int8"
    able = ctranslate2.get_supported_compute_types("cuda")
    return "cuda", "float16" if "float16" in able else "default"


def said_before(language: str, hearing: Hearing) -> str | None:
    """What the recogniser takes for said before a window: names, and in Chinese their script."""
    if language == "zh" and not any("一" <= c <= "鿿" for c in hearing.hotwords):
        return f"{hearing.hotwords} {_SIMPLIFIED}"
    return hearing.hotwords or None


def _storage(array: npt.NDArray[np.float32]) -> Any:
    return ctranslate2.StorageView.from_array(np.ascontiguousarray(array))


def _text(result: Any, tokenizer: Any, names: str) -> _Text:
    """The hypothesis of a window that is believed."""
    found = [
        [token for token in sequence if token < tokenizer.eot] for sequence in result.sequences_ids
    ]
    hypotheses = [
        Hypothesis(tokenizer.decode(tokens), len(tokens) + 1, score)
        for tokens, score in zip(found, result.scores, strict=True)
    ]
    best = most_believed(hypotheses, tokenizer.language_code, names)
    tokens = found[best]
    confidence = result.scores[best] * len(tokens) / (len(tokens) + 1) if tokens else 0.0
    return _Text(tokens, confidence, float(result.no_speech_prob))


def _filled(samples: int) -> int:
    """Features of a window of so many samples, filled up with silence."""
    frames = math.ceil((samples / SAMPLE_RATE + _SPARE_S) * _FRAMES_A_S)
    steps = math.ceil(frames / _FRAMES_A_STEP)
    return min(_MOST_FRAMES, max(_LEAST_FRAMES, steps * _FRAMES_A_STEP))
