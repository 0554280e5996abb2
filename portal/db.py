"""Declarative base, column types and the engine's habits: UTC time, exact JSON, checked text enumerations."""

from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Engine, Enum, MetaData, String, Text, event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from portal import canonical

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

LARGEST_NUMBER = 2**31 - 1
"""The greatest number a row or a revision can have, on every engine."""

_writing: contextvars.ContextVar[bool] = contextvars.ContextVar("writing", default=True)


class Base(DeclarativeBase):
    """Base of every table; constraints are named by one convention."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in, stored in UTC, aware out. A naive datetime raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment to UTC (naive for SQLite, which keeps no zone)."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a moment needs a time zone"
            raise ValueError(message)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give the moment its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactJSON(TypeDecorator[Any]):
    """A JSON value kept as its canonical text: numbers stay exactly as typed, keys are sorted."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        """Write the canonical text."""
        return None if value is None else canonical.dumps(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        """Read the canonical text."""
        return None if value is None else canonical.loads(value)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal kept as text, so that no engine makes a float of it."""

    impl = String(80)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> str | None:
        """Write the decimal as typed."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Decimal | None:
        """Read the decimal as typed."""
        return None if value is None else Decimal(value)


def row_number(text: str) -> int:
    """Return the number of a row or a revision that a page sent; 0, which none has, for anything else.

    >>> row_number("7"), row_number("²"), row_number("9" * 5000)
    (7, 0, 0)
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_NUMBER))):
        return 0
    number = int(text)
    return number if number <= LARGEST_NUMBER else 0


def enum_text(kind: type[StrEnum], name: str) -> Enum:
    """Return a column type for an enumeration: its values as text with a check constraint of that name."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


@contextlib.contextmanager
def reading() -> Iterator[None]:
    """Mark the work inside as reading only: SQLite then takes no write lock at the start."""
    token = _writing.set(False)
    try:
        yield
    finally:
        _writing.reset(token)


def set_writing(*, writing: bool) -> None:
    """Say for the current context whether transactions are going to write."""
    _writing.set(writing)


def prepare_engine(engine: Engine) -> None:
    """Give an engine its habits. SQLite: full durability, foreign keys, write lock taken at the start.

    A deferred transaction that reads and then writes fails at once when another writer came between,
    whatever the time-out; BEGIN IMMEDIATE waits its turn instead. PostgreSQL: whatever the server's own
    habits are, moments are exchanged in UTC and ISO style, and each statement sees what others committed.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", _on_sqlite_begin)
    elif engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _on_postgresql_connect)


def _on_sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_sqlite_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def _on_postgresql_connect(connection: Any, _record: Any) -> None:
    """Set what must outlast a transaction that is rolled back, hence outside of one."""
    connection.autocommit = True
    for setting in (
        "TIME ZONE 'UTC'",
        "DateStyle TO ISO",
        "default_transaction_isolation TO 'read committed'",
    ):
        connection.execute(f"SET {setting}")
    connection.autocommit = False
