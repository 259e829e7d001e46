"""Who let which flagged entry leave the house, and what they were warned of. Pure."""

from __future__ import annotations

import json

from exporters.entries import FaqSheet


def approvals_json(sheet: FaqSheet) -> str:
    """A record of the approvals that a sheet rests on, as text of a JSON file.

    The text approved stands beside the name, so that a later change shows.
    """
    listed = [
        {
            "id": entry.id,
            "by": entry.approval.by,
            "at": entry.approval.at,
            "flags": [flag.value for flag in entry.flags],
            "words": [word for check in entry.checks for word in check.words],
            "question": entry.question,
            "answer": entry.answer,
        }
        for entry in sheet.published
        if entry.approval is not None
    ]
    value = {"schema": 1, "approvals": listed}
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
