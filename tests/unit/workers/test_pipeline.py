from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from workers.artifacts import LocalArtifacts
from workers.pipeline import JsonValue, Queue, Stage, Work, ensure, stage_key

SOURCES = {"media": "aa" * 32}


def make_stage(run: Callable[[Work], None], **changes: object) -> Stage:
    stage = Stage("probe", 1, ("media",), Queue.CPU, 10, run, ("language",))
    return replace(stage, **changes)  # type: ignore[arg-type]


def write_result(work: Work) -> None:
    (work.draft / "result.txt").write_text("done", encoding="utf-8")


def test_a_stage_runs_once_and_is_found_afterwards(tmp_path: Path) -> None:
    runs: list[Path] = []

    def run(work: Work) -> None:
        runs.append(work.draft)
        write_result(work)

    artifacts = LocalArtifacts(tmp_path)
    first = ensure(make_stage(run), "probe-1", inputs={}, params={}, artifacts=artifacts)
    second = ensure(make_stage(run), "probe-1", inputs={}, params={}, artifacts=artifacts)

    assert first == second
    assert len(runs) == 1
    assert (second / "result.txt").read_text(encoding="utf-8") == "done"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_an_exception_of_any_kind_leaves_nothing(
    tmp_path: Path, error: type[BaseException]
) -> None:
    def run(work: Work) -> None:
        write_result(work)
        raise error

    with pytest.raises(error):
        ensure(make_stage(run), "probe-1", inputs={}, params={}, artifacts=LocalArtifacts(tmp_path))

    assert list(tmp_path.iterdir()) == []


def test_a_race_leaves_one_output(tmp_path: Path) -> None:
    both_started = threading.Barrier(2)
    artifacts = LocalArtifacts(tmp_path)

    def run(work: Work) -> None:
        both_started.wait(timeout=10)
        write_result(work)

    def once() -> None:
        ensure(make_stage(run), "probe-1", inputs={}, params={}, artifacts=artifacts)

    threads = [threading.Thread(target=once) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert [path.name for path in tmp_path.iterdir()] == ["probe-1"]


def die_half_way(root: str) -> None:
    def run(work: Work) -> None:
        write_result(work)
        os.kill(os.getpid(), signal.SIGKILL)

    ensure(make_stage(run), "probe-1", inputs={}, params={}, artifacts=LocalArtifacts(Path(root)))


def test_a_killed_process_leaves_a_draft_that_is_cleared_never_half_an_output(
    tmp_path: Path,
) -> None:
    def killed(work: Work) -> None:
        write_result(work)

    context = multiprocessing.get_context("fork")
    child = context.Process(target=die_half_way, args=(str(tmp_path),))
    child.start()
    child.join(timeout=20)
    artifacts = LocalArtifacts(tmp_path)

    assert child.exitcode == -9
    assert artifacts.find("probe-1") is None
    assert artifacts.remove_stale_drafts(older_than_s=3600) == 0
    assert artifacts.remove_stale_drafts(older_than_s=-1) == 1
    ensure(make_stage(killed), "probe-1", inputs={}, params={}, artifacts=artifacts)
    assert [path.name for path in tmp_path.iterdir()] == ["probe-1"]


@pytest.mark.parametrize(
    ("changes", "sources", "params"),
    [
        ({"name": "scenes"}, SOURCES, {"language": "ko"}),
        ({"version": 2}, SOURCES, {"language": "ko"}),
        ({}, {"media": "bb" * 32}, {"language": "ko"}),
        ({}, {}, {"language": "ko"}),
        ({}, SOURCES, {"language": "en"}),
        ({"needs": ("media", "chat_file")}, SOURCES, {"language": "ko"}),
    ],
)
def test_each_ingredient_changes_the_key(
    changes: dict[str, object], sources: dict[str, str], params: dict[str, JsonValue]
) -> None:
    plain = stage_key(make_stage(write_result), SOURCES, {"language": "ko"})

    assert stage_key(make_stage(write_result, **changes), sources, params) != plain


def test_a_parameter_that_a_stage_does_not_read_does_not_change_its_key() -> None:
    stage = make_stage(write_result)

    assert stage_key(stage, SOURCES, {"language": "ko", "clip_count": 3}) == stage_key(
        stage, SOURCES, {"language": "ko", "clip_count": 9}
    )


def test_a_stage_sees_only_what_it_declared(tmp_path: Path) -> None:
    seen: list[Work] = []

    def run(work: Work) -> None:
        seen.append(work)

    ensure(
        make_stage(run),
        "probe-1",
        inputs={"media": tmp_path / "a", "chat": tmp_path / "b"},
        params={"language": "ko", "clip_count": 3},
        artifacts=LocalArtifacts(tmp_path / "artifacts"),
    )

    assert set(seen[0].inputs) == {"media"}
    assert seen[0].params == {"language": "ko"}


def test_a_finished_part_is_not_done_again_when_its_stage_is_repeated(tmp_path: Path) -> None:
    filled: list[str] = []

    def fill(folder: Path) -> None:
        filled.append("part")
        (folder / "chunk.json").write_text("{}", encoding="utf-8")

    def run(work: Work) -> None:
        work.part("chunk", {"start_ms": 0}, fill)
        if len(filled) == 1 and not (tmp_path / "second").exists():
            (tmp_path / "second").touch()
            raise ValueError("the worker dies after its first chunk")

    artifacts = LocalArtifacts(tmp_path / "artifacts")
    with pytest.raises(ValueError, match="dies"):
        ensure(make_stage(run), "probe-1", inputs={}, params={}, artifacts=artifacts)
    ensure(make_stage(run), "probe-1", inputs={}, params={}, artifacts=artifacts)

    assert filled == ["part"]


def test_the_time_limit_grows_with_the_recording() -> None:
    stage = make_stage(write_result, timeout_s=600, timeout_s_per_hour=3600)

    assert stage.timeout_for(30 * 60_000) == 600 + 1800
