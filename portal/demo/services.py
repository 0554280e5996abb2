"""Loading of the demonstration: once, and never over anything that is there."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from portal.accounts.credentials.passwords import Hasher
from portal.countries.queries import countries_by_code
from portal.cycles.models import Cycle
from portal.cycles.queries import cycle_before, get_cycle
from portal.demo.accounts import FILE, make_accounts, write_accounts
from portal.demo.material import (
    DEMONSTRATION_CYCLE,
    demonstration_bundle,
    fictional_bundle,
    practice_bundle,
)
from portal.events.services import Actor
from portal.exchange.importing import import_bundle
from portal.issued.queries import PUBLIC, counted_filings, list_issues
from portal.issued.services import EVERYTHING, issue_tables

FICTIONAL_CYCLE = "2000"
TAKEN = Actor(None, "taken from a public filing")
WRITTEN = Actor(None, "fictional countries")


@dataclass(frozen=True)
class Loaded:
    """What was loaded: codes of cycles, and the accounts made as printed text (empty where none was made)."""

    cycles: list[str] = field(default_factory=list)
    accounts: str = ""


class DemonstrationError(RuntimeError):
    """The demonstration material does not fit the portal: a fault of the portal itself."""


def load_demo(session: Session, data_dir: Path, hasher: Hasher, now: datetime) -> Loaded:
    """Load what is not there yet of the demonstration cycle, the fictional cycles and their accounts.

    Never commits. The accounts' passwords are written to the data folder, readable by its owner only.
    """
    cycles = []
    practice = practice_bundle(now.year)
    bundles = (
        (FICTIONAL_CYCLE, WRITTEN, False, fictional_bundle),
        (practice["cycles"][0]["code"], WRITTEN, False, lambda: json.dumps(practice).encode()),
        (DEMONSTRATION_CYCLE, TAKEN, True, lambda: _demonstration(session)),
    )
    for code, actor, demonstration, content in bundles:
        if session.get(Cycle, code) is None:
            _import(session, content(), actor, now, demonstration=demonstration)
            cycles.append(code)
            _issue(session, code, actor, now)
    made = make_accounts(session, hasher, now)
    accounts = write_accounts(data_dir / FILE, made) if made else ""
    return Loaded(cycles, accounts)


def _issue(session: Session, code: str, actor: Actor, now: datetime) -> None:
    """Issue the tables of a cycle that has reports, and of the one before: the public reads issued ones."""
    cycle = get_cycle(session, code)
    before = cycle_before(session, cycle)
    earlier = cycle_before(session, before) if before else None
    for one, previous in ((before, earlier), (cycle, before)):
        if one is not None and not list_issues(session, PUBLIC, [one.code]) and _has_reports(session, one):
            issue_tables(session, (one.code, previous.code if previous else None), EVERYTHING, actor, now)


def _has_reports(session: Session, cycle: Cycle) -> bool:
    return bool(counted_filings(session, [cycle.code]))


def _demonstration(session: Session) -> bytes:
    return json.dumps(demonstration_bundle(countries_by_code(session)), ensure_ascii=False).encode()


def _import(session: Session, content: bytes, actor: Actor, now: datetime, *, demonstration: bool) -> None:
    verdict = import_bundle(session, content, now, actor=actor, demonstration=demonstration)
    if verdict.faults:
        raise DemonstrationError("; ".join(str(fault) for fault in verdict.faults[:5]))
