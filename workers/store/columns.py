"""What the tables are made of: moments, ids, references, names of constraints."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    String,
    TypeDecorator,
)


class Moment(TypeDecorator[datetime]):
    """A moment, kept as whole milliseconds since 1970 so that both databases compare it alike."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To milliseconds. A moment without a time zone is refused."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return round(value.timestamp() * 1000)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """From milliseconds, in UTC."""
        del dialect
        return None if value is None else datetime.fromtimestamp(int(value) / 1000, tz=UTC)


# SQLite numbers rows by itself only when the column is called exactly INTEGER.
RowNumber = BigInteger().with_variant(Integer, "sqlite")


def own_id() -> Column[str]:
    """A row's name, given by us."""
    return Column("id", String(32), primary_key=True)


def row_number() -> Column[int]:
    """A row's number, given by the database in the order of writing."""
    return Column("id", RowNumber, primary_key=True, autoincrement=True)


def owner(table: str, *, null: bool = False, index: bool = False) -> Column[str]:
    """A reference; what refers to a thing goes when the thing goes."""
    name = "person_id" if table == "people" else f"{table.removesuffix('s')}_id"
    key = ForeignKey(f"{table}.id", ondelete="SET NULL" if null else "CASCADE")
    return Column(name, String(32), key, nullable=null, index=index)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
