"""What the public can take of each cycle's figures: those of the moment, and the tables that were issued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.cycles.models import Cycle
from portal.issued.models import IssuedTables
from portal.issued.queries import PUBLIC, list_issues, open_ids
from portal.reports.coverage.queries import public_cycles


@dataclass(frozen=True)
class IssueLine:
    """Issued tables; `is_open`: whether all that they rest on is still public."""

    issued: IssuedTables
    is_open: bool


@dataclass(frozen=True)
class CycleFigures:
    """The figures of a cycle; `previous` is the cycle to which they are compared, where there is one."""

    cycle: Cycle
    previous: Cycle | None
    issues: tuple[IssueLine, ...]


def figures_of_cycles(session: Session) -> list[CycleFigures]:
    """Return every opened cycle with its public issues of all countries, in three queries.

    An issue restricted to a region, track or group is not among them: beside the tables of all countries it
    could tell what rule 8.4 of aggregation keeps back.
    """
    cycles = public_cycles(session)
    issues = list_issues(session, PUBLIC, [cycle.code for cycle in cycles], whole=True)
    still_open = open_ids(session, issues)
    return [
        CycleFigures(
            cycle,
            cycle_before(cycle, cycles),
            tuple(IssueLine(one, one.id in still_open) for one in issues if one.cycle_code == cycle.code),
        )
        for cycle in cycles
    ]


def cycle_before(cycle: Cycle, cycles: Sequence[Cycle]) -> Cycle | None:
    """Return the last cycle whose period begins earlier; a demonstration is compared to demonstrations."""
    earlier = [
        one
        for one in cycles
        if one.period_start < cycle.period_start and one.demonstration == cycle.demonstration
    ]
    return max(earlier, key=lambda one: (one.period_start, one.code), default=None)
