"""The pairs behind a trend: which two answers of which country, and what they say of the change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from portal.aggregation.aggregate import Workings
from portal.aggregation.counting.records import PROGRESS, THEMES
from portal.aggregation.display.rules import TOTAL
from portal.aggregation.provenance.figures import Contribution, Counted, Measure
from portal.aggregation.provenance.pools import answer_of
from portal.aggregation.trends.changes import YES, Couples
from portal.aggregation.trends.pairs import Couple
from portal.questionnaires.definition import key_of

Parts = tuple[tuple[str, Couples], ...]
"""The key of the question asked of each group of couples."""

_COUNTS: Mapping[str, Callable[[Couple], bool]] = {
    "pairs": lambda _pair: True,
    "improved": lambda pair: _change(pair) > 0,
    "unchanged": lambda pair: _change(pair) == 0,
    "declined": lambda pair: _change(pair) < 0,
    "gained": lambda pair: _had(pair) == (False, True),
    "kept": lambda pair: _had(pair) == (True, True),
    "lost": lambda pair: _had(pair) == (True, False),
    "never": lambda pair: _had(pair) == (False, False),
}


def _change(pair: Couple) -> Decimal:
    return Decimal(pair.after or 0) - Decimal(pair.before or 0)


def _had(pair: Couple) -> tuple[bool, bool]:
    return pair.before == YES, pair.after == YES


def change_at(workings: Workings, scope: str, names: tuple[str, ...]) -> tuple[tuple[str, ...], Counted]:
    """Return the codes and the contributions behind a figure of a trend; raises LookupError."""
    published = names[0] == "trend_published"
    parts = _parts(workings, names[1:-1])
    couples = [
        (key, couple)
        for key, pool in parts
        for couple in pool
        if scope in {TOTAL, couple.region} and (couple.public or not published)
    ]
    measures = {"countries": Measure.COUNTRIES, "mean_change": Measure.MEAN}
    test = _COUNTS["pairs"] if names[-1] in measures else _COUNTS[names[-1]]
    weighs = names[-1] == "mean_change"
    contributions = tuple(
        _contribution(workings, couple, key, test, weighs=weighs) for key, couple in couples
    )
    codes = tuple(dict.fromkeys(key.partition("@")[0] for key, _ in parts))
    return codes, Counted(measures.get(names[-1], Measure.COUNT), contributions)


def _parts(workings: Workings, names: tuple[str, ...]) -> Parts:
    matched = workings.matched
    if matched is None:
        raise LookupError(names)
    if names[0] == "all":
        pools = ((key_of(PROGRESS, code), pool) for code, pool in matched.by_conference.items())
        return tuple(_present(pools))
    keys = {"by_conference": key_of(PROGRESS, names[1]), "by_theme": THEMES}
    pool: Couples | None = getattr(matched, names[0])[names[1]]
    return tuple(_present([(keys.get(names[0], names[1]), pool)]))


def _present(parts: Iterable[tuple[str, Couples | None]]) -> Iterable[tuple[str, Couples]]:
    return ((key, pool) for key, pool in parts if pool is not None)


def _contribution(
    workings: Workings, couple: Couple, key: str, test: Callable[[Couple], bool], *, weighs: bool
) -> Contribution:
    before, after = couple.reports.before, couple.reports.after
    earlier = "" if workings.earlier is None else workings.earlier.cycle.code
    pair = couple.is_pair
    return Contribution(
        country=couple.country,
        report=after.report,
        state="answered" if pair else "missing",
        public=couple.public,
        numerator=pair and test(couple),
        denominator=pair,
        amount=_change(couple) if pair and weighs else None,
        answers=(answer_of(after, workings.frame.cycle.code, key), answer_of(before, earlier, key)),
    )
