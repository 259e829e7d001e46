"""Captions: what is shown when, and that it can be read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipping.caption_ass import ass_text, escaped, faces_of
from clipping.caption_lines import Room, laid_out, line_text
from clipping.caption_styles import STYLE_NAMES, branded, caption_style
from clipping.caption_words import (
    CaptionEdit,
    CaptionWord,
    drawable,
    edited,
    sentences_within,
    spread,
    with_strong_words,
)
from clipping.captions import (
    CaptionTrack,
    make_captions,
    srt_text,
    text_area,
    vtt_text,
    with_hook,
)
from clipping.fonts import medium_face
from clipping.model import Box, Target
from tests.clip_media import sentence, transcript
from transcripts.model import Segment
from transcripts.timeline import Span

CLIP = Span(0, 60_000)
TARGET = Target()
STYLE = caption_style(None)
SPOKEN = "오늘 방송에서만 59,900원에 드리는 수분 크림, 무료배송까지 챙겨 드릴게요."


def shown(text: str, start_ms: int = 500) -> list[list[str]]:
    track = make_captions(transcript([sentence(text, start_ms)]), CLIP, TARGET, STYLE)
    return [[line_text(line) for line in caption.lines] for caption in track.captions]


def words(text: str) -> list[str]:
    return [word.text for word in spread(text, Span(0, 10_000))]


def test_every_word_is_shown_once_and_in_order():
    lines = [line for caption in shown(SPOKEN) for line in caption]

    assert " ".join(lines) == SPOKEN


def test_a_caption_has_at_most_two_lines_that_fit_the_text_box():
    area = text_area(TARGET)

    for caption in shown(SPOKEN * 3):
        assert len(caption) <= 2
        for line in caption:
            assert STYLE.fonts.width(line, 88) <= area.right - area.left


def test_a_number_stays_with_its_unit():
    room = Room(10, len)
    run = spread("지금 바로 삼 만 9900 원 입니다", Span(0, 2000))

    captions = laid_out([run], room, CLIP)

    assert any("9900 원" in line_text(line) for caption in captions for line in caption.lines)


def test_a_word_wider_than_the_box_is_set_smaller_and_then_divided():
    long = "가" * 40

    track = make_captions(transcript([sentence(long, 0)]), CLIP, TARGET, STYLE)

    assert "".join(line_text(ln) for c in track.captions for ln in c.lines) == long
    assert all(0.6 <= caption.size_share < 1 for caption in track.captions)


def test_captions_follow_the_words_and_never_overlap():
    first, second = sentence("이건 정말 좋아요", 1000), sentence("다음 상품 볼게요", 4000)

    track = make_captions(transcript([first, second]), CLIP, TARGET, STYLE)

    starts = [caption.span.start_ms for caption in track.captions]
    ends = [caption.span.end_ms for caption in track.captions]
    assert starts[0] == 1000
    assert 1900 < ends[0] <= 2400
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))


def test_words_outside_the_clip_are_not_shown():
    clip = Span(1600, 2500)

    found = sentences_within(transcript([sentence("하나 둘 셋 넷 다섯 여섯", 1000, 300)]), clip)

    assert [word.text for word in found[0]] == ["셋", "넷", "다섯"]
    assert all(clip.start_ms <= w.span.start_ms and w.span.end_ms <= clip.end_ms for w in found[0])


def test_a_sentence_without_word_times_is_spread_over_its_span():
    segment = Segment(Span(1000, 4000), "짧은 그리고아주긴단어 끝")

    (found,) = sentences_within(transcript([segment]), CLIP)

    assert [word.text for word in found] == segment.text.split()
    assert found[0].span.start_ms == 1000
    assert found[-1].span.end_ms == 4000
    assert found[1].span.duration_ms > found[0].span.duration_ms


def test_a_script_without_spaces_is_joined_as_it_is_written():
    parts = ("これは", "いい", "です")
    segment = sentence(" ".join(parts), 0)
    segment = Segment(segment.span, "".join(parts), segment.words)

    (found,) = sentences_within(transcript([segment], "ja"), CLIP)

    assert line_text(found) == "これはいいです"


def test_what_people_wrote_wins_over_what_was_recognised():
    said = sentences_within(transcript([sentence("수분 그림 입니다", 1000)]), CLIP)

    (fixed,) = edited(said, [CaptionEdit(Span(1000, 1900), "수분 크림 입니다")], CLIP)

    assert [word.text for word in fixed] == ["수분", "크림", "입니다"]
    assert [word.span for word in fixed] == [word.span for word in said[0]]


def test_an_edit_inside_a_sentence_leaves_the_rest_of_it():
    said = sentences_within(transcript([sentence("가 나 다 라", 1000)]), CLIP)

    (fixed,) = edited(said, [CaptionEdit(Span(1300, 1900), "새로운 낱말 셋")], CLIP)

    assert [word.text for word in fixed] == ["가", "새로운", "낱말", "셋", "라"]


def test_an_empty_edit_takes_the_words_away_and_a_new_one_needs_no_speech():
    said = sentences_within(transcript([sentence("음 그러니까", 1000)]), CLIP)
    edits = [CaptionEdit(Span(1000, 1600), ""), CaptionEdit(Span(5000, 6000), "여기 보세요")]

    (left,) = edited(said, edits, CLIP)

    assert [word.text for word in left] == ["여기", "보세요"]


def test_characters_without_a_glyph_are_replaced_or_left_out_and_told():
    sentences, lost = drawable(
        [spread("café 😀 漢字 \U00012000 \u202eabc", CLIP)], STYLE.fonts.can_draw
    )

    assert [word.text for word in sentences[0]] == ["café", "😀", "漢字", "abc"]
    assert lost == ("\U00012000",)


def test_hanja_and_emoji_are_drawn_by_their_own_fonts_at_the_same_size():
    track = make_captions(transcript([sentence("漢方 크림🔥", 1000)]), CLIP, TARGET, STYLE)

    text = ass_text(track, TARGET, STYLE)

    assert r"{\fnNoto Sans CJK KR\fs106.8}漢方{\fnPretendard\fs88.0}" in text
    assert r"크림{\fnNoto Emoji\fs86.5}🔥{\fnPretendard\fs88.0}" in text
    assert [face.family for face in faces_of(track, STYLE)] == [
        "Pretendard",
        "Noto Sans CJK KR",
        "Noto Emoji",
    ]


@pytest.mark.parametrize("name", STYLE_NAMES)
def test_each_style_fits_its_text_into_the_same_box(name: str):
    style = caption_style(name)
    area = text_area(TARGET)
    track = make_captions(transcript([sentence(SPOKEN, 0)]), CLIP, TARGET, style)

    for line in (line for caption in track.captions for line in caption.lines):
        wide = style.fonts.width(line_text(line), style.font_size) + 2 * style.margin
        assert wide <= area.right - area.left + 0.01


def test_a_trail_keeps_the_colour_of_words_that_were_said():
    trail = caption_style("trail")
    track = make_captions(transcript([sentence("하나 둘 셋", 1000, 400)]), CLIP, TARGET, trail)

    events = [ln for ln in ass_text(track, TARGET, trail).splitlines() if ln.startswith("Dialogue")]

    coloured = [re.findall(r"&H00FFD84D&\}([^{]+)", event) for event in events]
    assert coloured == [["하나"], ["하나", "둘"], ["하나", "둘", "셋"]]


def test_a_shops_colours_and_font_change_a_style_but_never_the_plain_one():
    ours = branded(STYLE, plain="FAFAFA", accent="FF3366", face=medium_face())
    calm = branded(caption_style("calm"), accent="FF3366")
    plain = branded(caption_style("plain"), plain="FF0000", accent="FF3366")

    assert (ours.plain, ours.spoken, ours.strong) == ("FAFAFA", "FF3366", STYLE.strong)
    assert ours.face is medium_face()
    assert (calm.spoken, calm.strong) == (None, "FF3366")
    assert plain == caption_style("plain")


def test_a_hook_stands_at_the_top_for_three_seconds():
    track = with_hook(CaptionTrack(CLIP), "오늘만 {이 가격}\n\\N", TARGET, STYLE)

    (event,) = [
        ln for ln in ass_text(track, TARGET, STYLE).splitlines() if ln.startswith("Dialogue")
    ]

    assert event.startswith("Dialogue: 1,0:00:00.00,0:00:03.00,Upper,")
    assert event.endswith("오늘만 \\{이 가격\\} \\\u200dN")


def test_a_hook_that_is_too_long_ends_in_an_ellipsis_instead_of_getting_tiny():
    track = with_hook(CaptionTrack(CLIP), "아주 긴 제목 " * 30, TARGET, STYLE)

    assert track.hook is not None
    assert track.hook.size_share >= 0.6
    assert line_text(track.hook.lines[-1]).endswith("…")


def test_no_hook_without_text():
    assert with_hook(CaptionTrack(CLIP), " \u200b\u202e ", TARGET, STYLE).hook is None


def test_vtt_has_the_same_captions_and_no_markup_in_them():
    track = make_captions(transcript([sentence("<b>싸다</b> --> 지금", 500)]), CLIP, TARGET, STYLE)

    text = vtt_text(track)

    assert text.startswith("WEBVTT\n\n00:00:00.500 --> ")
    assert "&lt;b&gt;싸다&lt;/b&gt; --&gt;" in text.replace("\n", " ")


@pytest.mark.parametrize(
    "hostile",
    [
        "{\\an8}위로",
        "\u202e거꾸로\u2066",
        "\u200b\u200b보이지\u200d않는",
        "가" * 500,
        "줄\n바꿈\r\n셋",
        "\\N\\h\\n 끝",
    ],
)
def test_hostile_words_stay_words(hostile: str):
    edits = [CaptionEdit(Span(1000, 4000), hostile)]
    track = make_captions(None, CLIP, TARGET, STYLE, edits=edits)

    text = ass_text(track, TARGET, STYLE)
    events = text[text.index("[Events]") :].splitlines()[3:]

    assert events
    assert all(event.startswith("Dialogue: 0,") for event in events)
    for event in events:
        for override in re.findall(r"(?<!\\)\{([^}]*)\}", event.split(",", 9)[9]):
            assert re.fullmatch(r"(\\(1c&H[0-9A-F]{8}&|fscx[\d.]+|fscy[\d.]+))+", override)
    assert not set("\u202e\u2066\u200b") & set(text)


@pytest.mark.parametrize(
    ("text", "strong"),
    [
        ("정가 59,900원 입니다", ["59,900원"]),
        ("지금 20 % 할인", ["20", "%", "할인"]),
        ("오만원 무료배송", ["오만원", "무료배송"]),
        ("get free shipping today", ["free"]),
        ("오늘은 날씨가 좋아요", []),
        ("2026년 3월 신제품", []),
    ],
)
def test_prices_and_benefits_are_marked(text: str, strong: list[str]):
    marked = with_strong_words(spread(text, Span(0, 5000)))

    assert [word.text for word in marked if word.is_strong] == strong


def test_product_names_are_marked_with_their_endings():
    marked = with_strong_words(spread("이 수분 크림은 정말", Span(0, 5000)), ["라운드 수분 크림"])

    assert [word.text for word in marked if word.is_strong] == ["수분", "크림은"]


def test_each_word_is_coloured_while_it_is_said():
    track = make_captions(transcript([sentence("하나 둘 셋", 1000, 400)]), CLIP, TARGET, STYLE)

    events = [
        line for line in ass_text(track, TARGET, STYLE).splitlines() if line.startswith("Dialogue")
    ]

    coloured = [re.findall(r"&H004DE1FF&\}([^{]+)", event) for event in events]
    assert coloured == [["하나"], ["둘"], ["셋"]]
    times = [event.split(",")[1:3] for event in events]
    assert times[0] == ["0:00:01.00", "0:00:01.40"]
    assert times[0][1] == times[1][0]


def test_the_calm_style_does_not_follow_the_words():
    calm = caption_style("calm")
    track = make_captions(transcript([sentence("하나 둘 셋", 1000)]), CLIP, TARGET, calm)

    assert ass_text(track, TARGET, calm).count("Dialogue") == 1


@given(st.text(max_size=60))
def test_no_text_can_leave_its_line_or_open_an_override(text: str):
    safe = escaped(text)

    assert "\n" not in safe
    assert "\r" not in safe
    assert not re.search(r"(?<!\\)[{}]", safe)
    assert not re.search(r"\\[Nnh]", safe)


def test_srt_has_the_same_captions_on_the_clips_own_clock():
    clip = Span(10_000, 20_000)
    track = make_captions(transcript([sentence("안녕하세요 여러분", 11_500)]), clip, TARGET, STYLE)

    assert srt_text(track).startswith("1\n00:00:01,500 --> 00:00:02,500\n안녕하세요 여러분\n")


def test_a_clip_without_words_says_so():
    track = make_captions(None, CLIP, TARGET, STYLE)

    assert track.captions == ()
    assert "No captions" in track.notes[0]


def test_captions_stand_in_the_middle_of_the_picture_where_the_box_allows():
    area = text_area(TARGET)
    aside = text_area(Target(text_box=Box(0, 0, 500, 1000)))

    assert area.left + area.right == TARGET.width
    assert TARGET.text_box.left <= area.left
    assert area.right <= TARGET.text_box.right
    assert aside == Box(0, 0, 500, 1000)


def test_unknown_styles_fall_back_to_the_default():
    assert caption_style("nonsense") == caption_style(None)


def test_glued_words_are_written_without_a_space():
    pair = (CaptionWord(Span(0, 1), "가"), CaptionWord(Span(1, 2), "나", is_glued=True))

    assert line_text(pair) == "가나"
