"""Chat, sales, signals and highlights as stages and as commands, on a small made-up show."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer import Typer
from typer.testing import CliRunner

from transcripts.sound import SoundCurve, sound_to_json
from transcripts.timeline import Span
from workers.artifacts import LocalArtifacts
from workers.brief import ClipRequest
from workers.cli.chat import chat as chat_command
from workers.cli.highlights import highlights as highlights_command
from workers.pipeline import Queue, Stage, Work, ensure
from workers.stages.understanding import run_chat, run_highlights, run_sales, run_signals

DURATION_MS = 600_000
PITCH = "지금 쿠폰 쓰시면 커피잔이 삼만 구천원이에요"
PLACES = ("부산", "강릉", "제주", "속초", "여수", "통영", "목포", "군산", "포항", "울산", "인천")


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERLIVE_DATA_DIR", str(tmp_path))


def said(at_ms: int) -> str:
    """Plain talk, and the pitch just before the crowd reacts."""
    if 285_000 <= at_ms < 291_000:
        return PITCH
    first, second = PLACES[at_ms // 6_000 % 11], PLACES[at_ms // 66_000 % 11]
    return f"우리는 {first} 바다와 {second} 골목을 {at_ms // 6_000}번 걸었습니다"


def transcript() -> dict[str, Any]:
    return {
        "schema": 1,
        "language": "ko",
        "duration_ms": DURATION_MS,
        "segments": [
            {"start_ms": at, "end_ms": at + 5_000, "text": said(at), "words": []}
            for at in range(30_000, DURATION_MS - 30_000, 6_000)
        ],
    }


def chat_text() -> str:
    calm = [(at, f"b{at % 37}", "네네") for at in range(0, 600, 4)]
    lively = [(300 + i * 0.3, f"p{i}", "와 대박") for i in range(40)]
    return "time,user,text\n" + "".join(f"{at},{who},{text}\n" for at, who, text in calm + lively)


def written(path: Path, value: Any) -> Path:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


class Show:
    """Outputs of stages in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.inputs: dict[str, Path] = {}
        self.give("probe", "recording.json", {"duration_ms": DURATION_MS})

    def give(self, stage: str, name: str, value: Any) -> None:
        self.inputs[stage] = written(self.root / stage / name, value).parent

    def run(self, name: str, function: Callable[[Work], None], **params: Any) -> Path:
        stage = Stage(name, 1, tuple(self.inputs), Queue.CPU, 60, function, tuple(params))
        folder = ensure(
            stage, name, inputs=self.inputs, params=params, artifacts=LocalArtifacts(self.root)
        )
        self.inputs[name] = folder
        return folder


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_a_recording_alone_goes_through_every_stage(tmp_path: Path) -> None:
    show = Show(tmp_path)

    chat = show.run("chat", run_chat, chat_format="auto", chat_shift_ms=0)
    sales = show.run("sales", run_sales)
    show.run("signals", run_signals)
    highlights = read(show.run("highlights", run_highlights, clip_count=None) / "highlights.json")

    assert (chat / "chat.jsonl").read_text() == ""
    assert read(chat / "report.json")["notes"] == ["No chat file was given."]
    assert read(sales / "products.json")["products"] == []
    assert highlights["highlights"] == []
    assert any("No moment can be suggested" in note for note in highlights["notes"])


def test_everything_given_is_used_and_explained(tmp_path: Path) -> None:
    show = Show(tmp_path)
    show.inputs["chat_file"] = written(tmp_path / "chat.csv", chat_text())
    show.inputs["offers_file"] = written(
        tmp_path / "offers.csv", "start,end,kind,label,product_id\n0,600,pin,커피잔,p1\n"
    )
    show.inputs["products_file"] = written(tmp_path / "p.csv", "id,name\np1,도자기 커피잔\n")
    show.give("transcript", "transcript.json", transcript())
    voiced = tuple(Span(s["start_ms"], s["end_ms"]) for s in transcript()["segments"])
    show.give("sound", "sound.json", sound_to_json(SoundCurve(100, (-25.0,) * 6_000, voiced, ())))
    show.run("chat", run_chat, chat_format="auto", chat_shift_ms=0)
    show.run("sales", run_sales)
    show.run("signals", run_signals)

    found = read(show.run("highlights", run_highlights, clip_count=3) / "highlights.json")

    best = found["highlights"][0]
    assert len(found["highlights"]) == 3
    assert best["kind"] == "chat_delight"
    assert best["start_ms"] <= 285_000 < best["end_ms"]
    assert best["product_ids"] == ["p1"]
    assert best["title"] == PITCH


def run_command(*arguments: str) -> tuple[int, str]:
    app = Typer()
    app.command("chat")(chat_command)
    app.command("highlights")(highlights_command)
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout


def test_the_chat_command_writes_messages_and_reports(tmp_path: Path) -> None:
    source = written(tmp_path / "chat.csv", chat_text())

    code, out = run_command("chat", str(source), "-o", str(tmp_path / "chat.jsonl"), "--json")

    assert code == 0
    assert json.loads(out)["parsed"] == 190
    first = json.loads((tmp_path / "chat.jsonl").read_text().splitlines()[0])
    assert set(first) == {"at_ms", "author_key", "text", "kind", "is_host"}


def test_a_mapping_without_a_column_is_wrong_use(tmp_path: Path) -> None:
    source = written(tmp_path / "chat.csv", chat_text())

    code, _ = run_command("chat", str(source), "-o", str(tmp_path / "x.jsonl"), "--map", "time")

    assert code == 2
    assert not (tmp_path / "x.jsonl").exists()


def test_the_highlights_command_works_from_whatever_is_given(tmp_path: Path) -> None:
    out = tmp_path / "highlights.json"
    given = {
        "--transcript": written(tmp_path / "t.json", transcript()),
        "--chat": written(tmp_path / "chat.csv", chat_text()),
        "--scenes": written(tmp_path / "s.json", {"scenes": [{"start_ms": 0, "end_ms": 600_000}]}),
        "--metrics": written(tmp_path / "m.csv", "at,orders\n0,1\n60,2\n"),
    }
    for option, path in given.items():
        code, said = run_command(
            "highlights", "--duration-ms", str(DURATION_MS), option, str(path), "-o", str(out)
        )
        assert code == 0, said
        assert read(out)["schema"] == 1


def test_only_what_the_job_asked_for_is_suggested(tmp_path: Path) -> None:
    show = Show(tmp_path)
    show.give("transcript", "transcript.json", transcript())
    show.run("signals", run_signals)
    asked = ClipRequest(start_ms=200_000, end_ms=400_000, length="teaser").to_json()
    absent = ClipRequest(keyword="이런 말은 없다").to_json()

    part = read(
        show.run("highlights", run_highlights, clip_count=2, asked=asked) / "highlights.json"
    )
    none = read(show.run("none", run_highlights, clip_count=2, asked=absent) / "highlights.json")

    assert part["highlights"]
    for one in part["highlights"]:
        assert 200_000 <= one["start_ms"] < one["end_ms"] <= 400_000
        assert one["end_ms"] - one["start_ms"] < 15_000
    assert none["highlights"] == []


@pytest.mark.parametrize("is_same_file", [True, False])
def test_what_another_upload_of_the_show_gave_is_not_suggested_again(
    tmp_path: Path, is_same_file: bool
) -> None:
    show = Show(tmp_path)
    show.give("transcript", "transcript.json", transcript())
    show.run("signals", run_signals)
    best = read(show.run("usual", run_highlights) / "highlights.json")["highlights"][0]
    used = Span(best["start_ms"], best["end_ms"])
    text = " ".join(said(at) for at in range(used.start_ms // 6_000 * 6_000, used.end_ms, 6_000))
    given = (
        {"spans": [[used.start_ms, used.end_ms]], "texts": []}
        if is_same_file
        else {"spans": [], "texts": [text]}
    )

    again = read(show.run("again", run_highlights, used_elsewhere=given) / "highlights.json")

    assert again["highlights"]
    for one in again["highlights"]:
        assert used.overlap_ms(Span(one["start_ms"], one["end_ms"])) * 2 <= used.duration_ms
    assert "used_elsewhere" in {one["reason"] for one in again["rejected"]}
