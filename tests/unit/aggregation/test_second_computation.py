"""The product agrees in every figure with a second computation, which was written from the definitions alone."""

from __future__ import annotations

import ast
import random
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from portal.aggregation.aggregate import aggregate, workings_of, write
from portal.aggregation.earlier import EarlierIssue, history_of
from portal.aggregation.inputs import CycleInput, Selection
from tests.unit.aggregation import naive
from tests.unit.aggregation.bundles import cycle_input, differences, read
from tests.unit.aggregation.naive.inventions import COUNTRIES, two_cycles
from tests.unit.aggregation.naive.second import naive_aggregates
from tests.unit.aggregation.scale import examples

AUDIENCES = ("secretariat", "public")
SEEDS = st.integers(min_value=0, max_value=2**32)
SIZES = st.integers(min_value=2, max_value=len(COUNTRIES))
WIDTHS = st.integers(min_value=1, max_value=4)

# A smaller seed is no smaller cycle.
WITHOUT_SHRINKING = settings(examples(), phases=[Phase.explicit, Phase.reuse, Phase.generate])


def plain(bundle: Any, code: str) -> dict[str, Any]:
    """Return one cycle of a bundle with what was submitted in it."""
    cycle = next(item for item in bundle["cycles"] if item["code"] == code)
    submissions = [item for item in bundle["submissions"] if item["cycle"] == code]
    return {**cycle, "submissions": [{"subject": item["id"], **item} for item in submissions]}


def by_product(cycle: dict[str, Any], before: dict[str, Any] | None, audience: Any) -> dict[str, Any]:
    """Let the product compute the same cycle."""
    return aggregate(as_input(cycle), None if before is None else as_input(before), audience)


def as_input(cycle: dict[str, Any]) -> CycleInput:
    return cycle_input({"cycles": [cycle], "submissions": cycle["submissions"]}, cycle["code"])


def written(value: Any) -> Any:
    """Return figures as JSON has them."""
    if isinstance(value, dict):
        return {key: written(item) for key, item in value.items()}
    return float(value) if isinstance(value, Decimal | Fraction) else value


def ordered(value: Any, path: str = "") -> dict[str, list[str]]:
    """Return, by path, the options: their order is that of display."""
    if not isinstance(value, dict):
        return {}
    found = {path: list(value)} if path.endswith("/options") else {}
    for key, item in value.items():
        found |= ordered(item, f"{path}/{key}")
    return found


def test_the_second_computation_shares_no_code_with_the_product():
    for file in Path(naive.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [name.name for name in node.names] if isinstance(node, ast.Import) else []
            assert not any(name.split(".")[0] == "portal" for name in names), file.name


@pytest.mark.parametrize("audience", AUDIENCES)
def test_both_computations_find_every_figure_of_the_worked_example(audience):
    bundle, expected = read("report_bundle_example.json"), read("aggregates_example.json")
    expected.pop("generated_at", None)
    current, previous = (plain(bundle, code) for code in ("2000", "1999"))
    second = naive_aggregates(current, previous, audience)
    if audience == "secretariat":
        assert differences(expected, second) == []
    assert differences(by_product(current, previous, audience), second) == []


def published_and_hidden(code: str, published: list[Any], hidden: list[Any]) -> dict[str, Any]:
    """Return a cycle of one region in which a question is all that is answered."""
    answers = [(value, "published", "full") for value in published]
    answers += [(value, "accepted", "none") for value in hidden]
    reports = [
        {
            "id": country,
            "cycle": "2000",
            "instrument": "VNR",
            "country": country,
            "subject": country,
            "version": 1,
            "status": status,
            "first_submitted": "2000-03-01",
            "answers": {code: value, "VNR.12.Z1": consent},
        }
        for country, (value, status, consent) in zip(COUNTRIES, answers, strict=False)
    ]
    return {
        "code": "2000",
        "due": "2000-03-31",
        "conferences": ["ICPD94", "WSSD95"],
        "themes": ["poverty", "gender"],
        "invited": [{"country": each["country"], "region": "africa", "track": "rc"} for each in reports],
        "submissions": reports,
    }


def test_both_hide_a_poverty_line_where_the_path_is_hidden():
    def row(measure, latest):
        return [
            {"measure": measure, "baseline": 50, "baseline_year": 1990, "latest": latest, "latest_year": 2000}
        ]

    cycle = published_and_hidden(
        "VNR.12.D2",
        [row("dollar", 48), row("dollar", 47), row("dollar", 10)],
        [row("dollar", 5), row("national", 4)],
    )
    first, second = by_product(cycle, None, "secretariat"), naive_aggregates(cycle, None, "secretariat")
    assert differences(second, first) == []
    assert not first["total"]["poverty"]["displayed"]
    assert not first["total"]["poverty"]["by_measure"]["dollar"]["median_displayed"]


def test_both_show_the_table_of_themes_where_only_the_theme_is_the_same():
    def row(theme, priority, progress, conference):
        return {"theme": theme, "priority": priority, "progress": progress, "conferences": [conference]}

    public = [row("poverty", "yes", "1", "ICPD94"), row("gender", "yes", "2", "ICPD94")]
    cycle = published_and_hidden(
        "VNR.12.F1",
        [public] * 3,
        [
            [row("poverty", "yes", "1", "ICPD94"), row("gender", "yes", "3", "ICPD94")],
            [*(row("poverty", "no", "2", "WSSD95"),) * 2, row("gender", "no", "4", "WSSD95")],
        ],
    )
    first, second = by_product(cycle, None, "secretariat"), naive_aggregates(cycle, None, "secretariat")
    assert differences(second, first) == []
    assert first["total"]["tables"]["VNR.12.F1"]["displayed"]


@pytest.mark.scaled
@WITHOUT_SHRINKING
@given(SEEDS, SIZES, WIDTHS, st.booleans())
def test_both_computations_agree_on_any_cycle(seed, size, width, with_previous):
    current, before = two_cycles(seed, size, width)
    previous = before if with_previous else None
    for audience in AUDIENCES:
        first = by_product(current, previous, audience)
        second = naive_aggregates(current, previous, audience)
        found = differences(second, first)
        assert not found, "\n".join(found[:20])
        assert ordered(first) == ordered(second)


@pytest.mark.scaled
@examples(20)
@given(SEEDS, SIZES, WIDTHS)
def test_any_cycle_is_written_in_the_shape_of_the_schema(seed, size, width):
    current, previous = two_cycles(seed, size, width)
    validator = jsonschema.Draft202012Validator(written(read("aggregates.schema.json")))
    for audience in AUDIENCES:
        found = written(by_product(current, previous, audience))
        assert [error.json_path for error in validator.iter_errors(found)] == []


@pytest.mark.scaled
@settings(examples(100), phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(SEEDS, SIZES, WIDTHS, st.sampled_from(["region", "track", "group"]))
def test_a_selection_is_counted_as_if_nobody_else_had_been_invited(seed, size, width, kind):
    cycle, _ = two_cycles(seed, size, width)
    first = cycle["invited"][0] if cycle["invited"] else {"country": "ARL", "region": "lac", "track": "rc"}
    group = frozenset({first["country"], "DUN", "FAL"})
    selections = {
        "region": Selection(region=first["region"]),
        "track": Selection(track=first["track"]),
        "group": Selection(group=group),
    }
    chosen = [
        place
        for place in cycle["invited"]
        if (place["country"] in group if kind == "group" else place[kind] == first[kind])
    ]
    found = aggregate(as_input(cycle), None, "public", selection=selections[kind])
    assert differences(naive_aggregates({**cycle, "invited": chosen}, None, "public"), found) == []


def as_issued_before(cycle: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return a cycle as it may have been at an earlier date: some reports had not come, some were others."""
    reports = [report for report in cycle["submissions"] if chance.random() < 0.8]
    earlier = [
        {**report, "id": f"{report['id']} before"} if chance.random() < 0.3 else report for report in reports
    ]
    return {**cycle, "submissions": earlier}


@pytest.mark.scaled
@settings(examples(150), phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(SEEDS, SIZES, WIDTHS)
def test_both_computations_agree_on_what_is_displayed_after_earlier_issues(seed, size, width):
    cycle, _ = two_cycles(seed, size, width)
    chance = random.Random(seed)
    dates = [as_issued_before(cycle, chance) for _ in range(chance.randint(1, 2))]
    issues: list[Any] = []
    for date in dates:
        issues.append((date, naive_aggregates(date, None, "public", issues)))
    past = history_of([EarlierIssue(as_input(date), issued) for date, issued in issues])
    found = write(workings_of(as_input(cycle), None, past=past))
    differing = differences(naive_aggregates(cycle, None, "secretariat", issues), found)
    assert not differing, "\n".join(differing[:20])
