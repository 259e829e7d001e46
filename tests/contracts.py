"""Files of a contract against their JSON Schemas (draft 2020-12) in `exporters/schemas/`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

_SUFFIX = ".schema.json"


class UnknownContract(Exception):
    """No such contract file is known. Argument: one sentence that lists those there are."""


class ContractBroken(Exception):
    """A file is not what its contract says. Argument: contract, place as a JSON path, reason."""


def contract_names() -> tuple[str, ...]:
    """Names of the contracts: "transcript", "highlights" and so on."""
    names = (entry.name for entry in (files("exporters") / "schemas").iterdir())
    return tuple(sorted(n.removesuffix(_SUFFIX) for n in names if n.endswith(_SUFFIX)))


def contract_schema(name: str) -> dict[str, Any]:
    """The JSON Schema of a contract.

    Raises:
        UnknownContract: there is none of that name.
    """
    if name not in contract_names():
        raise UnknownContract(f"{name!r} is no contract: use one of {', '.join(contract_names())}.")
    text = (files("exporters") / "schemas" / f"{name}{_SUFFIX}").read_text(encoding="utf-8")
    return dict(json.loads(text))


def check_contract(name: str, value: Any) -> None:
    """See that a value is what the contract says; fields the contract does not know are allowed.

    Args:
        name: One of `contract_names()`. "chat" is one line of `chat.jsonl`.
        value: As read from JSON.

    Raises:
        ContractBroken: it is not; names the place and the reason.
        UnknownContract: there is no such contract.
    """
    error = best_match(_validator(name).iter_errors(value))
    if error is not None:
        raise ContractBroken(f"{name} at {error.json_path}: {error.message}")
    for place, start_ms, end_ms in _spans(value, "$"):
        if start_ms >= end_ms:  # what a JSON Schema cannot say
            raise ContractBroken(f"{name} at {place}: ends at {end_ms} ms, begins at {start_ms} ms")


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(contract_schema(name))


def _spans(value: Any, place: str) -> Iterator[tuple[str, int, int]]:
    if isinstance(value, dict):
        if isinstance(value.get("start_ms"), int) and isinstance(value.get("end_ms"), int):
            yield place, value["start_ms"], value["end_ms"]
        for name, child in value.items():
            yield from _spans(child, f"{place}.{name}")
    elif isinstance(value, list):
        for number, child in enumerate(value):
            yield from _spans(child, f"{place}[{number}]")
