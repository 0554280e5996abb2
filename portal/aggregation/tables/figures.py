"""The forms a figure takes: distribution, rating, progress, number; each written from one view.

Sources: aggregation, sections 2 and 3; `aggregates/1`, the definitions of the same names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from portal.aggregation.counting.replies import State
from portal.aggregation.display.panels import Figures, View
from portal.aggregation.rounding import mean, median, percent, total

SUBSTANTIAL = frozenset({"3", "4"})
"""Ratings on the scale PROGRESS that are "substantial or better"."""


def denominators(view: View) -> Figures:
    """Write asked, n.a., missing, n, countries and the response rate, with the flag of the counts."""
    asked = sum(reply.state is not State.NOT_ASKED for reply in view.pool)
    not_applicable = view.count(State.NOT_APPLICABLE)
    return {
        "asked": asked,
        "not_applicable": not_applicable,
        "missing": view.count(State.MISSING),
        "n": view.n,
        "countries": view.countries,
        "response_pct": percent(view.n, asked - not_applicable),
        "displayed": view.displayed,
    }


def count_share(count: int, n: int) -> Figures:
    """Write a count with its share of n."""
    return {"count": count, "pct": percent(count, n)}


def chosen(view: View, *options: str) -> Figures:
    """Write how many chose one of these options."""
    return count_share(sum(not set(options).isdisjoint(reply.values) for reply in view.answered), view.n)


def share_block(view: View, **shares: Figures) -> Figures:
    """Write named shares with their denominators."""
    return {**denominators(view), **shares, "suppressed": view.suppressed(view.displayed)}


def distribution(view: View, options: Sequence[str]) -> Figures:
    """Write the count of each option, zero included; shares of a multiple choice may exceed 100 in total."""
    counts = Counter(option for reply in view.answered for option in set(reply.values))
    return {
        **denominators(view),
        "options": {option: count_share(counts[option], view.n) for option in options},
        "suppressed": view.suppressed(view.displayed),
    }


def rating(view: View, options: Sequence[str]) -> Figures:
    """Write the distribution of an ordered scale, and with it the mean and the median."""
    values = [Decimal(reply.values[0]) for reply in view.answered]
    return {
        **distribution(view, options),
        "mean": mean(values),
        "median": median(values),
        "mean_displayed": view.shows_means,
        "suppressed": view.suppressed(view.displayed, view.shows_means),
    }


def progress(view: View, options: Sequence[str]) -> Figures:
    """Write a rating on the scale PROGRESS."""
    return {**rating(view, options), "substantial_or_better": chosen(view, *SUBSTANTIAL)}


def number(view: View, operations: Sequence[str]) -> Figures:
    """Write a number with the operations its question asks for; the others are null, with a false flag."""
    values = [reply.number for reply in view.answered if reply.number is not None]
    flags = {
        name: name in operations and shown
        for name, shown in (("sum", view.displayed), ("mean", view.shows_means), ("median", view.shows_means))
    }
    asked_for = [flags[name] for name in flags if name in operations]
    return {
        **denominators(view),
        "sum": total(values) if "sum" in operations and values else None,
        "mean": mean(values) if "mean" in operations else None,
        "median": median(values) if "median" in operations else None,
        **{f"{name}_displayed": shown for name, shown in flags.items()},
        "suppressed": view.suppressed(view.displayed, *asked_for),
    }
