"""Sealing of rows: at the end of a transaction the digests of the sealed rows it changed go into the chain.

A hook on every session, so that no service can forget it. Statements that bypass sessions (migrations) do
not pass here: what they change has to be taken over (`taking_over`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, event, inspect, select
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, object_session

from portal.db import Base
from portal.events.rows.columns import SEALED
from portal.events.rows.digests import key_of, seals_of
from portal.events.services import NOBODY, append_event

KIND = "rows"
"""Kind of the events that hold digests of rows, in the streams ``rows:TABLE``."""
_PENDING = "portal.rows"
_AT_ONCE = 500

Pending = dict[str, dict[Any, str | None]]
"""Table → key of a row touched → its digest before, where a statement for many rows touched it."""


def write_seals(
    session: Session, table: str, seals: Mapping[str, tuple[str, str] | None], now: datetime
) -> None:
    """Append the seals of rows of one table: key → (digest, name), None for a row that is gone."""
    keys = sorted(seals)
    for start in range(0, len(keys), _AT_ONCE):
        batch = {key: seals[key] for key in keys[start : start + _AT_ONCE]}
        rows = {key: list(seal) if seal is not None else None for key, seal in batch.items()}
        payload = {"columns": " ".join(SEALED[table]), "rows": rows}
        append_event(session, f"rows:{table}", KIND, payload, NOBODY, now)


def _pending(session: Session) -> Pending:
    found: Pending = session.info.setdefault(_PENDING, {})
    return found


def _touch(session: Session, table: str, keys: Iterable[Any]) -> None:
    rows = _pending(session).setdefault(table, {})
    for key in keys:
        # Whatever its digest was before: it is sealed.
        rows[key] = None


def _after_change(mapper: Mapper[Any], _connection: Connection, target: Any) -> None:
    table, session = mapper.local_table, object_session(target)
    if isinstance(table, Table) and table.name in SEALED and session is not None:
        state = inspect(target)
        changed = (
            state.attrs[mapper.get_property_by_column(table.c[name]).key].history.has_changes()
            for name in SEALED[table.name]
        )
        if any(changed):
            _touch(session, table.name, mapper.primary_key_from_instance(target))


def _before_delete(mapper: Mapper[Any], connection: Connection, target: Any) -> None:
    table, session = mapper.local_table, object_session(target)
    if isinstance(table, Table) and session is not None:
        _touch_with_what_hangs_on(session, connection, table, mapper.primary_key_from_instance(target))


def _touch_with_what_hangs_on(
    session: Session, connection: Connection, table: Table, keys: Iterable[Any]
) -> None:
    """Touch rows that go, and those that the database takes away with them."""
    keys = list(keys)
    if table.name in SEALED:
        _touch(session, table.name, keys)
    for other in (Base.metadata.tables[name] for name in SEALED if name in Base.metadata.tables):
        for reference in other.foreign_keys:
            if reference.ondelete == "CASCADE" and reference.column.table is table:
                statement = select(key_of(other)).where(reference.parent.in_(keys))
                _touch_with_what_hangs_on(session, connection, other, connection.execute(statement).scalars())


def _on_statement(state: ORMExecuteState) -> None:
    """Look at what a statement for many rows is going to touch."""
    mapper = state.bind_mapper
    table = mapper.local_table if mapper is not None else None
    if not isinstance(table, Table):
        return
    if state.is_insert and table.name in SEALED:
        message = f"rows of {table.name} are sealed one by one: add them to the session"
        raise RuntimeError(message)
    where = getattr(state.statement, "whereclause", None)
    statement = select(key_of(table)) if where is None else select(key_of(table)).where(where)
    connection = state.session.connection()
    if state.is_delete:
        keys = connection.execute(statement).scalars().all()
        _touch_with_what_hangs_on(state.session, connection, table, keys)
    elif state.is_update and table.name in SEALED:
        keys = connection.execute(statement).scalars().all()
        before = dict(seals_of(connection, table, SEALED[table.name], keys))
        rows = _pending(state.session).setdefault(table.name, {})
        for key in keys:
            rows.setdefault(key, before[str(key)].digest)


def _before_commit(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    pending: Pending = session.info.pop(_PENDING, {})
    for name in sorted(pending):
        table, touched = Base.metadata.tables[name], pending[name]
        found = dict(seals_of(session.connection(), table, SEALED[name], touched))
        changed = {
            str(key): found.get(str(key))
            for key, before in touched.items()
            if before is None or str(key) not in found or found[str(key)].digest != before
        }
        write_seals(session, name, changed, datetime.now(UTC))


def _after_rollback(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_PENDING, None)


event.listen(Base, "after_insert", _after_change, propagate=True)
event.listen(Base, "after_update", _after_change, propagate=True)
event.listen(Base, "before_delete", _before_delete, propagate=True)
event.listen(Session, "do_orm_execute", _on_statement)
event.listen(Session, "before_commit", _before_commit)
event.listen(Session, "after_rollback", _after_rollback)
