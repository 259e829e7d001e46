"""Asking a service outside: one exchange over HTTP, bounded in time and size. The only door."""

from __future__ import annotations

import time
from typing import Any

import httpx2

from workers.errors import OutsideFailed

_CONNECT_S = 10.0


def post(
    url: str, *, key: str, timeout_s: float, most_bytes: int, **content: Any
) -> tuple[int, bytes]:
    """Status and body of the answer; the whole exchange ends by the time-out, however it drips.

    Args:
        url: Whole address.
        key: Sent as a bearer token; "" for none.
        timeout_s: Longest wait for the whole answer, in seconds.
        most_bytes: More is refused.
        content: What is sent: `json`, or `data` and `files`.

    Raises:
        OutsideFailed: no answer in time, far too much, or nobody there.
    """
    deadline = time.monotonic() + timeout_s
    headers = {"Accept-Encoding": "identity"}  # nothing small may unpack into something huge
    if key:
        headers["Authorization"] = f"Bearer {key}"
    limits = httpx2.Timeout(timeout_s, connect=min(_CONNECT_S, timeout_s))
    try:
        with (
            httpx2.Client(timeout=limits, headers=headers) as client,
            client.stream("POST", url, **content) as got,
        ):
            return got.status_code, _read(got, deadline, most_bytes)
    except httpx2.TimeoutException as error:
        raise OutsideFailed(f"did not answer within {timeout_s:.0f} seconds") from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise OutsideFailed(f"could not be reached ({type(error).__name__})") from error


def _read(answer: httpx2.Response, deadline: float, most_bytes: int) -> bytes:
    found = bytearray()
    for part in answer.iter_raw():
        found += part
        if len(found) > most_bytes:
            raise OutsideFailed("answered with far too much")
        if time.monotonic() > deadline:
            raise OutsideFailed("did not finish its answer in time")
    return bytes(found)
