"""Korean captions break where sense does."""

from __future__ import annotations

import pytest

from clipping.caption_lines import line_text
from clipping.caption_styles import caption_style
from clipping.captions import make_captions
from clipping.model import Target
from tests.clip_media import sentence, transcript
from transcripts.phrases import breaks, phrases_from_json, phrases_of, phrases_to_json
from transcripts.timeline import Span


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("이 음악을 가장 즐길 수 있었던 때가", "즐길 수"),
        ("한번 발라 보시면 바로 아실 거예요", "발라 보시면"),
        ("오늘은 세 개 사시면 무료 배송이에요", "세 개"),
        ("정말 촉촉한 수분크림 준비했어요", "촉촉한 수분크림"),
        ("피부의 결이 달라졌다고 말씀하세요", "피부의 결이"),
        ("지금 할인 받으시면 훨씬 저렴해요", "할인 받으시면"),
    ],
)
def test_what_belongs_together_costs_more_to_part_than_the_rest(words: str, kept: str):
    costs = breaks(words)
    parts = words.split()
    at = next(i for i in range(len(parts)) if " ".join(parts[i : i + 2]) == kept)

    assert costs[at] >= 1.0
    assert costs[at] == max(costs)


def test_a_line_ends_before_a_bound_noun_only_where_nothing_was_asked():
    said = transcript([sentence("이 음악을 가장 즐길 수 있었던 때가", 0)])
    span, style = Span(0, 5000), caption_style(None)

    track = make_captions(said, span, Target(), style, phrases=phrases_of(said))

    lines = [line_text(line) for caption in track.captions for line in caption.lines]
    assert lines == ["이 음악을 가장", "즐길 수 있었던 때가"]


def test_words_that_a_recogniser_wrote_in_pieces_keep_their_costs():
    whole = sentence("한번 발라 보시면 바로 아실 거예요", 0)
    phrases = phrases_of(transcript([whole]))

    assert phrases_from_json(phrases_to_json(phrases)) == phrases
    assert phrases_of(transcript([whole], language="en")) == {}
