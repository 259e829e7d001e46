"""A recording's speech: chunks of voiced sound → words → sentences.

Silence and music never reach the recogniser. Each chunk is a part of its own, so a killed worker
loses one. Windows where the recogniser seems to loop or to invent are heard again, and marked.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from transcripts.audio import SAMPLE_RATE
from transcripts.echoes import without_echoes
from transcripts.hearing import Heard, Hearing, Sound, Transcriber, likeliest
from transcripts.korean import sentence_breaks
from transcripts.model import Transcript, Word
from transcripts.placing import ordered, placed
from transcripts.progress import SHARED, Progress, between, ignore_progress
from transcripts.repeats import without_loops
from transcripts.segments import SaidWord, sentences
from transcripts.sound import SoundCurve
from transcripts.timeline import Span, clock, merged
from transcripts.track_sound import track_span
from transcripts.trust import better, is_doubtful, is_invented
from transcripts.windows import Chunk, Window, plan_chunks

#: Keeps finished parts of long work: gives the folder of the part with this name and parameters,
#: filled by the function unless it exists already. Chunks are `SHARED` parts: other workers with
#: the same arguments may have made them.
Parts = Callable[[str, Mapping[str, Any], Callable[[Path], None]], Path]

#: Windows listened to when the language is to be found, and how much of each.
_LANGUAGE_WINDOWS, _LANGUAGE_MS = 5, 6_000
#: Silence that is read through rather than skipped by a new seek.
_READ_THROUGH_MS = 10_000
_PART_FILE = "part.json"


@dataclass(frozen=True, slots=True)
class Listening:
    """Everything that decides what a chunk sounds like to the recogniser.

    Attributes:
        path: The recording.
        curve: Its sound, measured.
        track: Stream index of the sound track; None for the one a player would play.
        transcriber: Hears.
        hearing: How.
    """

    path: Path
    curve: SoundCurve
    track: int | None
    transcriber: Transcriber
    hearing: Hearing


@dataclass(frozen=True, slots=True)
class ChunkWords:
    """What was heard in a chunk.

    Attributes:
        words: In order.
        notes: For people.
        model: Name of the model that heard it; workers may have different ones.
    """

    words: tuple[SaidWord, ...]
    notes: tuple[str, ...] = ()
    model: str = ""


def transcribe(  # noqa: PLR0913 - one call with everything that decides the outcome
    path: Path,
    *,
    duration_ms: int,
    curve: SoundCurve,
    transcriber: Transcriber,
    track: int | None = None,
    language: str | None = None,
    hotwords: Sequence[str] = (),
    on_progress: Progress = ignore_progress,
    part: Parts | None = None,
) -> Transcript:
    """Everything said in a recording.

    Args:
        path: The recording.
        duration_ms: Its length.
        curve: Its sound, as `listening.measure_sound` gives it.
        transcriber: Hears words; is not asked when nobody speaks or all parts are there.
        track: Stream index; None for the one measured.
        language: Code, or None to find it; then windows that are clearly in another language are
            heard in that.
        hotwords: Names that may come up (products, brands, hosts).
        on_progress: Told the share done, 0-1.
        part: Keeps finished chunks; None to keep none.

    Raises:
        UnreadableSound: the file is no recording.
        ModelUnavailable: the recogniser cannot be loaded.
        TranscriptsError: the language is not known.
    """
    chunks = chunks_of(curve, duration_ms)
    if not chunks:
        return Transcript("und", duration_ms, (), curve.notes or ("Nobody speaks.",))
    chosen = curve.track if track is None else track
    listening = _listening(path, curve, chosen, transcriber, language, hotwords)
    listening = _in_its_language(listening, chunks, part)
    heard = tuple(_heard_chunks(listening, chunks, part, on_progress))
    return _transcript(heard, duration_ms)


def chunks_of(curve: SoundCurve, duration_ms: int) -> tuple[Chunk, ...]:
    """The parts in which a recording is recognised; by any number of workers, in any order."""
    return plan_chunks(curve.audible or curve.voiced, duration_ms, curve.level_at)


def hear_shared(  # noqa: PLR0913 - the same as for `transcribe`
    number: int,
    path: Path,
    *,
    duration_ms: int,
    curve: SoundCurve,
    transcriber: Transcriber,
    part: Parts,
    track: int | None = None,
    language: str | None = None,
    hotwords: Sequence[str] = (),
    on_progress: Progress = ignore_progress,
) -> None:
    """Recognise one chunk and keep it, so that `transcribe` with the same arguments finds it.

    Args:
        number: Of the chunk in `chunks_of`, from 0; one beyond the last is an empty one.
        path: As for `transcribe`, as all that follow.
        duration_ms: Length of the recording.
        curve: Its sound.
        transcriber: Hears words.
        part: Keeps the chunk.
        track: Stream index.
        language: Code, or None to find it.
        hotwords: Names that may come up.
        on_progress: Told the share done, 0-1.

    Raises:
        UnreadableSound: the file is no recording.
        ModelUnavailable: the recogniser cannot be loaded.
        TranscriptsError: the language is not known.
    """
    chunks = chunks_of(curve, duration_ms)
    chosen = curve.track if track is None else track
    listening = _listening(path, curve, chosen, transcriber, language, hotwords)
    on_progress(0.0)
    chunk = chunks[number] if number < len(chunks) else Chunk(())
    _heard_chunk(_in_its_language(listening, chunks, part), chunk, number, part, on_progress)
    on_progress(1.0)


def _listening(
    path: Path,
    curve: SoundCurve,
    track: int | None,
    transcriber: Transcriber,
    language: str | None,
    hotwords: Sequence[str],
) -> Listening:
    hearing = Hearing(language or "", language is None, ", ".join(hotwords))
    return Listening(path, curve, track, transcriber, hearing)


def _in_its_language(
    listening: Listening, chunks: Sequence[Chunk], part: Parts | None
) -> Listening:
    hearing = listening.hearing
    if hearing.language or len(chunks) < 2:  # a single chunk finds its language while hearing
        return listening
    found = _found_language(listening, chunks, part)
    return replace(listening, hearing=replace(hearing, language=found))


def hear_chunk(
    listening: Listening, chunk: Chunk, on_progress: Progress = ignore_progress
) -> ChunkWords:
    """The words of one chunk, doubtful windows heard twice."""
    sounds = _sounds(listening, chunk.windows)
    first = listening.transcriber.hear(sounds, listening.hearing, on_progress)
    words: list[SaidWord] = []
    notes: list[str] = []
    for window, sound, heard in _in_turns(
        listening, zip(chunk.windows, sounds, first, strict=True)
    ):
        kept, note = _trusted(listening, window, sound, heard)
        words += placed(kept, window, listening.curve.audible or listening.curve.voiced)
        notes += [f"{clock(window.span.start_ms)}: {note}"] if note else []
    return ChunkWords(tuple(words), tuple(notes))


def _in_turns(
    listening: Listening, heard: Iterable[tuple[Window, Sound, Heard]]
) -> Iterable[tuple[Window, Sound, Heard]]:
    """The same, each stretch of a window with several languages as a window heard in its own."""
    for window, sound, whole in heard:
        if not whole.turns:
            yield window, sound, whole
        for turn in whole.turns:
            own = sound[_sample(turn.start_ms) : _sample(turn.end_ms)]
            hearing = replace(listening.hearing, language=turn.language, may_differ=False)
            again = listening.transcriber.hear([own], hearing)[0]
            yield window.part(turn.start_ms, turn.end_ms), own, again


def _trusted(listening: Listening, window: Window, sound: Sound, heard: Heard) -> tuple[Heard, str]:
    """What can be believed of a window, and a note when that is not simply what was heard."""
    heard = replace(heard, words=without_echoes(heard.words, listening.hearing.hotwords))
    voiced_ms = sum(listening.curve.voiced_ms(piece) for piece in window.pieces)
    if not is_doubtful(heard, voiced_ms):
        return heard, ""
    again = listening.transcriber.hear([sound], Hearing(heard.language, is_careful=True))[0]
    best = better(heard, again, voiced_ms)
    if is_invented(best, voiced_ms):
        return replace(best, words=()), "words without a voice to them were left out."
    words, gone = without_loops(best.words)
    if gone:
        return replace(best, words=words), "a phrase that repeated itself was shortened."
    return best, "" if best is heard else "recognised twice, the second time is kept."


def _sounds(listening: Listening, windows: Iterable[Window]) -> list[Sound]:
    """The sound of each window. Pieces near each other are read together, with one seek."""
    wanted = [list(window.pieces) for window in windows]
    together = merged((piece for own in wanted for piece in own), max_gap_ms=_READ_THROUGH_MS)
    read: dict[Span, Sound] = {}
    for span in together:
        sound = track_span(listening.path, span, listening.track)
        for piece in (p for own in wanted for p in own if span.overlap_ms(p)):
            first = _sample(piece.start_ms - span.start_ms)
            read[piece] = sound[first : first + _sample(piece.duration_ms)]
    return [np.concatenate([read[piece] for piece in own]) for own in wanted]


def _sample(ms: int) -> int:
    return ms * SAMPLE_RATE // 1000


def _found_language(listening: Listening, chunks: Sequence[Chunk], part: Parts | None) -> str:
    """The language of most of the recording, from windows all over it."""
    windows = [window for chunk in chunks for window in chunk.windows]
    step = max(1, len(windows) // _LANGUAGE_WINDOWS)
    sample = windows[step // 2 :: step][:_LANGUAGE_WINDOWS]

    def fill(folder: Path) -> None:
        sounds = [sound[: _sample(_LANGUAGE_MS)] for sound in _sounds(listening, sample)]
        found = listening.transcriber.languages(sounds)
        _write(folder, {"language": likeliest(found, [len(sound) for sound in sounds])})

    params = {"model": listening.transcriber.name, "windows": [_pieces(w) for w in sample]}
    return str(_filled(part, "language", params, fill)["language"])


def _heard_chunks(
    listening: Listening, chunks: Sequence[Chunk], part: Parts | None, on_progress: Progress
) -> Iterable[ChunkWords]:
    total = sum(chunk.duration_ms for chunk in chunks)
    done = 0
    for number, chunk in enumerate(chunks):
        end = done + chunk.duration_ms
        within = between(done / total, end / total, on_progress)
        yield _heard_chunk(listening, chunk, number, part, within)
        done = end
        on_progress(done / total)


def _heard_chunk(
    listening: Listening, chunk: Chunk, number: int, part: Parts | None, on_progress: Progress
) -> ChunkWords:
    if part is None:
        return hear_chunk(listening, chunk, on_progress)

    def fill(folder: Path) -> None:
        heard = hear_chunk(listening, chunk, on_progress)
        _write(folder, _chunk_to_json(heard, listening.transcriber.name))

    return _chunk_from_json(_filled(part, SHARED, {"number": number}, fill))


def _transcript(heard: Sequence[ChunkWords], duration_ms: int) -> Transcript:
    words = ordered((word for chunk in heard for word in chunk.words), duration_ms)
    spoken: Counter[str] = Counter()
    for said in words:
        spoken[said.language] += said.word.span.duration_ms
    language = max(sorted(spoken), key=lambda code: spoken[code], default="und")
    models = sorted({chunk.model for chunk in heard if chunk.model})
    mixed = (f"Recognised with several models: {', '.join(models)}.",) if len(models) > 1 else ()
    return Transcript(
        language=language,
        duration_ms=duration_ms,
        segments=sentences(words, language, sentence_breaks),
        notes=mixed + tuple(note for chunk in heard for note in chunk.notes),
    )


def _filled(
    part: Parts | None, name: str, params: Mapping[str, Any], fill: Callable[[Path], None]
) -> Mapping[str, Any]:
    """What `fill` writes, made now unless it is there already."""
    if part is not None:
        return _read(part(name, params, fill))
    with tempfile.TemporaryDirectory() as scratch:
        fill(Path(scratch))
        return _read(Path(scratch))


def _write(folder: Path, value: Mapping[str, Any]) -> None:
    text = json.dumps(value, ensure_ascii=False)
    (folder / _PART_FILE).write_text(text, encoding="utf-8")


def _read(folder: Path) -> Mapping[str, Any]:
    value: Mapping[str, Any] = json.loads((folder / _PART_FILE).read_text(encoding="utf-8"))
    return value


def _pieces(window: Window) -> list[list[int]]:
    return [[piece.start_ms, piece.end_ms] for piece in window.pieces]


def _chunk_to_json(heard: ChunkWords, model: str) -> dict[str, Any]:
    words = [
        [w.word.span.start_ms, w.word.span.end_ms, w.word.text, w.word.probability, w.language,
         w.is_spaced]
        for w in heard.words
    ]  # fmt: skip
    return {"model": model, "words": words, "notes": list(heard.notes)}


def _chunk_from_json(value: Mapping[str, Any]) -> ChunkWords:
    words = tuple(
        SaidWord(Word(Span(start, end), text, probability), language, is_spaced)
        for start, end, text, probability, language, is_spaced in value["words"]
    )
    return ChunkWords(words, tuple(value["notes"]), str(value["model"]))
