"""What people should know of a choice, as codes with data, and as sentences in English. Pure."""

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
    CHAT_LAG_REMEMBERED = "chat_lag_remembered"
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
        """For people who read English, and the name of its words in other languages."""
        return _SENTENCES[self.code].format(**self.data)


#: In English; other languages have them in `exporters/note_words`.
_SENTENCES: dict[NoteCode, str] = {
    NoteCode.NO_CHAT: "There is no chat: suggestions rest on the other signals.",
    NoteCode.NOT_ENOUGH_CHAT: (
        "Not enough chat: {messages} messages from {people} people. It was not counted."
    ),
    NoteCode.CHAT_LAG_MEASURED: (
        "Chat answers about {seconds} s late here, measured against what was said, heard or "
        "offered; moments were laid that much earlier."
    ),
    NoteCode.CHAT_LAG_REMEMBERED: (
        "Nothing told how late this chat answers: {seconds} s were taken, as measured in earlier "
        "broadcasts, with room for faster and slower ones."
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
        "No moment can be suggested: no speech, chat, sales figure or offer tells one from another."
    ),
    NoteCode.NOTHING_ASKED_FOR: "Nothing in the recording is what was asked for.",
    NoteCode.FEWER_SPOILT: (
        "{found} of {wanted} suggestions: most of the recording is waiting, music, silence or "
        "raffles."
    ),
    NoteCode.FEWER_ALIKE: (
        "{found} of {wanted} suggestions: the rest overlaps, repeats or lies too close to these."
    ),
    NoteCode.WEAK: ("{count} of the suggestions have no strong reason: they only fill the list."),
}


def note_to_json(note: Note) -> dict[str, Any]:
    """An entry of `note_codes`."""
    return {"code": note.code.value, "data": dict(note.data)}


def note_from_json(value: Mapping[str, Any]) -> Note:
    """Read what `note_to_json` wrote.

    Raises:
        ValueError: a code is not known.
    """
    return Note(NoteCode(value["code"]), {name: int(n) for name, n in value["data"].items()})
