"""A report as its author side sees it: how far it is, who holds the pen, what can be done next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.accounts.permissions import Identity
from portal.accounts.queries import has_signatory
from portal.cycles.queries import closing_date
from portal.filing.progress.counting import Place, Progress
from portal.filing.section.page import names_of, progress_in
from portal.reports.assignments.queries import key_is_on, pages_for
from portal.reports.lifecycle.attribution import on_submission
from portal.reports.lifecycle.situation import sides_of, situation_of
from portal.reports.models import Answer, Remark, SetAside
from portal.reports.queries import Surroundings, answers_of, open_set_aside
from portal.reports.reading.history import holder
from portal.reports.remarks.services import remarks_of
from portal.reports.workflow import EDITABLE, Action, Side, Situation, offered, reviewer_left

SECONDARY = (
    Action.RECALL,
    Action.NEW_VERSION,
    Action.DISCARD,
    Action.WITHDRAW_VERSION,
    Action.WITHDRAW_REPORT,
)
"""Steps of the author side that are taken on a page of their own, in order of display."""


@dataclass(frozen=True)
class Overview:
    """One report with all that its overview, its task list and its check page need.

    `pages`: those assigned to whoever sees no more of the draft; progress, remarks and texts set aside are
    then of these pages only. None: the whole draft.
    """

    context: Surroundings
    answers: Mapping[str, Answer]
    progress: Progress
    waiting: Sequence[SetAside]
    remarks: Sequence[Remark]
    names: Mapping[int, str]
    situation: Situation
    closes: date
    own_signatory: bool
    now: datetime
    pages: frozenset[Place] | None = None

    @property
    def sides(self) -> frozenset[Side]:
        """Return the sides the person asking stands on."""
        return self.situation.sides

    @property
    def is_open(self) -> bool:
        """Whether the author side holds the pen."""
        return self.context.report.status in EDITABLE

    @property
    def unanswered(self) -> list[Remark]:
        """Return the remarks that wait for an answer of the author side."""
        return [remark for remark in self.remarks if remark.replied_at is None and remark.resolved_at is None]

    @property
    def is_ready(self) -> bool:
        """Whether nothing but the signature is missing."""
        return self.is_open and not self.progress.errors and not self.unanswered and self.situation.open

    @property
    def is_prepared(self) -> bool:
        """Whether the report was marked as prepared since the author side got it."""
        report = self.context.report
        return self.is_open and report.prepared_at is not None and report.prepared_at >= report.waiting_since

    @property
    def changed_since_prepared(self) -> bool:
        """Whether an answer was saved after the report was prepared for signature."""
        prepared = self.context.report.prepared_at
        if prepared is None or not self.is_prepared:
            return False
        return any(answer.saved_at > prepared for answer in self.answers.values())

    @property
    def signable(self) -> bool:
        """Whether the person asking may sign now: ready and, for a signatory of its own, prepared."""
        prepared = self.is_prepared or not self.own_signatory
        return self.is_ready and prepared and Side.SIGNATORY in self.sides

    @property
    def holder(self) -> str | None:
        """Return who holds the pen: government, reviewer or secretariat; None once accepted or out."""
        report = self.context.report
        return holder(report.status, reviewer=reviewer_left(self.situation), filed_by=report.filed_by)

    @property
    def steps(self) -> list[Action]:
        """Return the secondary steps this person can take now."""
        possible = {action for action, missing in offered(self.situation) if not missing}
        return [action for action in SECONDARY if action in possible]


def load_overview(session: Session, context: Surroundings, who: Identity, now: datetime) -> Overview:
    """Load a report for its author side: always the same number of queries."""
    context = on_submission(session, context, now)
    report = context.report
    answers = answers_of(session, report.id)
    waiting = open_set_aside(session, report.id)
    remarks = remarks_of(session, report.id, released_only=True)
    pages = pages_for(session, who, report)
    if pages is not None:
        waiting = [kept for kept in waiting if key_is_on(pages, context.questionnaire, kept.key)]
        remarks = [remark for remark in remarks if key_is_on(pages, context.questionnaire, remark.key)]
    sides = sides_of(session, who, report)
    return Overview(
        context=context,
        answers=answers,
        progress=progress_in(context, answers).on(pages, context.questionnaire),
        waiting=waiting,
        remarks=remarks,
        names=names_of(session, answers.values(), waiting, remarks),
        situation=situation_of(session, context, sides, now, check=False),
        closes=closing_date(session, context.cycle, report.country_code),
        own_signatory=report.filed_by == "government" and has_signatory(session, report.country_code),
        now=now,
        pages=pages,
    )
