"""How values are said to people."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.wording import Wording
from tests.system_parts import Clock, brought, small_application
from workers.views import RecordingState, RecordingView, StepState, StepView


@pytest.mark.parametrize(
    ("seconds", "english", "korean"),
    [
        (3, "less than a minute left", "1분 미만 남음"),
        (60, "about a minute left", "1분 정도 남음"),
        (170, "about 3 min left", "약 3분 남음"),
        (23 * 60, "about 25 min left", "약 25분 남음"),
        (58 * 60, "about 1 h left", "약 1시간 남음"),
        (94 * 60, "about 1 h 30 min left", "약 1시간 30분 남음"),
        (7 * 3600 + 900, "about 7 h left", "약 7시간 남음"),
    ],
)
def test_the_time_left_is_told_as_roughly_as_it_is_known(
    seconds: int, english: str, korean: str
) -> None:
    assert Wording("en").remaining(seconds) == english
    assert Wording("ko").remaining(seconds) == korean


def test_it_is_said_what_a_recording_is_doing_or_waits_for(tmp_path: Path) -> None:
    new = brought(small_application(tmp_path, Clock()), "video")
    begun = replace(
        new, state=RecordingState.RUNNING, steps=(StepView("scenes", StepState.QUEUED),)
    )
    under_way = replace(begun, steps=(StepView("scenes", StepState.RUNNING),))

    def said(view: RecordingView, seconds_ago: float) -> str:
        seen_at = datetime.now(UTC) - timedelta(seconds=seconds_ago)
        return Wording("en").doing(replace(view, seen_at=seen_at))

    assert said(replace(new, queue_position=2), 0) == "Waiting for its turn (2 ahead)"
    assert said(under_way, 1) == "Finding scenes"
    assert said(begun, 1) == "Getting ready"
    assert said(begun, 60) == "Goes on when work that came before is done"
