"""A creation that is asked for twice happens once: what it made is noted under the caller's key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workers.errors import Conflict
from workers.store import uploads
from workers.store.database import Connection


@dataclass(frozen=True, slots=True)
class Once:
    """A request that may come again: its sender got no answer, or two senders share a key.

    Both methods belong into the transaction that makes the thing, so that no kill and no second
    request comes between making and noting.

    Attributes:
        key: The caller's name for this request.
        request: What is asked for, as JSON.
    """

    key: str
    request: Mapping[str, Any]

    def made_before(self, connection: Connection, workspace_id: str) -> str | None:
        """Id of what this request made before, or None.

        Raises:
            Conflict: the key was used for another request.
        """
        found = uploads.find_answer(connection, workspace_id, self.key)
        if found is None:
            return None
        fingerprint, _, answer = found
        if fingerprint != self._fingerprint():
            raise Conflict("This idempotency key was used for another request.")
        return str(answer["id"])

    def note(self, connection: Connection, workspace_id: str, made_id: str, at: datetime) -> None:
        """Note what was made."""
        answer = {"id": made_id}
        uploads.insert_answer(
            connection, workspace_id, self.key, self._fingerprint(), 201, answer, at
        )

    def _fingerprint(self) -> str:
        text = json.dumps(self.request, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()
