"""Coordinators' reports and best practices of the sample portal, and the pages on which they are seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.accounts.permissions import Role
from portal.cycles.models import Cycle
from portal.reports.comments.services import save_comment
from portal.reports.lifecycle.starting import start_coordinator_report, start_practice
from portal.reports.models import Report
from portal.reports.saving import Author
from portal.reports.workflow import Action, Side
from tests.factories import TEXTS, actor_for, fill_report, take
from tests.samples.portal import now

R = Role


def make_families(session: Session, people: dict[Role, int], cycle: Cycle) -> dict[str, int]:
    """Make reports of both families in several states; return their numbers by name."""
    coordinator = session.get_one(Account, people[Role.COORDINATOR])
    focal_point = session.get_one(Account, people[Role.FOCAL_POINT])
    by: dict[str, Any] = {"by": coordinator, "now": now()}
    actor = actor_for(coordinator)

    def annual(country: str, *, filled: bool = True) -> Report:
        report = start_coordinator_report(session, cycle, country, "en", actor, now())
        if filled:
            fill_report(session, report, **by)
        return report

    def practice(country: str, filed_by: str) -> Report:
        report = start_practice(session, cycle, country, "en", actor, now(), filed_by=filed_by)
        fill_report(session, report, **by)
        return report

    found = {"RCR draft": annual("QMD", filled=False), "RCR ready": annual("QMR")}
    for name, country in (("RCR to comment", "QMS"), ("RCR closed", "QMV"), ("RCR published", "QMU")):
        found[name] = annual(country)
        take(session, found[name], Action.SUBMIT, Side.SIGNATORY, **by)
    for name in ("RCR closed", "RCR published"):
        save_comment(session, found[name], TEXTS["fr"], 0, Author(focal_point.id, "fr", now()))
        take(session, found[name], Action.CLOSE_COMMENTS, Side.GOVERNMENT, by=focal_point, now=now())
    for step in (Action.ACCEPT, Action.PUBLISH):
        take(session, found["RCR published"], step, Side.SECRETARIAT, **by)
    found |= _practices(session, practice, focal_point, by)
    return {name: report.id for name, report in found.items()}


def _practices(
    session: Session, practice: Any, focal_point: Account, by: dict[str, Any]
) -> dict[str, Report]:
    found = {
        "BPR draft": practice("QMD", "government"),
        "BPR to agree": practice("QMS", "coordinator"),
        "BPR to decide": practice("QME", "coordinator"),
        "BPR published": practice("QMU", "coordinator"),
        "BPR declined": practice("QMN", "government"),
    }
    for name in list(found)[1:]:
        take(session, found[name], Action.SUBMIT, Side.SIGNATORY, **by)
    for name in ("BPR to decide", "BPR published"):
        take(session, found[name], Action.AGREE, Side.GOVERNMENT, by=focal_point, now=now())
    for step in (Action.ACCEPT, Action.PUBLISH):
        take(session, found["BPR published"], step, Side.SECRETARIAT, **by)
    take(session, found["BPR declined"], Action.DECLINE, Side.SECRETARIAT, text=TEXTS["en"], **by)
    return found


PLACES = {
    "RCR draft": "QMD",
    "RCR ready": "QMR",
    "RCR to comment": "QMS",
    "RCR closed": "QMV",
    "RCR published": "QMU",
    "BPR draft": "QMD",
    "BPR to agree": "QMS",
    "BPR to decide": "QME",
    "BPR published": "QMU",
    "BPR declined": "QMN",
}

PAGES: tuple[tuple[str, str, Role, dict[str, Any]], ...] = (
    ("filing.report", "RCR draft", R.COORDINATOR, {}),
    ("filing.report", "RCR closed", R.COORDINATOR_STAFF, {}),
    ("filing.report", "BPR declined", R.FOCAL_POINT, {}),
    ("filing.section", "RCR draft", R.COORDINATOR_STAFF, {"section": "C"}),
    ("filing.section", "RCR draft", R.COORDINATOR, {"section": "H"}),
    ("filing.section", "BPR draft", R.FOCAL_POINT, {"section": "C"}),
    ("filing.check", "RCR ready", R.COORDINATOR, {}),
    ("filing.check", "RCR ready", R.COORDINATOR_STAFF, {}),
    ("filing.check", "BPR draft", R.FOCAL_POINT, {}),
    ("filing.draft", "RCR ready", R.COORDINATOR, {}),
    ("filing.summary", "RCR ready", R.COORDINATOR, {}),
    ("filing.summary", "BPR draft", R.FOCAL_POINT, {}),
    ("filing.receipt", "RCR closed", R.COORDINATOR, {"number": 1}),
    ("filing.step", "RCR to comment", R.COORDINATOR_STAFF, {"action": "recall"}),
    ("filing.history", "RCR closed", R.COORDINATOR, {}),
    ("filing.government_reply", "RCR to comment", R.FOCAL_POINT, {}),
    ("filing.government_reply", "RCR closed", R.READER, {}),
    ("filing.government_reply", "BPR to agree", R.FOCAL_POINT, {}),
    ("secretariat.reports.report", "RCR closed", R.SECRETARIAT, {}),
    ("secretariat.reports.report", "BPR to decide", R.SECRETARIAT, {}),
    ("secretariat.reports.accept", "BPR to decide", R.SECRETARIAT, {}),
    ("secretariat.reports.decline", "BPR to decide", R.SECRETARIAT, {}),
)


def pages(numbers: dict[str, int]) -> Iterator[tuple[str, dict[str, Any], Role, str]]:
    """Yield endpoint, parts, reader and country of each page about these reports."""
    for endpoint, name, reader, parts in PAGES:
        yield endpoint, {"report_id": numbers[name], **parts}, reader, PLACES[name]
