"""What the public may see of a figure: small numbers, something in common, conditions, hidden regions.

Source: aggregation, section 8, rules 2, 3, 4 and 8.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from portal.aggregation.counting.replies import Reply, State
from portal.aggregation.inputs import REGIONS

TOTAL = "total"
SCOPES = (TOTAL, *REGIONS)

Flags: TypeAlias = Mapping[str, bool]
Pools: TypeAlias = Mapping[str, Sequence[Reply]]


def pools_of(replies: Iterable[Reply]) -> Pools:
    """Divide replies by scope: the total, and each of the five regions."""
    pools: dict[str, list[Reply]] = {scope: [] for scope in SCOPES}
    for reply in replies:
        pools[TOTAL].append(reply)
        pools[reply.region].append(reply)
    return pools


def flags_of(pools: Pools, gates: Sequence[Flags], minimum: int, countries: int = 1) -> Flags:
    """Decide in every scope whether the counts are displayed; `gates` are the flags of a condition.

    `countries` is how many different countries must answer: one, as with n = 0 nothing is displayed; more
    where the figure is a median whose n is hidden with it (rule 1). Complementary suppression comes last.
    """
    flags = {
        scope: countries_in(pool) >= countries
        and is_safe(pool, minimum)
        and all(gate[scope] for gate in gates)
        for scope, pool in pools.items()
    }
    if flags[TOTAL]:
        _complete(flags, pools, minimum)
    return flags


def answered(pool: Iterable[Reply]) -> int:
    """Return n: the replies that are neither missing nor not applicable."""
    return sum(reply.state is State.ANSWERED for reply in pool)


def countries_in(pool: Iterable[Reply]) -> int:
    """Return the different countries among n."""
    return len({reply.country for reply in pool if reply.state is State.ANSWERED})


def is_safe(pool: Sequence[Reply], minimum: int) -> bool:
    """Whether a pool satisfies rules 2 and 3."""
    return _is_large_or_public(pool, minimum) and not _tells_of_the_hidden(pool)


def _is_large_or_public(pool: Sequence[Reply], minimum: int) -> bool:
    contributing = [reply for reply in pool if reply.state is State.ANSWERED]
    return len(contributing) >= minimum or all(reply.public for reply in contributing)


def _tells_of_the_hidden(pool: Iterable[Reply]) -> bool:
    """Rule 8.3: all countries whose answers are not public have something in common; one alone always has."""
    said: dict[str, frozenset[object]] = {}
    for reply in pool:
        if not reply.public and reply.says is not None:
            said[reply.country] = said.get(reply.country, frozenset()) | reply.says
    return len(said) == 1 or (bool(said) and bool(frozenset.intersection(*said.values())))


def _complete(flags: dict[str, bool], pools: Pools, minimum: int) -> None:
    """Rule 8.4: hide further regions until those hidden, taken together, satisfy rules 2 and 3 themselves."""
    # Regions are in alphabetical order and the sort is stable: of two with the same n the first is hidden.
    candidates = sorted(
        (region for region in REGIONS if flags[region]), key=lambda region: answered(pools[region])
    )
    hidden = [reply for region in REGIONS if not flags[region] for reply in pools[region]]
    for region in candidates:
        if is_safe(hidden, minimum):
            return
        flags[region] = False
        hidden.extend(pools[region])
