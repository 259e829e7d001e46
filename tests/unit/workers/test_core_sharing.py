"""Steps at once that share workers and cores."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from workers.core_sharing import Chore, Run, Staff, WorkClock, cores_each, played_s
from workers.pipeline import Queue

BEGUN = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return BEGUN + timedelta(seconds=seconds)


def chore(
    key: str, left_s: float, *needs: str, queue: Queue = Queue.CPU, threads: float = 1
) -> Chore:
    return Chore(key, queue, frozenset(needs), threads, left_s)


@pytest.mark.parametrize(
    ("threads", "each"),
    [([], 2), ([1], 2), ([1, 1], 1), ([2, 2], 1), ([0.5, 2], 1.5), ([2, 2, 2, 2], 0.5)],
)
def test_all_get_alike_and_what_one_has_no_use_for_goes_to_the_rest(
    threads: list[float], each: float
) -> None:
    assert cores_each(threads, 2) == each


def test_what_can_be_done_at_once_is_not_added_up() -> None:
    chores = [
        chore("scenes", 30.0),
        chore("sound", 5.0, queue=Queue.SPEECH),
        chore("transcript", 20.0, "sound", queue=Queue.SPEECH),
        chore("qa", 6.0, "transcript"),
    ]

    assert played_s(chores, Staff(2)) == pytest.approx(36, abs=1)


def test_what_wants_all_cores_at_once_takes_as_long_as_one_after_the_other() -> None:
    chores = [
        chore("scenes", 10.0, threads=2),
        chore("speech", 20.0, queue=Queue.SPEECH, threads=2),
    ]

    assert played_s(chores, Staff(2)) == pytest.approx(30, abs=1)
    assert played_s(chores, Staff(4)) == pytest.approx(20, abs=1)


def test_more_workers_share_the_parts_as_far_as_there_are_cores() -> None:
    parts = [chore(f"transcript:{n}", 20.0, queue=Queue.SPEECH) for n in range(1, 5)]

    assert played_s(parts, Staff(4, {Queue.SPEECH: 1})) == pytest.approx(80, abs=2)
    assert played_s(parts, Staff(4, {Queue.SPEECH: 4})) == pytest.approx(20, abs=1)
    assert played_s(parts, Staff(2, {Queue.SPEECH: 4})) == pytest.approx(40, abs=1)


def test_what_waits_for_something_that_nobody_makes_is_left_out() -> None:
    ring = [chore("egg", 5.0, "hen"), chore("hen", 5.0, "egg")]

    assert played_s([chore("qa", 3.0), *ring], Staff(2)) == pytest.approx(3, abs=0.5)


def test_work_done_counts_the_part_of_the_cores_that_a_step_had() -> None:
    first, second = Run(BEGUN, after(10), 2), Run(after(5), after(20), 2)
    clock = WorkClock([first, second], 2)

    assert clock.work_s(first) == pytest.approx(7.5)
    assert clock.work_s(second) == pytest.approx(12.5)
    assert clock.work_s(Run(after(30), after(40), 2)) == pytest.approx(10)
    assert clock.work_s(Run(after(-10), after(5), 2)) == pytest.approx(15)
