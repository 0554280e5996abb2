"""The figures of a cycle as they are sent: what is public is kept while nothing it rests on changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal.aggregation.aggregate import aggregate
from portal.aggregation.queries import cycle_input
from portal.aggregation.served import served
from portal.aggregation.writing import as_json
from portal.issued.live.issues import last_issue
from portal.issued.live.keeping import Kept
from portal.issued.queries import load

KEPT = "portal.issued.live"
MOST = 8
"""How many contents are kept; each takes a megabyte or two."""


@dataclass(frozen=True)
class Asked:
    """Which figures are asked for: those of a cycle, with trends from the previous one where it is given."""

    code: str
    previous: str | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the cycles that are read."""
        return (self.code,) if self.previous is None else (self.code, self.previous)


def kept_figures(app: Any) -> Kept[bytes]:
    """Return what an application keeps of the figures that it sent."""
    kept: Kept[bytes] = app.extensions.setdefault(KEPT, Kept(MOST))
    return kept


def public_figures(session: Session, asked: Asked, kept: Kept[bytes]) -> bytes:
    """Return aggregates/1 for the public, as last issued, kept while nothing changes; or NotFoundError."""
    return kept.while_standing(session, asked, asked.codes, lambda: served_figures(session, asked))


def served_figures(session: Session, asked: Asked) -> bytes:
    """Return the blocks of the last issue, with the figures that are live."""
    current = cycle_input(session, asked.code, live=True)
    previous = cycle_input(session, asked.previous, live=True) if asked.previous else None
    last = last_issue(session, asked.code).readable
    issued = None if last is None else load(last)["aggregates"]
    return as_json(served(issued, current, previous))


def computed(session: Session, asked: Asked) -> bytes:
    """Return aggregates/1 for the secretariat as the figures stand; raises NotFoundError."""
    current = cycle_input(session, asked.code)
    previous = cycle_input(session, asked.previous) if asked.previous else None
    return as_json(aggregate(current, previous, "secretariat"))
