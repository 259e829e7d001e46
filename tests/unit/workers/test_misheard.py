"""A word that is put right in a caption is put right in the answers that quote the sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from exporters.decided import decided_entries
from tests.unit.service.showroom import (
    Showroom,
    add_broadcast,
    open_showroom,
    prepared,
    work_until_done,
)
from transcripts.corrections import Replacement
from transcripts.questions.misheard import Misheard
from transcripts.questions.model import qa_from_json
from transcripts.timeline import Span
from workers.actions import clips, faq, faq_list
from workers.brief import ClipOrder
from workers.shared_captions import CaptionState, misheard_words
from workers.store.recordings import find_recordings
from workers.worklist import plan_recordings

SENTENCE = {"start_ms": 41_000, "end_ms": 46_000}
AS_HEARD = "네, 저자극 테스트를 마쳐서 민감한 피부도 쓸 수 있어요."


@dataclass(frozen=True, slots=True)
class Broadcast:
    room: Showroom
    recording_id: str
    clip_id: str

    def correct(self, text: str) -> None:
        edits = [{**SENTENCE, "text": text}]
        clips.edit_clip(self.room.app, self.room.admin, self.clip_id, caption_edits=edits)

    def answers(self) -> list[str]:
        found = faq.list_faq(self.room.app, self.room.admin, self.recording_id)
        return [entry.answer for entry in found.entries]

    def step_params(self) -> object:
        with self.room.app.store.read() as connection:
            rows = find_recordings(connection, [self.recording_id])
            step = plan_recordings(connection, self.room.app, rows)[0].step("faq")
        assert step is not None
        return step.params.get("misheard")


@pytest.fixture
def show(tmp_path: Path) -> Iterator[Broadcast]:
    room = open_showroom(tmp_path / "data")
    recording = add_broadcast(room)
    work_until_done(room, recording.id)
    own = clips.add_clip(room.app, room.admin, recording.id, ClipOrder(Span(34_000, 60_000)))
    yield Broadcast(room, recording.id, own.id)
    room.app.close()


def test_the_answer_that_quotes_the_sentence_has_the_word_as_it_was_meant(show: Broadcast) -> None:
    assert show.step_params() is None

    show.correct("네 무자극 테스트를 마쳐서 민감한 피부도 쓸 수 있어요")

    assert show.answers() == [AS_HEARD.replace("저자극", "무자극"), "내일 바로 출발해요."]
    assert show.step_params() is not None  # the files are written anew
    listed = faq_list.list_all(show.room.app, show.room.admin)
    assert any("무자극" in version.text for one in listed.entries for version in one.versions)

    clips.undo_edit(show.room.app, show.room.admin, show.clip_id)
    assert show.answers()[0] == AS_HEARD


def test_a_suggested_title_has_the_word_as_it_was_meant_and_a_persons_own_title_stays(
    show: Broadcast,
) -> None:
    titled = ClipOrder(Span(36_000, 58_000), "저자극 테스트 마쳤어요")
    other = clips.add_clip(show.room.app, show.room.admin, show.recording_id, titled)
    far = clips.add_clip(
        show.room.app, show.room.admin, show.recording_id, replace(titled, span=Span(5_000, 30_000))
    )

    def titles() -> list[str]:
        found = [clips.get_clip(show.room.app, show.room.admin, id_) for id_ in (other.id, far.id)]
        return [clip.order.title for clip in found]

    show.correct("네 무자극 테스트를 마쳐서 민감한 피부도 쓸 수 있어요")
    assert titles() == ["무자극 테스트 마쳤어요", "저자극 테스트 마쳤어요"]

    clips.edit_clip(show.room.app, show.room.admin, other.id, title="저자극 테스트란?")
    assert titles()[0] == "저자극 테스트란?"


@pytest.mark.parametrize(("approved", "word"), [("11:59", "저자극"), ("12:01", "무자극")])
def test_an_approved_answer_stays_as_it_was_seen(approved: str, word: str) -> None:
    qa = qa_from_json(prepared("qa", {})["qa.json"])
    put_right = Misheard(Span(41_000, 46_000), "저자극", "무자극", "2026-05-04T12:00:00+00:00")
    at = f"2026-05-04T{approved}:00+00:00"
    decision = {"id": "q1", "state": "approved", "by": "Kim", "at": at}

    entry = decided_entries(qa, [decision], misheard=[put_right])[0]

    assert entry.answer == AS_HEARD.replace("저자극", word)
    assert not entry.is_edited


def test_a_word_counts_from_its_first_correction_and_only_while_it_stands() -> None:
    noon = datetime.fromisoformat("2026-05-04T12:00:00+00:00")
    edit = {**SENTENCE, "text": "무자극 테스트"}
    states = [CaptionState("c", noon + timedelta(minutes=n), [edit]) for n in range(3)]
    taught = {"c": [Replacement("저자극", "무자극"), Replacement("세름", "세럼")]}

    (word,) = misheard_words(states, taught)
    assert (word.at, word.span) == ("2026-05-04T12:00:00+00:00", Span(41_000, 46_000))
    assert misheard_words([*states, CaptionState("c", noon, [])], taught) == ()
