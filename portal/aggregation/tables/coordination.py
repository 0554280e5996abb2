"""Coordination as coordinators rate it, and the Government's view; groups, frameworks, requests and plans.

Source: aggregation, section 2, "Requests" and "Framework", and section 6, "Coordination".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from portal.aggregation.counting.records import Record, is_rating
from portal.aggregation.counting.replies import NOT_PILOT, State
from portal.aggregation.display.panels import Figures, Panel, Scoped, View, by_scope
from portal.aggregation.display.rules import SCOPES, TOTAL, Pools, pools_of
from portal.aggregation.rounding import mean
from portal.aggregation.tables.choices import COORDINATION_RATINGS, GOVERNMENT_RATINGS, write_ratings
from portal.aggregation.tables.figures import chosen, count_share, distribution, number, rating, share_block
from portal.aggregation.tables.frame import Frame
from portal.aggregation.tables.numbers import THEMATIC_GROUPS
from portal.aggregation.tables.questions import Panels

ASSESSMENT = "RCR.13.H7"
FRAMEWORKS = ("RCR.14.E1", "RCR.14.E2", "RCR.14.E3")
REQUESTS = "RCR.14.G1"
PLANS = "RCR.14.G3"
GOVERNMENT_VIEW = "VNR.12.H4"
YES = "yes"
ADOPTED = "adopted"


@dataclass(frozen=True)
class Index:
    """A country's index: the mean of the rated ones of RCR.13.H1-H6, as displayed, and their number."""

    n: int
    mean: Decimal
    displayed: bool


def coordination(frame: Frame, panels: Panels) -> Scoped:
    """Write the coordinators' reports."""
    assessment = partial(distribution, options=frame.options(ASSESSMENT))
    indexes = {scope: _indexes(frame.coordinators, scope) for scope in SCOPES}
    return by_scope(
        {
            "ratings": write_ratings(frame, panels, COORDINATION_RATINGS),
            "assessment": panels[ASSESSMENT].write(assessment),
            "by_assessment": _by_assessment(frame, panels),
            "index": indexes,
            "thematic_groups": panels[THEMATIC_GROUPS].write(_thematic_groups),
            "frameworks": by_scope({code: panels[code].write(_framework) for code in FRAMEWORKS}),
            "requests": panels[REQUESTS].write(lambda view: share_block(view, requested=chosen(view, YES))),
            "plans": panels[PLANS].write(lambda view: share_block(view, adopted=chosen(view, YES))),
        }
    )


def _by_assessment(frame: Frame, panels: Panels) -> Scoped:
    """Write each rating by way of assessment."""

    def written(way: str, code: str) -> Scoped:
        return panels[assessed_key(way, code)].write(partial(rating, options=frame.options(code)))

    return by_scope(
        {
            way: by_scope({code: written(way, code) for code in COORDINATION_RATINGS})
            for way in frame.options(ASSESSMENT)
        }
    )


def assessed_key(way: str, code: str) -> str:
    """Return the key of the panel of a rating made in one way."""
    return f"{ASSESSMENT}/{way}/{code}"


def settle_assessed(frame: Frame, panels: Panels) -> dict[str, Panel]:
    """Settle each rating by way of assessment; it depends on the ways and on the whole rating (rule 8.8).

    The ways must besides have nothing in common among the reports that rate, and among those that do not.
    """
    ways = {record.country: record.choice(ASSESSMENT) for record in frame.coordinators}
    settled: dict[str, Panel] = {}
    for code in COORDINATION_RATINGS:
        gates, beside = [panels[ASSESSMENT], panels[code]], _ways_beside(panels, code)
        for way in frame.options(ASSESSMENT):
            replies = [reply for reply in panels[code].pools[TOTAL] if ways[reply.country] == way]
            key = assessed_key(way, code)
            settled[key] = frame.settle(key, replies, gates, beside=beside)
    return settled


def _ways_beside(panels: Panels, code: str) -> tuple[Pools, Pools]:
    """Divide the ways of assessment: of the reports that rate a component, and of those that do not."""
    rating = {reply.country for reply in panels[code].pools[TOTAL] if reply.state is State.ANSWERED}
    ways = panels[ASSESSMENT].pools[TOTAL]
    return (
        pools_of(reply for reply in ways if reply.country in rating),
        pools_of(reply for reply in ways if reply.country not in rating),
    )


def index_of(record: Record) -> Index | None:
    """Return the index of a coordinator's report; None where nothing was rated."""
    answers = [record.choice(code) for code in COORDINATION_RATINGS]
    rated = [Decimal(answer) for answer in answers if answer is not None and is_rating(answer)]
    value = mean(rated)
    return None if value is None else Index(len(rated), value, record.is_public(COORDINATION_RATINGS[0]))


def _indexes(records: Iterable[Record], scope: str) -> Figures:
    return {
        record.country: {
            "n": index.n,
            "mean": index.mean,
            "displayed": index.displayed,
            "suppressed": not index.displayed,
        }
        for record in records
        if scope in {TOTAL, record.region} and (index := index_of(record)) is not None
    }


def _thematic_groups(view: View) -> Figures:
    figures = number(view, ("sum", "median"))
    groups = sum(reply.number is not None and reply.number >= 1 for reply in view.answered)
    without = {name: figures[name] for name in figures if name not in {"mean", "mean_displayed"}}
    return {**without, "with_group": count_share(groups, view.n)}


def _framework(view: View) -> Figures:
    """Write a framework; `not_pilot` is in "not applicable" and stated apart."""
    not_pilot = sum(reply.state is State.NOT_APPLICABLE and NOT_PILOT in reply.values for reply in view.pool)
    return {**share_block(view, adopted=chosen(view, ADOPTED)), "not_pilot": not_pilot}


def government_view(frame: Frame, panels: Panels) -> Scoped:
    """Write the Government's ratings, and its H4 beside the coordinator's index for countries with both."""
    comparison = {scope: _comparisons(frame, scope) for scope in SCOPES}
    return by_scope({"ratings": write_ratings(frame, panels, GOVERNMENT_RATINGS), "comparison": comparison})


def _comparisons(frame: Frame, scope: str) -> Figures:
    coordinators = {record.country: record for record in frame.coordinators}
    return {
        record.country: compared
        for record in frame.national
        if scope in {TOTAL, record.region}
        and record.country in coordinators
        and (compared := _compare(record, coordinators[record.country])) is not None
    }


def _compare(national: Record, coordinator: Record) -> Figures | None:
    view, index = national.choice(GOVERNMENT_VIEW), index_of(coordinator)
    if view is None or not is_rating(view) or index is None:
        return None
    displayed = national.is_public(GOVERNMENT_VIEW) and index.displayed
    return {
        "government": int(view),
        "coordinator": index.mean,
        "coordinator_n": index.n,
        # Both are printed side by side: the difference is that of the displayed values (section 3).
        "difference": int(view) - index.mean,
        "displayed": displayed,
        "suppressed": not displayed,
    }
