"""A channel's lag is remembered where its broadcasts agree."""

from __future__ import annotations

import pytest

from clipping.channel_lag import remembered_lag_s
from clipping.notes import NoteCode
from clipping.signals.chat import find_chat_signals
from transcripts.messages import ChatMessage

MINUTE = 60_000
HALF_HOUR = 30 * MINUTE


@pytest.mark.parametrize(
    ("measured", "remembered"),
    [
        ((), None),
        ((30, 31), None),
        ((30, 31, 29), 30),
        ((30, 31, 60, 29), 31),
        ((10, 30, 44), None),
        ((5, 6, 7), 12),
        ((45, 45, 44), 43),
        ((30,) * 20 + (15,) * 50, 30),
    ],
)
def test_broadcasts_that_agree_tell_the_lag_of_a_channel(
    measured: tuple[int, ...], remembered: int | None
) -> None:
    assert remembered_lag_s(measured) == remembered


def chat(moment_ms: int, lag_ms: int) -> list[ChatMessage]:
    calm = [ChatMessage(at, f"b{at // 20_000 % 37}", "네네") for at in range(0, HALF_HOUR, 20_000)]
    lively = [ChatMessage(moment_ms + lag_ms + i * 300, f"p{i}", "와 대박") for i in range(30)]
    return sorted([*calm, *lively], key=lambda message: message.at_ms)


def test_a_chat_that_does_not_tell_its_lag_is_read_with_that_of_the_channel() -> None:
    moment_ms = 10 * MINUTE
    messages = chat(moment_ms, 32_000)

    usual = find_chat_signals(messages, HALF_HOUR)
    known = find_chat_signals(messages, HALF_HOUR, channel_lag_s=36)

    def off_ms(found: object) -> int:
        best = max(found.signals, key=lambda signal: signal.strength)  # type: ignore[attr-defined]
        return abs(best.span.start_ms - moment_ms)

    assert [note.code for note in known.notes] == [NoteCode.CHAT_LAG_REMEMBERED]
    assert off_ms(known) < 6_000 < off_ms(usual)


def test_what_a_broadcast_itself_tells_counts_more_than_what_is_remembered() -> None:
    moments = range(2 * MINUTE, HALF_HOUR - 2 * MINUTE, 3 * MINUTE)
    messages = sorted(
        (m for moment in moments for m in chat(moment, 15_000)), key=lambda message: message.at_ms
    )

    found = find_chat_signals(messages, HALF_HOUR, list(moments), channel_lag_s=40)

    assert found.lag is not None
    assert found.lag.is_measured
    assert 12 <= found.lag.seconds <= 24
