"""Issued tables: frozen for both audiences, with the filings behind them; public only while those are."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import jsonschema
import pytest
from sqlalchemy import event

from portal import canonical
from portal.aggregation.aggregate import aggregate
from portal.aggregation.queries import cycle_input
from portal.errors import NotFoundError
from portal.events.queries import events_of
from portal.events.services import NOBODY
from portal.issued.queries import get_issue, is_open, issue_file, list_issues, load, open_ids
from portal.issued.services import AUDIENCES, EVERYTHING, STREAM, Restriction, issue_tables
from portal.reports.workflow import Action, Side
from tests.factories import NOW

SCHEMA = Path(__file__).parents[2] / "data" / "aggregates.schema.json"


def reports_of(issued):
    return [entry["report"] for entry in issued.filings]


def test_an_issue_freezes_what_is_computed_at_that_moment_for_both_audiences(example, issue):
    given, earlier = cycle_input(example, "2000"), cycle_input(example, "1999")
    rows = issue()
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for issued, audience in zip(rows, AUDIENCES, strict=True):
        frozen = load(issued)["aggregates"]
        assert canonical.same(frozen, aggregate(given, earlier, audience))
        plain = json.loads(json.dumps(frozen, default=float))
        assert not list(jsonschema.Draft202012Validator(schema).iter_errors(plain))
        assert (issued.number, issued.cycle_code, issued.previous_code) == (1, "2000", "1999")


def test_the_digest_is_that_of_the_file_in_json(issue):
    for issued in issue():
        content = issue_file(issued, "json", "en", demonstration=False)
        assert hashlib.sha256(content).hexdigest() == issued.digest
        assert canonical.digest(canonical.dumps(canonical.loads(content))) == issued.digest


def test_the_list_names_the_counted_filings_and_to_the_public_those_it_may_read(issue):
    secretariat, public = issue()
    assert reports_of(secretariat) == ["N1", "N2", "N3", "R1", "N5", "P1", "P2", "N6", "P3", "N7", "R3"]
    assert reports_of(public) == ["N1", "N2", "N3", "R1", "N5", "P1", "N6", "P3", "N7"]
    shown = {entry["report"]: entry["shown"] for entry in public.filings}
    assert (shown["N5"], shown["N6"]) == ("report", "summary")
    assert load(public)["filings"] == public.filings
    assert "shown" not in secretariat.filings[0]


def test_issues_are_numbered_and_recorded(example, issue):
    first, second = issue(), issue(previous=None)
    assert [rows[0].number for rows in (first, second)] == [1, 2]
    recorded = events_of(example, STREAM)
    assert [event.number for event in recorded] == [1, 2]
    assert recorded[0].payload["digests"] == {row.audience: row.digest for row in first}
    assert [row.number for row in list_issues(example, "public", ["2000"])] == [2, 1]
    assert list_issues(example, "public", ["1999"]) == []


def test_a_restricted_issue_counts_and_names_its_countries_alone(example, issue):
    (secretariat,) = issue(restriction=Restriction(region="europe"))
    assert sorted(reports_of(secretariat)) == ["N6", "P3"]
    assert load(secretariat)["aggregates"]["coverage"]["national"]["all"]["expected"] == 1
    assert list_issues(example, "public") == []


def test_the_public_list_names_the_digest_of_what_is_public_in_full_alone(issue):
    _, public = issue()
    assert {entry["report"] for entry in public.filings if entry["digest"] is None} == {"N6"}


def test_nothing_that_happens_later_changes_an_issue(example, issue, step):
    before = [issued.digest for issued in issue()]
    step("N5", Action.WITHDRAW_REPORT, Side.SIGNATORY)
    for audience, digest in zip(("secretariat", "public"), before, strict=True):
        issued = get_issue(example, 1, audience)
        assert (issued.digest, canonical.digest(issued.content)) == (digest, digest)


CLOSING = (
    ("N5", Action.SUSPEND, Side.SECRETARIAT),
    ("N6", Action.WITHDRAW_REPORT, Side.SIGNATORY),
    ("N1", Action.SUSPEND, Side.SECRETARIAT),
    ("R1", Action.SUSPEND, Side.SECRETARIAT),
    ("P3", Action.WITHDRAW_REPORT, Side.SIGNATORY),
)


def test_what_is_suspended_or_withdrawn_closes_the_public_issue_at_once(example, issue, step):
    secretariat, public = issue()
    ids = {secretariat.id, public.id}
    for report, action, side in CLOSING:
        assert open_ids(example, [secretariat, public]) == ids
        with example.begin_nested() as point:
            step(report, action, side)
            assert not is_open(example, public), report
            assert is_open(example, secretariat)
            point.rollback()
        example.expire_all()


def test_an_issue_is_open_again_when_the_report_is_published_again(example, issue, step):
    _, public = issue()
    step("N5", Action.SUSPEND)
    step("N5", Action.PUBLISH, text=None)
    assert is_open(example, public)


def test_what_the_public_never_read_does_not_close_an_issue(example, issue, step):
    _, public = issue()
    step("P2", Action.WITHDRAW_REPORT, Side.SIGNATORY)
    assert is_open(example, public)


def test_an_issue_that_does_not_exist_is_refused(example):
    with pytest.raises(NotFoundError, match="issue_unknown"):
        get_issue(example, 1, "public")
    with pytest.raises(NotFoundError, match="cycle_unknown"):
        issue_tables(example, ("1066", None), EVERYTHING, NOBODY, NOW)


def test_lists_take_as_many_queries_for_one_issue_as_for_three(example, engine, issue):
    statements = []
    event.listen(engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    def asked():
        example.expire_all()
        statements.clear()
        open_ids(example, list_issues(example, "public"))
        return len(statements)

    issue()
    one = asked()
    issue()
    issue(previous=None)
    assert asked() == one
    assert not [text for text in statements if "issued_tables.content" in text]
