"""Texts offered in the sample portal, a report filed twice, and the pages on which both are seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.accounts.permissions import HeldRole, Identity, Role
from portal.cycles.models import Cycle
from portal.reports.models import Report
from portal.reports.offers.services import offer_last_cycle, offer_own_country
from portal.reports.queries import surroundings
from portal.reports.remarks.services import RemarkDraft, Written, add_remark, reply_to_remark
from portal.reports.workflow import Action, Side
from tests.factories import TEXTS, actor_for, fill_report, make_submitted_report, take
from tests.samples.portal import now

R = Role
COUNTRY, AGO = "QMD", timedelta(days=390)
CHANGED = "VNR.12.B10"

PAGES: tuple[tuple[str, str, Role, dict[str, Any]], ...] = (
    ("filing.offered", "QMD", R.FOCAL_POINT, {}),
    ("filing.offered", "QMD", R.CONTRIBUTOR, {}),
    ("filing.offered", "RCR draft", R.COORDINATOR, {}),
    ("filing.compare", "QMD before", R.FOCAL_POINT, {}),
    ("filing.compare", "QMD before", R.CONTRIBUTOR, {}),
    ("filing.compare", "QMD before", R.COORDINATOR, {}),
    ("filing.compare", "QMD before", R.SECRETARIAT, {}),
    ("filing.compare", "RCR closed", R.FOCAL_POINT, {}),
    ("filing.history", "QMD before", R.FOCAL_POINT, {}),
)


def make_offers(
    session: Session, people: Mapping[Role, int], cycle: Cycle, reports: Mapping[str, int]
) -> dict[str, int]:
    """File a report of the last cycle twice, and offer it to the draft; offer an annual report to another."""
    by: dict[str, Any] = {"by": session.get_one(Account, people[R.FOCAL_POINT]), "now": now() - AGO}
    before = make_submitted_report(session, cycle, COUNTRY, **by)
    take(session, before, Action.BEGIN_REVIEW, Side.REVIEWER, **by)
    context, written = surroundings(session, before), Written(people[R.COORDINATOR], "en", now() - AGO)
    reason = context.questionnaire.option_sets["REASONS"].options[0].value
    remark = add_remark(session, context, RemarkDraft(CHANGED, reason, TEXTS["en"]), written)
    take(session, before, Action.RETURN, Side.REVIEWER, text=TEXTS["en"], **by)
    reply_to_remark(session, remark, TEXTS["en"], written, maintained=False)
    changed = {CHANGED: f"{TEXTS['en']} {TEXTS['en']}", "VNR.12.D1": "no"}
    fill_report(session, before, changed, **by)
    take(session, before, Action.RESUBMIT, Side.SIGNATORY, **by)
    take(session, before, Action.BEGIN_REVIEW, Side.REVIEWER, **by)
    take(session, before, Action.ENDORSE, Side.REVIEWER, **by)
    take(session, before, Action.ACCEPT, Side.SECRETARIAT, **by)
    draft = surroundings(session, session.get_one(Report, reports["QMD"]))
    offer_last_cycle(session, draft, actor_for(by["by"]), now())
    annual = surroundings(session, session.get_one(Report, reports["RCR draft"]))
    office = Identity(
        people[R.COORDINATOR], "", frozenset(HeldRole(R.COORDINATOR, one) for one in ("QMD", "QMR"))
    )
    offer_own_country(session, annual, reports["RCR ready"], office, now())
    return {"QMD before": before.id}


def pages(numbers: Mapping[str, int]) -> Iterator[tuple[str, dict[str, Any], Role, str]]:
    """Yield endpoint, parts, reader and country of each page."""
    for endpoint, name, reader, parts in PAGES:
        country = "QMV" if name == "RCR closed" else COUNTRY
        yield endpoint, {"report_id": numbers[name], **parts}, reader, country


def places_to_post(numbers: Mapping[str, int]) -> Iterator[tuple[str, dict[str, Any], Role, str]]:
    """Yield the same of the address that is only posted to."""
    yield "filing.offer_from", {"report_id": numbers["RCR draft"]}, R.COORDINATOR, COUNTRY
