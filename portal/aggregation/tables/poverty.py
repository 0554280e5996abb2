"""Extreme poverty: reduction from the first row of VNR.12.D2 against the straight path to halving by 2015.

Sources: aggregation, section 6, "Extreme poverty", and rule 8.8 on poverty lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import TypeAlias

from portal.aggregation.counting.records import Record, Row
from portal.aggregation.counting.replies import Reply, State, bare_reply
from portal.aggregation.display.panels import Figures, Panel, Scoped, View, by_scope
from portal.aggregation.display.rules import SCOPES, TOTAL
from portal.aggregation.rounding import MEAN_PLACES, SHARE_PLACES, exact_median, rounded
from portal.aggregation.tables.figures import chosen, denominators
from portal.aggregation.tables.frame import Frame
from portal.aggregation.tables.questions import POVERTY, Panels
from portal.questionnaires.definition import OTHER

OWN_VIEW = "VNR.12.D3"
TARGET_YEAR = 2015
ON_PATH = "on_path"
OFF_PATH = "off_path"


@dataclass(frozen=True)
class Position:
    """Where a country stands: exact per cent of reduction since the baseline, and required by now."""

    measure: str | None
    reduction: Fraction
    required: Fraction

    @property
    def on_path(self) -> bool:
        return self.reduction >= self.required


Records: TypeAlias = Sequence[Record]
Positions: TypeAlias = Mapping[str, Position | None]
"""By country; None without data."""


def position_of(rows: tuple[Row, ...]) -> Position | None:
    """Return the position from the first row; None without a row, or where the first is not usable."""
    if not rows:
        return None
    numbers = rows[0].numbers
    values = [numbers.get(name) for name in ("baseline", "latest", "baseline_year", "latest_year")]
    baseline, latest, first, last = values
    if baseline is None or latest is None or first is None or last is None:
        return None
    if not first < last or first >= TARGET_YEAR or baseline == 0:
        return None
    return Position(
        measure=next(iter(rows[0].options.get("measure", ())), None),
        reduction=(Fraction(baseline) - Fraction(latest)) / Fraction(baseline) * 100,
        required=50 * Fraction(last - first) / Fraction(TARGET_YEAR - first),
    )


def poverty(frame: Frame, panels: Panels) -> Scoped:
    """Write on and off the path, the medians by line, and the countries with data."""
    asked = _asked(frame)
    positions = positions_of(frame)
    median = partial(_median, positions=positions)
    by_measure = by_scope({line: panels[line_key(line)].write(median) for line in _lines(frame)})
    paths = panels[POVERTY].write(_paths)
    return {
        scope: {
            **paths[scope],
            "by_measure": by_measure[scope],
            "positions": _positions(asked, positions, scope),
        }
        for scope in SCOPES
    }


def line_key(line: str) -> str:
    """Return the key of the panel of a poverty line."""
    return f"{POVERTY}/{line}"


def settle_poverty(frame: Frame) -> dict[str, Panel]:
    """Settle who is on the path, and then the reductions on each line."""
    paths = paths_panel(frame)
    return {POVERTY: paths, **{line_key(line): line_panel(frame, line, paths) for line in _lines(frame)}}


def _lines(frame: Frame) -> Iterable[str]:
    """Yield the poverty lines; those called `other` differ among themselves and have no median."""
    options = frame.options(POVERTY, frame.question(POVERTY).type.column("measure").type)
    return (line for line in options if line != OTHER)


def _asked(frame: Frame) -> Records:
    return [record for record in frame.national if (POVERTY, None) in record.asked]


def positions_of(frame: Frame) -> Positions:
    """Return the position of every country that was asked."""
    return {record.country: position_of(record.rows.get(POVERTY, ())) for record in _asked(frame)}


def paths_panel(frame: Frame) -> Panel:
    """Settle who is on the path and who is not."""
    positions = positions_of(frame)
    replies = (_path_reply(record, positions[record.country]) for record in _asked(frame))
    return frame.settle(POVERTY, replies)


def _path_reply(record: Record, position: Position | None) -> Reply:
    if position is None:
        return bare_reply(record, POVERTY, State.MISSING)
    path = ON_PATH if position.on_path else OFF_PATH
    return replace(bare_reply(record, POVERTY, State.ANSWERED), values=(path,), says=frozenset({path}))


def _paths(view: View) -> Figures:
    figures = denominators(view)
    return {
        **{name: figures[name] for name in ("asked", "n", "countries", "response_pct", "displayed")},
        ON_PATH: chosen(view, ON_PATH),
        OFF_PATH: chosen(view, OFF_PATH),
        "suppressed": view.suppressed(view.displayed),
    }


def line_panel(frame: Frame, line: str, paths: Panel) -> Panel:
    """Settle the reductions on one line, a figure of its own that depends on the path (rule 8.8)."""
    positions = positions_of(frame)
    replies = (_line_reply(record, positions[record.country], line) for record in _asked(frame))
    # The flag of the median governs the n of the line too, so rule 1 comes before complementary suppression.
    return frame.settle(line_key(line), replies, [paths], countries=frame.minimum)


def _line_reply(record: Record, position: Position | None, line: str) -> Reply:
    """Say the line and the reduction; on another line a country says nothing, without data it is outside."""
    if position is None or position.measure != line:
        says_nothing = None if position is None else frozenset[object]()
        return replace(bare_reply(record, POVERTY, State.MISSING), says=says_nothing)
    says: frozenset[object] = frozenset({line, position.reduction})
    return replace(bare_reply(record, POVERTY, State.ANSWERED), says=says)


def _median(view: View, positions: Positions) -> Figures:
    reductions = [position.reduction for reply in view.answered if (position := positions[reply.country])]
    return {
        "n": view.n,
        "median_reduction_pct": rounded(exact_median(reductions), SHARE_PLACES) if reductions else None,
        "median_displayed": view.displayed,
        "suppressed": view.suppressed(view.displayed),
    }


def _positions(asked: Records, positions: Positions, scope: str) -> Figures:
    """Write the countries with data, each beside its own answer whether it is on course."""
    return {
        record.country: _written(record, position)
        for record in asked
        if scope in {TOTAL, record.region} and (position := positions[record.country]) is not None
    }


def _written(record: Record, position: Position) -> Figures:
    displayed = record.is_public(POVERTY)
    return {
        "measure": position.measure,
        "reduction_pct": rounded(position.reduction, SHARE_PLACES),
        "required_pct": rounded(position.required, MEAN_PLACES),
        "on_path": position.on_path,
        "own_view": record.choice(OWN_VIEW),
        "displayed": displayed,
        "suppressed": not displayed,
    }
