"""Speech by the real model on the demo's pieces."""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tests.integration.test_sound_files import ffmpeg
from transcripts.asr import FasterWhisperTranscriber, said_before
from transcripts.audio import describe_sound
from transcripts.errors import ModelUnavailable
from transcripts.hearing import Hearing
from transcripts.listening import measure_sound
from transcripts.model import Transcript
from transcripts.speech import transcribe
from transcripts.weights import BUNDLED_BYTES, bundled_model, find_model
from workers.settings import load_settings

pytestmark = [pytest.mark.ffmpeg, pytest.mark.model]

PIECES = Path(__file__).parents[2] / "demo" / "pieces"


@pytest.fixture(scope="module")
def transcriber() -> FasterWhisperTranscriber:
    model = find_model("base", load_settings().models_folder())
    return FasterWhisperTranscriber(model.path, model.name)


def recognised(path: Path, transcriber: FasterWhisperTranscriber) -> Transcript:
    duration_ms = describe_sound(path).duration_ms
    curve = measure_sound(path, duration_ms=duration_ms)
    return transcribe(path, duration_ms=duration_ms, curve=curve, transcriber=transcriber)


def test_korean_is_written_down_in_order_and_no_sentence_twice(
    transcriber: FasterWhisperTranscriber,
) -> None:
    said = recognised(PIECES / "tool-ko.flac", transcriber)

    text = "".join(segment.text for segment in said.segments).replace(" ", "")
    assert said.language == "ko"
    assert "인식품질을시각적으로" in text
    assert text.count("모든오디오데이터") == 1
    assert len(said.segments) >= 2
    assert all(a.span.end_ms <= b.span.start_ms for a, b in pairwise(said.words))
    assert said.words[-1].span.end_ms <= said.duration_ms
    for segment in said.segments:
        assert segment.span.start_ms == segment.words[0].span.start_ms
        assert segment.span.end_ms == segment.words[-1].span.end_ms


def test_any_number_of_threads_hears_the_same(
    transcriber: FasterWhisperTranscriber, tmp_path: Path
) -> None:
    joined = tmp_path / "long.wav"
    ffmpeg("-stream_loop", "4", "-i", str(PIECES / "tool-ko.flac"), str(joined))
    shared = FasterWhisperTranscriber(transcriber.folder, transcriber.name, threads=2)

    assert recognised(joined, shared) == recognised(joined, transcriber)


def test_a_mix_of_languages_is_heard_in_each(
    transcriber: FasterWhisperTranscriber, tmp_path: Path
) -> None:
    mixed = ffmpeg(
        "-t", "24", "-i", PIECES / "project-ko.flac", "-t", "22", "-i", PIECES / "order-en.wav",
        "-filter_complex",
        "[0:a]aresample=16000,apad=pad_dur=4[a];[1:a]aresample=16000[b];"
        "[a][b]concat=n=2:v=0:a=1", tmp_path / "mixed.wav",
    )  # fmt: skip

    said = recognised(mixed, transcriber)

    assert {s.language or said.language for s in said.segments if s.span.end_ms < 24_000} == {"ko"}
    assert {s.language or said.language for s in said.segments if s.span.start_ms > 32_000} == {
        "en"
    }


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("anullsrc=r=16000:d=40", id="silence"),
        pytest.param("anoisesrc=d=40:c=brown:a=0.2:seed=2", id="noise"),
        pytest.param("aevalsrc='0.2*(sin(1400*t)+sin(1760*t))*(0.3+exp(-3*mod(t,0.5)))':d=40",
                     id="music"),
    ],
)  # fmt: skip
def test_nothing_is_written_down_where_nobody_speaks(
    transcriber: FasterWhisperTranscriber, tmp_path: Path, source: str
) -> None:
    path = ffmpeg("-f", "lavfi", "-i", source, tmp_path / "a.wav")

    said = recognised(path, transcriber)

    assert said.segments == ()
    assert said.notes


def test_names_help_where_they_are_said_and_are_not_heard_where_they_are_not(
    transcriber: FasterWhisperTranscriber,
) -> None:
    def heard(piece: str, *names: str) -> str:
        path = PIECES / piece
        duration_ms = describe_sound(path).duration_ms
        curve = measure_sound(path, duration_ms=duration_ms)
        said = transcribe(
            path, duration_ms=duration_ms, curve=curve, transcriber=transcriber, hotwords=names
        )
        return " ".join(segment.text for segment in said.segments)

    assert "WER" not in heard("compare-en.flac")  # the model hears a common word
    assert "WER" in heard("compare-en.flac", "WER")
    assert "WER" not in heard("order-en.wav", "WER")
    names = ("글로우 세럼", "아쿠아 틴트", "Chromecast")
    assert not any(name in heard("tool-ko.flac", *names) for name in names)


def test_a_broken_model_says_which_and_where(tmp_path: Path) -> None:
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"{}")

    with pytest.raises(ModelUnavailable, match=str(tmp_path)):
        recognised(PIECES / "order-en.wav", FasterWhisperTranscriber(tmp_path, "mine"))


def _join(folder: str) -> None:
    bundled_model(Path(folder))


def test_processes_that_join_the_bundled_model_at_once_get_one_whole_model(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    workers = [spawn.Process(target=_join, args=(str(tmp_path),)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["bundled-base"]
    assert (tmp_path / "bundled-base" / "model.bin").stat().st_size == BUNDLED_BYTES


def test_a_half_copy_of_the_bundled_model_is_made_whole(tmp_path: Path) -> None:
    folder = tmp_path / "bundled-base"
    folder.mkdir()
    (folder / "model.bin").write_bytes(b"half")

    model = bundled_model(tmp_path)

    assert (model.path / "model.bin").stat().st_size == BUNDLED_BYTES
    assert [path.name for path in tmp_path.iterdir()] == ["bundled-base"]


def test_a_track_is_chosen_by_number_and_one_that_is_not_there_is_refused(tmp_path: Path) -> None:
    both = ffmpeg(
        "-f", "lavfi", "-i", "anullsrc=r=16000:d=6", "-t", "6", "-i", PIECES / "order-en.wav",
        "-map", "0:a", "-map", "1:a", "-c:a", "aac", tmp_path / "two.mp4",
    )  # fmt: skip
    out = tmp_path / "t.json"
    command = [sys.executable, "-m", "workers.cli.main", "transcribe", str(both), "-o", str(out)]

    silent = subprocess.run([*command, "--track", "1"], capture_output=True, text=True, check=True)
    absent = subprocess.run([*command, "--track", "3"], capture_output=True, text=True, check=False)

    assert json.loads(out.read_text(encoding="utf-8"))["segments"] == []
    assert "Nobody speaks" in silent.stderr
    assert absent.returncode == 2
    assert "2 sound tracks" in absent.stderr


def test_the_command_writes_a_transcript_and_prints_it(tmp_path: Path) -> None:
    silent = ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=2", "-c:v", "mpeg4", tmp_path / "a.mp4"
    )
    out = tmp_path / "transcript.json"

    run = subprocess.run(
        [sys.executable, "-m", "workers.cli.main", "transcribe", str(silent), "-o", str(out),
         "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert json.loads(run.stdout) == json.loads(out.read_text(encoding="utf-8"))
    assert json.loads(run.stdout)["segments"] == []
    assert "no sound" in run.stderr


@pytest.mark.parametrize(
    ("language", "names", "said"),
    [
        ("zh", "", "普通话"),
        ("zh", "크롬캐스트", "普通话"),
        ("zh", "無線充電器", "無線充電器"),
        ("ko", "크롬캐스트", "크롬캐스트"),
        ("ko", "", None),
    ],
)
def test_chinese_is_written_in_the_script_of_the_names_else_the_simplified_one(
    language: str, names: str, said: str | None
) -> None:
    before = said_before(language, Hearing(language, hotwords=names))

    assert before is None if said is None else said in str(before)
