"""Hearing voices: the only door to the voice detector, Silero's, that comes with faster-whisper."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from faster_whisper.vad import get_vad_model

from transcripts.hearing import Sound

#: Samples per value of the voice detector.
VOICE_STEP = 512
_VOICE_CONTEXT = 64
#: Nothing is louder than three steps of 16 bits: no voice, however soft.
_NOTHING = 1e-4
#: Steps of nothing that are listened to all the same: half a second after a sound, until the
#: detector has calmed down, and a quarter before the next one.
_CALMS_DOWN, _WARMS_UP = 16, 8


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
        have a length that is not a multiple of `VOICE_STEP`. Where there is no sound at all there
        is no voice; the detector is not asked.
        """
        if not len(sound):
            return np.zeros(0, np.float32)
        steps = np.pad(sound, (0, -len(sound) % VOICE_STEP)).reshape(-1, VOICE_STEP)
        tails = steps[:, -_VOICE_CONTEXT:]
        before = np.concatenate([self._context[None, :], tails[:-1]])
        self._context = tails[-1].copy()
        heard = _with_sound(steps)
        found = np.zeros(len(steps), np.float32)
        feed = {"input": np.concatenate([before, steps], axis=1)[heard], "h": self._h, "c": self._c}
        out, self._h, self._c = self._session.run(None, feed)
        found[heard] = np.asarray(out, np.float32).reshape(-1)
        return found


def _with_sound(steps: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """The steps in or near which there is any sound; a block's first ones may be near one."""
    loud = np.abs(steps).max(axis=1) > _NOTHING
    counts = np.concatenate([np.zeros(_CALMS_DOWN + 1), np.cumsum(loud)])
    counts = np.concatenate([counts, np.full(_WARMS_UP, counts[-1])])
    near = counts[_CALMS_DOWN + _WARMS_UP + 1 :] > counts[: len(steps)]
    near[:_CALMS_DOWN] = True
    return near
