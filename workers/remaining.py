"""How much of a recording's work is done and how much is left, in seconds. Pure.

At first from what a minute of recording takes here; the further a step is, the more from its own
speed, which knows how much of this recording is speech and what else the machine does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean

from workers.store.rows import History
from workers.worklist import RecordingPlan

#: Seconds of work for a minute of recording, until this machine has shown its own.
_EXPECTED = {"probe": 0.2, "sound": 0.6, "transcript": 2.5, "scenes": 3.0}
_SMALL = 0.1
#: Up to this share getting ready is most of the time; from the other on only own speed counts.
_READY_AT, _TRUSTED_FROM = 0.1, 0.25


def expected_work(plan: RecordingPlan, rates: Mapping[str, float]) -> tuple[float, float]:
    """Seconds of work done and in all; a recording of unknown length is a minute.

    Args:
        plan: Of the recording.
        rates: Seconds for each minute of recording by step name, as `typical_rates` finds them.
    """
    minutes = plan.duration_ms / 60_000 or 1.0
    done = total = 0.0
    for step in plan.steps:
        history = plan.history(step.key)
        parts_s, own_s = (minutes * rate for rate in usual_rates(step.name, rates))
        if parts := plan.parts.get(step.key):
            own = [plan.history(part.key) for part in parts]
            did_s, cost_s = shared_work_s(history, own, parts_s, own_s)
        else:
            cost_s = step_cost_s(history, parts_s + own_s)
            did_s = cost_s * (1.0 if history.is_finished else history.share)
        done += did_s
        total += cost_s
    return done, total


def usual_rates(name: str, rates: Mapping[str, float]) -> tuple[float, float]:
    """Seconds for each minute of recording: of a step's parts, if it has any, and of the rest."""
    expected = _EXPECTED.get(name, _SMALL)
    own = rates.get(name)
    parts = rates.get(f"{name}:part", expected if own is None else 0.0)
    return parts, _SMALL if own is None else own


def step_cost_s(history: History, usual_s: float) -> float:
    """Seconds that a step of one worker costs in all.

    A second attempt finds what the first has done, so its speed says nothing.

    Args:
        history: Of the step.
        usual_s: What it costs usually.
    """
    begun, seen = history.begun_at, history.seen_at
    tells = history.is_running and history.attempts == 1 and history.share > _READY_AT
    if not tells or begun is None or seen is None:
        return usual_s
    own_s = (seen - begun).total_seconds() / history.share
    trust = min(1.0, history.share / _TRUSTED_FROM)
    return trust * own_s + (1 - trust) * usual_s


def shared_work_s(
    whole: History, parts: Sequence[History], usual_s: float, joining_s: float
) -> tuple[float, float]:
    """Seconds of work done and in all of a step in parts, with as many workers as are at them.

    Args:
        whole: As people see it (`seen_by_parts`): its share is that of the parts until they are
            there and it runs itself.
        parts: Histories of all of them.
        usual_s: What they cost one worker usually.
        joining_s: What the whole costs usually when its parts are there.
    """
    took_s = [part.seconds for part in parts if part.is_finished and part.seconds]
    work_s = fmean(took_s) * len(parts) if took_s else usual_s
    work_s /= max(1, sum(part.is_running for part in parts))
    share = fmean(1.0 if part.is_finished else part.share for part in parts)
    joined = whole.share if whole.is_running and share == 1.0 else 0.0
    return work_s * share + joining_s * joined, work_s + joining_s
