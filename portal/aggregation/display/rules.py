"""What the public may see of a figure: small numbers, something in common, conditions, hidden regions, dates.

Source: aggregation, section 8, rules 2, 3, 4, 8 and 12.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from portal.aggregation.counting.replies import SAYS_MISSING, SAYS_NOT_APPLICABLE, Reply, State
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


@dataclass(frozen=True)
class Past:
    """A figure in an earlier public issue: the scopes in which it was displayed, and its replies then."""

    shown: frozenset[str]
    pools: Pools

    def permits(self, now: Pools, scopes: Sequence[str], minimum: int) -> bool:
        """Rule 8.12: whether the reports not public that changed since are none or satisfy rules 2 and 3."""
        before, after = _together(self.pools, scopes), _together(now, scopes)
        return is_safe(_missing_in(after, before), minimum) and is_safe(_missing_in(before, after), minimum)


def _missing_in(other: Iterable[Reply], pool: Iterable[Reply]) -> list[Reply]:
    """Return the replies not public of a pool whose report is not in another; a new version is a new one."""
    there = {reply.report_id for reply in other}
    return [reply for reply in pool if not reply.public and reply.report_id not in there]


@dataclass(frozen=True)
class Terms:
    """On what terms the counts of a figure are displayed, besides rules 2 and 3.

    `gates` are the flags of a condition (rule 8.8). `countries` is how many different countries must answer:
    one, as with n = 0 nothing is displayed; more where the figure is a median whose n is hidden with it (rule
    8.1). Of `beside`, replies to another question, rule 3 must hold as well. `past` are earlier issues.
    """

    minimum: int
    gates: Sequence[Flags] = ()
    countries: int = 1
    beside: Sequence[Pools] = ()
    past: Sequence[Past] = ()

    def hold(self, pools: Pools, scopes: Sequence[str], told_by: str) -> bool:
        """Whether rules 2, 3 and 12 are satisfied in these scopes, taken together.

        `told_by` is the scope whose figure tells them: of earlier issues, those that displayed it matter.
        """
        return (
            is_safe(_together(pools, scopes), self.minimum)
            and not any(_tells_of_the_hidden(_together(other, scopes)) for other in self.beside)
            and all(past.permits(pools, scopes, self.minimum) for past in self.past if told_by in past.shown)
        )


def flags_of(pools: Pools, terms: Terms) -> Flags:
    """Decide in every scope whether the counts are displayed; complementary suppression comes last."""
    flags = {
        scope: countries_in(pool) >= terms.countries
        and all(gate[scope] for gate in terms.gates)
        and terms.hold(pools, (scope,), scope)
        for scope, pool in pools.items()
    }
    if flags[TOTAL]:
        _complete(flags, pools, terms)
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


def _together(pools: Pools, scopes: Sequence[str]) -> Sequence[Reply]:
    if len(scopes) == 1:
        return pools[scopes[0]]
    return [reply for scope in scopes for reply in pools[scope]]


def _is_large_or_public(pool: Sequence[Reply], minimum: int) -> bool:
    contributing = [reply for reply in pool if reply.state is State.ANSWERED]
    return len(contributing) >= minimum or all(reply.public for reply in contributing)


def _tells_of_the_hidden(pool: Iterable[Reply]) -> bool:
    """Rule 8.3: the countries whose answers are not public have something in common; one alone always has.

    Those in n are looked at; where there is none, those asked: missing and n.a. are answers then.
    """
    given: dict[str, frozenset[object]] = {}
    silent: dict[str, frozenset[object]] = {}
    for reply in pool:
        if not reply.public and reply.says is not None:
            said = silent if reply.says in (SAYS_MISSING, SAYS_NOT_APPLICABLE) else given
            said[reply.country] = said.get(reply.country, frozenset()) | reply.says
    looked_at = given or silent
    return len(looked_at) == 1 or (bool(looked_at) and bool(frozenset.intersection(*looked_at.values())))


def _complete(flags: dict[str, bool], pools: Pools, terms: Terms) -> None:
    """Rule 8.4: hide further regions until those hidden, taken together, satisfy the rules themselves."""
    # Regions are in alphabetical order and the sort is stable: of two with the same n the first is hidden.
    candidates = sorted(
        (region for region in REGIONS if flags[region]), key=lambda region: answered(pools[region])
    )
    hidden = [region for region in REGIONS if not flags[region]]
    for region in candidates:
        if not hidden or terms.hold(pools, hidden, TOTAL):
            return
        flags[region] = False
        hidden.append(region)
