"""The demo broadcast: what is said, seen, written and sold belongs together."""

import csv
import io
from collections import Counter

import pytest

from clipping.catalogue import read_products
from clipping.chat.reading import read_chat
from clipping.sales import read_metrics, read_offers
from workers.demo_broadcast import find_pieces
from workers.demo_chat import truth, write_sidecars
from workers.demo_picture import card_text, shot_args
from workers.demo_script import load_script
from workers.errors import WorkersError

SCRIPT = load_script(find_pieces() / "script.json")
SIDECARS = write_sidecars(SCRIPT)
LENGTH_MS = SCRIPT.seconds * 1000


def chat_lines() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(SIDECARS.chat)))


def test_the_broadcast_is_three_to_five_minutes_long():
    assert 180 <= SCRIPT.seconds <= 300


def test_cuts_fall_on_key_frames_and_neighbours_differ():
    assert all(shot.seconds % 2 == 0 for shot in SCRIPT.shots)
    assert all(
        (a.kind, a.who, a.place, a.piece) != (b.kind, b.who, b.place, b.piece)
        for a, b in zip(SCRIPT.shots, SCRIPT.shots[1:], strict=False)
    )


def test_speech_is_korean_and_english_in_order_and_between_the_waiting_cards():
    before, after = SCRIPT.waiting

    assert {sentence.language for sentence in SCRIPT.sentences} == {"ko", "en"}
    assert min(s.span.start_ms for s in SCRIPT.sentences) >= before.end_ms
    assert max(s.span.end_ms for s in SCRIPT.sentences) <= after.start_ms
    starts = [sentence.span.start_ms for sentence in SCRIPT.sentences]
    assert starts == sorted(starts)


def test_every_piece_that_is_used_is_there():
    names = {path.stem for path in (find_pieces() / "pieces").iterdir()}
    used = {s.piece for s in SCRIPT.shots} | {s.who for s in SCRIPT.shots}

    assert (used | {take.piece for take in SCRIPT.takes}) - names == {""}


def test_viewers_ask_before_they_are_answered_and_some_never_are():
    answered = [q for q in SCRIPT.questions if q.answer]

    assert all(at < q.answer[0].span.start_ms for q in answered for _, at in q.asked)
    assert len(answered) >= 8
    assert any(not q.answer for q in SCRIPT.questions)
    written = {line["message"] for line in chat_lines()}
    assert all(text in written for q in SCRIPT.questions for text, _ in q.asked)


def test_many_different_people_react_to_each_moment_and_later_than_it():
    lines = chat_lines()
    for moment in SCRIPT.moments:
        people = {line["user"] for line in lines if line["message"] in moment.lines}

        assert len(people) >= moment.people


def test_purchases_move_the_orders():
    rows = list(csv.DictReader(io.StringIO(SIDECARS.metrics)))
    orders = [int(row["orders"]) for row in rows]
    bought = next(m for m in SCRIPT.moments if m.kind == "purchase")
    best = max(range(len(rows)), key=lambda n: orders[n]) * 10_000

    assert abs(best - bought.span.end_ms) <= 20_000


def test_our_own_readers_take_every_file(tmp_path):
    for name, text in (
        ("chat.csv", SIDECARS.chat),
        ("metrics.csv", SIDECARS.metrics),
        ("offers.csv", SIDECARS.offers),
        ("products.csv", SIDECARS.products),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")

    chat = read_chat(tmp_path / "chat.csv", key=b"k" * 32, duration_ms=LENGTH_MS)
    metrics = read_metrics(tmp_path / "metrics.csv", duration_ms=LENGTH_MS)
    offers = read_offers(tmp_path / "offers.csv", duration_ms=LENGTH_MS)
    products = read_products(tmp_path / "products.csv")

    assert len(chat.messages) == len(SIDECARS.chat.splitlines()) - 1
    assert chat.report.dropped == ()
    assert chat.report.suggested_shift_ms is None
    assert len(metrics.rows) == len(SIDECARS.metrics.splitlines()) - 1
    assert len(offers.windows) == len(SCRIPT.offers)
    assert [p.id for p in products.products] == [p["id"] for p in SCRIPT.products]


def test_the_same_script_gives_the_same_files():
    assert write_sidecars(SCRIPT) == SIDECARS


def test_the_truth_tells_what_was_planted():
    known = truth(SCRIPT, "recording.mp4")

    assert known["duration_ms"] == LENGTH_MS
    assert len(known["moments"]) == len(SCRIPT.moments)
    assert Counter(q["answer_text"] is None for q in known["questions"])[True] >= 1


@pytest.mark.parametrize("number", range(len(SCRIPT.shots)))
def test_each_shot_has_exactly_the_frames_of_its_length(number):
    shot = SCRIPT.shots[number]

    args = shot_args(number, shot, "")

    assert args[args.index("-frames:v") + 1] == str(shot.seconds * 30)


def test_a_price_board_is_shown_in_its_shot_only():
    board = SCRIPT.boards[0]
    shown = [s for s in SCRIPT.shots if ",board," in card_text(s, [board], is_last=False)]

    assert [(s.start_s, s.start_s + s.seconds) for s in shown] == [(board.from_s, board.to_s)]


def test_a_damaged_script_is_named(tmp_path):
    path = tmp_path / "script.json"
    path.write_text('{"shots": []}', encoding="utf-8")

    with pytest.raises(WorkersError, match=r"script\.json"):
        load_script(path)
