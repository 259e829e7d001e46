"""Memory that is free goes back to the system."""

from __future__ import annotations

import ctypes


def give_back() -> None:
    """Let the C library part with what it keeps for later; nothing where it cannot.

    After a demuxer has read the index of hours, that is as much again as the index itself.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc has it
    if trim is not None:
        trim(0)
