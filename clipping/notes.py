"""What people should know of a choice, as codes with data, and as sentences. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class NoteCode(StrEnum):
    """Everything that may be said of signals and suggestions."""

    NO_CHAT = "no_chat"
    NOT_ENOUGH_CHAT = "not_enough_chat"
    CHAT_LAG_MEASURED = "chat_lag_measured"
    CHAT_LAG_ASSUMED = "chat_lag_assumed"
    NO_SPEECH = "no_speech"
    NO_SALES = "no_sales"
    TOO_LITTLE_SAID = "too_little_said"
    NOTHING_STANDS_OUT = "nothing_stands_out"
    NOTHING_ASKED_FOR = "nothing_asked_for"
    FEWER_SPOILT = "fewer_spoilt"
    FEWER_ALIKE = "fewer_alike"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to know.

    Attributes:
        code: Which.
        data: The numbers of its sentence.
    """

    code: NoteCode
    data: Mapping[str, int] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """In English."""
        return note_sentence(self, "en")


_SENTENCES: dict[str, dict[NoteCode, str]] = {
    "en": {
        NoteCode.NO_CHAT: "There is no chat: suggestions rest on the other signals.",
        NoteCode.NOT_ENOUGH_CHAT: (
            "Not enough chat: {messages} messages from {people} people. It was not counted."
        ),
        NoteCode.CHAT_LAG_MEASURED: (
            "Chat answers about {seconds} s late here, measured against what was said, heard or "
            "offered; moments were laid that much earlier."
        ),
        NoteCode.CHAT_LAG_ASSUMED: (
            "Nothing told how late this chat answers: {seconds} s were assumed, with room for "
            "faster and slower ones."
        ),
        NoteCode.NO_SPEECH: "There is no speech: nothing that is said was counted.",
        NoteCode.NO_SALES: "There are no sales figures and no offers: they were not counted.",
        NoteCode.TOO_LITTLE_SAID: (
            "No moment can be suggested: too little is said to fill the shortest clip."
        ),
        NoteCode.NOTHING_STANDS_OUT: (
            "No moment can be suggested: no speech, chat, sales figure or offer tells one from "
            "another."
        ),
        NoteCode.NOTHING_ASKED_FOR: "Nothing in the recording is what was asked for.",
        NoteCode.FEWER_SPOILT: (
            "{found} of {wanted} suggestions: most of the recording is waiting, music, silence or "
            "raffles."
        ),
        NoteCode.FEWER_ALIKE: (
            "{found} of {wanted} suggestions: the rest overlaps, repeats or lies too close to "
            "these."
        ),
        NoteCode.WEAK: (
            "{count} of the suggestions have no strong reason: they only fill the list."
        ),
    },
    "ko": {
        NoteCode.NO_CHAT: "채팅이 없어 다른 신호만으로 추천했습니다.",
        NoteCode.NOT_ENOUGH_CHAT: (
            "채팅이 부족합니다({people}명, {messages}건). 추천에 반영하지 않았습니다."
        ),
        NoteCode.CHAT_LAG_MEASURED: (
            "이 방송의 채팅은 실제 장면보다 약 {seconds}초 늦게 반응합니다. 말, 소리, 혜택과 맞춰 "
            "잰 값이며, 그만큼 앞당겨 구간을 잡았습니다."
        ),
        NoteCode.CHAT_LAG_ASSUMED: (
            "채팅 반응이 얼마나 늦는지 알 수 없어 {seconds}초로 보고, 더 빠르거나 느린 반응도 "
            "감안했습니다."
        ),
        NoteCode.NO_SPEECH: "음성이 없어 말한 내용은 반영하지 않았습니다.",
        NoteCode.NO_SALES: "판매 지표와 혜택 정보가 없어 반영하지 않았습니다.",
        NoteCode.TOO_LITTLE_SAID: (
            "추천할 구간이 없습니다. 가장 짧은 클립을 채울 만큼 말이 이어지지 않습니다."
        ),
        NoteCode.NOTHING_STANDS_OUT: (
            "추천할 구간이 없습니다. 음성, 채팅, 판매, 혜택 어느 것에서도 두드러진 순간을 찾지 "
            "못했습니다."
        ),
        NoteCode.NOTHING_ASKED_FOR: "요청하신 조건에 맞는 구간이 없습니다.",
        NoteCode.FEWER_SPOILT: (
            "추천이 {wanted}개 중 {found}개입니다. 방송 대부분이 대기 화면, 음악, 무음, 추첨입니다."
        ),
        NoteCode.FEWER_ALIKE: (
            "추천이 {wanted}개 중 {found}개입니다. 나머지 구간은 이미 추천한 구간과 겹치거나 "
            "내용이 같거나 너무 가깝습니다."
        ),
        NoteCode.WEAK: "추천 중 {count}개는 뚜렷한 근거 없이 개수를 채운 것입니다.",
    },
}


def note_sentence(note: Note, language: str) -> str:
    """What a note says.

    Args:
        note: With the numbers of its sentence.
        language: "ko"; anything else gives English.
    """
    return _SENTENCES["ko" if language == "ko" else "en"][note.code].format(**note.data)


def note_to_json(note: Note) -> dict[str, Any]:
    """An entry of `note_codes`."""
    return {"code": note.code.value, "data": dict(note.data)}


def note_from_json(value: Mapping[str, Any]) -> Note:
    """Read what `note_to_json` wrote.

    Raises:
        ValueError: a code is not known.
    """
    return Note(NoteCode(value["code"]), {name: int(n) for name, n in value["data"].items()})
