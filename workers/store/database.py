"""The database: opened by address, changed in short transactions that never meet half-way."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import URL, Connection, Engine, Row, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from workers.errors import BadSettings

__all__ = [
    "AnyRow",
    "Connection",
    "DatabaseAway",
    "Store",
    "open_store",
    "shared_in",
    "sqlite_address",
]

#: The database did not do what was asked: busy, full, or not reachable.
DatabaseAway = SQLAlchemyError

#: A row of whatever was asked for.
AnyRow: TypeAlias = Row[*tuple[Any, ...]]

#: All writers of a PostgreSQL database queue for this one lock, as SQLite's writers queue by
#: nature. So both behave alike, and event numbers appear in the order in which they are committed.
_WRITERS = 0x41667465
_MIGRATION = 0x41667466
_BUSY_TIMEOUT_S = 30


class Store:
    """Opens transactions. Cheap to make; one per process, never carried across a fork."""

    def __init__(self, engine: Engine, lock_file: Path | None) -> None:
        self._engine = engine
        self._lock_file = lock_file

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A view of one moment. Nothing may be written in it."""
        if (held := _moment.get()) is not None and held[0] is self:
            yield held[1]
            return
        with self._engine.connect() as connection:
            if not self._is_sqlite:
                # As it is, PostgreSQL shows each question what was written until then.
                connection.execution_options(isolation_level="REPEATABLE READ")
                with connection.begin():
                    yield connection
                return
            connection.exec_driver_sql("BEGIN")
            try:
                yield connection
            finally:
                connection.exec_driver_sql("ROLLBACK")

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """Every `read` of this thread inside it sees the same moment, and may share what it knows.

        For pages that ask many things of one recording. Nothing written meanwhile is seen.
        """
        with self.read() as connection:
            token = _moment.set((self, connection.execution_options(shared={})))
            try:
                yield
            finally:
                _moment.reset(token)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of it happens, or nothing.

        Writers wait for each other from the first line on: a transaction that reads first and
        writes later would otherwise fail when another one wrote between. Keep it short.
        """
        with self._engine.connect() as connection:
            if not self._is_sqlite:
                with connection.begin():
                    connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _WRITERS})
                    yield connection
                return
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            connection.exec_driver_sql("COMMIT")

    def migrate(self) -> None:
        """Bring the tables up to date. Processes that start together do it one after the other."""
        with self._migration_lock(), self._engine.connect() as connection:
            _upgrade(connection)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @property
    def engine(self) -> Engine:
        """For migrations and their tests."""
        return self._engine

    @property
    def _is_sqlite(self) -> bool:
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def _migration_lock(self) -> Iterator[None]:
        if self._lock_file is not None:
            with self._lock_file.open("a") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield
            return
        with self._engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:n)"), {"n": _MIGRATION})
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:n)"), {"n": _MIGRATION})


#: The store and the connection of the moment that is looked at, see `Store.one_moment`.
_moment: ContextVar[tuple[Store, Connection] | None] = ContextVar("moment", default=None)


def shared_in(connection: Connection) -> dict[Any, Any] | None:
    """What readers of one moment share; None outside of one."""
    found: dict[Any, Any] | None = connection.get_execution_options().get("shared")
    return found


def sqlite_address(path: Path) -> str:
    """The address of an SQLite file."""
    return URL.create("sqlite", database=str(path)).render_as_string()


def open_store(address: str) -> Store:
    """The store at an address: `sqlite:///file` or `postgresql://…`.

    Raises:
        BadSettings: the address cannot be understood.
    """
    try:
        url = make_url(address)
        if url.get_backend_name() != "sqlite":
            engine = create_engine(url, pool_pre_ping=True, pool_size=10)
            event.listen(engine, "before_cursor_execute", _without_nul, retval=True)
            return Store(engine, None)
    except (ArgumentError, SQLAlchemyError, ImportError) as error:
        raise BadSettings(f"AFTERLIVE_DATABASE_URL is no database address: {error}") from error
    path = Path(str(url.database))
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        # We begin transactions ourselves, see `write`.
        isolation_level="AUTOCOMMIT",
        connect_args={"timeout": _BUSY_TIMEOUT_S, "check_same_thread": False},
        pool_size=10,
        max_overflow=30,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    return Store(engine, path.with_name(f"{path.name}.migration-lock"))


def _prepare_sqlite(connection: Any, record: ConnectionPoolEntry) -> None:
    """Readers never wait for the writer; what was answered is on the disk, power cut or not."""
    del record
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={_BUSY_TIMEOUT_S * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _without_nul(
    connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any
) -> tuple[str, Any]:
    """PostgreSQL keeps no NUL in text and would refuse the row; titles and paths may hold one."""
    del connection, cursor, rest
    if isinstance(parameters, Mapping):
        return statement, _clean(parameters)
    return statement, [_clean(row) for row in parameters]


def _clean(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.replace("\x00", "") if isinstance(value, str) else value
        for name, value in row.items()
    }


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "workers:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
