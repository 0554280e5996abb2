"""Loading of the country catalogue from the reference table shipped with the portal."""

from __future__ import annotations

import csv
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.countries.models import Country, Region
from portal.i18n import LANGUAGES

REFERENCE = Path(__file__).parent / "data" / "countries.csv"
STATES = frozenset({"member", "observer"})


def load_reference(session: Session, path: Path = REFERENCE) -> int:
    """Add the States of the reference table that the portal does not know yet; return how many.

    A country already known is not changed: an operator's corrections stay. Only Member States and observer
    States are invited to report; the other rows of the table are territories served by a coordinator.
    """
    known = set(session.scalars(select(Country.code)))
    added = 0
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["un_status"] in STATES and row["iso3"] not in known:
                session.add(_country(row))
                added += 1
    session.flush()
    return added


def reference_codes(path: Path = REFERENCE) -> frozenset[str]:
    """Return the codes of the States that every portal knows from the reference table."""
    with path.open(encoding="utf-8", newline="") as file:
        return frozenset(row["iso3"] for row in csv.DictReader(file) if row["un_status"] in STATES)


def add_country(session: Session, country: Country) -> Country:
    """Add a country unknown so far, such as a fictional one of a bundle."""
    session.add(country)
    session.flush()
    return country


def _country(row: dict[str, str]) -> Country:
    return Country(
        code=row["iso3"],
        names={code: row[f"name_{code}"] for code in LANGUAGES},
        formal_names={code: row[f"formal_{code}"] for code in LANGUAGES if row[f"formal_{code}"]},
        m49=row["m49"],
        region=Region(row["table_region"]),
        default_track="rc" if row["rc_served"] == "1" else "norc",
        ldc=row["ldc"] == "1",
        lldc=row["lldc"] == "1",
        sids=row["sids"] == "1",
        un_status=row["un_status"],
    )
