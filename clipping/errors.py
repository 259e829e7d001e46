"""What can go wrong between a recording and its clips.

ClippingError
+-- UnreadableMedia     the file is no recording we can use; says why and what to do
+-- NoPicture           the step needs a picture and the file has none
+-- FfmpegFailed        ffmpeg ended with an error; carries argv, status and the log's tail
+-- FfmpegMissing       no ffmpeg that can do the work was found
+-- BrandFileRefused    a shop's font or picture cannot be used; says why
+-- UnreadableSidecar   a chat, metrics, offers, products or weights file cannot be understood
"""

from __future__ import annotations

from collections.abc import Sequence


class ClippingError(Exception):
    """Base of all errors of this package. Arguments are kept, so the error survives pickling."""


class UnreadableMedia(ClippingError):
    """The file is no usable recording. Argument: one sentence with the reason and the remedy."""


class NoPicture(ClippingError):
    """The step needs a picture and the file has none. Argument: one sentence."""


class UnreadableSidecar(ClippingError):
    """A file beside the recording cannot be understood. Argument: one sentence."""


class BrandFileRefused(ClippingError):
    """A file of a brand kit cannot be used. Argument: one sentence with the reason."""


class FfmpegMissing(ClippingError):
    """No ffmpeg that can do the work was found. Argument: what was tried and what to do."""


class FfmpegFailed(ClippingError):
    """ffmpeg ended with an error.

    Attributes:
        argv: The whole command line.
        returncode: Its exit status; negative for a signal.
        tail: The last lines it wrote.
    """

    def __init__(self, argv: Sequence[str], returncode: int, tail: str) -> None:
        super().__init__(tuple(argv), returncode, tail)
        self.argv = tuple(argv)
        self.returncode = returncode
        self.tail = tail

    def __str__(self) -> str:
        last = self.tail.strip().splitlines()[-1] if self.tail.strip() else "no message"
        return f"ffmpeg ended with status {self.returncode}: {last}"
