"""What the program writes is what the contract says, and what breaks the contract is refused."""

import copy
from fractions import Fraction

import pytest
from jsonschema import Draft202012Validator

from clipping.crop_json import crop_path_to_json
from clipping.highlights_json import highlights_to_json
from clipping.media_json import media_info_to_json
from clipping.model import (
    CropKey,
    CropPath,
    Highlight,
    HighlightList,
    Layout,
    MediaInfo,
    Picture,
    ProductCoverage,
    RejectedSpan,
    Scene,
    ShotCrop,
    Signal,
    SignalKind,
    SoundTrack,
)
from clipping.notes import Note, NoteCode
from clipping.scenes_json import scenes_to_json
from clipping.verification import Check, Verification
from clipping.verify import verification_to_json
from exporters.package import package_to_json
from exporters.post_text import ClipWords
from exporters.presets import PRESETS
from tests.contracts import (
    ContractBroken,
    UnknownContract,
    check_contract,
    contract_names,
    contract_schema,
)
from transcripts.messages import ChatMessage, MessageKind, message_to_json
from transcripts.model import Segment, Transcript, Word, transcript_to_json
from transcripts.products import Product
from transcripts.questions.model import (
    Answer,
    Flag,
    OpenQuestion,
    QaList,
    QaPair,
    Question,
    Source,
    qa_to_json,
)
from transcripts.timeline import Span

SPAN = Span(12_000, 27_500)
ASKED = Question("사이즈가 어떻게 되나요?", "사이즈 어떻게 되나요", SPAN, Source.CHAT, 3)
REASON = Signal(SignalKind.PRICE, SPAN, 0.8, "59,900원")

WRITTEN = {
    "transcript": transcript_to_json(
        Transcript(
            "ko",
            60_000,
            (Segment(SPAN, "오늘만 특가예요.", (Word(Span(12_000, 12_400), "오늘만", 0.9),)),),
            ("chunk 2 was heard twice",),
        )
    ),
    "chat": message_to_json(ChatMessage(-4_000, "9f3a", "얼마예요?", MessageKind.QUESTION)),
    "scenes": scenes_to_json([Scene(Span(0, 12_000)), Scene(Span(12_000, 60_000))], ["a fade"]),
    "highlights": highlights_to_json(
        HighlightList(
            (Highlight("h1", SPAN, 0.91, "price", "오늘만 59,900원", ("p1",), (REASON,)),),
            (RejectedSpan(Span(0, 9_000), 0.2, "waiting"),),
            (Note(NoteCode.WEAK, {"count": 1}),),
            (
                ProductCoverage("p1", ("h1",)),
                ProductCoverage("p2", reason="weaker_than_chosen", best=SPAN),
            ),
        )
    ),
    "qa": qa_to_json(
        QaList(
            (QaPair("q1", ASKED, Answer("55와 66입니다.", "네 55랑 66", SPAN), ("p1",), 0.7,
                    (Flag.PRICE,)),),
            (OpenQuestion("q2", ASKED),),
        )
    ),
    "crop": crop_path_to_json(
        CropPath(
            1280,
            720,
            (
                ShotCrop(Span(0, 4_000), Layout.TRACK, (CropKey(0, 12.5, 0, 405, 720),), 0.9),
                ShotCrop(
                    Span(4_000, 9_000),
                    Layout.SPLIT,
                    (CropKey(4_000, 0, 0, 640, 569), CropKey(4_000, 640, 0, 640, 569, 1)),
                ),
                ShotCrop(Span(9_000, 12_000), Layout.FIT),
            ),
        )
    ),
    "recording": media_info_to_json(
        MediaInfo(
            60_000,
            "mov,mp4,m4a,3gp,3g2,mj2",
            Picture(0, 1280, 720, Fraction(30_000, 1001), "h264"),
            (SoundTrack(1, 2, 48_000),),
        )
    ),
    "post": package_to_json(
        ClipWords(
            "오늘만 59,900원", ("오늘만 특가예요.",), (Product("p1", "니트", price="59900"),), "ko"
        ),
        PRESETS["reels"],
        15_500,
    ),
    "verify": verification_to_json(
        Verification("reels", (Check("loudness", True, "-14.1 LUFS", "-14 ±1 LUFS"),))
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITTEN)
def test_what_the_program_writes_is_what_the_contract_says(name):
    check_contract(name, WRITTEN[name])


@pytest.mark.parametrize("name", WRITTEN)
def test_every_required_field_is_missed(name):
    for field in contract_schema(name)["required"]:
        without = {key: value for key, value in WRITTEN[name].items() if key != field}

        with pytest.raises(ContractBroken, match=field):
            check_contract(name, without)


@pytest.mark.parametrize("name", contract_names())
def test_every_schema_is_a_valid_schema_with_its_own_name(name):
    schema = contract_schema(name)

    Draft202012Validator.check_schema(schema)

    assert schema["$id"] == f"urn:afterlive:schema:{name}:1"
    assert schema["description"]


def broken(name: str, *path: str | int, value: object) -> dict:
    out = copy.deepcopy(WRITTEN[name])
    at = out
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return out


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("transcript", ("duration_ms",), 12.5),
        ("transcript", ("segments", 0, "words", 0, "probability"), 1.2),
        ("chat", ("kind",), "shout"),
        ("chat", ("at_ms",), "3"),
        ("highlights", ("highlights", 0, "score"), -0.1),
        ("highlights", ("rejected", 0, "reason"), ""),
        ("qa", ("pairs", 0, "question", "from"), "mail"),
        ("qa", ("pairs", 0, "question", "asked_by"), 0),
        ("crop", ("shots", 0, "layout"), "zoom"),
        ("crop", ("shots", 0, "keys", 0, "x"), -1),
        ("recording", ("picture", "frame_rate"), "30"),
        ("verify", ("checks",), []),
    ],
)
def test_a_wrong_value_is_named(name, path, value):
    with pytest.raises(ContractBroken, match=str(path[-1])):
        check_contract(name, broken(name, *path, value=value))


def test_a_span_that_ends_before_it_begins_is_named():
    wrong = broken("highlights", "highlights", 0, "because", 0, "end_ms", value=12_000)

    with pytest.raises(ContractBroken, match=r"highlights\[0\]\.because\[0\]"):
        check_contract("highlights", wrong)


def test_a_split_shot_says_which_pane_each_key_is_for():
    wrong = copy.deepcopy(WRITTEN["crop"])
    del wrong["shots"][1]["keys"][0]["pane"]

    with pytest.raises(ContractBroken, match="pane"):
        check_contract("crop", wrong)


def test_a_recording_without_picture_is_one():
    check_contract("recording", {**WRITTEN["recording"], "picture": None})


def test_fields_that_the_contract_does_not_know_are_allowed():
    check_contract("scenes", {**WRITTEN["scenes"], "made_by": "another program"})


def test_an_unknown_contract_is_refused_with_those_there_are():
    with pytest.raises(UnknownContract, match="transcript"):
        check_contract("playlist", {})
