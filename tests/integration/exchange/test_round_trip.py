from __future__ import annotations

from datetime import UTC, datetime, timedelta

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal import canonical
from portal.errors import NotFoundError
from portal.exchange.exporting import export_bundle, write_bundle
from portal.exchange.importing import import_bundle
from portal.exchange.shape import SCHEMA
from portal.operations import schema
from portal.reports.workflow import Action, Side
from tests.bundles import bundles, example, small_bundle, submission, written
from tests.factories import make_cycle, make_report, make_submitted_report, take
from tests.scaling import times

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def bring_in(engine, content):
    with Session(engine) as session:
        verdict = import_bundle(session, content, NOW)
        session.commit()
    assert not verdict.faults, "\n".join(map(str, verdict.faults))


def take_out(engine, now=NOW, **only):
    with Session(engine) as session:
        return export_bundle(session, now, **only)


def empty(engine):
    """Take away everything but the reference data."""
    with engine.begin() as connection:
        for table in reversed(schema.tables().sorted_tables):
            rows = delete(table)
            connection.execute(rows.where(table.c.fictional) if table.name == "country" else rows)


def check_round_trip(engine, other_engine):
    """Take everything out, bring it into an empty portal, take it out there: nothing differs."""
    one = take_out(engine)
    bring_in(other_engine, write_bundle(one).encode())
    other = take_out(other_engine, NOW + timedelta(days=1))
    assert other.pop("generated_at") != one.pop("generated_at")
    assert write_bundle(other) == write_bundle(one)
    return one


@pytest.fixture(scope="module")
def validator():
    return jsonschema.Draft202012Validator(canonical.loads(SCHEMA.read_bytes()))


def test_the_worked_example_comes_out_as_it_went_in(engine, other_engine, validator):
    bring_in(engine, written(example()))
    found = check_round_trip(engine, other_engine)
    assert not list(validator.iter_errors(found))
    expected = {entry["id"]: entry for entry in example()["submissions"]}
    assert {entry["id"]: entry for entry in found["submissions"]} == expected
    assert canonical.dumps(found["submissions"][0]) == canonical.dumps(
        expected[found["submissions"][0]["id"]]
    )


@pytest.mark.scaled
def test_any_bundle_comes_out_as_it_went_in(engine, other_engine, validator):
    @settings(
        max_examples=times(100),
        deadline=None,
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
        ],
    )
    @given(bundles())
    def check(bundle):
        empty(engine)
        empty(other_engine)
        assert not list(validator.iter_errors(bundle))
        bring_in(engine, written(bundle))
        bring_in(engine, written(bundle))
        found = check_round_trip(engine, other_engine)
        assert not list(validator.iter_errors(found))
        assert _by_id(found) == _by_id(bundle)

    check()


def _by_id(bundle):
    return {entry["id"]: _plain(entry) for entry in bundle["submissions"]}


def _plain(entry):
    """Write a submission in one way: a text without its language where that is the report's."""
    answers = {
        key: value["text"]
        if isinstance(value, dict) and value.get("language") == entry["language"]
        else value
        for key, value in entry["answers"].items()
    }
    practice = {} if entry.get("practice") == entry["id"] else {"practice": entry.get("practice")}
    return canonical.dumps({**entry, "answers": answers, **practice})


def test_reports_filed_here_go_through_another_portal_and_back(engine, other_engine, validator):
    with Session(engine) as session:
        cycle = make_cycle(session)
        make_submitted_report(session, cycle, "XAA")
        make_report(session, cycle, "XBB", language="fr")
        session.commit()
    found = check_round_trip(engine, other_engine)
    assert not list(validator.iter_errors(found))
    assert [entry["status"] for entry in found["submissions"]] == ["submitted", "draft"]
    assert [entry["code"] for entry in found["countries"]] == ["XAA", "XBB"]


def test_a_returned_report_leaves_as_it_was_filed(engine):
    with Session(engine) as session:
        report = make_submitted_report(session)
        filed = export_bundle(session, NOW)["submissions"][0]
        take(session, report, Action.BEGIN_REVIEW, Side.REVIEWER)
        session.commit()
    assert take_out(engine)["submissions"][0] == {**filed, "status": "under_review"}


def test_numbers_leave_as_they_were_typed(engine):
    content = written(small_bundle(submission({"VNR.12.E2": 0}))).replace(
        b'"VNR.12.E2": 0', b'"VNR.12.E2": 1.50'
    )
    bring_in(engine, content)
    assert '"VNR.12.E2": 1.50' in write_bundle(take_out(engine))


def test_one_country_or_one_cycle_can_be_taken_out(engine):
    bring_in(engine, written(example()))
    assert {entry["country"] for entry in take_out(engine, country="ARL")["submissions"]} == {"ARL"}
    one_cycle = take_out(engine, cycle="1999")
    assert {entry["cycle"] for entry in one_cycle["submissions"]} == {"1999"}
    assert [entry["code"] for entry in one_cycle["cycles"]] == ["1999"]
    both = take_out(engine, country="COR", cycle="1999")
    assert [entry["id"] for entry in both["submissions"]] == ["N2"]


def test_what_a_country_takes_out_can_be_brought_into_an_empty_portal(engine, other_engine):
    bring_in(engine, written(example()))
    bring_in(other_engine, write_bundle(take_out(engine, country="ARL")).encode())
    assert len(take_out(other_engine)["submissions"]) == len(take_out(engine, country="ARL")["submissions"])


@pytest.mark.parametrize("only", [{"country": "ZZZ"}, {"cycle": "1066"}])
def test_an_unknown_country_or_cycle_is_refused(engine, only):
    with pytest.raises(NotFoundError):
        take_out(engine, **only)


def test_a_demonstration_cycle_says_so_in_its_title_wherever_it_goes(engine, other_engine):
    with Session(engine) as session:
        import_bundle(session, written(small_bundle(submission())), NOW, demonstration=True)
        session.commit()
    found = check_round_trip(engine, other_engine)
    assert found["cycles"][0]["title"]["en"] == "Cycle 2000 (demonstration, filed by nobody)"


def test_a_whole_world_is_taken_in_few_statements_a_report(engine):
    """A report costs a bounded number of statements, however many there are."""
    from sqlalchemy import event

    def statements_for(countries):
        empty(engine)
        bundle = small_bundle()
        bundle["cycles"][0]["invited"] = [
            {"country": code, "region": "africa", "track": "rc"} for code in countries
        ]
        bundle["submissions"] = [submission(id=code, country=code) for code in countries]
        counted = []
        event.listen(engine, "before_cursor_execute", lambda *_: counted.append(1))
        bring_in(engine, written(bundle))
        return len(counted)

    from portal.countries.services import reference_codes

    codes = sorted(reference_codes())
    few, many = statements_for(codes[:10]), statements_for(codes[:50])
    assert (many - few) / 40 < 16
