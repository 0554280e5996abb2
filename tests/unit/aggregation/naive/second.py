"""A second, naive computation of `aggregates/1`, from the definitions alone: it shares no code with the portal.

A cycle is a plain dict as in a report bundle (`code`, `due`, `conferences`, `themes`, `invited`) with its
`submissions`; figures are int or Fraction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.unit.aggregation.naive.blocks import exact, mean, rounded
from tests.unit.aggregation.naive.changes import trends
from tests.unit.aggregation.naive.figures import Cycle, coverage_row, figures, theme_rating
from tests.unit.aggregation.naive.hiding import MINIMUM, SCOPES, TOTAL, within
from tests.unit.aggregation.naive.reports import REGIONS, expected, public


def naive_aggregates(
    cycle: dict[str, Any],
    before: dict[str, Any] | None,
    audience: str,
    issues: Sequence[tuple[dict[str, Any], dict[str, Any]]] = (),
) -> dict[str, Any]:
    """Compute the aggregates of a cycle; `issues`: the cycle as it was at each earlier issue, and that issue."""
    current, previous = Cycle(cycle, issues), None if before is None else Cycle(before)
    first, second = figures(current), trends(current, previous)
    by_scope = {scope: first[scope] | second[scope] for scope in SCOPES}
    found = {
        "schema": "aggregates/1",
        "audience": audience,
        "cycle": cycle["code"],
        "previous": None if before is None else before["code"],
        "minimum_countries": MINIMUM,
        "conferences": list(cycle["conferences"]),
        "themes": list(cycle["themes"]),
        "countries": expected(cycle),
        "coverage": coverage(current, previous),
        "progress_matrix": {
            item["country"]: {
                name: cell(item, "VNR.12.C1", lambda it, name=name: it["shown"][f"VNR.12.C1@{name}"])
                for name in cycle["conferences"]
            }
            for item in current.standings["national"]
        },
        "theme_matrix": {
            item["country"]: {
                name: cell(item, "VNR.12.F1", lambda it, name=name: theme_rating(it, name))
                for name in cycle["themes"]
            }
            for item in current.standings["national"]
        },
        "country_means": country_means(current),
        "total": by_scope[TOTAL],
        "by_region": {region: by_scope[region] for region in REGIONS},
    }
    return for_the_public(found) if audience == "public" else found


def coverage(current: Cycle, previous: Cycle | None) -> dict[str, Any]:
    def rows(standings: list[Any]) -> dict[str, Any]:
        return {
            "all": coverage_row(standings),
            "by_track": {
                track: coverage_row([item for item in standings if item["track"] == track])
                for track in ("rc", "norc")
            },
            "by_region": {region: coverage_row(within(standings, region)) for region in REGIONS},
        }

    return {
        "national": rows(current.standings["national"]),
        "coordinators": rows(current.standings["coordinator"]),
        "previous": previous
        and {
            "national": coverage_row(previous.standings["national"]),
            "coordinators": coverage_row(previous.standings["coordinator"]),
        },
    }


def cell(item: dict[str, Any], code: str, rating: Any) -> dict[str, Any]:
    """Return one cell of a matrix (section 6)."""
    if item["counted"] is None:
        return {"state": "withdrawn" if item["withdrawn"] else "no_report", "value": None, "displayed": True}
    value = rating(item)
    state = "missing" if value is None else "na" if value == "na" else "rated"
    return {
        "state": state,
        "value": int(value) if state == "rated" else None,
        "displayed": public(item["counted"], code),
    }


def country_means(current: Cycle) -> dict[str, Any]:
    found = {}
    for item in current.counted["national"]:
        values = [item["shown"][f"VNR.12.C1@{name}"] for name in current.cycle["conferences"]]
        ratings = [exact(value) for value in values if value not in (None, "na")]
        found[item["country"]] = {
            "n": len(ratings),
            "applicable": sum(value != "na" for value in values),
            "mean": rounded(mean(ratings), 2),
        }
    return found


def for_the_public(found: dict[str, Any]) -> dict[str, Any]:
    """Return the public variant (rule 8.10): by the flags alone."""
    for matrix in ("progress_matrix", "theme_matrix"):
        for cells in found[matrix].values():
            for each in cells.values():
                if not each["displayed"]:
                    each |= {"state": "withheld", "value": None}
    found["country_means"] = None
    for scope in (found["total"], *found["by_region"].values()):
        scope["all_cells"] = None
        hide(scope, False)
    return found


def leave_out_rows(block: dict[str, Any]) -> None:
    """Leave out the rows by country that are not displayed."""
    for rows in {"positions", "index", "comparison"} & set(block):
        block[rows] = {country: row for country, row in block[rows].items() if row["displayed"]}


def hide(block: dict[str, Any], hidden: bool) -> None:
    """Make null what the flags hide; a block within a block goes by its own flag where it has one."""
    if "displayed" in block:
        hidden = not block["displayed"]
    elif "median_reduction_pct" in block:
        hidden = not block["median_displayed"]
    leave_out_rows(block)
    for key, value in block.items():
        if isinstance(value, dict):
            hide(value, hidden)
        elif not isinstance(value, bool) or key == "on_path":
            flag = {"mean_change": "mean_displayed"}.get(key, f"{key}_displayed")
            if key == "median" and flag not in block:
                flag = "mean_displayed"
            if hidden or block.get(flag) is False:
                block[key] = None
