from __future__ import annotations

import pytest

from transcripts.timeline import Span
from workers.brief import Brief, ClipOrder, ClipRequest
from workers.plan import clip_steps, recording_steps
from workers.stages.table import (
    BRAND_FILES,
    BRAND_FILMS,
    CLIP_STAGES,
    PLATFORM_STAGES,
    PREVIEW_STAGES,
    RECORDING_STAGES,
)

DIGESTS = {"media": "m" * 64}
ORDER = ClipOrder(Span(10_000, 40_000), "제목")


def keys(steps: object) -> dict[str, str]:
    return {step.name: step.key for step in steps}  # type: ignore[attr-defined]


def test_every_stage_comes_after_what_it_needs() -> None:
    known = {"media", "chat_file", "metrics_file", "offers_file", "products_file"}
    known |= {"transcript_file", *BRAND_FILES, *BRAND_FILMS}
    for stage in RECORDING_STAGES:
        assert set(stage.needs) <= known, stage.name
        known.add(stage.name)
    for chain in (PREVIEW_STAGES, (*CLIP_STAGES, *PLATFORM_STAGES)):
        mine = set(known)
        for stage in chain:
            assert set(stage.needs) <= mine, stage.name
            mine.add(stage.name)


def test_chat_that_comes_late_leaves_speech_and_scenes_as_they_are() -> None:
    before = keys(recording_steps(DIGESTS, Brief()))
    after = keys(recording_steps({**DIGESTS, "chat_file": "c" * 64}, Brief()))

    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"chat", "signals", "highlights", "qa", "faq", "pages", "replay"}


def test_platforms_that_need_the_same_picture_share_one_encode() -> None:
    recording = recording_steps(DIGESTS, Brief())

    steps = clip_steps(recording, DIGESTS, Brief(), ORDER, final=True)

    renders = [step for step in steps if step.stage.name == "render"]
    assert len(renders) == 4
    assert len({step.key for step in renders}) == 1
    assert len({step.key for step in steps if step.stage.name == "verify"}) == 4


def test_an_edited_caption_renders_again_but_keeps_the_framing() -> None:
    recording = recording_steps(DIGESTS, Brief())
    edited = ClipOrder(ORDER.span, ORDER.title, (), ({"start_ms": 1, "end_ms": 2, "text": "가"},))

    before = keys(clip_steps(recording, DIGESTS, Brief(), ORDER, final=True))
    after = keys(clip_steps(recording, DIGESTS, Brief(), edited, final=True))

    assert before["frame"] == after["frame"]
    assert before["cover"] == after["cover"]
    assert before["render:reels"] != after["render:reels"]


def test_after_a_stage_failed_for_good_the_rest_is_planned_without_it() -> None:
    steps = recording_steps(DIGESTS, Brief(), without=["scenes"])

    assert "scenes" not in keys(steps)
    signals = next(step for step in steps if step.name == "signals")
    assert "scenes" not in signals.needs
    assert "transcript" in signals.needs


@pytest.mark.parametrize("platforms", [("reels",), ("naver", "shorts")])
def test_only_the_platforms_asked_for_are_made(platforms: tuple[str, ...]) -> None:
    brief = Brief(platforms=platforms)

    steps = clip_steps(recording_steps(DIGESTS, brief), DIGESTS, brief, ORDER, final=True)

    assert {s.name.partition(":")[2] for s in steps if ":" in s.name} == set(platforms)


def test_a_brief_survives_the_database() -> None:
    brief = Brief(language="ko", clip_count=7, platforms=("reels",), chat_shift_ms=-2000)

    assert Brief.from_json(brief.to_json()) == brief
    assert Brief.from_json({"unknown": 1}) == Brief()


def test_what_clips_were_asked_for_survives_and_changes_the_choice_alone() -> None:
    brief = Brief(asked=ClipRequest(keyword="사은품", start_ms=60_000, length="teaser"))

    assert Brief.from_json(brief.to_json()) == brief

    plain, asked = keys(recording_steps(DIGESTS, Brief())), keys(recording_steps(DIGESTS, brief))
    assert {name for name in plain if plain[name] != asked[name]} == {"highlights", "replay"}
