from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from transcripts.threads import at_once, chosen_threads, usable_cores


class Trials:
    """Counts what was tried."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def __call__(self, threads: int) -> Callable[[], None]:
        self.asked.append(threads)
        return lambda: None


def test_threads_are_measured_once_for_a_model_and_kept(tmp_path: Path) -> None:
    trials = Trials()

    first = chosen_threads(tmp_path, "base", trials, load=0.0)
    tried = list(trials.asked)
    again = chosen_threads(tmp_path, "base", trials, load=0.0)

    assert again == first
    assert 1 <= first <= usable_cores()
    assert trials.asked == tried
    assert max(tried, default=1) <= usable_cores()


def test_a_broken_or_unwritable_memory_of_the_choice_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / ".batches-at-once.json").write_text("[1, 2", encoding="utf-8")

    assert chosen_threads(tmp_path, "base", Trials(), load=0.0) >= 1
    assert (
        chosen_threads(tmp_path / ".batches-at-once.json" / "no folder", "base", Trials(), load=0.0)
        >= 1
    )


def test_a_busy_machine_is_not_measured_and_nothing_is_kept(tmp_path: Path) -> None:
    trials = Trials()

    assert chosen_threads(tmp_path, "base", trials, load=100.0) == usable_cores()
    assert trials.asked == []
    assert list(tmp_path.iterdir()) == []


def test_shared_work_is_in_order_and_stops_at_an_error() -> None:
    def halved(number: int) -> float:
        return 1 / (number - 3)

    assert list(at_once(2, [1, 2], halved)) == list(at_once(1, [1, 2], halved))
    with pytest.raises(ZeroDivisionError):
        list(at_once(2, [1, 2, 3, 4], halved))


def test_two_threads_are_at_work_at_once() -> None:
    both = threading.Barrier(2, timeout=10)

    assert len(list(at_once(2, [1, 2], lambda _: both.wait()))) == 2


def test_what_has_not_begun_is_left_when_the_one_who_asked_stops() -> None:
    begun: list[int] = []
    may_end = threading.Event()

    def work(number: int) -> None:
        begun.append(number)
        if number:
            may_end.wait(timeout=10)

    shared = at_once(2, range(20), work)
    next(shared)
    threading.Timer(0.2, may_end.set).start()
    shared.close()

    assert len(begun) < 20
