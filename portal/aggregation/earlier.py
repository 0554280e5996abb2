"""Earlier public issues of a cycle: what each displayed, and the replies it was counted from.

Source: aggregation, rule 8.12.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portal.aggregation.aggregate import ACROSS, MINIMUM_COUNTRIES, History, settle
from portal.aggregation.counting.records import THEMES
from portal.aggregation.counting.roll import call_roll
from portal.aggregation.display.rules import SCOPES, TOTAL, Past
from portal.aggregation.inputs import EVERY_COUNTRY, CycleInput
from portal.aggregation.tables.choices import PRACTICE_CHOICES
from portal.aggregation.tables.coordination import ASSESSMENT
from portal.aggregation.tables.frame import frame_of
from portal.aggregation.tables.numbers import THEMATIC_GROUPS
from portal.aggregation.tables.questions import POVERTY
from portal.questionnaires.definition import parse_key

GROUPS = (
    ("by_conference",),
    ("distributions",),
    ("ratings",),
    ("numbers",),
    ("tables",),
    ("coordination", "ratings"),
    ("government_view", "ratings"),
)
"""Where the block of a question may stand under its code."""
PLACES = {
    POVERTY: ("poverty",),
    THEMATIC_GROUPS: ("coordination", "thematic_groups"),
    **{code: ("best_practices", name) for name, code in PRACTICE_CHOICES.items()},
}
"""Blocks that stand in one place of their own."""


@dataclass(frozen=True)
class EarlierIssue:
    """A public issue: the cycle with the filings counted in it, public as they were, and its aggregates."""

    cycle: CycleInput
    aggregates: Mapping[str, Any]


def history_of(issues: Iterable[EarlierIssue], minimum: int = MINIMUM_COUNTRIES) -> History:
    """Return of every figure in which scopes each issue displayed it, with the replies behind it."""
    history: defaultdict[str, list[Past]] = defaultdict(list)
    for issue in issues:
        panels = settle(frame_of(call_roll(issue.cycle, EVERY_COUNTRY), minimum))
        for key, panel in panels.items():
            shown = shown_in(issue.aggregates, key)
            if shown:
                history[key].append(Past(shown, panel.pools))
    return history


def shown_in(aggregates: Mapping[str, Any], key: str) -> frozenset[str]:
    """Return the scopes in which the block of a panel was displayed; none where there was no such block."""
    parts = {TOTAL: aggregates[TOTAL], **aggregates["by_region"]}
    return frozenset(scope for scope in SCOPES if any(_is_shown(parts[scope], path) for path in _places(key)))


def _is_shown(part: Mapping[str, Any], path: tuple[str, ...]) -> bool:
    block: Any = part
    for name in path:
        block = block.get(name) if isinstance(block, Mapping) else None
    return isinstance(block, Mapping) and bool(block.get("displayed") or block.get("median_displayed"))


def _places(key: str) -> Iterator[tuple[str, ...]]:
    """Yield where the block of a panel may stand within a scope."""
    base, _, rest = key.partition("/")
    if base == POVERTY and rest:
        yield ("poverty", "by_measure", rest)
    elif base == THEMES and rest:
        yield ("by_theme", rest)
    elif base == ASSESSMENT and rest:
        yield ("coordination", "by_assessment", *rest.split("/"))
    elif key in PLACES:
        yield PLACES[key]
    else:
        yield from _of_question(base, rest)


def _of_question(key: str, rest: str) -> Iterator[tuple[str, ...]]:
    parsed = parse_key(key)
    across = next((name for name, code in ACROSS.items() if code == parsed.code), None)
    if across and rest:
        yield (across, "by_country")
    elif across:
        yield (across, "by_conference", str(parsed.conference))
    else:
        yield from ((*group, parsed.conference or parsed.code) for group in GROUPS)
