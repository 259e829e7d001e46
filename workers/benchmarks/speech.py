"""Speech to text against plain faster-whisper with the same weights."""

from __future__ import annotations

from workers.benchmarks.running import Material, paired


def _speech(material: Material) -> object:
    from transcripts.asr import FasterWhisperTranscriber
    from transcripts.listening import measure_sound
    from transcripts.speech import transcribe
    from transcripts.weights import find_model

    model = find_model(material.settings.model or None, material.settings.models_folder())
    duration_ms = material.info.duration_ms
    return transcribe(
        material.media,
        duration_ms=duration_ms,
        curve=measure_sound(material.media, duration_ms=duration_ms),
        transcriber=FasterWhisperTranscriber(
            model.path, model.name, threads=material.settings.threads
        ),
    )


def _speech_reference(material: Material) -> object:
    from faster_whisper import WhisperModel

    from transcripts.weights import find_model

    settings = material.settings
    model = find_model(settings.model or None, settings.models_folder())
    plain = WhisperModel(
        str(model.path), device="cpu", compute_type="int8", cpu_threads=settings.threads
    )
    found, _ = plain.transcribe(str(material.media), word_timestamps=True)
    return list(found)


SPEECH = paired("speech", "plain faster-whisper", 0.35, _speech, _speech_reference)
