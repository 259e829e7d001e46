"""What can go wrong with speech and text.

TranscriptsError
+-- UnreadableTranscript   a transcript or subtitle file is not what it claims to be
+-- ModelUnavailable       the speech model is not there or not whole
+-- UnreadableSound        the sound of a file cannot be decoded
"""

from __future__ import annotations


class TranscriptsError(Exception):
    """Base of all errors of this package. Arguments are kept, so the error survives pickling."""


class UnreadableTranscript(TranscriptsError):
    """A transcript or subtitle file cannot be understood. Argument: why."""


class ModelUnavailable(TranscriptsError):
    """The speech model cannot be used.

    Attributes:
        model: Which.
        reason: Why, and what to do.
    """

    def __init__(self, model: str, reason: str) -> None:
        super().__init__(model, reason)
        self.model = model
        self.reason = reason

    def __str__(self) -> str:
        return f"The speech model {self.model} cannot be used: {self.reason}"


class UnreadableSound(TranscriptsError):
    """The sound of a file cannot be decoded. Argument: why."""
