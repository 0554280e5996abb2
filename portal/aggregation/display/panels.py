"""A figure before it is written: its replies in each scope with the flag that governs their counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from portal.aggregation.counting.replies import Reply, State
from portal.aggregation.display.rules import SCOPES, Flags, Pools, Terms, countries_in, flags_of, pools_of

Figures: TypeAlias = dict[str, object]
Scoped: TypeAlias = dict[str, Figures]
"""Figures by scope: the total and the five regions."""


@dataclass(frozen=True)
class View:
    """One figure in one scope: replies, whether the counts are displayed, how many countries a mean needs."""

    pool: Sequence[Reply]
    displayed: bool
    minimum: int

    @cached_property
    def answered(self) -> tuple[Reply, ...]:
        """The replies that make n."""
        return tuple(reply for reply in self.pool if reply.state is State.ANSWERED)

    @property
    def n(self) -> int:
        return len(self.answered)

    @cached_property
    def countries(self) -> int:
        """The different countries among n."""
        return countries_in(self.answered)

    def count(self, state: State) -> int:
        return sum(reply.state is state for reply in self.pool)

    @property
    def shows_means(self) -> bool:
        """Whether a mean or median is displayed (rule 8.1)."""
        return self.displayed and self.countries >= self.minimum

    def suppressed(self, *flags: bool) -> bool:
        """Whether a flag is false and something may be withheld (rule 8.10)."""
        return not all(flags) and (self.n > 0 or any(not reply.public for reply in self.pool))


@dataclass(frozen=True)
class Panel:
    """One figure in all scopes."""

    pools: Pools
    flags: Flags
    minimum: int

    def view(self, scope: str) -> View:
        """Return the figure in the total or in a region."""
        return View(self.pools[scope], self.flags[scope], self.minimum)

    def write(self, writer: Callable[[View], Figures]) -> Scoped:
        """Write the figure in every scope."""
        return {scope: writer(self.view(scope)) for scope in SCOPES}


def settle(replies: Iterable[Reply], terms: Terms) -> Panel:
    """Divide replies by scope and decide the flags."""
    pools = pools_of(replies)
    return Panel(pools, flags_of(pools, terms), terms.minimum)


def by_scope(parts: Mapping[str, Mapping[str, object]]) -> Scoped:
    """Turn figures by name, each by scope, into figures by scope, each by name."""
    return {scope: {name: part[scope] for name, part in parts.items()} for scope in SCOPES}
