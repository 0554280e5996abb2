"""What issuing would change for the public: the blocks newly shown, those no longer shown, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal.aggregation.aggregate import workings_of, write
from portal.aggregation.display.rules import TOTAL
from portal.aggregation.queries import cycle_input
from portal.issued.live.issues import history, last_issue
from portal.issued.queries import PUBLIC, get_issue, load

DATES, RULES = "dates", "rules"
TRENDS = frozenset({"trend", "trend_published"})


@dataclass(frozen=True)
class Change:
    """A block that the public will newly see, or no longer; `path` is that of its n, `rest` without scope.

    `reason` of one hidden: DATES, the difference from an earlier issue would tell of single reports; RULES,
    the other rules of display.
    """

    path: str
    scope: str
    rest: str
    shown: bool
    reason: str = ""


def changes_for_the_public(session: Session, cycle: str, previous: str | None) -> tuple[Change, ...]:
    """Return what would newly be seen or hidden if tables of all countries were issued now."""
    given = cycle_input(session, cycle)
    earlier = cycle_input(session, previous) if previous else None
    issued = last_issue(session, cycle).readable
    before = {} if issued is None else load(get_issue(session, issued.number, PUBLIC))["aggregates"]
    past = history(session, cycle)
    then = _shown(before)
    now = _shown(write(workings_of(given, earlier, past=past)))
    alone = _shown(write(workings_of(given, earlier))) if past else now
    return tuple(
        Change(
            path="/".join((*(("by_region", scope) if scope != TOTAL else (TOTAL,)), rest, "n")),
            scope=scope,
            rest=rest,
            shown=shown,
            reason="" if shown else DATES if alone[scope, rest] else RULES,
        )
        for (scope, rest), shown in now.items()
        if shown is not then.get((scope, rest), False)
    )


def _shown(aggregates: Mapping[str, Any]) -> dict[tuple[str, str], bool]:
    """Return of every block in every scope whether its counts are displayed."""
    parts = {TOTAL: aggregates[TOTAL], **aggregates["by_region"]} if aggregates else {}
    return {
        (scope, path): displayed
        for scope, part in parts.items()
        for name, block in part.items()
        if name not in TRENDS
        for path, displayed in _blocks(block, name)
    }


def _blocks(block: Any, path: str) -> Iterator[tuple[str, bool]]:
    if not isinstance(block, Mapping) or path.endswith(("/positions", "/index", "/comparison")):
        return
    flag = block.get("displayed", block.get("median_displayed"))
    if flag is not None:
        yield path, bool(flag)
    for name, within in block.items():
        yield from _blocks(within, f"{path}/{name}")
