"""What an actor may see and do."""

from __future__ import annotations

from workers.application import Application
from workers.errors import NotAllowed, NotFound
from workers.store import clips, recordings
from workers.store.database import Connection
from workers.store.rows import ClipRow, RecordingRow
from workers.views import Actor, Role
from workers.worklist import RecordingPlan, plan_recordings


def require(actor: Actor, role: Role) -> None:
    """Let the actor pass.

    Raises:
        NotAllowed: the actor's role is not enough.
    """
    if not actor.role.covers(role):
        raise NotAllowed(f"This needs the role {role.value}; yours is {actor.role.value}.")


def own_recording(connection: Connection, actor: Actor, recording_id: str) -> RecordingRow:
    """A recording of the actor's workspace.

    Raises:
        NotFound: there is none.
    """
    found = recordings.find_recordings(connection, [recording_id], actor.workspace_id)
    if not found:
        raise NotFound("There is no such recording.")
    return found[0]


def own_plan(
    connection: Connection, app: Application, actor: Actor, recording_id: str
) -> RecordingPlan:
    """The plan of a recording of the actor's workspace.

    Raises:
        NotFound: there is none.
    """
    row = own_recording(connection, actor, recording_id)
    return plan_recordings(connection, app, [row])[0]


def own_clip(connection: Connection, actor: Actor, clip_id: str) -> ClipRow:
    """A clip of the actor's workspace.

    Raises:
        NotFound: there is none.
    """
    found = clips.find_clip(connection, clip_id, actor.workspace_id)
    if found is None:
        raise NotFound("There is no such clip.")
    return found
