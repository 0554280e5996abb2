"""Each verified column, changed by SQL past the portal: the audit names report, country or account."""

from __future__ import annotations

from functools import cache

import pytest
from sqlalchemy import Boolean, Date, Enum, Integer, String, create_engine, func, select, text
from sqlalchemy import column as sql_column
from sqlalchemy import table as sql_table
from sqlalchemy.orm import Session

from portal.cycles.models import Cycle
from portal.cycles.services import extend
from portal.db import ExactDecimal, ExactJSON, UtcDateTime
from portal.events.models import Event
from portal.events.rows.columns import SEALED, verified
from portal.events.rows.digests import key_of, seals_of
from portal.events.services import NOBODY, append_event, make_anchor
from portal.operations import schema
from portal.operations.record import audit
from portal.reports.comments.services import save_comment
from portal.reports.models import FiledFact, Filing, Report
from portal.reports.saving import Author
from portal.reports.workflow import Family, Status
from tests.factories import NOW, make_account, make_submitted_report
from tests.samples.portal import SamplePortal, now
from tests.samples.world import CURRENT, make_world

TABLES = schema.tables().tables
COLUMNS = sorted((table, name) for table, names in verified().items() for name in names)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A portal with a row in every table, anchored."""
    folder = tmp_path_factory.mktemp("record")
    portal = SamplePortal(folder)
    make_world(portal)
    with portal.session() as session:
        cycle = session.get_one(Cycle, CURRENT)
        extend(session, cycle, "QMD", cycle.closes.replace(year=cycle.closes.year + 1), NOBODY, now())
        waiting = (Report.family == Family.COORDINATOR) & (Report.status == Status.SUBMITTED)
        report = session.scalars(select(Report).where(waiting)).first()
        assert report is not None
        save_comment(session, report, "A comment", 0, Author(None, "en", now()))
    with portal.session() as session:
        make_anchor(session, now())
    portal.close()
    return folder


@pytest.fixture
def connection(folder):
    """A connection past the portal: no checks, no references; what a test changes is taken back."""
    engine = create_engine(f"sqlite:///{folder / 'portal.sqlite3'}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        connection.commit()
        yield connection
        connection.rollback()
    engine.dispose()


def findings(connection, folder):
    with Session(connection) as session:
        return list(audit.verify(session, folder))


def test_the_portal_made_by_its_own_services_is_whole(connection, folder):
    assert findings(connection, folder) == []


@pytest.mark.parametrize("table", sorted(verified()))
def test_every_table_has_a_row_to_try(connection, table):
    assert connection.execute(select(func.count()).select_from(TABLES[table])).scalar_one() > 0


@cache
def plain(name):
    """Return a table without types: what is written and read is what lies in the database."""
    return sql_table(name, *(sql_column(column.name) for column in TABLES[name].c))


def key_in(table):
    return plain(table).c[key_of(TABLES[table]).name]


@pytest.mark.parametrize(("table", "name"), COLUMNS)
def test_a_verified_column_changed_by_sql_is_named(connection, folder, table, name):
    key, value, place = _first_row(connection, table, name)
    changed = _another(TABLES[table].c[name], value)
    assert changed != value
    statement = plain(table).update().where(key_in(table) == key).values({name: changed})
    assert connection.execute(statement).rowcount == 1
    found = findings(connection, folder)
    assert any(place in finding.place for finding in found), (place, found)


@pytest.mark.parametrize("table", sorted(SEALED))
def test_a_row_taken_away_by_sql_is_named(connection, folder, table):
    key, _, place = _first_row(connection, table, key_of(TABLES[table]).name)
    connection.execute(plain(table).delete().where(key_in(table) == key))
    assert any(place in finding.place for finding in findings(connection, folder))


@pytest.mark.parametrize("table", sorted({*SEALED, "fact"}))
def test_a_row_added_by_sql_is_found(connection, folder, table):
    """A copy of a row, under another number: such as one more administrator."""
    made, key = TABLES[table], key_of(TABLES[table]).name
    row = dict(connection.execute(plain(table).select()).mappings().first())
    for column in made.c:
        if column.name == key or any(column.name in unique.columns for unique in _unique(made)):
            row[column.name] = _another(column, row[column.name])
    connection.execute(plain(table).insert().values(row))
    assert findings(connection, folder) != []


def _unique(table):
    found = [index for index in table.indexes if index.unique]
    return found + [one for one in table.constraints if type(one).__name__ == "UniqueConstraint"]


def _first_row(connection, table, name):
    """Return key and value of a row that has something there, if one has; and how the audit names it."""
    raw, key = plain(table), key_in(table)
    statement = select(key.label("key"), raw.c[name].label("value")).order_by(raw.c[name].is_(None), key)
    row = connection.execute(statement).first()
    if table in SEALED:
        [(_, seal)] = seals_of(connection, TABLES[table], SEALED[table], [row.key])
        return row.key, row.value, seal.place
    return row.key, row.value, _place(connection, table, row.key)


def _place(connection, table, key):
    if table == "anchor":
        return "anchor of "
    if table == "event":
        statement = select(Event.stream, Event.number).where(Event.id == key)
        return "{}, event {}".format(*connection.execute(statement).one())
    statement = select(Report.reference, Filing.number).join(Filing, Filing.report_id == Report.id)
    of_fact = statement.join(FiledFact, FiledFact.filing_id == Filing.id).where(FiledFact.id == key)
    return "{}, filing {}".format(*connection.execute(of_fact).one())


def _another(column, value):
    """Return another value that the column can hold, as the database keeps it."""
    kind, longest = column.type, getattr(column.type, "length", None) or 10**6
    others = {
        ExactJSON: lambda: '["another"]' if str(value).startswith("[") else '{"en":"another"}',
        ExactDecimal: lambda: "9.75",
        Boolean: lambda: 1 - (value or 0),
        Enum: lambda: next(one for one in reversed(kind.enums) if one != value),
        Integer: lambda: (value or 0) + 1_000_003,
        UtcDateTime: lambda: "1999-01-02 03:04:05.000006",
        Date: lambda: "1999-01-02",
        String: lambda: f"{value or ''}x"[-longest:],
    }
    return next(make for known, make in others.items() if isinstance(kind, known))()


# --- the same, a few of each kind, on PostgreSQL ---------------------------------------------------

SAMPLE = [
    ("report", "suspended", "NOT suspended"),
    ("report", "observation", "'another'"),
    ("filing", "signatory_name", "'Somebody else'"),
    ("filing", "consent", "'none'"),
    ("filing", "withheld", """'["E"]'"""),
    ("fact", "option_value", "'another'"),
    ("role_grant", "role", "'alternate'"),
    ("account", "active", "NOT active"),
    ("cycle", "closes", "closes + 1"),
    ("invited_country", "track", "'norc'"),
    ("report", "submitted_at", "submitted_at + interval '1 second'"),
]


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_on_postgresql_columns_changed_by_sql_are_named(session, tmp_path):
    report = make_submitted_report(session)
    make_account(session)
    append_event(session, "portal", "tried", {}, NOBODY, NOW)
    session.commit()
    assert list(audit.verify(session, tmp_path)) == []
    for table, name, value in SAMPLE:
        raw, key = plain(table), key_in(table)
        first = select(func.min(key)).where(raw.c[name].is_not(None) | (name == "observation"))
        statement = raw.update().where(key == first.scalar_subquery()).values({name: text(value)})
        assert session.connection().execute(statement).rowcount == 1
        session.expire_all()
        places = " ".join(finding.place for finding in audit.verify(session, tmp_path))
        assert any(word in places for word in (report.reference, "XAA", "account", "cycle")), (table, name)
        session.rollback()
