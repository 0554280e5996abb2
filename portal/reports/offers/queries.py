"""Questions to the offered answers: which wait, where they come from, how much of them a text took over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.accounts.permissions import Identity, Permission
from portal.countries.models import Country
from portal.reports.models import Report
from portal.reports.offers.carried import Share, Text, share_of, texts_in
from portal.reports.offers.models import OfferedAnswer, Source
from portal.reports.queries import same_report
from portal.reports.workflow import OUT, Family


@dataclass(frozen=True)
class Offered:
    """An offered answer with the report it was read from and the country of that."""

    answer: OfferedAnswer
    source: Report
    country: Country


@dataclass(frozen=True)
class Carried:
    """How much of a report was taken over from another one."""

    share: Share
    kind: Source
    source: Report
    country: Country


def open_offers(session: Session, report_id: int) -> list[Offered]:
    """Return what is offered to a report and not decided, in the order in which it was offered."""
    statement = _offers().where(
        OfferedAnswer.report_id == report_id,
        OfferedAnswer.decided_at.is_(None),
    )
    return [Offered(*row) for row in session.execute(statement)]


def offers_locked(session: Session, report_id: int, numbers: Iterable[int]) -> list[OfferedAnswer]:
    """Return these offers of a report, decided or not; whoever else decides on one of them waits."""
    statement = (
        select(OfferedAnswer)
        .where(OfferedAnswer.report_id == report_id, OfferedAnswer.id.in_(list(numbers)))
        .order_by(OfferedAnswer.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(statement))


def carried_over(session: Session, report: Report, texts: Iterable[Text]) -> list[Carried]:
    """Return how much of these texts was taken over from each report offered to any version of this one."""
    versions = same_report(report).with_only_columns(Report.id)
    found: dict[int, list[Offered]] = {}
    for row in session.execute(_offers().where(OfferedAnswer.report_id.in_(versions))):
        found.setdefault(row[1].id, []).append(Offered(*row))
    written = list(texts)
    shares = [(share_of(written, _texts(offers)), offers[0]) for offers in found.values()]
    return [
        Carried(share, first.answer.source, first.source, first.country)
        for share, first in shares
        if share.percent
    ]


def own_countries(session: Session, identity: Identity, report: Report) -> list[tuple[Report, Country]]:
    """Return the annual reports of the cycle in the office's other countries, with their countries.

    Only countries whose whole draft the person may read, and of each the newest version that stands.
    """
    mine = identity.countries_with(Permission.OFFICE_READ_WHOLE) or frozenset()
    if report.family is not Family.COORDINATOR or report.country_code not in mine:
        return []
    statement = (
        select(Report, Country)
        .join(Country, Country.code == Report.country_code)
        .where(
            Report.family == Family.COORDINATOR,
            Report.cycle_code == report.cycle_code,
            Report.country_code.in_(mine - {report.country_code}),
            Report.status.not_in(OUT),
        )
        .order_by(Report.country_code, Report.version)
    )
    newest = {row[1].code: (row[0], row[1]) for row in session.execute(statement)}
    return list(newest.values())


def _offers() -> Select[OfferedAnswer, Report, Country]:
    return (
        select(OfferedAnswer, Report, Country)
        .join(Report, Report.id == OfferedAnswer.source_report_id)
        .join(Country, Country.code == Report.country_code)
        .order_by(OfferedAnswer.id)
    )


def _texts(offers: Iterable[Offered]) -> Iterable[Text]:
    return (text for one in offers for text in texts_in(one.answer.value, one.answer.language))
