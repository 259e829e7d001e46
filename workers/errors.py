"""What can go wrong in the application.

WorkersError
+-- BadSettings     a setting is misspelt or has no usable value
+-- Cancelled       a person stopped the work
+-- NotFound        there is no such recording, clip, entry …
+-- NotAllowed      the rules or the person's role forbid it
+-- Conflict        the state has changed meanwhile, or the same thing exists already
|   +-- NothingToLearn    nothing was decided that teaches anything
|   +-- NothingToUndo     nothing has been learned
+-- TooLarge        an upload passes a limit
+-- LanguageModelFailed   the language model gave no usable answer
+-- StageFailed     a stage failed for good; carries recording, stage and reason
"""

from __future__ import annotations


class WorkersError(Exception):
    """Base of all errors of this package. Arguments are kept, so the error survives pickling."""


class BadSettings(WorkersError):
    """A setting is misspelt or has no usable value. Argument: one sentence."""


class Cancelled(WorkersError):
    """A person stopped the work."""


class NotFound(WorkersError):
    """There is no such thing, or it belongs to another workspace. Argument: what."""


class NotAllowed(WorkersError):
    """The rules or the person's role forbid it. Argument: one sentence."""


class Conflict(WorkersError):
    """The state has changed meanwhile, or the thing exists already. Argument: one sentence."""


class NothingToLearn(Conflict):
    """Nothing was decided since the last step that teaches anything."""

    def __str__(self) -> str:
        return (
            "There is nothing to learn yet: approvals and rejections within one broadcast are "
            "compared, and a few of both are needed."
        )


class NothingToUndo(Conflict):
    """Nothing has been learned that could be taken back."""

    def __str__(self) -> str:
        return "There is nothing to undo."


class TooLarge(WorkersError):
    """An upload passes a limit. Argument: one sentence."""


class LanguageModelFailed(WorkersError):
    """The language model gave no usable answer. Argument: one sentence. Worth another try."""


class OutsideFailed(WorkersError):
    """A service outside gave no answer. Argument: what it did, without its name."""


class StageFailed(WorkersError):
    """A stage failed for good.

    Attributes:
        stage: Which.
        reason: One sentence for people.
    """

    def __init__(self, stage: str, reason: str) -> None:
        super().__init__(stage, reason)
        self.stage = stage
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.stage}: {self.reason}"
