"""Issuing of tables: the aggregates of a cycle frozen for both audiences, with the filings behind them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import canonical
from portal.aggregation.aggregate import NO_HISTORY, Audience, workings_of, write
from portal.aggregation.display.variant import public_variant
from portal.aggregation.inputs import CycleInput, Selection
from portal.aggregation.queries import cycle_input, selection_of
from portal.cycles.models import Cycle
from portal.deadlines import PRESSED_TWICE
from portal.events.services import Actor, append_event
from portal.issued.live.issues import history
from portal.issued.models import IssuedTables
from portal.issued.publicity import NOTHING, CountedFiling
from portal.issued.queries import counted_filings

STREAM = "issued-tables"
"""The record of all issues: its numbers are theirs, and its writers take turns."""
AUDIENCES: tuple[Audience, ...] = ("secretariat", "public")


@dataclass(frozen=True)
class Restriction:
    """Which countries tables are restricted to; None restricts nothing. `group` is ldc, lldc or sids."""

    region: str | None = None
    track: str | None = None
    group: str | None = None

    @property
    def restricts(self) -> bool:
        """Whether some countries are left out."""
        return any((self.region, self.track, self.group))


EVERYTHING = Restriction()


def issue_tables(
    session: Session,
    cycles: tuple[str, str | None],
    restriction: Restriction,
    actor: Actor,
    now: datetime,
) -> tuple[IssuedTables, ...]:
    """Freeze the aggregates of a cycle (and the previous one) as they stand; return secretariat's and public.

    Raises NotFoundError for a cycle that does not exist. The public list names those filings alone that the
    public may read. Tables of one region, track or group are the secretariat's alone (rule 8.4).
    """
    code, previous = cycles
    given = cycle_input(session, code)
    earlier = cycle_input(session, previous) if previous else None
    selection = selection_of(session, restriction.region, restriction.track, restriction.group)
    filings = _behind(counted_filings(session, [one for one in cycles if one]), given, selection)
    past = NO_HISTORY if restriction.restricts else history(session, code)
    whole = write(workings_of(given, earlier, selection=selection, past=past))
    contents = {"secretariat": {"aggregates": whole, "filings": _entries(filings, public=False)}}
    if not restriction.restricts:
        contents["public"] = {
            "aggregates": public_variant(whole),
            "filings": _entries(filings, public=True),
        }
    made = [_row(cycles, restriction, audience, content) for audience, content in contents.items()]
    payload = {"cycle": code, "previous": previous, **asdict(restriction)}
    digests = {issued.audience: issued.digest for issued in made}
    event = append_event(session, STREAM, "tables_issued", {**payload, "digests": digests}, actor, now)
    for issued in made:
        issued.number, issued.issued_at, issued.issued_by = event.number, now, actor.id
    session.add_all(made)
    session.flush()
    return tuple(made)


def issue_tables_once(
    session: Session,
    cycles: tuple[str, str | None],
    restriction: Restriction,
    actor: Actor,
    now: datetime,
) -> IssuedTables:
    """Issue tables as a button does that may be pressed twice; return the secretariat's.

    The same tables that the same person issued a moment ago are the ones meant. Raises as `issue_tables`.
    """
    session.get_one(Cycle, cycles[0], with_for_update=True)
    statement = select(IssuedTables).where(
        IssuedTables.audience == AUDIENCES[0],
        IssuedTables.cycle_code == cycles[0],
        IssuedTables.previous_code.is_not_distinct_from(cycles[1]),
        IssuedTables.region.is_not_distinct_from(restriction.region),
        IssuedTables.track.is_not_distinct_from(restriction.track),
        IssuedTables.group.is_not_distinct_from(restriction.group),
        IssuedTables.issued_by == actor.id,
        IssuedTables.issued_at > now - PRESSED_TWICE,
    )
    found = session.scalar(statement.limit(1))
    return found or issue_tables(session, cycles, restriction, actor, now)[0]


def _behind(filings: list[CountedFiling], given: CycleInput, selection: Selection) -> list[CountedFiling]:
    """Return the filings of countries looked at: by their place in this cycle, or in that of the filing.

    Trends look at the place in this cycle, the coverage of the previous one at that of its time.
    """

    def is_looked_at(filing: CountedFiling) -> bool:
        country = filing.subject[1]
        places = {filing.place, given.invited.get(country, filing.place)}
        return any(selection.admits(country, *place) for place in places)

    return [filing for filing in filings if is_looked_at(filing)]


def _entries(filings: list[CountedFiling], *, public: bool) -> list[dict[str, Any]]:
    return [filing.entry(public=public) for filing in filings if not public or filing.shown != NOTHING]


def _row(
    cycles: tuple[str, str | None], restriction: Restriction, audience: str, content: dict[str, Any]
) -> IssuedTables:
    text = canonical.dumps(content)
    return IssuedTables(
        audience=audience,
        cycle_code=cycles[0],
        previous_code=cycles[1],
        region=restriction.region,
        track=restriction.track,
        group=restriction.group,
        content=text,
        digest=canonical.digest(text),
        filings=content["filings"],
    )
