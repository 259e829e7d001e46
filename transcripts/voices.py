"""Hearing voices: the only door to the voice detector, Silero's, that comes with faster-whisper."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from faster_whisper.vad import get_vad_model

from transcripts.hearing import Sound

#: Samples per value of the voice detector.
VOICE_STEP = 512
_VOICE_CONTEXT = 64


class VoiceActivity:
    """Silero's voice detector on a stream of any length, 32 ms at a time; keeps its state."""

    def __init__(self) -> None:
        self._session = get_vad_model().session
        self._h = np.zeros((1, 1, 128), np.float32)
        self._c = np.zeros((1, 1, 128), np.float32)
        self._context = np.zeros(_VOICE_CONTEXT, np.float32)

    def probabilities(self, sound: Sound) -> npt.NDArray[np.float32]:
        """Probability of a voice in each 512 samples of the next block.

        The last step of a block is filled up with silence, so only the stream's last block should
        have a length that is not a multiple of `VOICE_STEP`.
        """
        if not len(sound):
            return np.zeros(0, np.float32)
        steps = np.pad(sound, (0, -len(sound) % VOICE_STEP)).reshape(-1, VOICE_STEP)
        tails = steps[:, -_VOICE_CONTEXT:]
        before = np.concatenate([self._context[None, :], tails[:-1]])
        self._context = tails[-1].copy()
        feed = {"input": np.concatenate([before, steps], axis=1), "h": self._h, "c": self._c}
        out, self._h, self._c = self._session.run(None, feed)
        return np.asarray(out, np.float32).reshape(-1)
