"""How long a recording will still take."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from workers.remaining import shared_work_s, step_cost_s, usual_rates
from workers.store.rows import NO_HISTORY, History

BEGUN = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def running(share: float, seconds: float, attempts: int = 1) -> History:
    return replace(
        NO_HISTORY,
        attempts=attempts,
        is_running=True,
        share=share,
        begun_at=BEGUN,
        seen_at=BEGUN + timedelta(seconds=seconds),
    )


def finished(seconds: float) -> History:
    return replace(NO_HISTORY, attempts=1, is_finished=True, share=1.0, seconds=seconds)


def test_a_step_that_has_not_begun_costs_what_it_usually_does() -> None:
    assert step_cost_s(NO_HISTORY, 100.0) == 100.0
    assert step_cost_s(running(0.05, 9.0), 100.0) == 100.0


def test_a_step_that_is_under_way_costs_what_its_own_speed_says() -> None:
    assert step_cost_s(running(0.5, 20.0), 100.0) == 40.0


def test_at_its_beginning_a_step_is_believed_a_little() -> None:
    assert 40.0 < step_cost_s(running(0.125, 5.0), 100.0) < 100.0


def test_a_second_attempt_that_finds_finished_work_is_not_taken_for_fast() -> None:
    assert step_cost_s(running(0.8, 2.0, attempts=2), 100.0) == 100.0


def test_parts_cost_what_those_took_that_are_done_shared_by_who_is_at_it() -> None:
    parts = [finished(10.0), finished(14.0), running(0.5, 1.0), running(0.5, 1.0)]

    assert shared_work_s(running(0.75, 9.0), parts, usual_s=400.0, joining_s=6.0) == (18.0, 30.0)
    assert shared_work_s(NO_HISTORY, [NO_HISTORY] * 4, 400.0, 6.0) == (0.0, 406.0)


def test_what_the_parts_did_stays_done_while_the_whole_is_put_together() -> None:
    parts = [finished(10.0), finished(10.0)]

    assert shared_work_s(running(0.0, 0.0), parts, 400.0, joining_s=5.0) == (20.0, 25.0)
    assert shared_work_s(running(0.6, 3.0), parts, 400.0, joining_s=5.0) == (23.0, 25.0)


def test_a_step_in_parts_costs_its_parts_after_they_are_done_too() -> None:
    assert usual_rates("transcript", {"transcript": 0.5, "transcript:part": 5.0}) == (5.0, 0.5)
    assert usual_rates("transcript", {"transcript:part": 5.0}) == (5.0, 0.1)
    assert usual_rates("phrases", {"phrases": 0.2}) == (0.0, 0.2)
    assert sum(usual_rates("scenes", {})) > sum(usual_rates("probe", {}))
