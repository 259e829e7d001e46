from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from transcripts.threads import chosen_threads, usable_cores


class Trials:
    """Counts what was tried."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def __call__(self, threads: int) -> Callable[[], None]:
        self.asked.append(threads)
        return lambda: None


def test_threads_are_measured_once_for_a_model_and_kept(tmp_path: Path) -> None:
    trials = Trials()

    first = chosen_threads(tmp_path, "base", trials)
    tried = list(trials.asked)
    again = chosen_threads(tmp_path, "base", trials)

    assert again == first
    assert 1 <= first <= usable_cores()
    assert trials.asked == tried
    assert max(tried, default=1) <= usable_cores()


def test_a_broken_or_unwritable_memory_of_the_choice_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / ".threads.json").write_text("[1, 2", encoding="utf-8")

    assert chosen_threads(tmp_path, "base", Trials()) >= 1
    assert chosen_threads(tmp_path / ".threads.json" / "no folder", "base", Trials()) >= 1
