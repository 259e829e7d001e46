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
    """The speech model cannot be used. Arguments: which, why and what to do."""


class UnreadableSound(TranscriptsError):
    """The sound of a file cannot be decoded. Argument: why."""
