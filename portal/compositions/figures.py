"""What the documents of figures alone are drawn from: the tables of a cycle, the page of a conference."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal.compositions.frozen import Frozen
from portal.compositions.queries import Order, report_input
from portal.errors import NotFoundError
from portal.summaries.figures.documents import FiguresInput
from portal.summaries.report import illustrations
from portal.summaries.report.composing import quotation
from portal.summaries.report.inputs import KINDS, ReportInput
from portal.summaries.report.packs import EVERYTHING, Pack
from portal.summaries.structure import Narrative, Picture


def figures_input(
    session: Session, frozen: Frozen, language: str, made_at: datetime | None = None
) -> FiguresInput:
    """Return the figures of a cycle in a language."""
    return _figures(report_input(session, Order(KINDS[0], EVERYTHING, language, made_at), frozen))


def conference_input(
    session: Session, frozen: Frozen, conference: str, language: str, made_at: datetime | None = None
) -> FiguresInput:
    """Return the figures of a cycle with the pictures and texts of one conference; raises NotFoundError."""
    if conference not in frozen.aggregates["conferences"]:
        raise NotFoundError("conference_unknown", conference=conference)
    pack = Pack("conference", conference, (conference,))
    given = report_input(session, Order(KINDS[0], pack, language, made_at), frozen)
    pictures = tuple(illustrations.draw(given, "conference"))
    voices = tuple(quotation(given, quote) for quote in given.quotes.values())
    return _figures(given, pictures, voices)


def _figures(
    given: ReportInput, pictures: tuple[Picture, ...] = (), narratives: tuple[Narrative, ...] = ()
) -> FiguresInput:
    return FiguresInput(
        bound=given.bound,
        cycle_code=given.cycle_code,
        cycle=given.cycle,
        digest=given.digest,
        day=given.frozen_on,
        issue=given.issue,
        standing=given.standing,
        demonstration=given.demonstration,
        made_at=given.made_at,
        pictures=pictures,
        narratives=narratives,
    )
