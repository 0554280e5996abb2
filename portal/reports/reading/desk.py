"""What a desk that reads a filed report needs on one page: report, remarks, history, next steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.permissions import Identity
from portal.accounts.queries import accounts_by_id
from portal.countries.models import Country
from portal.countries.queries import get_country
from portal.errors import NotFoundError
from portal.reports.disclosure import Audience, may_read_filing
from portal.reports.lifecycle.situation import sides_of, situation_of, window_ends
from portal.reports.models import Filing, Remark, Report
from portal.reports.offers.carried import Text
from portal.reports.offers.queries import Carried, carried_over
from portal.reports.queries import Surroundings, latest_filing, surroundings
from portal.reports.reading.difference import Piece, difference
from portal.reports.reading.displayed import Narrative, ReadQuestion, ReadSection, Rows, Shown, Words
from portal.reports.reading.filed import Earlier, disclosed, earlier_report, read_filing
from portal.reports.reading.history import HistoryLine, days_with, history_of
from portal.reports.remarks.services import by_key
from portal.reports.workflow import Action, Guard, Side, Situation, Status, offered

REASONS = "REASONS"
MEMBERS = {
    Audience.REVIEWER: frozenset({Side.REVIEWER, Side.OFFICE}),
    Audience.SECRETARIAT: frozenset({Side.SECRETARIAT}),
}
"""Who is on a side: others who may read the report see what was sent, and nothing of the side's own."""


@dataclass(frozen=True)
class Desk:
    """A filed report as one side has it on its desk.

    `remarks`: by key of the question, those the side may see (its own, and every one the author side has
    seen). `stray`: remarks on questions that the filing no longer shows. `names`: of accounts by id.
    `days`: whole days with government, reviewer and secretariat. `steps`: what the person may do now, with
    the guards still unmet. `carried`: how much of the long texts was taken over from other reports.
    """

    side: str
    context: Surroundings
    country: Country
    filing: Filing
    sections: tuple[ReadSection, ...]
    earlier: Earlier | None
    remarks: Mapping[str, list[Remark]]
    names: Mapping[int, str]
    history: list[HistoryLine]
    days: Mapping[str, int]
    situation: Situation
    steps: Mapping[Action, tuple[Guard, ...]]
    review_due: datetime
    carried: tuple[Carried, ...] = ()

    @property
    def report(self) -> Report:
        """Return the report on the desk."""
        return self.context.report

    @property
    def may_write(self) -> bool:
        """Whether this person may write remarks of the side now: only while the side has the report."""
        if self.side == Audience.SECRETARIAT:
            return Action.SECRETARIAT_RETURN in self.steps
        reviewing = bool(self.situation.sides & MEMBERS[Audience.REVIEWER])
        return reviewing and self.report.status is Status.UNDER_REVIEW

    @property
    def keys(self) -> frozenset[str]:
        """Return the keys of the questions shown."""
        return frozenset(question.key for section in self.sections for question in section.questions)

    @property
    def stray(self) -> list[Remark]:
        """Return remarks on questions that the filing no longer shows."""
        return [remark for key, found in self.remarks.items() if key not in self.keys for remark in found]

    @property
    def pending(self) -> int:
        """Return how many remarks of this side the author side has not seen yet."""
        found = (remark for remarks in self.remarks.values() for remark in remarks)
        return sum(remark.released_at is None for remark in found)

    def changes(self, question: ReadQuestion) -> tuple[Piece, ...] | None:
        """Return what changed in a text since the last cycle; None where that cannot be said word by word."""
        last = self.earlier.questions.get(question.key) if self.earlier else None
        now, before = question.shown, last.shown if last else None
        if not isinstance(now, Narrative) or not isinstance(before, Narrative):
            return None
        if now.typed.language != before.typed.language:
            return None
        return difference(before.typed.text, now.typed.text)

    def reason(self, code: str) -> Words:
        """Return the words of a reason code."""
        labels = {
            option.value: option.label for option in self.context.questionnaire.option_sets[REASONS].options
        }
        return Words(f"{REASONS}:{code}", labels.get(code, code))

    @property
    def reasons(self) -> list[tuple[str, Words]]:
        """Return the reason codes in order of display."""
        return [(code, self.reason(code)) for code in self.context.questionnaire.option_sets[REASONS].values]


def open_desk(session: Session, report: Report, identity: Identity, side: str, now: datetime) -> Desk:
    """Return the desk of a side, reviewer or secretariat; raises NotFoundError if it may not read it."""
    context = surroundings(session, report)
    filing = latest_filing(session, report.id)
    audience = Audience(side)
    if filing is None or not may_read_filing(audience, disclosed(report, filing)):
        raise NotFoundError("report_unknown")
    sides = sides_of(session, identity, report)
    remarks = remarks_for(session, report.id, side if sides & MEMBERS[audience] else None)
    lines = history_of(session, report)
    situation = situation_of(session, context, sides, now, check=False)
    sections = read_filing(context, filing, audience)
    return Desk(
        side=side,
        context=context,
        country=get_country(session, report.country_code),
        filing=filing,
        sections=sections,
        earlier=earlier_report(session, context, audience),
        remarks=by_key(remarks),
        names=_names(session, remarks),
        history=lines,
        days=days_with(lines, reviewer=context.invited.track == "rc", now=now, filed_by=report.filed_by),
        situation=situation,
        steps=dict(offered(situation)),
        review_due=window_ends(context),
        carried=tuple(carried_over(session, report, _long_texts(sections))),
    )


def _long_texts(sections: Iterable[ReadSection]) -> Iterator[Text]:
    """Yield the long texts that are shown, those in the rows of tables too."""
    for section in sections:
        for question in section.questions:
            shown: list[Shown | None] = [question.shown]
            if isinstance(question.shown, Rows):
                shown = [cell.shown for row in question.shown.rows for cell in row]
            for one in shown:
                if isinstance(one, Narrative) and one.long:
                    yield one.typed.text, one.typed.language


def remarks_for(session: Session, report_id: int, side: str | None) -> list[Remark]:
    """Return the remarks a side may see: its own, and every one that was sent; side None: only these."""
    statement = (
        select(Remark)
        .where(Remark.report_id == report_id, Remark.released_at.is_not(None) | (Remark.side == side))
        .order_by(Remark.id)
    )
    return list(session.scalars(statement))


def _names(session: Session, remarks: list[Remark]) -> dict[int, str]:
    ids = {
        found for remark in remarks for found in (remark.author_id, remark.replied_by) if found is not None
    }
    return {id_: account.name for id_, account in accounts_by_id(session, ids).items()} if ids else {}
