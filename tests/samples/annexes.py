"""A file attached in the sample portal, and the pages on which it is seen."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from portal.annexes.services import Upload, add_annex
from portal.reports.models import Report
from portal.reports.queries import surroundings
from portal.reports.saving import Author
from tests.samples.portal import now

KEY = "VNR.12.I7"
CONTENT = b"%PDF-1.4\n% a sample annex\n"


def attach_sample(session: Session, report_id: int, folder: Path) -> str:
    """Attach a file to the draft of a report and return its digest."""
    context = surroundings(session, session.get_one(Report, report_id))
    upload = Upload("plan.pdf", CONTENT, "Plan", "en")
    return add_annex(session, context, KEY, upload, folder, Author(None, "en", now())).sha256
