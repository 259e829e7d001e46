"""Weights are a value: stored, read back, changed, and refused when they make no sense."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clipping.errors import UnreadableSidecar
from clipping.model import Signal, SignalKind
from clipping.score_weights import DEFAULT_WEIGHTS, weights_from_json, weights_to_json
from clipping.scoring import Scorer
from transcripts.timeline import Span

SPAN = Span(0, 30_000)
PRICE = Signal(SignalKind.PRICE, Span(5_000, 10_000), 1.0)


def test_every_kind_is_either_a_reason_or_a_spoiler() -> None:
    reasons, spoilers = set(DEFAULT_WEIGHTS.reasons), set(DEFAULT_WEIGHTS.spoilers)

    assert reasons | spoilers == set(SignalKind)
    assert not reasons & spoilers


def test_the_table_of_signals_names_every_kind_and_its_weight() -> None:
    page = Path(__file__).parents[3].joinpath("docs", "signals.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1:-1] for line in page.splitlines() if line.startswith("| ")]
    weights: dict[str, str] = {}
    for cells in rows:
        names = cells[0].split(",")
        values = [value.strip() for value in cells[3].split(",")] if len(cells) == 5 else [""]
        values += values[-1:] * (len(names) - len(values))
        weights |= {n.strip(): v for n, v in zip(names, values, strict=False)}

    assert {kind.value for kind in SignalKind} <= set(weights)
    for kind, weight in DEFAULT_WEIGHTS.reasons.items():
        assert float(weights[kind.value]) == weight, kind


def test_weights_come_back_from_json_as_they_were() -> None:
    changed = DEFAULT_WEIGHTS.with_reasons({SignalKind.PRICE: 1.25})

    assert weights_from_json(json.loads(json.dumps(weights_to_json(changed)))) == changed


def test_what_a_file_does_not_name_keeps_its_default() -> None:
    read = weights_from_json({"schema": 1, "reasons": {"price": 3}})

    assert read.reasons[SignalKind.PRICE] == 3.0
    assert read.reasons[SignalKind.DISCOUNT] == DEFAULT_WEIGHTS.reasons[SignalKind.DISCOUNT]
    assert read.spoilers == DEFAULT_WEIGHTS.spoilers


def test_a_reason_that_is_worth_more_raises_the_score() -> None:
    more = DEFAULT_WEIGHTS.with_reasons({SignalKind.PRICE: 1.6})

    assert Scorer([PRICE], more).score(SPAN, ()).score > Scorer([PRICE]).score(SPAN, ()).score


def test_a_reason_worth_nothing_is_not_shown() -> None:
    none = DEFAULT_WEIGHTS.with_reasons({SignalKind.PRICE: 0.0})

    assert Scorer([PRICE], none).score(SPAN, ()).because == ()


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        {"schema": 2},
        {"schema": 1, "reasons": []},
        {"schema": 1, "reasons": {"luck": 1}},
        {"schema": 1, "reasons": {"raffle": 1}},
        {"schema": 1, "reasons": {"price": -0.1}},
        {"schema": 1, "reasons": {"price": float("nan")}},
        {"schema": 1, "reasons": {"price": "1"}},
        {"schema": 1, "reasons": {"price": True}},
        {"schema": 1, "spoilers": {"raffle": 1.1}},
    ],
)
def test_weights_that_make_no_sense_are_refused(value: Any) -> None:
    with pytest.raises(UnreadableSidecar):
        weights_from_json(value)


def test_hygiene_is_not_for_learning() -> None:
    with pytest.raises(ValueError, match="raffle"):
        DEFAULT_WEIGHTS.with_reasons({SignalKind.RAFFLE: 0.1})
