"""How far a recording is, and how long it will still take."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from workers.leases import carried_on
from workers.pipeline import Queue
from workers.remaining import Task, forecast_of, played_s, share_done, task_left_s
from workers.store.rows import NO_HISTORY, History, PastWork
from workers.usual_cost import Size, paces, size_of, usual_s

BEGUN = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return BEGUN + timedelta(seconds=seconds)


def running(share: float, seconds: float, attempts: int = 1) -> History:
    return replace(
        NO_HISTORY,
        attempts=attempts,
        is_running=True,
        share=share,
        begun_at=BEGUN,
        seen_at=after(seconds),
    )


def finished(seconds: float) -> History:
    return replace(NO_HISTORY, attempts=1, is_finished=True, share=1.0, seconds=seconds)


def task(
    name: str,
    cost_s: float,
    history: History = NO_HISTORY,
    *needs: str,
    queue: Queue = Queue.CPU,
) -> Task:
    return Task(name, name, queue, frozenset(needs), cost_s, history)


def test_a_step_that_has_not_begun_takes_what_it_usually_does_on_a_day_like_this() -> None:
    assert task_left_s(task("qa", 10.0), 1.0, BEGUN) == 10.0
    assert task_left_s(task("qa", 10.0), 1.5, BEGUN) == 15.0


def test_a_step_under_way_takes_what_its_own_speed_says() -> None:
    assert task_left_s(task("scenes", 100.0, running(0.5, 20.0)), 1.0, after(21)) == 19.0


def test_a_step_that_does_not_tell_its_share_comes_nearer_to_its_end_all_the_same() -> None:
    silent = task("qa", 10.0, running(0.0, 0.0))

    assert task_left_s(silent, 1.0, after(4)) == 6.0
    assert task_left_s(silent, 1.0, after(30)) == 1.0
    assert share_done(silent, after(4)) == 0.4
    assert share_done(silent, after(30)) < 1.0


def test_a_second_attempt_that_finds_finished_work_is_not_taken_for_fast() -> None:
    again = task("scenes", 100.0, running(0.8, 2.0, attempts=2))

    assert task_left_s(again, 1.0, after(2)) == 98.0


def test_what_can_be_done_at_once_is_not_added_up() -> None:
    tasks = [
        task("scenes", 30.0),
        task("sound", 5.0, queue=Queue.SPEECH),
        task("transcript", 20.0, NO_HISTORY, "sound", queue=Queue.SPEECH),
        task("qa", 6.0, NO_HISTORY, "transcript"),
    ]

    assert played_s(tasks, [t.cost_s for t in tasks], {}) == pytest.approx(36, abs=1)


def test_more_workers_share_the_parts() -> None:
    parts = [task(f"transcript:{n}", 20.0, queue=Queue.SPEECH) for n in range(1, 5)]
    costs = [part.cost_s for part in parts]

    assert played_s(parts, costs, {Queue.SPEECH: 1}) == pytest.approx(80, abs=2)
    assert played_s(parts, costs, {Queue.SPEECH: 4}) == pytest.approx(20, abs=1)


def test_on_an_unknown_machine_the_first_steps_tell_how_fast_it_is() -> None:
    tasks = [task("sound", 10.0, finished(30.0)), task("qa", 90.0, NO_HISTORY, "sound")]

    slow = forecast_of(tasks, {}, BEGUN)
    usual = forecast_of([replace(tasks[0], history=finished(10.0)), tasks[1]], {}, BEGUN)

    assert slow.left_s > 2 * usual.left_s
    assert slow.share == usual.share


def test_the_share_never_falls_while_the_work_goes_on() -> None:
    story = [
        (NO_HISTORY, NO_HISTORY),
        (running(0.0, 0.0), NO_HISTORY),
        (running(0.3, 40.0), NO_HISTORY),
        (running(0.9, 90.0), NO_HISTORY),
        (finished(100.0), NO_HISTORY),
        (finished(100.0), running(0.0, 0.0)),
        (finished(100.0), running(0.33, 90.0)),
        (finished(100.0), finished(300.0)),
    ]
    shares = []
    for number, (first, second) in enumerate(story):
        tasks = [task("transcript", 20.0, first), task("passages", 30.0, second, "transcript")]
        shares.append(forecast_of(tasks, {}, after(number)).share)

    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_what_is_not_known_yet_is_taken_for_much_so_that_the_share_does_not_fall_after_it() -> None:
    unknown, known = size_of(0, {}, {}), size_of(600_000, {"parts": 1, "part_ms": [90_000]}, {})

    assert known.spoken_minutes == 1.5
    for name in ("sound", "scenes", "transcript:1", "passages", "qa"):
        assert usual_s(name, known) <= usual_s(name, unknown)


def test_passages_cost_by_products_and_by_what_is_said() -> None:
    costs = [usual_s("passages", Size(60.0, (3.0,) * 10, n)) for n in (0, 3, 24, 500)]

    assert costs[0] < costs[1] < costs[2] == costs[3]
    assert usual_s("passages", Size(60.0, (), 24)) == costs[0]


def test_this_machine_is_compared_with_the_table_by_the_size_of_what_it_did() -> None:
    sound = {"parts": 2, "part_ms": [180_000, 30_000]}
    size = size_of(600_000, sound, {})
    past = [
        PastWork("sound", "r", 600_000, 2 * usual_s("sound", size), sound),
        PastWork("transcript:1", "r", 300_000, 3 * usual_s("transcript:1", size), {}),
        PastWork("transcript:2", "r", 300_000, 3 * usual_s("transcript:2", size), {}),
    ]

    found = paces(past)

    assert found["sound"] == pytest.approx(2.0)
    assert found["transcript:part"] == pytest.approx(3.0)
    assert 2.0 < found[""] < 3.0


def test_between_two_times_that_a_step_tells_its_share_is_carried_on_at_its_own_speed() -> None:
    assert carried_on(0.3, 30.0, 40.0, stride=0.3) == pytest.approx(0.4)
    assert carried_on(0.3, 30.0, 900.0, stride=0.1) == pytest.approx(0.4)
    assert carried_on(0.9, 30.0, 900.0, stride=0.3) == 1.0
    assert carried_on(0.0, 0.0, 50.0, stride=0.0) == 0.0
