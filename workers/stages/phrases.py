"""The stage that finds which written words belong together."""

from __future__ import annotations

from transcripts.model import transcript_from_json
from transcripts.phrases import phrases_of, phrases_to_json
from workers.pipeline import Work
from workers.stages.json_files import read_json, write_json


def run_phrases(work: Work) -> None:
    """From transcript to phrases.json: once a recording, so that captions need no Kiwi."""
    transcript = transcript_from_json(read_json(work.inputs["transcript"] / "transcript.json"))
    write_json(work.draft / "phrases.json", phrases_to_json(phrases_of(transcript)))
