"""What was measured on a finished clip, check by check. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One measured requirement of a finished clip.

    Attributes:
        name: Machine word, "loudness" for example.
        passed: Whether it holds.
        measured: What was measured, for people ("-14.2 LUFS").
        required: What is required, for people.
        remedy: One sentence with what to do when it failed, else "".
    """

    name: str
    passed: bool
    measured: str
    required: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was measured on a finished file for a platform.

    `source` and `checked_on` say where the platform's limits come from, and when somebody looked.
    """

    platform: str
    checks: tuple[Check, ...]
    source: str = ""
    checked_on: str = ""

    @property
    def passed(self) -> bool:
        """Whether every check holds."""
        return all(check.passed for check in self.checks)
