"""How far a recording is, and how long it will still take."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from workers.core_sharing import Staff, WorkClock
from workers.leases import carried_on
from workers.pipeline import Queue
from workers.remaining import left_s_of, share_done, share_of, task_left_s
from workers.store.rows import NO_HISTORY, History, PastWork
from workers.usual_cost import EVERYTHING_HEARD, Cost, Size, learned, size_of, usual
from workers.work_ahead import Task

BEGUN = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
ALONE = WorkClock([], 2)
TWO_CORES = Staff(2)


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


def finished(seconds: float, since: float = 0.0) -> History:
    return replace(
        NO_HISTORY,
        attempts=1,
        is_finished=True,
        share=1.0,
        seconds=seconds,
        begun_at=after(since),
        ended_at=after(since + seconds),
    )


def task(
    name: str,
    cost_s: float,
    history: History = NO_HISTORY,
    *needs: str,
    queue: Queue = Queue.CPU,
    threads: float = 1,
) -> Task:
    return Task(name, name, queue, frozenset(needs), Cost(threads, cost_s), history)


def left_s(tasks: list[Task], now: datetime) -> float:
    return left_s_of([tasks], TWO_CORES, now)[0]


def test_a_step_that_has_not_begun_takes_what_it_usually_does_on_a_day_like_this() -> None:
    assert task_left_s(task("qa", 10.0), 1.0, ALONE, BEGUN) == 10.0
    assert task_left_s(task("qa", 10.0), 1.5, ALONE, BEGUN) == 15.0


def test_a_step_under_way_takes_what_its_own_speed_says() -> None:
    assert task_left_s(task("scenes", 100.0, running(0.5, 20.0)), 1.0, ALONE, after(21)) == 19.0


def test_getting_ready_is_not_taken_for_slowness() -> None:
    half_done = running(0.5, 7.0)
    steady = Task("t", "t", Queue.SPEECH, frozenset(), Cost(2, 10.0), half_done)
    late = replace(steady, cost=Cost(2, 14.0, ready_s=4.0))

    assert task_left_s(steady, 1.0, ALONE, after(7)) == pytest.approx(7.0)
    assert task_left_s(late, 1.0, ALONE, after(7)) < 5.0


def test_a_step_that_does_not_tell_its_share_comes_nearer_to_its_end_all_the_same() -> None:
    silent = task("qa", 10.0, running(0.0, 0.0))

    assert task_left_s(silent, 1.0, ALONE, after(4)) == 6.0
    assert task_left_s(silent, 1.0, ALONE, after(30)) == 1.0
    assert share_done(silent, ALONE, after(4)) == 0.4
    assert share_done(silent, ALONE, after(30)) < 1.0


def test_a_second_attempt_that_finds_finished_work_is_not_taken_for_fast() -> None:
    again = task("scenes", 100.0, running(0.8, 2.0, attempts=2))

    assert task_left_s(again, 1.0, ALONE, after(2)) == 98.0


def test_a_step_that_was_slowed_down_by_another_is_faster_when_that_has_ended() -> None:
    scenes = task("scenes", 10.0, finished(20.0), threads=2)
    speech = task("transcript:1", 20.0, running(0.5, 20.0), queue=Queue.SPEECH, threads=2)

    assert left_s([scenes, speech], after(20)) == pytest.approx(10.0)


def test_on_an_unknown_machine_the_first_steps_tell_how_fast_it_is() -> None:
    def steps(times_as_slow: float) -> list[Task]:
        return [
            task("probe", 10.0, finished(10.0 * times_as_slow, -100.0)),
            task("sound", 10.0, finished(10.0 * times_as_slow)),
            task("qa", 80.0, NO_HISTORY, "sound"),
        ]

    assert left_s(steps(3), BEGUN) > 2 * left_s(steps(1), BEGUN)
    assert share_of(steps(3), TWO_CORES, BEGUN) == share_of(steps(1), TWO_CORES, BEGUN)


def test_one_kind_of_step_with_more_to_do_than_usual_says_little_of_the_others() -> None:
    much = [task("passages", 100.0, finished(300.0)), task("pages", 10.0, NO_HISTORY, "passages")]
    before = [task("sound", 9.0, finished(27.0, -30.0)), task("probe", 9.0, finished(27.0, -60.0))]
    slow = [*before, *much]

    assert 10 < left_s(much, after(300)) < 21
    assert left_s(much, after(300)) < left_s(slow, after(300)) < 30


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
        shares.append(share_of(tasks, TWO_CORES, after(number)))

    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_what_is_not_known_yet_is_taken_for_much_so_that_the_share_does_not_fall_after_it() -> None:
    unknown = size_of(0, {}, {}, EVERYTHING_HEARD)
    known = size_of(600_000, {"parts": 1, "part_ms": [90_000]}, {}, EVERYTHING_HEARD)

    assert known.spoken_minutes == 1.5
    for name in ("sound", "scenes", "transcript:1", "passages", "qa"):
        assert usual(name, known).seconds <= usual(name, unknown).seconds


def test_passages_cost_by_products_and_by_what_is_said() -> None:
    costs = [usual("passages", Size(60.0, (3.0,) * 10, n)).seconds for n in (0, 3, 24, 500)]

    assert costs[0] < costs[1] < costs[2] == costs[3]
    assert usual("passages", Size(60.0, (), 24)).seconds == costs[0]


def past_work(step: str, begin: float, seconds: float, **more: object) -> PastWork:
    given = PastWork(step, "r", 600_000, after(begin), after(begin + seconds), {})
    return replace(given, **more)  # type: ignore[arg-type]  # fields by name


def test_this_machine_is_compared_with_the_table_by_the_size_of_what_it_did() -> None:
    sound = {"parts": 2, "part_ms": [180_000, 30_000]}
    size = size_of(600_000, sound, {}, EVERYTHING_HEARD)
    parts = [3 * usual(name, size).seconds for name in ("transcript:1", "transcript:2")]
    past = [
        past_work("sound", 0, 2 * usual("sound", size).seconds, summary=sound),
        past_work("transcript:1", 100, parts[0]),
        past_work("transcript:2", 200, parts[1]),
    ]

    found = learned(past, TWO_CORES.cores)

    assert found.pace["sound"] == pytest.approx(2.0)
    assert found.pace["transcript:part"] == pytest.approx(3.0)
    assert 2.0 < found.pace[""] < 3.0
    assert found.heard == pytest.approx((8 + 3.5) / 20)


def test_work_that_took_no_time_at_all_makes_nothing_free() -> None:
    instant = learned([past_work("pages", 0, 0.0), past_work("qa", 0, 0.0)], TWO_CORES.cores)
    pages = task("pages", 0.0)
    costly = replace(pages, cost=instant.here("pages", usual("pages", Size(10.0, (), 0))))

    assert left_s([costly], BEGUN) > 0.0
    assert share_of([costly], TWO_CORES, BEGUN) == 0.0


def test_what_a_clip_disturbed_is_not_taken_for_slow() -> None:
    pages = past_work("pages", 0, 2 * usual("pages", Size(10.0, (), 0)).seconds)
    clip = past_work("preview", 0, 60, is_of_clip=True)

    alone, beside = learned([pages], 1), learned([pages, clip], 1)

    assert alone.pace["pages"] == pytest.approx(2.0)
    assert beside.pace["pages"] == pytest.approx(1.0)
    assert "preview" not in beside.pace


def test_between_two_times_that_a_step_tells_its_share_is_carried_on_at_its_own_speed() -> None:
    assert carried_on(0.3, 30.0, 40.0, stride=0.3) == pytest.approx(0.4)
    assert carried_on(0.3, 30.0, 900.0, stride=0.1) == pytest.approx(0.4)
    assert carried_on(0.9, 30.0, 900.0, stride=0.3) == 1.0
    assert carried_on(0.0, 0.0, 50.0, stride=0.0) == 0.0
