"""Speech to text against plain faster-whisper with the same weights, and against itself."""

from __future__ import annotations

import difflib
import itertools
import multiprocessing
import statistics
import tempfile
import time
import wave
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from transcripts.timeline import Span
from workers.benchmarks.running import BenchResult, Material

if TYPE_CHECKING:
    from transcripts.asr import FasterWhisperTranscriber

_AGAINST = "plain faster-whisper (its defaults, voice filter, word times)"
#: Sound, in samples, that only makes the model load; chunks that the workers share.
_A_MOMENT, _SHARES = 1_600, 4
#: Threads that plain faster-whisper is told; 0 is its default.
_ITS_OWN_CHOICE = 0
_BUDGET, _HALF_BUDGET, _SHARED_BUDGET = 0.35, 0.55, 1 / 1.8


@dataclass(frozen=True, slots=True)
class _Run:
    """Seconds on the clock and of the processor, what was heard, and how long loading took."""

    wall_s: float
    cpu_s: float
    text: str
    loading_s: float = 0.0


def speech(material: Material, rounds: int) -> list[BenchResult]:
    """One thread against plain with one thread; all cores against all; half silence; two workers.

    Every run but the workers' loads its model, as a process does; loading counts.
    """
    media, minutes = material.media, material.info.duration_ms / 60_000
    halves = [_half_silent(material, kept) for kept in range(2)]
    cores = _cores()
    sides: dict[str, Callable[[], _Run]] = {
        "ours": lambda: _ours(material, media, 1),
        "plain": lambda: _plain(material, 1),
        "plain's cores": lambda: _plain(material, _ITS_OWN_CHOICE),
        "half": lambda: _mean([_ours(material, half, 1) for half in halves]),
        "cores": lambda: _ours(material, media, cores),
        "one worker": lambda: _workers(material, 1),
        "two workers": lambda: _workers(material, 2),
    }
    runs: dict[str, list[_Run]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            runs[name].append(side())

    def figure(
        name: str, ours: str, against: str, reference: str, budget: float | None, *detail: str
    ) -> BenchResult:
        left, right = runs[ours], runs[reference]
        cpu = statistics.median(r.cpu_s for r in left) / statistics.median(r.cpu_s for r in right)
        times = statistics.median(r.wall_s for r in right) / statistics.median(
            r.wall_s for r in left
        )
        return BenchResult(
            name, against, budget, minutes, rounds,
            statistics.median(run.wall_s for run in left),
            statistics.median(run.wall_s for run in right),
            "; ".join([f"{times:.2f} times as fast", f"processor time {cpu:.2f}", *detail]),
        )  # fmt: skip

    same = _likeness(runs["ours"][0].text, runs["plain"][0].text)
    loaded = _hearing_s(runs["ours"]) / _hearing_s(runs["plain"])
    halved = _hearing_s(runs["half"]) / _hearing_s(runs["ours"])
    alike = "the same words" if _same_words(runs["cores"], runs["ours"]) else "other words"
    return [
        figure("speech", "ours", _AGAINST, "plain", _BUDGET,
               f"{loaded:.2f} without loading", f"{same:.1%} of the letters alike"),
        figure("speech-threads", "cores", "ours with one thread", "ours", None,
               f"{cores} threads, {alike}"),
        figure("speech-machine", "cores", _AGAINST, "plain's cores", _BUDGET,
               f"both with all {cores} cores"),
        figure("speech-half", "half", "the same without the silence", "ours", _HALF_BUDGET,
               f"{halved:.2f} without loading", "mean of both halves"),
        figure("speech-shared", "two workers", "one worker of one thread", "one worker",
               _SHARED_BUDGET),
    ]  # fmt: skip


def _timed(load: Callable[[], Callable[[], str]]) -> _Run:
    """What loading, and then hearing, takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    hear = load()
    loading_s = time.perf_counter() - wall
    text = hear()
    return _Run(time.perf_counter() - wall, time.process_time() - cpu, text, loading_s)


def _mean(runs: Sequence[_Run]) -> _Run:
    """Both halves of a piece hold all of its speech, however uneven it is."""
    return _Run(
        statistics.mean(run.wall_s for run in runs),
        statistics.mean(run.cpu_s for run in runs),
        "".join(run.text for run in runs),
        statistics.mean(run.loading_s for run in runs),
    )


def _hearing_s(runs: Sequence[_Run]) -> float:
    return statistics.median(run.wall_s - run.loading_s for run in runs)


def _ours(material: Material, media: Path, threads: int) -> _Run:
    from transcripts.hearing import Hearing
    from transcripts.korean import sentence_breaks
    from transcripts.speech import transcribe

    def load() -> Callable[[], str]:
        transcriber = _transcriber(material, threads)
        transcriber.hear([np.zeros(_A_MOMENT, np.float32)], Hearing("ko"))
        sentence_breaks("네 좋아요")
        return lambda: "".join(
            segment.text
            for segment in transcribe(
                media, transcriber=transcriber, **_listened(material, media)
            ).segments
        )

    return _timed(load)


def _plain(material: Material, threads: int) -> _Run:
    from faster_whisper import WhisperModel

    def load() -> Callable[[], str]:
        plain = WhisperModel(_model(material)[0], device="cpu", compute_type="int8",
                             cpu_threads=threads)  # fmt: skip

        def hear() -> str:
            found, _ = plain.transcribe(str(material.media), word_timestamps=True, vad_filter=True)
            return "".join(segment.text for segment in found)

        return hear

    return _timed(load)


def _workers(material: Material, count: int) -> _Run:
    """Processes of one thread that take one chunk after the other; models are loaded before."""
    shares = _full_chunks(material)
    start = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, mp_context=start) as pool:
        list(pool.map(_warm, [material] * count * 2))
        wall = time.perf_counter()
        cpu = sum(pool.map(_chunk, [material] * len(shares), shares))
        return _Run(time.perf_counter() - wall, cpu, "")


def _full_chunks(material: Material) -> list[int]:
    """Chunks of the greatest size, each as often as it takes to have four, as a long one has."""
    from transcripts.speech import chunks_of

    listened = _listened(material, material.media)
    sizes = [
        len(chunk.windows) for chunk in chunks_of(listened["curve"], listened["duration_ms"])
    ] or [0]
    full = [number for number, size in enumerate(sizes) if size == max(sizes)]
    return list(itertools.islice(itertools.cycle(full), _SHARES))


_READY: dict[str, Any] = {}


def _warm(material: Material) -> None:
    if not _READY:
        _READY.update(_listened(material, material.media), transcriber=_transcriber(material, 1))
        _chunk(material, 0)


def _chunk(material: Material, number: int) -> float:
    from transcripts.speech import hear_shared

    def part(name: str, _params: object, fill: Callable[[Path], None]) -> Path:
        # Never found again: each run hears for itself.
        folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=material.scratch))
        fill(folder)
        return folder

    begin = time.process_time()
    hear_shared(number, material.media, part=part, **_READY)
    return time.process_time() - begin


def _listened(material: Material, media: Path) -> dict[str, Any]:
    from transcripts.listening import measure_sound

    duration_ms = material.info.duration_ms
    return {
        "duration_ms": duration_ms,
        "curve": measure_sound(media, duration_ms=duration_ms),
    }


def _transcriber(material: Material, threads: int) -> FasterWhisperTranscriber:
    from transcripts.asr import FasterWhisperTranscriber

    folder, name = _model(material)
    return FasterWhisperTranscriber(Path(folder), name, threads=threads)


def _model(material: Material) -> tuple[str, str]:
    from transcripts.weights import find_model

    settings = material.settings
    model = find_model(settings.model or None, settings.models_folder())
    return str(model.path), model.name


def _half_silent(material: Material, kept: int) -> Path:
    """The sound of the piece, every second half minute silenced: the even ones kept, or the odd."""
    from transcripts.audio import SAMPLE_RATE, read_sound

    out = material.scratch / f"half-{kept}.wav"
    with wave.open(str(out), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        for number, start_ms in enumerate(range(0, material.info.duration_ms, 30_000)):
            end_ms = min(material.info.duration_ms, start_ms + 30_000)
            sound = read_sound(material.media, Span(start_ms, end_ms))
            file.writeframes((sound * (number % 2 == kept) * 32767).astype(np.int16).tobytes())
    return out


def _cores() -> int:
    from transcripts.threads import usable_cores

    return usable_cores()


def _likeness(left: str, right: str) -> float:
    ours, theirs = ("".join(c for c in text.lower() if c.isalnum()) for text in (left, right))
    return difflib.SequenceMatcher(None, ours, theirs, autojunk=False).ratio()


def _same_words(left: Sequence[_Run], right: Sequence[_Run]) -> bool:
    return {run.text for run in left} == {run.text for run in right}


SPEECH = speech
