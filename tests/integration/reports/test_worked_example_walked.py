"""The worked example, each report of it taken through the workflow step by step, gives every figure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal import canonical
from portal.aggregation.aggregate import aggregate
from portal.aggregation.queries import cycle_input
from portal.cycles.models import Cycle
from portal.events.services import NOBODY
from portal.exchange.importing import import_bundle
from portal.operations.clock import run_clock
from portal.operations.record import audit
from portal.reports.lifecycle.recording import Receipt, record_received_draft
from portal.reports.lifecycle.starting import (
    begin_next_version,
    start_coordinator_report,
    start_practice,
    start_report,
)
from portal.reports.models import Report
from portal.reports.queries import answers_of, surroundings
from portal.reports.remarks.services import RemarkDraft, Written, add_remark
from portal.reports.workflow import Action, Side
from tests.bundles import example, written
from tests.factories import fill_report, take
from tests.unit.aggregation.bundles import differences, read

A, S = Action, Side
REVIEWED = ((A.BEGIN_REVIEW, S.OFFICE), (A.ENDORSE, S.REVIEWER))
COMMENTED = ((A.CLOSE_COMMENTS, S.GOVERNMENT),)
ACCEPTED, PUBLISHED = ((A.ACCEPT, S.SECRETARIAT),), ((A.ACCEPT, S.SECRETARIAT), (A.PUBLISH, S.SECRETARIAT))

# How each report came to where the example has it. What is reviewed by nobody (BOR) goes straight on.
WALKS: dict[str, tuple[tuple[Action, Side], ...]] = {
    "N1": REVIEWED + PUBLISHED,
    "N2": REVIEWED + PUBLISHED,
    "N3": ((A.LAPSE, S.CLOCK), *PUBLISHED),
    "N4": REVIEWED + ACCEPTED,
    "N5": REVIEWED + PUBLISHED,
    "N6": ACCEPTED,
    "N7": REVIEWED + PUBLISHED,
    "N8": ((A.BEGIN_REVIEW, S.OFFICE), (A.WITHDRAW_VERSION, S.SIGNATORY)),
    "R1": COMMENTED + PUBLISHED,
    "R2": (*COMMENTED, (A.SECRETARIAT_RETURN, S.SECRETARIAT)),
    "R3": ((A.CLOSE_COMMENTS, S.CLOCK), *ACCEPTED),
    "P1": REVIEWED + PUBLISHED,
    "P2": REVIEWED + ACCEPTED,
    "P3": PUBLISHED,
    "P4": (*REVIEWED, (A.DECLINE, S.SECRETARIAT)),
    "P5": ((A.WITHDRAW_VERSION, S.SIGNATORY),),
}


@pytest.fixture
def bundle(session):
    """The example, of which the portal knows the cycles and countries and no report yet."""
    found = example()
    without = {**found, "submissions": []}
    assert not import_bundle(session, written(without), datetime(1999, 1, 1, tzinfo=UTC)).faults
    return found


def start(session, submission: dict[str, Any], now: datetime) -> Report:
    """Begin a report as the secretariat does that received it by mail: the example's answers are few."""
    cycle = session.get_one(Cycle, submission["cycle"])
    country, language = submission["country"], submission["language"]
    if submission["version"] > 1:
        last = session.scalars(
            select(Report).where(Report.cycle_code == cycle.code, Report.country_code == country)
        ).one()
        return begin_next_version(session, last, NOBODY, now, received=True)
    if submission["instrument"] == "RCR":
        return start_coordinator_report(session, cycle, country, language, NOBODY, now, received=True)
    if submission["instrument"] == "BPR":
        filed_by = submission["filed_by"]
        return start_practice(
            session, cycle, country, language, NOBODY, now, filed_by=filed_by, received=True
        )
    return start_report(session, cycle, country, language, NOBODY, now, received=True)


def walk(session, submission: dict[str, Any]) -> Report:
    """Enter one report, and take every step that leads it to where the example has it."""
    now = datetime.fromisoformat(submission["submitted_at"])
    report = start(session, submission, now)
    answers = submission["answers"]
    gone = {key: None for key in answers_of(session, report.id) if key not in answers}
    fill_report(session, report, {**answers, **gone}, now=now)
    record_received_draft(session, report.id, Receipt(now.date(), "Permanent Mission", None), NOBODY, now)
    for action, side in WALKS[submission["id"]]:
        if side is Side.CLOCK:
            now += timedelta(days=23)
            assert run_clock(session, now) == 1
            continue
        if action is Action.SECRETARIAT_RETURN:
            context = surroundings(session, report)
            reason = context.questionnaire.option_sets["REASONS"].options[0].value
            draft = RemarkDraft("RCR.13.A2", reason, "Please explain.", "secretariat")
            add_remark(session, context, draft, Written(None, "en", now))
        take(session, report, action, side, text="Reasons.", now=now)
    assert report.status.value == {"N4": "accepted"}.get(submission["id"], submission["status"])
    return report


def test_the_example_reached_by_walking_gives_every_figure(session, bundle, tmp_path):
    for submission in bundle["submissions"]:
        walk(session, submission)
    session.commit()
    session.expire_all()
    found = aggregate(cycle_input(session, "2000"), cycle_input(session, "1999"), "secretariat")
    expected = read("aggregates_example.json")
    expected.pop("generated_at", None)
    wrong = differences(expected, canonical.loads(canonical.dumps(found)))
    assert not wrong, "\n".join(wrong)
    statuses = dict(
        session.execute(
            select(Report.status, Report.id).where(
                Report.version == 1,
                Report.country_code == "ARL",
                Report.cycle_code == "2000",
                Report.family == "national",
            )
        ).all()
    )
    assert [status.value for status in statuses] == ["superseded"]
    assert list(audit.verify(session, tmp_path)) == []


def test_every_report_of_the_example_has_its_walk(bundle):
    assert {submission["id"] for submission in bundle["submissions"]} == set(WALKS)
