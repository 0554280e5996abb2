"""From an address to a report with its surroundings, and from a request to the person asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import g

from portal.accounts.access import identity
from portal.accounts.permissions import Permission, of_author, permits
from portal.events.services import Actor
from portal.extensions import db
from portal.reports.assignments.queries import PageName, pages_for, sees_whole_draft
from portal.reports.models import Report
from portal.reports.queries import Surroundings, get_report, surroundings
from portal.reports.workflow import EDITABLE, Status

Parts = Mapping[str, Any]
"""The parts of an address, without the language."""


def report_at(report_id: int) -> Report:
    """Return a report of any family; raises NotFoundError."""
    return get_report(db.session, report_id)


def _asked_of_author(permission: Permission) -> Callable[[Parts], Permission]:
    """Return what asks this permission on the author side of a report: of its Government or of its office."""

    def asked(parts: Parts) -> Permission:
        return of_author(permission, report_at(parts["report_id"]).filed_by)

    return asked


reader_of_draft = _asked_of_author(Permission.REPORT_READ_DRAFT)
editor = _asked_of_author(Permission.REPORT_EDIT)
whole_reader = _asked_of_author(Permission.DRAFT_READ_WHOLE)
preparer = _asked_of_author(Permission.REPORT_PREPARE)
signer = _asked_of_author(Permission.REPORT_SIGN)


def stepper(parts: Parts) -> Permission:
    """Ask for a signature's right of a Government's report; of a coordinator's, that of the office.

    The workflow says which step is whose.
    """
    is_office = report_at(parts["report_id"]).filed_by == "coordinator"
    return Permission.OFFICE_PREPARE if is_office else Permission.REPORT_SIGN


def history_reader(parts: Parts) -> Permission:
    """Ask the office alone about a report of a coordinator that it has not filed; else anybody concerned."""
    report = report_at(parts["report_id"])
    is_own_draft = report.filed_by == "coordinator" and report.status is Status.DRAFT
    return Permission.OFFICE_READ_DRAFT if is_own_draft else Permission.REPORT_HISTORY


def context_at(report_id: int) -> Surroundings:
    """Return a report with its cycle, invitation and questionnaire; raises NotFoundError."""
    return surroundings(db.session, report_at(report_id))


def country_of_report(parts: Parts) -> str:
    """Return the country whose report an address is about; raises NotFoundError."""
    return report_at(parts["report_id"]).country_code


def country_in_address(parts: Parts) -> str:
    """Return the country that an address names."""
    return str(parts["country"])


def recording(parts: Parts) -> Permission | None:
    """Let the secretariat work on a draft that it enters for a Government from a report received by mail."""
    report = report_at(parts["report_id"])
    return Permission.REPORT_RECORD if report.received and report.status is Status.DRAFT else None


def recorded(parts: Parts) -> Permission | None:
    """Let the secretariat read a report received by mail that it entered, until it is returned.

    From then on its answers are the Government's own draft; the secretariat reads what is filed, at its desk.
    """
    report = report_at(parts["report_id"])
    is_ours = report.received and report.returns_by_reviewer == 0 and not report.returned_by_secretariat
    return Permission.REPORT_RECORD if is_ours else None


def may_edit(report: Report) -> bool:
    """Whether the person asking may change answers of this report now."""
    if report.status not in EDITABLE:
        return False
    return _may(Permission.REPORT_EDIT, report) or _may_record(report)


def leads_author_side(report: Report) -> bool:
    """Whether the person asking leads the work on this report on its author side."""
    return _may(Permission.REPORT_PREPARE, report)


def may_prepare(report: Report) -> bool:
    """Whether the person asking leads the work on this report: focal point, alternate, or who records it."""
    return _may(Permission.REPORT_PREPARE, report) or _may_record(report)


def reads_whole_draft(report: Report) -> bool:
    """Whether the person asking reads all that the author side has: its draft, its receipts."""
    return _may(Permission.DRAFT_READ_WHOLE, report)


def pages_seen(report: Report) -> frozenset[PageName] | None:
    """Return the pages of a draft that are open to the person asking; None: all of them."""
    return pages_for(db.session, identity(), report)


def is_confined(report: Report) -> bool:
    """Whether the person asking contributes to this report and sees assigned pages only.

    Whoever reviews a report or accepts it is not of its author side, and reads what is filed.
    """
    return _may(Permission.REPORT_READ_DRAFT, report) and not sees_whole_draft(identity(), report)


def actor() -> Actor:
    """Return the person asking as the record names them."""
    who = identity()
    return Actor(who.user_id, who.name)


def reader_language() -> str:
    """Return the code of the language in which this page is read."""
    return str(g.language)


def _may(permission: Permission, report: Report) -> bool:
    return permits(identity(), of_author(permission, report.filed_by), report.country_code)


def _may_record(report: Report) -> bool:
    return report.received and report.status is Status.DRAFT and _may(Permission.REPORT_RECORD, report)
