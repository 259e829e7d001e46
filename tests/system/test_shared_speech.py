"""A long recording's speech while each of the two workers that share it is killed."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from clipping.ffmpeg import find_ffmpeg
from tests.system.test_faults import ROOT, System, kill_worker_of, wait_until
from transcripts.listening import measure_sound
from transcripts.model import transcript_to_json
from transcripts.speech import chunks_of, transcribe
from workers.actions import recordings, uploads
from workers.brief import Brief
from workers.stages.speech import own_transcriber
from workers.store.attempts import LeaseRow

pytestmark = [
    pytest.mark.system, pytest.mark.ffmpeg, pytest.mark.model, pytest.mark.slow,
    pytest.mark.timeout(600),
]  # fmt: skip

#: As often as makes three parts of nine seconds of talk and a pause.
TURNS = 36
DURATION_MS = TURNS * 9_500
#: Workers of all queues of which two hear speech.
WORKERS = 5


def long_talk(folder: Path) -> Path:
    path = folder / "talk.mp4"
    again = f"atrim=0:8,aresample=16000,apad=pad_dur=1.5,aloop=loop={TURNS - 1}:size=152000"
    find_ffmpeg().run(
        ["-f", "lavfi", "-i", "color=c=gray:s=320x180:r=5",
         "-i", str(ROOT / "demo/pieces/project-ko.flac"), "-af", again,
         "-t", str(DURATION_MS / 1000), "-c:v", "libx264", "-preset", "ultrafast",
         "-c:a", "aac", str(path)],
        duration_ms=DURATION_MS,
    )  # fmt: skip
    return path


def parts_running(system: System) -> dict[str, LeaseRow]:
    """Leases on parts of the speech, by worker."""
    leases = [one for one in system.running() if one.attempt.step.startswith("transcript:")]
    return {one.worker: one for one in leases}


def outcomes(system: System, step: str) -> Counter[tuple[str, str]]:
    """How often each step whose name begins so ended in which way."""
    query = (
        "SELECT step, coalesce(kind, 'running') FROM attempts LEFT JOIN outcomes ON attempt_id = id"
    )
    with system.app.store.read() as connection:
        rows = [tuple(row) for row in connection.exec_driver_sql(query)]
    return Counter((name, kind) for name, kind in rows if name.startswith(step))


def finished_parts(system: System) -> int:
    found = outcomes(system, "transcript:")
    return sum(count for (_, kind), count in found.items() if kind == "finished")


def test_each_of_two_workers_killed_costs_its_part_and_changes_nothing(tmp_path: Path) -> None:
    system = System(tmp_path / "data")
    media = long_talk(tmp_path)
    recordings.create_recording(
        system.app,
        system.who,
        uploads.store_file(system.app, media, media.name),
        brief=Brief(),
        sources={},
    )
    system.start(WORKERS)
    try:
        wait_until(lambda: len(parts_running(system)) == 2)
        first, second = parts_running(system)
        assert kill_worker_of(parts_running(system)[first])
        wait_until(lambda: finished_parts(system) > 0 and second in parts_running(system))
        assert kill_worker_of(parts_running(system)[second])
        wait_until(lambda: outcomes(system, "transcript")["transcript", "finished"] == 1)
        found = outcomes(system, "transcript")
    finally:
        system.stop()
        system.app.close()

    curve = measure_sound(media, duration_ms=DURATION_MS)
    undisturbed = transcribe(
        media, duration_ms=DURATION_MS, curve=curve, transcriber=own_transcriber(None)
    )
    (made,) = (tmp_path / "data").rglob("transcript.json")
    parts = {f"transcript:{n + 1}" for n in range(len(chunks_of(curve, DURATION_MS)))}
    assert len(parts) == 3
    assert {name: found[name, "finished"] for name in parts} == dict.fromkeys(parts, 1)
    assert sum(found[name, "lost"] for name in parts) == 2, found
    assert json.loads(made.read_text("utf-8")) == transcript_to_json(undisturbed)
