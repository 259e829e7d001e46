"""The stages that listen: sound, transcript."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from clipping.media_json import media_info_from_json
from clipping.model import MediaInfo
from clipping.sales_json import products_from_json
from transcripts.aligning import with_word_times
from transcripts.asr import FasterWhisperTranscriber
from transcripts.audio import SAMPLE_RATE, describe_sound
from transcripts.corrections import names_in
from transcripts.errors import TranscriptsError
from transcripts.hearing import Hearing, Transcriber
from transcripts.korean import sentence_breaks
from transcripts.listening import measure_sound
from transcripts.model import Transcript, transcript_to_json
from transcripts.products import Product
from transcripts.progress import Progress
from transcripts.relining import in_sentences
from transcripts.sound import SoundCurve, sound_from_json, sound_to_json
from transcripts.speech import Parts, chunks_of, hear_shared, transcribe
from transcripts.subtitles import BROUGHT, load_transcript, to_srt, to_vtt
from transcripts.threads import chosen_threads, usable_cores
from transcripts.weights import SpeechModel, find_model
from workers.pipeline import Work
from workers.settings import load_settings
from workers.speech_service import find_speech_service
from workers.stages.json_files import read_json, write_json

#: Names beyond this only slow the recogniser down and tempt it to hear them.
_MAX_HOTWORD_LETTERS = 200
#: Of these, for names learned from corrections: they may belong to another show.
_MAX_LEARNED_LETTERS = 80
#: Length of what is heard to find how many threads help.
_TRIAL_S, _TRIAL_WINDOWS_A_CORE, _TRIAL_MOST_CORES = 6, 4, 4


def run_sound(work: Work) -> None:
    """From media and probe: sound.json, and speech.json with the number and length of its parts."""
    media, duration_ms = work.inputs["media"], _recording(work).duration_ms
    file = describe_sound(media)
    asked = file.asked_track(str(work.params.get("sound_track") or ""))
    curve = measure_sound(media, duration_ms=duration_ms, track=asked, on_progress=work.progress)
    note = file.choice_note(curve.track, was_asked=asked is not None)
    curve = replace(curve, notes=(*curve.notes, *([note] if note else ())))
    write_json(work.draft / "sound.json", sound_to_json(curve))
    part_ms = [chunk.duration_ms for chunk in chunks_of(curve, duration_ms)]
    speech = {"parts": len(part_ms), "part_ms": part_ms, "notes": list(curve.notes)}
    write_json(work.draft / "speech.json", speech)


def run_transcript(work: Work) -> None:
    """From media, probe, sound, sales; or from the transcript that people brought.

    Writes transcript.json, transcript.srt, transcript.vtt.
    """
    brought = work.inputs.get("transcript_file")
    if brought is None:
        transcript = transcribe(work.inputs["media"], **_recognition(work))
    else:
        duration_ms = _recording(work).duration_ms
        transcript = _aligned(work, load_transcript(brought, duration_ms=duration_ms))
        if BROUGHT in transcript.notes:
            transcript = in_sentences(transcript, sentence_breaks)
    write_json(work.draft / "transcript.json", transcript_to_json(transcript))
    (work.draft / "transcript.srt").write_text(to_srt(transcript), encoding="utf-8")
    (work.draft / "transcript.vtt").write_text(to_vtt(transcript), encoding="utf-8")


def run_chunk(work: Work, number: int) -> None:
    """From media, probe, sound, sales: one part of what `run_transcript` recognises."""
    hear_shared(number, work.inputs["media"], **_recognition(work))


def measured_sound(
    media: Path, duration_ms: int, track: int | None, on_progress: Progress, part: Parts
) -> SoundCurve:
    """A recording's sound, measured and kept as a part unless that is there."""

    def fill(folder: Path) -> None:
        curve = measure_sound(media, duration_ms=duration_ms, track=track, on_progress=on_progress)
        write_json(folder / "sound.json", sound_to_json(curve))

    return sound_from_json(read_json(part("sound", {}, fill) / "sound.json"))


def ready_transcriber(wanted: str | None) -> Transcriber:
    """Who hears: the service of the settings, else our recogniser. A model asked for is ours.

    Raises:
        ModelUnavailable: there is no such model.
    """
    service = None if wanted else find_speech_service(load_settings())
    return service or own_transcriber(wanted)


def own_transcriber(wanted: str | None) -> FasterWhisperTranscriber:
    """The recogniser for a model's name or path, kept for the next recording of this process.

    Raises:
        ModelUnavailable: there is no such model.
    """
    settings = load_settings()
    model = find_model(wanted or settings.model or None, settings.models_folder())
    threads = settings.threads or chosen_threads(
        settings.models_folder(), model.name, lambda count: _trial(model, count)
    )
    return _kept(model, threads)


def hotwords_of(products: tuple[Product, ...], vocabulary: Sequence[str] = ()) -> tuple[str, ...]:
    """Names the recogniser should know, at most 200 letters in all.

    Args:
        products: Each one's name, then other names, in the list's order.
        vocabulary: What people wrote in place of misheard words, newest first: its names come
            before those of products, at most 80 letters.
    """
    learned = _fitting([n for phrase in vocabulary for n in names_in(phrase)], _MAX_LEARNED_LETTERS)
    names = [p.name for p in products] + [alias for p in products for alias in p.aliases]
    return _fitting([*learned, *names], _MAX_HOTWORD_LETTERS)


def _fitting(names: Iterable[str], most_letters: int) -> tuple[str, ...]:
    """The names, each once, that fit into so many letters."""
    out: list[str] = []
    for name in dict.fromkeys(" ".join(name.split()) for name in names):
        if name and sum(map(len, out)) + len(name) <= most_letters:
            out.append(name)
    return tuple(out)


def _trial(model: SpeechModel, threads: int) -> Callable[[], None]:
    """Windows to hear with so many threads, a batch for each core."""
    windows = _TRIAL_WINDOWS_A_CORE * min(_TRIAL_MOST_CORES, usable_cores())
    transcriber = FasterWhisperTranscriber(model.path, model.name, threads)
    noise = np.random.default_rng(0).normal(0, 0.1, _TRIAL_S * SAMPLE_RATE).astype(np.float32)

    def hear() -> None:
        transcriber.hear([noise] * windows, Hearing("en"))

    return hear


@lru_cache(maxsize=1)
def _kept(model: SpeechModel, threads: int) -> FasterWhisperTranscriber:
    return FasterWhisperTranscriber(model.path, model.name, threads)


def _aligned(work: Work, brought: Transcript) -> Transcript:
    """What people brought, with word times from the sound where it has none."""
    sound = work.inputs.get("sound")
    curve = sound_from_json(read_json(sound / "sound.json")) if sound else None
    is_timed = all(segment.words for segment in brought.segments)
    if is_timed or curve is None or not curve.voiced or brought.language == "und":
        return brought
    wanted = work.params.get("model")
    try:
        aligner = own_transcriber(str(wanted) if wanted else None)
        return with_word_times(
            brought, work.inputs["media"], curve=curve, aligner=aligner, on_progress=work.progress
        )
    except TranscriptsError as error:
        return replace(brought, notes=(*brought.notes, f"No word times: {error}"))


def _recognition(work: Work) -> dict[str, Any]:
    """Everything that recognising needs beside the recording."""
    language, wanted = work.params.get("language"), work.params.get("model")
    return {
        "duration_ms": _recording(work).duration_ms,
        "curve": sound_from_json(read_json(work.inputs["sound"] / "sound.json")),
        "transcriber": ready_transcriber(str(wanted) if wanted else None),
        "language": str(language) if language else None,
        "hotwords": hotwords_of(_products(work), _vocabulary(work)),
        "on_progress": work.progress,
        "part": work.part,
    }


def _recording(work: Work) -> MediaInfo:
    return media_info_from_json(read_json(work.inputs["probe"] / "recording.json"))


def _vocabulary(work: Work) -> tuple[str, ...]:
    phrases = work.params.get("vocabulary")
    return tuple(str(phrase) for phrase in phrases) if isinstance(phrases, list) else ()


def _products(work: Work) -> tuple[Product, ...]:
    folder = work.inputs.get("sales")
    return products_from_json(read_json(folder / "products.json")) if folder else ()
