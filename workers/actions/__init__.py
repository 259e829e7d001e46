"""Everything a person may ask. The page, the API and the commands call these and nothing below.

Each function takes the `Application` first and, but for signing in, the `Actor` second; it sees
and changes only the actor's workspace, in one transaction. What is not there or belongs to others
raises `NotFound`; what the role does not allow raises `NotAllowed`; what has changed meanwhile
raises `Conflict`. What they give back are the values of `workers.views`.

What may be asked is in `recordings`, `uploads`, `clips`, `finals` (finished files), `requests`
(for clips), `faq` (of one recording), `faq_list` (of all), `brand`, `learning`, `people` and
`system`; the other modules are what these share.

The program itself acts as `program_of(workspace_id)`.
"""

from __future__ import annotations

from workers.views import Actor, Role


def program_of(workspace_id: str) -> Actor:
    """The program itself, acting in a workspace: for batches and timers."""
    return Actor(workspace_id, None, "Afterlive", Role.ADMIN)
