"""Jobs for tests of the worker: what they do tells which process did it. Arguments as real ones."""

from __future__ import annotations

import os
import time


def own_pid(recording_id: str, clip_id: str, step_key: str, number: int) -> int:
    return os.getpid()


def fail(recording_id: str, clip_id: str, step_key: str, number: int) -> None:
    raise ValueError(step_key)


def wait(recording_id: str, clip_id: str, step_key: str, number: int) -> None:
    time.sleep(number)
