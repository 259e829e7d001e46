"""The search for cycles rests while a show is looked at, and goes on after."""

from __future__ import annotations

import gc

import pytest

from clipping.uncollected import uncollected


def test_the_search_goes_on_after_an_error() -> None:
    with pytest.raises(ValueError, match="broken"):
        _read("broken")

    assert gc.isenabled()


@uncollected()
def _read(text: str) -> int:
    assert not gc.isenabled()
    return int(text)


def test_what_rests_within_rest_goes_on_at_the_end_of_the_outer_one() -> None:
    with uncollected():
        with uncollected():
            pass
        assert not gc.isenabled()

    assert gc.isenabled()
