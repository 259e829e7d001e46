"""The stages sound and transcript, run by the stage engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clipping.media_json import media_info_to_json
from clipping.model import MediaInfo, SoundTrack
from transcripts.corrections import names_in
from transcripts.products import Product
from workers.artifacts import LocalArtifacts
from workers.pipeline import Params, Stage, ensure
from workers.stages.speech import hotwords_of
from workers.stages.table import RECORDING_STAGES

MEDIA = Path(__file__).parents[2] / "demo" / "pieces" / "order-en.wav"


def stage(name: str) -> Stage:
    return next(stage for stage in RECORDING_STAGES if stage.name == name)


def probed(folder: Path, duration_ms: int = 45_300) -> Path:
    folder.mkdir()
    info = MediaInfo(duration_ms, "wav", None, (SoundTrack(0, 1, 8_000),))
    (folder / "recording.json").write_text(json.dumps(media_info_to_json(info)), encoding="utf-8")
    return folder


@pytest.mark.model
def test_speech_becomes_sentences_and_finished_chunks_are_parts(tmp_path: Path) -> None:
    artifacts = LocalArtifacts(tmp_path / "artifacts")
    inputs = {"media": MEDIA, "probe": probed(tmp_path / "probe")}
    params: Params = {"language": None, "model": "base"}
    sound = ensure(stage("sound"), "sound-1", inputs=inputs, params=params, artifacts=artifacts)

    folder = ensure(
        stage("transcript"),
        "transcript-1",
        inputs={**inputs, "sound": sound},
        params=params,
        artifacts=artifacts,
    )

    transcript = json.loads((folder / "transcript.json").read_text(encoding="utf-8"))
    assert transcript["language"] == "en"
    assert any("Chromecast" in s["text"] for s in transcript["segments"])
    assert all(s["end_ms"] <= 45_300 for s in transcript["segments"])
    assert (folder / "transcript.srt").read_text(encoding="utf-8").startswith("1\n00:00:")
    assert (folder / "transcript.vtt").read_text(encoding="utf-8").startswith("WEBVTT")
    assert len(list((tmp_path / "artifacts").glob("transcript.part-*"))) == 1


def test_a_transcript_that_people_bring_is_taken_as_it_is(tmp_path: Path) -> None:
    brought = tmp_path / "자막.srt"
    brought.write_text("1\n00:00:01,000 --> 00:00:02,000\n제가 고친 문장입니다\n", encoding="utf-8")

    folder = ensure(
        stage("transcript"),
        "transcript-2",
        inputs={
            "media": MEDIA,
            "probe": probed(tmp_path / "probe"),
            "transcript_file": brought,
        },
        params={},
        artifacts=LocalArtifacts(tmp_path / "artifacts"),
    )

    transcript = json.loads((folder / "transcript.json").read_text(encoding="utf-8"))
    assert [s["text"] for s in transcript["segments"]] == ["제가 고친 문장입니다"]
    assert transcript["duration_ms"] == 45_300


def test_hotwords_are_names_before_other_names_and_few() -> None:
    products = (
        Product("1", "글로우  세럼", ("글로우",)),
        Product("2", "아쿠아 틴트", ("글로우", "틴트")),
        *(Product(str(i), f"아주 긴 이름의 제품 번호 {i:03}") for i in range(3, 40)),
    )

    words = hotwords_of(products)

    assert words[:2] == ("글로우 세럼", "아쿠아 틴트")
    assert len(set(words)) == len(words)
    assert sum(map(len, words)) <= 200


def test_learned_names_are_listened_for_first_and_leave_room_for_those_of_the_show() -> None:
    products = (Product("1", "글로우 세럼"),)
    many = [f"수분크림{number:03}호를" for number in range(50)]

    words = hotwords_of(products, ["달바 미스트를", "글로우 세럼이에요", "했어요", *many])

    assert words[:2] == ("달바 미스트", "글로우 세럼")
    assert sum(map(len, hotwords_of((), many))) <= 80
    assert "글로우 세럼" in hotwords_of(products, many)


@pytest.mark.parametrize(
    ("phrase", "names"),
    [
        ("글로우 세럼을", ("글로우 세럼",)),
        ("닥터지 레드블레미쉬 크림이고요", ("닥터지 레드블레미쉬 크림",)),
        ("라네즈는 수분크림이", ("라네즈", "수분크림")),
        ("토너 toner는", ("토너 toner",)),
        ("할인하고", ()),
        ("3만 원", ()),
        ("Glow Serum", ("Glow Serum",)),
        ("SPF 50", ("SPF 50",)),
        ("but the", ()),
    ],
)
def test_names_are_nouns_without_their_particles(phrase: str, names: tuple[str, ...]) -> None:
    assert names_in(phrase) == names
