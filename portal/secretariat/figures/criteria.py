"""Which figures are asked for in the address of a page: the cycle compared with, region, track, group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.aggregation.inputs import REGIONS, TRACKS
from portal.aggregation.queries import GROUPS
from portal.cycles.models import Cycle
from portal.i18n import N_
from portal.issued.services import EVERYTHING, Restriction

GROUP_NAMES: Mapping[str, str] = {
    "ldc": N_("Least developed countries"),
    "lldc": N_("Landlocked developing countries"),
    "sids": N_("Small island developing States"),
}


@dataclass(frozen=True)
class Criteria:
    """What was asked for; None restricts nothing."""

    previous: str | None = None
    restriction: Restriction = EVERYTHING

    @property
    def in_address(self) -> dict[str, str]:
        """Return them as an address names them, without what restricts nothing."""
        chosen = self.restriction
        named = {
            "previous": self.previous,
            "region": chosen.region,
            "track": chosen.track,
            "group": chosen.group,
        }
        return {name: value for name, value in named.items() if value}


def criteria_in(given: Mapping[str, str], others: Sequence[Cycle]) -> Criteria:
    """Return the criteria in an address; what names nothing that exists restricts nothing.

    `others` are the cycles that this one can be compared with.
    """

    def one_of(name: str, values: Sequence[str]) -> str | None:
        value = given.get(name, "")
        return value if value in values else None

    restriction = Restriction(one_of("region", REGIONS), one_of("track", TRACKS), one_of("group", GROUPS))
    return Criteria(one_of("previous", [cycle.code for cycle in others]), restriction)


def comparable(cycle: Cycle, cycles: Sequence[Cycle]) -> list[Cycle]:
    """Return the opened cycles whose period begins before that of a cycle."""
    return [one for one in cycles if one.opened_at is not None and one.period_start < cycle.period_start]
