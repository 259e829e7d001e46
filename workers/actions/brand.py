"""The brand kit of a workspace: look at it, change its colours, bring and take away its files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from workers.actions.access import require
from workers.actions.uploads import store_file
from workers.application import Application
from workers.brand import FILE_KINDS, BrandFile, BrandKit, kit_at
from workers.errors import NotAllowed, NotFound
from workers.store import brand
from workers.store.database import Connection
from workers.store.rows import new_id
from workers.views import Actor, OpenedFile, Role

_LONGEST_NAME = 200


def brand_kit(app: Application, actor: Actor) -> BrandKit:
    """The kit that new clips get. Clips that are decided keep the one of that moment."""
    with app.store.read() as connection:
        return _newest(connection, actor.workspace_id)


def set_colours(app: Application, actor: Actor, plain: str, accent: str) -> BrandKit:
    """Other colours, RRGGBB; "" for those of the style.

    Raises:
        NotAllowed: one is no colour.
    """
    require(actor, Role.ADMIN)
    try:
        return _changed(
            app, actor, lambda kit: replace(kit, plain=plain.upper(), accent=accent.upper())
        )
    except ValueError as error:
        raise NotAllowed("A colour is six hex digits, FFE14D for example.") from error


def place_for_file(app: Application, actor: Actor) -> Path:
    """Where a file that comes is put before `set_file` looks at it."""
    require(actor, Role.ADMIN)
    app.incoming.mkdir(parents=True, exist_ok=True)
    return app.incoming / f"brand-{new_id()}"


def set_file(app: Application, actor: Actor, kind: str, path: Path, file_name: str) -> BrandKit:
    """Check a file and take it into the kit; it is written anew, the given one is removed.

    Args:
        app: The application.
        actor: An admin.
        kind: One of `FILE_KINDS`.
        path: In `app.incoming`.
        file_name: As its owner called it; only ever shown.

    Raises:
        NotFound: there is no such kind.
        BrandFileRefused: it cannot be used; says why.
    """
    # Reading these takes libraries that the web process does not hold all the time.
    from workers.brand_writers import write_brand_file

    require(actor, Role.ADMIN)
    _known(kind)
    made = place_for_file(app, actor)
    try:
        write_brand_file(kind, path, made, app.settings.ffmpeg)
        stored = store_file(app, made, file_name)
    finally:
        path.unlink(missing_ok=True)
        made.unlink(missing_ok=True)
    file = BrandFile(stored.sha256, stored.blob_name, file_name[:_LONGEST_NAME])
    return _changed(app, actor, lambda kit: kit.with_file(kind, file))


def remove_file(app: Application, actor: Actor, kind: str) -> BrandKit:
    """Take a file out of the kit. Nothing there is no error."""
    require(actor, Role.ADMIN)
    _known(kind)
    return _changed(app, actor, lambda kit: kit.with_file(kind, None))


def open_file(app: Application, actor: Actor, kind: str) -> OpenedFile:
    """A picture or film of the kit, to be shown.

    Raises:
        NotFound: there is none.
    """
    _known(kind)
    file = brand_kit(app, actor).file(kind)
    if file is None or kind == "font":
        raise NotFound("There is no such picture.")
    ending = "png" if kind in {"logo", "card"} else "mp4"
    return OpenedFile(app.blobs.local_path(file.blob_name), f"{kind}.{ending}")


def _known(kind: str) -> None:
    if kind not in FILE_KINDS:
        raise NotFound("A brand kit has a font, a logo, a card, an intro and an outro.")


def _newest(connection: Connection, workspace_id: str) -> BrandKit:
    kits = brand.kits_of(connection, [workspace_id])[workspace_id]
    return kit_at(kits, None)


def _changed(app: Application, actor: Actor, change: Callable[[BrandKit], BrandKit]) -> BrandKit:
    with app.store.write() as connection:
        before = _newest(connection, actor.workspace_id)
        after = change(before)
        if after != before:
            brand.insert_kit(connection, actor.workspace_id, after, actor.person_id, app.clock())
    return after
