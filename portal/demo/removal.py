"""Taking the demonstration away: a recorded act, which keeps the head of every chain that it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Select, delete, or_, select
from sqlalchemy.orm import Session

from portal.accounts.models import Account, Grant
from portal.accounts.permissions import COUNTRY_ROLES
from portal.compositions.models import Composition
from portal.countries.models import Country
from portal.cycles.models import Cycle, InvitedCountry
from portal.db import Base
from portal.demo.accounts import ACCOUNTS, FILE
from portal.demo.services import TAKEN, WRITTEN
from portal.errors import RefusedError
from portal.events.models import Event
from portal.events.queries import RECORD, heads_of
from portal.events.services import NOBODY, append_event
from portal.issued.models import IssuedTables
from portal.issued.services import STREAM
from portal.reports.lifecycle.starting import stream_of
from portal.reports.models import Filing, Report
from portal.reports.suggestions.models import ColleagueLink

KIND = "demonstration_removed"


@dataclass(frozen=True)
class Demonstration:
    """What of the portal is the demonstration: its accounts, its countries that are none, keys by table."""

    accounts: list[Account]
    reports: list[Report]
    keys: dict[str, list[Any]]


def remove_demo(session: Session, data_dir: Path, now: datetime) -> Demonstration:
    """Take away the reports, cycles and fictional countries of the demonstration; close its accounts.

    Events stay, and so do the accounts they name, without role and password. The event of this act names the
    head of each chain it leaves. Raises RefusedError demonstration_in_use where something real hangs on it.
    Never commits.
    """
    demo = _demonstration(session)
    if not demo.keys["cycle"] and not any(account.active for account in demo.accounts):
        return demo
    real = next(_real(session, demo), None)
    if real is not None:
        raise RefusedError("demonstration_in_use", what=real)
    left = {stream_of(report) for report in demo.reports}
    left |= {f"cycle:{code}" for code in demo.keys["cycle"]}
    left |= {f"country:{code}" for code in demo.keys["country"]}
    heads = {stream: list(head) for stream, head in heads_of(session).items() if stream in left}
    _take_away(session, demo)
    for account in demo.accounts:
        account.active, account.password_hash = False, None
        account.epoch += 1
    session.flush()
    payload = {
        "heads": heads,
        "cycles": demo.keys["cycle"],
        "accounts": [account.id for account in demo.accounts],
    }
    append_event(session, RECORD, KIND, payload, NOBODY, now)
    (data_dir / FILE).unlink(missing_ok=True)
    return demo


def _demonstration(session: Session) -> Demonstration:
    cycles = _cycles(session)
    emails = [account.email for account in ACCOUNTS]
    accounts = list(session.scalars(select(Account).where(Account.email.in_(emails))))
    reports = list(session.scalars(select(Report).where(Report.cycle_code.in_(cycles))))
    numbers = [report.id for report in reports]
    of_cycles = IssuedTables.cycle_code.in_(cycles) | IssuedTables.previous_code.in_(cycles)
    issued = list(session.scalars(select(IssuedTables.id).where(of_cycles)))
    keys: dict[str, list[Any]] = {
        "cycle": list(session.scalars(select(Cycle.code).where(Cycle.code.in_(cycles)))),
        "country": list(session.scalars(select(Country.code).where(Country.fictional))),
        "report": numbers,
        "filing": list(session.scalars(select(Filing.id).where(Filing.report_id.in_(numbers)))),
        "colleague_link": list(
            session.scalars(select(ColleagueLink.id).where(ColleagueLink.report_id.in_(numbers)))
        ),
        "issued_tables": issued,
        "composition": list(session.scalars(select(Composition.id).where(Composition.issued_id.in_(issued)))),
    }
    return Demonstration(accounts, reports, keys)


def _cycles(session: Session) -> list[str]:
    """Return the cycles that the demonstration made, as the record tells."""
    made = select(Event.stream).where(
        Event.kind == "cycle_created", Event.actor.is_(None), Event.actor_name.in_([TAKEN.name, WRITTEN.name])
    )
    return [stream.removeprefix("cycle:") for stream in session.scalars(made)]


def _real(session: Session, demo: Demonstration) -> Iterator[str]:
    """Yield what of the demonstration somebody else has worked with."""
    own = [account.id for account in demo.accounts]
    streams = {stream_of(report): report for report in demo.reports}
    statement = select(Event.stream).where(Event.actor.is_not(None), Event.actor.not_in(own))
    for stream in session.scalars(statement.where(Event.stream.startswith("report:"))):
        if stream in streams:
            yield streams[stream].reference
    by_others = IssuedTables.issued_by.is_(None) | IssuedTables.issued_by.not_in(own)
    by_others &= IssuedTables.number.not_in(_issued_with_it())
    for number in session.scalars(
        select(IssuedTables.number).where(IssuedTables.id.in_(demo.keys["issued_tables"]), by_others)
    ):
        yield f"issued tables {number}"
    invented = Grant.country.in_(demo.keys["country"])
    for account in session.scalars(select(Grant.account_id).where(invented, Grant.account_id.not_in(own))):
        yield f"account {account}"
    places = select(InvitedCountry).where(
        InvitedCountry.country_code.in_(demo.keys["country"]),
        InvitedCountry.cycle_code.not_in(demo.keys["cycle"]),
    )
    for place in session.scalars(places):
        yield f"{place.cycle_code}, {place.country_code}"
    real = Grant.role.in_(COUNTRY_ROLES) & Grant.country.not_in(demo.keys["country"])
    for country in session.scalars(select(Grant.country).where(Grant.account_id.in_(own), real)):
        yield str(country)


def _issued_with_it() -> Select[int]:
    """Select the numbers of the tables that were issued when the demonstration was loaded."""
    names = [TAKEN.name, WRITTEN.name]
    return select(Event.number).where(
        Event.stream == STREAM, Event.actor.is_(None), Event.actor_name.in_(names)
    )


def _take_away(session: Session, demo: Demonstration) -> None:
    """Delete these rows and whatever refers to them, the latter first."""
    classes = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    for table in reversed(Base.metadata.sorted_tables):
        conditions = [
            reference.parent.in_(demo.keys[reference.column.table.name])
            for reference in table.foreign_keys
            if reference.column.table.name in demo.keys
        ]
        if table.name in demo.keys:
            [key] = table.primary_key.columns
            conditions.append(key.in_(demo.keys[table.name]))
        if table.name == "role_grant":
            conditions.append(table.c.account_id.in_([account.id for account in demo.accounts]))
        if conditions:
            session.execute(delete(classes[table]).where(or_(*conditions)))
