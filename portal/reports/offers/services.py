"""Answers offered to a report: made when it is begun or a person asks, taken over or left by a person."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.permissions import Identity
from portal.errors import NotFoundError, RefusedError
from portal.events.services import Actor
from portal.questionnaires.answering.conditions import visible_answers
from portal.questionnaires.answering.values import with_row_ids
from portal.questionnaires.loader import load_library
from portal.reports.filings import filed_answers, wire_answers
from portal.reports.merge import can_keep_both, is_table, keep_both
from portal.reports.models import Answer, Report
from portal.reports.offers.models import Decision, OfferedAnswer, Source
from portal.reports.offers.queries import offers_locked, own_countries
from portal.reports.offers.rules import Given, Offer, Wanted, lineage_of, offers_for
from portal.reports.queries import Surroundings, answers_of, latest_filing, surroundings
from portal.reports.reading.filed import last_counted
from portal.reports.saving import Author, Change, Outcome, save_answers
from portal.reports.workflow import EDITABLE


@dataclass(frozen=True)
class Origin:
    """Where answers are offered from, by whom and when."""

    kind: Source
    report: Report
    actor: Actor
    now: datetime


def offer_last_cycle(session: Session, context: Surroundings, actor: Actor, now: datetime) -> int:
    """Offer the answers of the country's counted report in the last cycle; return how many."""
    found = last_counted(session, context)
    filing = latest_filing(session, found[0].id) if found else None
    if found is None or filing is None:
        return 0
    origin = Origin(Source.LAST_CYCLE, found[0], actor, now)
    return make_offers(session, context, origin, filed_answers(filing))


def offer_own_country(
    session: Session, context: Surroundings, source_id: int, identity: Identity, now: datetime
) -> int:
    """Offer what the annual report of another country of the same office says now; return how many.

    Raises NotFoundError where it is none of the person's own, RefusedError report_not_editable.
    """
    sources = {one.id: one for one, _ in own_countries(session, identity, context.report)}
    if source_id not in sources:
        raise NotFoundError("report_unknown")
    # Two persons who ask for the same take turns.
    session.refresh(context.report, with_for_update=True)
    if context.report.status not in EDITABLE:
        raise RefusedError("report_not_editable")
    source = surroundings(session, sources[source_id])
    wire = wire_answers(source, answers_of(session, source_id))
    actor = Actor(identity.user_id, identity.name)
    return make_offers(session, context, Origin(Source.OWN_COUNTRY, source.report, actor, now), wire)


def make_offers(session: Session, context: Surroundings, origin: Origin, answers: Mapping[str, Any]) -> int:
    """Offer the answers (wire values) of a report to another one; return how many are offered now.

    An offer that waits already takes the newer text; one that was decided stays decided. No answer changes.
    """
    source = surroundings(session, origin.report)
    given = Given(visible_answers(source.questionnaire, source.asked, answers), origin.report.language)
    wanted = Wanted(context.questionnaire, context.asked, context.report.language, context.period)
    lineage = lineage_of(load_library().questionnaires)
    known = _known(session, context.report, origin.report)
    offered = 0
    for offer in offers_for(wanted, given, lineage):
        row = known.get(offer.key)
        if row is None:
            row = _new(context.report, origin, offer)
            session.add(row)
        if row.decided_at is None:
            row.value, row.language = with_row_ids(offer.value, _new_id), offer.language
            row.source_key, row.offered_at, row.offered_by = offer.source_key, origin.now, origin.actor.id
            offered += 1
    session.flush()
    return offered


def take_over(
    session: Session, report: Report, numbers: Sequence[int], seen: Mapping[str, int], author: Author
) -> Outcome:
    """Make offers answers of the person who says so; `seen`: the revisions of the answers they saw, by key.

    An answer written meanwhile stays in force, and the text taken over is set aside for a choice. Rows of a
    table come to those that are there. Raises NotFoundError, RefusedError report_not_editable or
    already_decided.
    """
    offers = _to_decide(session, report, numbers)
    present = answers_of(session, report.id, [one.key for one in offers])
    outcome = Outcome()
    for one in offers:
        change = Change(one.key, _joined(one, present), seen.get(one.key, 0))
        by = Author(author.account_id, one.language, author.now)
        written = save_answers(session, report, [change], by)
        outcome.saved |= written.saved
        outcome.merged += written.merged
        outcome.conflicts += written.conflicts
    _decide(session, offers, Decision.CONFIRMED, author)
    return outcome


def leave(session: Session, report: Report, numbers: Sequence[int], author: Author) -> None:
    """Let offers not become answers; they stay on record. Raises as `take_over`."""
    _decide(session, _to_decide(session, report, numbers), Decision.DECLINED, author)


def _known(session: Session, report: Report, source: Report) -> dict[str, OfferedAnswer]:
    statement = select(OfferedAnswer).where(
        OfferedAnswer.report_id == report.id, OfferedAnswer.source_report_id == source.id
    )
    return {row.key: row for row in session.scalars(statement)}


def _new(report: Report, origin: Origin, offer: Offer) -> OfferedAnswer:
    return OfferedAnswer(
        report_id=report.id, key=offer.key, source=origin.kind, source_report_id=origin.report.id
    )


def _new_id() -> str:
    return uuid.uuid4().hex


def _to_decide(session: Session, report: Report, numbers: Sequence[int]) -> list[OfferedAnswer]:
    """Return the offers, locked after the report: in the order in which a step of the workflow locks."""
    status = session.scalar(select(Report.status).where(Report.id == report.id).with_for_update(read=True))
    offers = offers_locked(session, report.id, numbers)
    if status is None or len(offers) != len(set(numbers)) or not offers:
        raise NotFoundError("offer_unknown")
    if status not in EDITABLE:
        raise RefusedError("report_not_editable")
    if any(one.decided_at is not None for one in offers):
        raise RefusedError("already_decided")
    return offers


def _joined(offer: OfferedAnswer, present: Mapping[str, Answer]) -> Any:
    current = present.get(offer.key)
    if current is not None and is_table(offer.value) and can_keep_both(offer.value, current.value):
        return keep_both(offer.value, current.value)
    return offer.value


def _decide(session: Session, offers: Sequence[OfferedAnswer], decision: Decision, author: Author) -> None:
    for one in offers:
        one.decision, one.decided_at, one.decided_by = decision, author.now, author.account_id
    session.flush()
