"""The pools behind the blocks of a table: from the names of a figure to its replies and their answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

from portal.aggregation.aggregate import ACROSS, Workings
from portal.aggregation.counting.records import PROGRESS, THEMES, Record
from portal.aggregation.counting.replies import Reply
from portal.aggregation.display.panels import Panel
from portal.aggregation.provenance.counting import Count, count_of, is_answered
from portal.aggregation.provenance.figures import Answer, Contribution, Counted, Measure
from portal.aggregation.tables.choices import PRACTICE_CHOICES
from portal.aggregation.tables.coordination import ASSESSMENT, PLANS, REQUESTS, assessed_key
from portal.aggregation.tables.numbers import ROLES, SHARE_OF_PRODUCT, THEMATIC_GROUPS
from portal.aggregation.tables.poverty import line_key, positions_of
from portal.aggregation.tables.questions import POVERTY, across_key, theme_key
from portal.questionnaires.definition import key_of, parse_key

Names: TypeAlias = tuple[str, ...]
Part: TypeAlias = tuple[tuple[str, ...], Panel]
"""Keys of the answers that a reply of the panel rests on."""


@dataclass(frozen=True)
class Block:
    """The panels behind a figure (several only for the pooled cells) and how it follows from them."""

    parts: tuple[Part, ...]
    count: Count

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of the questions it rests on."""
        return tuple(dict.fromkeys(parse_key(key).code for keys, _ in self.parts for key in keys))

    def counted(self, workings: Workings, scope: str) -> Counted:
        """Return the contributions in one scope."""
        records = records_of(workings)
        found = (
            _contribution(workings, records[reply.report_id], reply, keys, self.count)
            for keys, panel in self.parts
            for reply in panel.pools[scope]
        )
        return Counted(self.count.measure, tuple(found))


def records_of(workings: Workings) -> Mapping[str, Record]:
    """Return the counted records of the cycle by reference."""
    frame = workings.frame
    return {
        record.report.report_id: record for record in (*frame.national, *frame.coordinators, *frame.practices)
    }


def answer_of(record: Record, cycle: str, key: str) -> Answer:
    """Return one answer of a report, under the code its own form gives the question."""
    parsed = parse_key(key)
    code = record.own_code(parsed.code)
    place = (code, parsed.conference)
    rows = record.rows.get(code) if parsed.conference is None else None
    return Answer(
        report=record.report,
        cycle=cycle,
        key=key_of(code, parsed.conference),
        values=record.choices.get(place, ()),
        number=record.numbers.get(place),
        rows=None if rows is None else len(rows),
    )


def _contribution(
    workings: Workings, record: Record, reply: Reply, keys: Names, count: Count
) -> Contribution:
    cycle = workings.frame.cycle.code
    asked = [key for key in keys if _is_asked(record, key)] or list(keys[:1])
    return Contribution(
        country=reply.country,
        report=record.report,
        state=STATES.get(reply.state.name, reply.state.name.lower()),
        public=reply.public,
        numerator=count.numerator(reply),
        denominator=count.denominator(reply),
        amount=count.amount(reply),
        answers=tuple(answer_of(record, cycle, key) for key in asked),
    )


STATES = {"NOT_APPLICABLE": "na"}


def _is_asked(record: Record, key: str) -> bool:
    parsed = parse_key(key)
    return (record.own_code(parsed.code), parsed.conference) in record.asked


def block_at(workings: Workings, names: Names) -> Block:
    """Return the block of a figure from its names without scope; raises LookupError."""
    return _BLOCKS[names[0]](workings, names[1:])


def _one(workings: Workings, panel: str, leaf: Names, *keys: str) -> Block:
    return Block(((keys or (panel,), workings.panels[panel]),), count_of(leaf))


def _by_conference(workings: Workings, names: Names) -> Block:
    return _one(workings, key_of(PROGRESS, names[0]), names[1:])


def _by_theme(workings: Workings, names: Names) -> Block:
    return _one(workings, theme_key(names[0]), names[1:], THEMES)


def _by_code(workings: Workings, names: Names) -> Block:
    return _one(workings, names[0], names[1:])


def _numbers(workings: Workings, names: Names) -> Block:
    """Nothing contributes to an operation that the question does not ask for: that figure is always null."""
    found = _by_code(workings, names)
    if names[1] in {"sum", "mean", "median"}:
        asked_for = names[1] in workings.frame.question(names[0]).aggregate
        return (
            found if asked_for else replace(found, count=replace(found.count, numerator=lambda _reply: False))
        )
    return found


def _all_cells(workings: Workings, names: Names) -> Block:
    keys = [key_of(PROGRESS, conference) for conference in workings.frame.cycle.conferences]
    return Block(tuple(((key,), workings.panels[key]) for key in keys), count_of(names))


def _across(code: str) -> Callable[[Workings, Names], Block]:
    def find(workings: Workings, names: Names) -> Block:
        conferences: Iterable[str] = workings.frame.cycle.conferences
        if names[0] == "by_country":
            keys = [key_of(code, conference) for conference in conferences]
            return _one(workings, across_key(code), names[1:], *keys)
        return _one(workings, key_of(code, names[1]), names[2:])

    return find


def _poverty(workings: Workings, names: Names) -> Block:
    if names[0] != "by_measure":
        return _one(workings, POVERTY, names)
    return Block((((POVERTY,), workings.panels[line_key(names[1])]),), _of_line(workings, names[2:]))


def _of_line(workings: Workings, leaf: Names) -> Count:
    if leaf != ("median_reduction_pct",):
        return count_of(leaf)
    positions = positions_of(workings.frame)

    def reduction(reply: Reply) -> Fraction | None:
        position = positions[reply.country]
        return position.reduction if position is not None and is_answered(reply) else None

    return Count(Measure.MEDIAN, is_answered, is_answered, reduction)


def _assistance(workings: Workings, names: Names) -> Block:
    if names[0] == "share":
        return _one(workings, SHARE_OF_PRODUCT, names[1:])
    return _one(workings, ROLES, names)


def _coordination(workings: Workings, names: Names) -> Block:
    alone = {
        "assessment": ASSESSMENT,
        "thematic_groups": THEMATIC_GROUPS,
        "requests": REQUESTS,
        "plans": PLANS,
    }
    if names[0] in alone:
        return _one(workings, alone[names[0]], names[1:])
    if names[0] != "by_assessment":
        return _by_code(workings, names[1:])
    way, code = names[1:3]
    panel = workings.panels[assessed_key(way, code)]
    return Block((((code, ASSESSMENT), panel),), count_of(names[3:]))


def _government_view(workings: Workings, names: Names) -> Block:
    return _by_code(workings, names[1:])


def _best_practices(workings: Workings, names: Names) -> Block:
    return _one(workings, PRACTICE_CHOICES[names[0]], names[1:])


_BLOCKS: Mapping[str, Callable[[Workings, Names], Block]] = {
    "by_conference": _by_conference,
    "by_theme": _by_theme,
    "all_cells": _all_cells,
    **{name: _across(code) for name, code in ACROSS.items()},
    "distributions": _by_code,
    "ratings": _by_code,
    "numbers": _numbers,
    "tables": _by_code,
    "poverty": _poverty,
    "assistance": _assistance,
    "coordination": _coordination,
    "government_view": _government_view,
    "best_practices": _best_practices,
}
