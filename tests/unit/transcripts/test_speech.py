from __future__ import annotations

import json
import wave
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from transcripts.hearing import Heard, HeardWord, Hearing, Sound, Turn
from transcripts.progress import Progress, ignore_progress
from transcripts.sound import SoundCurve
from transcripts.speech import chunks_of, hear_shared, transcribe
from transcripts.timeline import Span

DURATION_MS = 480_000


class FakeTranscriber:
    """Hears one word in each window, or what it was told to; keeps what it was asked."""

    name = "fake"

    def __init__(self, *answers: str, language: str = "en") -> None:
        self.asked: list[Hearing] = []
        self.heard_ms = 0
        self._answers = list(answers)
        self._language = language

    def get_ready(self) -> None:
        pass

    def languages(self, windows: Sequence[Sound]) -> tuple[Mapping[str, float], ...]:
        return tuple({self._language: 0.9} for _ in windows)

    def hear(
        self,
        windows: Sequence[Sound],
        hearing: Hearing,
        on_progress: Progress = ignore_progress,
    ) -> tuple[Heard, ...]:
        self.asked.append(hearing)
        heard = []
        for number, window in enumerate(windows, 1):
            heard.append(self._heard(window, hearing))
            on_progress(number / len(windows))
        return tuple(heard)

    def _heard(self, window: Sound, hearing: Hearing) -> Heard:
        length_ms = len(window) // 16
        self.heard_ms += length_ms
        text = self._answers.pop(0) if self._answers else "hello."
        words = text.split()
        each = (length_ms - 600) // max(1, len(words))
        return Heard(
            hearing.language or self._language,
            tuple(
                HeardWord(300 + i * each, 300 + (i + 1) * each, word, 0.9)
                for i, word in enumerate(words)
            ),
            confidence=-0.3,
        )


class KeptParts:
    """Parts in a folder, as the stage engine keeps them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.made = 0

    def __call__(self, name: str, params: Mapping[str, Any], fill: Callable[[Path], None]) -> Path:
        text = json.dumps([name, dict(params)], sort_keys=True)
        folder = self.root / f"{name}-{abs(hash(text))}"
        if not folder.is_dir():
            draft = self.root / "draft"
            draft.mkdir(parents=True)
            try:
                fill(draft)
            except BaseException:
                for path in draft.iterdir():
                    path.unlink()
                draft.rmdir()
                raise
            draft.rename(folder)
            self.made += 1
        return folder


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "show.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        noise = np.random.default_rng(1).integers(-300, 300, DURATION_MS * 8)
        file.writeframes(noise.astype("<i2").tobytes())
    return path


def curve(*voiced: Span) -> SoundCurve:
    return SoundCurve(100, (-30.0,) * (DURATION_MS // 100), voiced, (), 0)


#: Forty windows: three chunks.
LONG = curve(*(Span(i * 24_000 + 1_000, i * 24_000 + 21_000) for i in range(20)))


def test_silence_never_reaches_the_recogniser(media: Path) -> None:
    fake = FakeTranscriber()

    said = transcribe(
        media,
        duration_ms=DURATION_MS,
        curve=curve(Span(5_000, 9_000), Span(300_000, 303_000)),
        transcriber=fake,
    )

    assert fake.heard_ms <= 7_000 + 4 * 300
    assert all(
        segment.span.overlap_ms(Span(4_900, 9_200)) or segment.span.start_ms > 299_000
        for segment in said.segments
    )


def test_a_recording_without_a_voice_is_an_empty_transcript_with_a_note(media: Path) -> None:
    fake = FakeTranscriber()

    said = transcribe(media, duration_ms=DURATION_MS, curve=curve(), transcriber=fake)

    assert (said.language, said.segments, fake.asked) == ("und", (), [])
    assert said.notes


def test_finished_chunks_are_not_heard_again(media: Path, tmp_path: Path) -> None:
    parts, first, second = KeptParts(tmp_path), FakeTranscriber(), FakeTranscriber()

    def run(fake: FakeTranscriber) -> object:
        return transcribe(media, duration_ms=DURATION_MS, curve=LONG, transcriber=fake, part=parts)

    before, after = run(first), run(second)

    assert before == after
    assert len(first.asked) == 3
    assert second.asked == []


def test_a_killed_run_loses_one_chunk(media: Path, tmp_path: Path) -> None:
    parts = KeptParts(tmp_path)

    def stop_in_the_second(share: float) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        transcribe(
            media,
            duration_ms=DURATION_MS,
            curve=LONG,
            transcriber=FakeTranscriber(),
            part=parts,
            on_progress=stop_in_the_second,
        )
    rest = FakeTranscriber()
    said = transcribe(media, duration_ms=DURATION_MS, curve=LONG, transcriber=rest, part=parts)

    assert len(rest.asked) == 2
    assert said == transcribe(
        media, duration_ms=DURATION_MS, curve=LONG, transcriber=FakeTranscriber()
    )


def test_progress_grows_to_one(media: Path) -> None:
    shares: list[float] = []

    transcribe(
        media,
        duration_ms=DURATION_MS,
        curve=LONG,
        transcriber=FakeTranscriber(),
        on_progress=shares.append,
    )

    assert len(shares) >= 40
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_progress_moves_within_a_shared_chunk(media: Path, tmp_path: Path) -> None:
    shares: list[float] = []

    hear_shared(
        1, media, duration_ms=DURATION_MS, curve=LONG, transcriber=FakeTranscriber(),
        part=KeptParts(tmp_path), on_progress=shares.append,
    )  # fmt: skip

    assert len(shares) > 16
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_window_that_loops_is_heard_again_and_noted(media: Path) -> None:
    fake = FakeTranscriber("thank you " * 15, "thank you all for coming")

    said = transcribe(
        media, duration_ms=DURATION_MS, curve=curve(Span(60_000, 74_000)), transcriber=fake
    )

    assert [hearing.is_careful for hearing in fake.asked] == [False, True]
    assert [s.text for s in said.segments] == ["thank you all for coming"]
    assert said.notes == ("0:59: recognised twice, the second time is kept.",)


def test_a_language_that_was_given_is_kept_for_all_windows(media: Path) -> None:
    fake = FakeTranscriber(language="en")

    said = transcribe(media, duration_ms=DURATION_MS, curve=LONG, transcriber=fake, language="de")

    assert {(h.language, h.may_differ) for h in fake.asked} == {("de", False)}
    assert said.language == "de"


def test_names_of_products_are_told_to_the_recogniser(media: Path) -> None:
    fake = FakeTranscriber()

    transcribe(
        media,
        duration_ms=DURATION_MS,
        curve=curve(Span(5_000, 9_000)),
        transcriber=fake,
        hotwords=("글로우 세럼", "Aqua Tint"),
    )

    assert fake.asked[0].hotwords == "글로우 세럼, Aqua Tint"


def test_chunks_that_other_workers_heard_in_any_order_give_the_same_transcript(
    media: Path, tmp_path: Path
) -> None:
    alone = transcribe(
        media, duration_ms=DURATION_MS, curve=LONG, transcriber=FakeTranscriber(),
        part=KeptParts(tmp_path / "alone"),
    )  # fmt: skip
    parts = KeptParts(tmp_path / "shared")
    for number in reversed(range(len(chunks_of(LONG, DURATION_MS)))):
        hear_shared(
            number, media, duration_ms=DURATION_MS, curve=LONG, transcriber=FakeTranscriber(),
            part=parts,
        )  # fmt: skip
    idle = FakeTranscriber()

    together = transcribe(media, duration_ms=DURATION_MS, curve=LONG, transcriber=idle, part=parts)

    assert together == alone
    assert idle.asked == []


class TwoLanguages(FakeTranscriber):
    """Hears Korean, then English, in each window; words only when told the language."""

    def _heard(self, window: Sound, hearing: Hearing) -> Heard:
        if not hearing.may_differ:
            return super()._heard(window, hearing)
        return Heard("ko", (), turns=(Turn(0, 4_000, "ko"), Turn(4_000, len(window) // 16, "en")))


def test_each_language_of_a_window_is_heard_on_its_own(media: Path) -> None:
    fake = TwoLanguages("안녕하세요 여러분.", "hello everybody.")

    said = transcribe(
        media, duration_ms=DURATION_MS, curve=curve(Span(5_000, 14_000)), transcriber=fake
    )

    assert [hearing.language for hearing in fake.asked[1:]] == ["ko", "en"]
    spoken = {s.language or said.language: s for s in said.segments}
    assert list(spoken) == ["ko", "en"]
    assert spoken["ko"].span.end_ms <= 8_700 <= spoken["en"].span.start_ms
