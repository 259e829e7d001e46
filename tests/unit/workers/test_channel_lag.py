"""A new recording takes along how late chat answered in those before it."""

from __future__ import annotations

from pathlib import Path

from tests.system_parts import admin, brought, small_application, work_until_settled, write
from workers.actions.recordings import get_recording


def test_a_recording_takes_the_lag_of_earlier_ones_along(tmp_path: Path) -> None:
    measured = {"code": "chat_lag_measured", "data": {"seconds": 31}}
    shown = write("highlights.json", {"highlights": [], "notes": [], "note_codes": [measured]})
    app = small_application(tmp_path, highlights=shown)
    taken = []

    for number in range(4):
        recording = brought(app, f"video {number}")
        work_until_settled(app, recording.id)
        taken.append(get_recording(app, admin(app), recording.id).brief.channel_lag_s)

    assert taken == [None, None, None, 31]
