"""The migrations make exactly the tables of the models, on both engines, up and down, with data."""

from __future__ import annotations

from decimal import Decimal

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.orm import Session

from portal.db import prepare_engine
from portal.errors import RefusedError
from portal.events.services import NOBODY
from portal.operations import schema
from portal.questionnaires.answering.parsing import is_row_id, readable_row_id
from portal.reports.models import Answer, AnswerRevision, Report, SetAside
from portal.reports.offers.models import OfferedAnswer, Source
from portal.reports.suggestions.models import Suggestion
from portal.reports.suggestions.services import LinkDraft, make_link
from tests.factories import NOW, make_account, make_report, make_submitted_report


def _describe(connection):
    """Return everything that the database knows of its tables, in comparable form."""
    inspector = inspect(connection)
    return {
        name: {
            "columns": sorted(
                (column["name"], str(column["type"]), column["nullable"], column.get("default") is None)
                for column in inspector.get_columns(name)
            ),
            "primary key": inspector.get_pk_constraint(name),
            "unique": _sorted(inspector.get_unique_constraints(name)),
            "references": _sorted(inspector.get_foreign_keys(name)),
            "checks": _sorted(inspector.get_check_constraints(name)),
            "indexes": _sorted(inspector.get_indexes(name)),
        }
        for name in inspector.get_table_names()
        if name != "alembic_version"
    }


def _sorted(found):
    return sorted(_text(sorted(each.items())) for each in found)


def _text(value):
    if isinstance(value, dict):
        return _text(sorted(value.items()))
    return str([_text(item) for item in value]) if isinstance(value, list | tuple) else str(value)


@pytest.fixture
def empty_url(request, database_url, tmp_path):
    """Address of one more database, without tables, of the same kind as the other one."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    server = request.getfixturevalue("postgres_server")
    url = server.create_database()
    yield url
    server.drop_database(url)


@pytest.fixture
def two_descriptions(empty_url, database_url):
    made = create_engine(empty_url)
    schema.tables().create_all(made)
    migrated = create_engine(database_url)
    with made.connect() as one, migrated.connect() as other:
        yield _describe(one), _describe(other)
    made.dispose()
    migrated.dispose()


def test_the_newest_revision_makes_exactly_the_tables_of_the_models(two_descriptions):
    of_the_models, of_the_migrations = two_descriptions
    assert of_the_migrations.keys() == of_the_models.keys()
    for name, table in of_the_models.items():
        assert of_the_migrations[name] == table, name


def test_autogenerate_finds_nothing_left_to_do(engine):
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.tables()) == []
        assert schema.is_current(connection)


def test_an_upgrade_run_twice_changes_nothing(database_url):
    def head():
        engine = create_engine(database_url)
        with engine.connect() as connection:
            found = _describe(connection), schema.is_current(connection)
        engine.dispose()
        return found

    before = head()
    schema.upgrade(database_url)
    assert head() == before
    assert before[1]


def test_an_upgrade_keeps_what_is_there(engine, database_url):
    with Session(engine) as session:
        reference = make_submitted_report(session, by=make_account(session)).reference
        session.commit()
    schema.upgrade(database_url)
    with Session(engine) as session:
        assert session.scalars(select(Report.reference)).all() == [reference]


def test_every_revision_goes_down_and_up_again_with_data(engine, database_url):
    with Session(engine) as session:
        make_submitted_report(session, by=make_account(session))
        session.commit()
    engine.dispose()
    schema.downgrade(database_url, "base")
    with engine.connect() as connection:
        assert _describe(connection) == {}
        assert not schema.is_current(connection)
    schema.upgrade(database_url)
    with Session(engine) as session:
        make_submitted_report(session)
        session.commit()
        assert schema.is_current(session.connection())


BEFORE_ROW_IDS = "20261124_summaries_and_reports"


def test_row_ids_that_no_form_could_read_are_mended_alike_wherever_rows_are_stored(engine, database_url):
    def rows(last):
        return [
            {"_id": "r1", "a": Decimal("1.50")},
            {"_id": "r1+", "a": last},
            {"_id": "x" * 65, "a": "long"},
        ]

    good = [{"_id": "r1", "a": "stays"}]
    with Session(engine) as session:
        report = make_report(session)
        link = _link(session, report)
        written = {"report_id": report.id, "key": "VNR.12.A2", "language": "en"}
        session.add_all(
            [
                Answer(**written, value=rows("in force"), saved_at=NOW, revision=2),
                Answer(**{**written, "key": "VNR.12.D2"}, value=good, saved_at=NOW),
                Answer(**{**written, "key": "VNR.12.A1"}, value='[{"_id":"r1+"}]', saved_at=NOW),
                AnswerRevision(**written, value=rows("before"), saved_at=NOW, revision=1),
                SetAside(**written, value=rows("aside"), base=rows("base"), met=1, set_aside_at=NOW),
                Suggestion(**written, link_id=link.id, value=rows("suggested"), written_at=NOW),
                OfferedAnswer(
                    **written,
                    value=rows("offered"),
                    source=Source.LAST_CYCLE,
                    source_report_id=report.id,
                    source_key="VNR.12.A2",
                    offered_at=NOW,
                ),
            ]
        )
        session.commit()
    engine.dispose()
    schema.downgrade(database_url, BEFORE_ROW_IDS)
    schema.upgrade(database_url)
    with Session(engine) as session:
        answers = {one.key: one.value for one in session.scalars(select(Answer))}
        aside = session.scalars(select(SetAside)).one()
        tables = [
            answers["VNR.12.A2"],
            session.scalars(select(AnswerRevision)).one().value,
            aside.value,
            aside.base,
            session.scalars(select(Suggestion)).one().value,
            session.scalars(select(OfferedAnswer)).one().value,
        ]
        assert answers["VNR.12.D2"] == good
        assert answers["VNR.12.A1"] == '[{"_id":"r1+"}]'
    assert len({tuple(row["_id"] for row in table) for table in tables}) == 1
    assert all(is_row_id(row["_id"]) for row in tables[0])
    assert [row["_id"] for row in tables[0]] == ["r1", readable_row_id("r1+"), readable_row_id("x" * 65)]
    assert [table[1]["a"] for table in tables] == [
        "in force",
        "before",
        "aside",
        "base",
        "suggested",
        "offered",
    ]
    assert str(tables[0][0]["a"]) == "1.50"


def _link(session, report):
    draft = LinkDraft(("A", None), "A colleague", "en")
    return make_link(session, report, draft, NOBODY, NOW)[0]


def test_an_upgrade_that_breaks_off_changes_nothing(empty_url):
    def upgrade_and_break_off():
        with schema.migrating(empty_url) as connection:
            command.upgrade(schema.alembic_config(connection), "head")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        upgrade_and_break_off()
    engine = create_engine(empty_url)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    engine.dispose()


def test_an_upgrade_that_leaves_a_reference_to_nothing_is_refused(sqlite_url):
    with pytest.raises(RefusedError, match="references_broken"), schema.migrating(sqlite_url) as connection:
        connection.execute(
            text("INSERT INTO review_note VALUES (1, 77, 'x', 'en', NULL, '2000-01-01 00:00:00')")
        )
    engine = create_engine(sqlite_url)
    prepare_engine(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM review_note")).scalar() == 0
    engine.dispose()
