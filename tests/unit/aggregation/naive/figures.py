"""Every figure of one cycle but the trends, in the total and by region (sections 3 and 6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from tests.unit.aggregation.naive import blocks
from tests.unit.aggregation.naive.blocks import (
    count_share,
    exact,
    mean,
    median,
    replies,
    reply,
    rounded,
    share,
)
from tests.unit.aggregation.naive.hiding import (
    MINIMUM,
    SCOPES,
    contributing,
    countries,
    settle,
    suppressed,
    within,
)
from tests.unit.aggregation.naive.questions import all_questions, answered, codes_in, options
from tests.unit.aggregation.naive.reports import filed, public

CHOICES = {"single", "multi", "yesno"}
NUMBERS = {"number", "percent", "integer"}
COMPONENTS = [f"RCR.13.H{number}" for number in range(1, 7)]
VIEWS = ["VNR.12.H3", "VNR.12.H4", "VNR.12.H5", "VNR.12.H6", "VND.15.X10"]
PRACTICE_TABLES = {
    "by_conference": "BPR.12.A2",
    "by_theme": "BPR.12.A3",
    "by_scale": "BPR.12.A4",
    "by_evidence": "BPR.12.C2",
}
ACROSS = {"obstacles": "VNR.12.C5", "sources": "VNR.12.C2", "support": "VNR.12.C7"}
LINES = ["dollar", "national_extreme", "national", "food"]

Scoped = dict[str, Any]
"""A block in each scope."""


class Cycle:
    """One cycle: its counted reports, and the replies and flags of every question, once asked for."""

    def __init__(
        self, cycle: dict[str, Any], issues: Sequence[tuple[dict[str, Any], dict[str, Any]]] = ()
    ) -> None:
        """Take a cycle, and the earlier public issues of it: the cycle then, and what was issued."""
        self.cycle = cycle
        self.issues = [(Cycle(then), issued) for then, issued in issues]
        self.standings = {family: filed(cycle, family) for family in ("national", "coordinator", "practice")}
        self.counted = {
            family: [item for item in items if item["counted"]] for family, items in self.standings.items()
        }
        self.flags: dict[str, dict[str, bool]] = {}

    def of(self, question: dict[str, Any]) -> list[Any]:
        """Return the counted reports in which a question might be answered."""
        instrument = question["instrument"]
        return self.counted[{"RCR": "coordinator", "BPR": "practice"}.get(instrument, "national")]

    def replies(self, code: str, suffix: str = "") -> list[Any]:
        question = all_questions()[code]
        return replies(self.of(question), question, suffix)

    def settled(self, code: str, suffix: str = "") -> dict[str, bool]:
        """Return the final flags of a question's counts."""
        key = code + suffix
        if key not in self.flags:
            question = all_questions()[code]
            before = [
                self.settled(other, suffix if all_questions()[other]["repeated"] else "")
                for other in codes_in(question["show_if"])
            ]
            if code == "VNR.12.F1":
                before = [self.theme_settled(theme) for theme in self.cycle["themes"]]
            past = self.past(place(code, suffix), lambda then: then.replies(code, suffix))
            self.flags[key] = settle(self.replies(code, suffix), *before, past=past)
        return self.flags[key]

    def theme_settled(self, theme: str) -> dict[str, bool]:
        past = self.past(f"by_theme/{theme}", lambda then: then.theme_replies(theme))
        return settle(self.theme_replies(theme), past=past)

    def past(self, path: str, replies: Callable[[Cycle], list[Any]]) -> tuple[Any, ...]:
        """Return of each earlier issue in which scopes a block was displayed, and the replies to it then."""
        return tuple((shown_at(issued, path), replies(then)) for then, issued in self.issues)

    def theme_replies(self, theme: str) -> list[Any]:
        """Return the rating of a theme by each counted report; a theme without a row is missing."""
        found = []
        for item in self.counted["national"]:
            value = theme_rating(item, theme)
            state = "missing" if value is None else "na" if value == "na" else "answered"
            says = {("option", value) if state == "answered" else state}
            found.append(reply(item, "VNR.12.F1", state, says, value))
        return found

    def options(self, code: str) -> list[str]:
        return options(all_questions()[code]["set"], self.cycle)

    def distribution(self, code: str, suffix: str = "") -> Scoped:
        flags, names, found = self.settled(code, suffix), self.options(code), self.replies(code, suffix)
        return {scope: blocks.distribution(within(found, scope), flags[scope], names) for scope in SCOPES}

    def rating(self, code: str) -> Scoped:
        flags, names, found = self.settled(code), self.options(code), self.replies(code)
        return {scope: blocks.rating(within(found, scope), flags[scope], names) for scope in SCOPES}


def place(code: str, suffix: str) -> str:
    """Return where the block of a question stands within a scope."""
    conference = suffix.removeprefix("@")
    if code == "VNR.12.C1":
        return f"by_conference/{conference}"
    for name, other in ACROSS.items():
        if code == other:
            return f"{name}/by_conference/{conference}"
    for name, other in PRACTICE_TABLES.items():
        if code == other:
            return f"best_practices/{name}"
    question = all_questions()[code]
    if code == "RCR.14.C1":
        return "coordination/thematic_groups"
    if question["kind"] == "rating":
        return f"{'coordination/' * (code in COMPONENTS)}{'government_view/' * (code in VIEWS)}ratings/{code}"
    group = {"table": "tables"} | dict.fromkeys(NUMBERS, "numbers")
    return f"{group.get(question['kind'], 'distributions')}/{code}"


def shown_at(issued: dict[str, Any], path: str) -> dict[str, bool]:
    """Return in which scopes a block was displayed; where there was no such block, in none."""
    found = {}
    for scope in SCOPES:
        block: Any = issued["total"] if scope == "total" else issued["by_region"][scope]
        for name in path.split("/"):
            block = block.get(name, {})
        found[scope] = bool(block.get("displayed", block.get("median_displayed")))
    return found


def theme_rating(item: dict[str, Any], theme: str) -> Any:
    for row in item["shown"]["VNR.12.F1"] or []:
        if row.get("theme") == theme:
            return row["progress"] if answered(row.get("progress")) else None
    return None


def turned(parts: dict[str, Scoped]) -> Scoped:
    """Turn blocks by name and scope into blocks by scope and name."""
    return {scope: {name: part[scope] for name, part in parts.items()} for scope in SCOPES}


def figures(cycle: Cycle) -> Scoped:
    """Return all figures by scope and name."""
    return turned(
        {
            "by_conference": by_conference(cycle),
            "by_theme": by_theme(cycle),
            "all_cells": all_cells(cycle),
            **{name: across(cycle, code) for name, code in ACROSS.items()},
            "distributions": turned({code: cycle.distribution(code) for code in distributed()}),
            "ratings": turned({code: cycle.rating(code) for code in rated()}),
            "numbers": numbers(cycle),
            "tables": tables(cycle),
            "poverty": poverty(cycle),
            "assistance": assistance(cycle),
            "coordination": coordination(cycle),
            "government_view": government_view(cycle),
            "best_practices": best_practices(cycle),
        }
    )


def distributed() -> list[str]:
    return [
        code
        for code, question in all_questions().items()
        if question["kind"] in CHOICES
        and "dist" in question["aggregate"]
        and not question["repeated"]
        and code not in PRACTICE_TABLES.values()
        and code != "VND.15.X2"
    ]


def rated() -> list[str]:
    return [
        code
        for code, question in all_questions().items()
        if question["kind"] == "rating" and "mean" in question["aggregate"] and not question["repeated"]
        if code not in COMPONENTS and code not in VIEWS
    ]


def by_conference(cycle: Cycle) -> Scoped:
    found = {}
    for conference in cycle.cycle["conferences"]:
        suffix = f"@{conference}"
        flags, given = cycle.settled("VNR.12.C1", suffix), cycle.replies("VNR.12.C1", suffix)
        names = cycle.options("VNR.12.C1")
        found[conference] = {
            scope: blocks.progress(within(given, scope), flags[scope], names) for scope in SCOPES
        }
    return turned(found)


def by_theme(cycle: Cycle) -> Scoped:
    found, names = {}, options("PROGRESS", cycle.cycle)
    for theme in cycle.cycle["themes"]:
        given = cycle.theme_replies(theme)
        flags = cycle.theme_settled(theme)
        found[theme] = {scope: blocks.progress(within(given, scope), flags[scope], names) for scope in SCOPES}
    return turned(found)


def all_cells(cycle: Cycle) -> Scoped:
    """Pool the cells of a country, as what its several practices say is pooled (rules 8.1 and 8.3)."""
    cells = [
        cell
        for conference in cycle.cycle["conferences"]
        for cell in cycle.replies("VNR.12.C1", f"@{conference}")
    ]
    flags, found = settle(cells), {}
    for scope in SCOPES:
        part = contributing(within(cells, scope))
        found[scope] = {
            "n": len(part),
            "countries": len(countries(part)),
            "mean": rounded(mean([exact(cell["value"]) for cell in part]), 2),
            "mean_displayed": flags[scope] and len(countries(part)) >= MINIMUM,
        }
    return found


def across_replies(cycle: Cycle, code: str) -> list[Any]:
    """Return the replies to a question of the block by conference, once for each country."""
    given = []
    for item in cycle.counted["national"]:
        keys = [f"{code}@{conference}" for conference in cycle.cycle["conferences"]]
        values = [item["shown"][key] for key in keys if key in item["shown"]]
        chosen = {option for value in values if value for option in value if option != "none"}
        if values and all(value and "none" in value for value in values):
            chosen.add("none")
        state = "answered" if any(values) else "missing" if values else "unasked"
        says = {("option", option) for option in chosen} if state == "answered" else {"missing"}
        given.append(reply(item, code, state, says, sorted(chosen)))
    return given


def across(cycle: Cycle, code: str) -> Scoped:
    """Count a question of the block by conference, and once for each country."""
    given, names = across_replies(cycle, code), cycle.options(code)
    name = next(name for name, other in ACROSS.items() if other == code)
    flags = settle(given, past=cycle.past(f"{name}/by_country", lambda then: across_replies(then, code)))
    by_country = {scope: blocks.distribution(within(given, scope), flags[scope], names) for scope in SCOPES}
    each = {name: cycle.distribution(code, f"@{name}") for name in cycle.cycle["conferences"]}
    return turned({"by_country": by_country, "by_conference": turned(each)})


def numbers(cycle: Cycle) -> Scoped:
    found = {}
    for code, question in all_questions().items():
        wanted = {"sum", "mean", "median"} & set(question["aggregate"])
        if question["kind"] in NUMBERS and wanted and code != "RCR.14.C1":
            flags, given = cycle.settled(code), cycle.replies(code)
            found[code] = {
                scope: blocks.number(within(given, scope), flags[scope], question["aggregate"])
                for scope in SCOPES
            }
    return turned(found)


def tables(cycle: Cycle) -> Scoped:
    found = {}
    for code, question in all_questions().items():
        if question["kind"] == "table" and "dist" in question["aggregate"]:
            flags, given = cycle.settled(code), cycle.replies(code)
            found[code] = {
                scope: blocks.table(within(given, scope), flags[scope], question, cycle.cycle)
                for scope in SCOPES
            }
    return turned(found)


def position(item: dict[str, Any]) -> dict[str, Any] | None:
    """Return where a country stands on the path to 2015, from the first row of VNR.12.D2, in exact figures."""
    row = (item["shown"]["VNR.12.D2"] or [{}])[0]
    names = ("baseline", "latest", "baseline_year", "latest_year")
    if not all(answered(row.get(name)) for name in names):
        return None
    baseline, latest, start, end = (exact(row[name]) for name in names)
    if end <= start or start >= 2015 or baseline == 0:
        return None
    reduction = (baseline - latest) / baseline * 100
    required = 50 * (end - start) / (2015 - start)
    return {
        "measure": row.get("measure") or None,
        "reduction": reduction,
        "required": required,
        "on": reduction >= required,
    }


def poverty_replies(cycle: Cycle) -> list[Any]:
    """Return who is on the path, who is off it and who has no data."""
    given = []
    for item in cycle.counted["national"]:
        place = position(item)
        says = {"no data" if place is None else ("on", place["on"])}
        given.append(reply(item, "VNR.12.D2", "answered" if place else "missing", says, place))
    return given


def poverty(cycle: Cycle) -> Scoped:
    national, given = cycle.counted["national"], poverty_replies(cycle)
    places = {each["country"]: each["value"] for each in given}
    flags = settle(given, past=cycle.past("poverty", poverty_replies))
    lines = {line: poverty_line(cycle, given, line, flags) for line in LINES}
    found = {}
    for scope in SCOPES:
        part = within(given, scope)
        block = blocks.counts(part, flags[scope])
        on = sum(each["value"]["on"] for each in contributing(part))
        del block["not_applicable"], block["missing"]
        found[scope] = {
            **block,
            "on_path": count_share(on, block["n"]),
            "off_path": count_share(block["n"] - on, block["n"]),
            "by_measure": {line: lines[line][scope] for line in LINES},
            "positions": {
                item["country"]: country_position(item, place)
                for item in within(national, scope)
                if (place := places[item["country"]])
            },
        }
    return found


def replies_on_line(given: list[Any], line: str) -> list[Any]:
    """Return the replies to one poverty line."""
    on_line = []
    for each in given:
        if each["value"] and each["value"]["measure"] == line:
            on_line.append({**each, "says": {("reduction", each["value"]["reduction"]), ("line", line)}})
        elif each["value"]:
            on_line.append({**each, "state": "elsewhere", "says": set()})
        else:
            on_line.append({**each, "says": None})
    return on_line


def poverty_line(cycle: Cycle, given: list[Any], line: str, path: dict[str, bool]) -> Scoped:
    """Return the median on one line; who is on another says nothing, who has no data is outside."""
    on_line = replies_on_line(given, line)
    past = cycle.past(f"poverty/by_measure/{line}", lambda then: replies_on_line(poverty_replies(then), line))
    flags, found = settle(on_line, path, least=MINIMUM, past=past), {}
    for scope in SCOPES:
        part = within(on_line, scope)
        values = [each["value"]["reduction"] for each in contributing(part)]
        found[scope] = {
            "n": len(values),
            "median_reduction_pct": rounded(median(values), 1),
            "median_displayed": flags[scope],
            "suppressed": suppressed([flags[scope]], len(values), part),
        }
    return found


def country_position(item: dict[str, Any], place: dict[str, Any]) -> dict[str, Any]:
    displayed = public(item["counted"], "VNR.12.D2")
    return {
        "measure": place["measure"],
        "reduction_pct": rounded(place["reduction"], 1),
        "required_pct": rounded(place["required"], 2),
        "on_path": place["on"],
        "own_view": item["shown"].get("VNR.12.D3"),
        "displayed": displayed,
        "suppressed": not displayed,
    }


def picked(cycle: Cycle, code: str, name: str, wanted: Any) -> Scoped:
    """Return the counts of a question with one more: how many gave a certain answer."""
    flags, given, found = cycle.settled(code), cycle.replies(code), {}
    for scope in SCOPES:
        block = blocks.counts(within(given, scope), flags[scope])
        part = contributing(within(given, scope))
        found[scope] = {**block, name: count_share(sum(wanted(each["value"]) for each in part), block["n"])}
    return found


def assistance(cycle: Cycle) -> Scoped:
    providers = picked(cycle, "VNR.12.E1", "providers", lambda value: "provider" in value)
    recipients = picked(cycle, "VNR.12.E1", "recipients", lambda value: "recipient" in value)
    target = picked(cycle, "VNR.12.E3", "at_or_above_target", lambda value: exact(value) >= Fraction(7, 10))
    return {scope: {**providers[scope], **recipients[scope], "share": target[scope]} for scope in SCOPES}


def coordination(cycle: Cycle) -> Scoped:
    frameworks = {code: framework(cycle, code) for code in ("RCR.14.E1", "RCR.14.E2", "RCR.14.E3")}
    return turned(
        {
            "ratings": turned({code: cycle.rating(code) for code in COMPONENTS}),
            "assessment": cycle.distribution("RCR.13.H7"),
            "by_assessment": turned({way: by_way(cycle, way) for way in options("EVALTYPE", cycle.cycle)}),
            "index": {scope: index(within(cycle.counted["coordinator"], scope)) for scope in SCOPES},
            "thematic_groups": thematic_groups(cycle),
            "frameworks": turned(frameworks),
            "requests": picked(cycle, "RCR.14.G1", "requested", lambda value: value == "yes"),
            "plans": picked(cycle, "RCR.14.G3", "adopted", lambda value: value == "yes"),
        }
    )


def framework(cycle: Cycle, code: str) -> Scoped:
    found = picked(cycle, code, "adopted", lambda value: value == "adopted")
    for scope in SCOPES:
        part = within(cycle.replies(code), scope)
        found[scope]["not_pilot"] = sum(each["value"] == "not_pilot" for each in part)
    return found


def way_replies(way: str, code: str, cycle: Cycle) -> list[Any]:
    """Return the ratings by the reports that were assessed in one way."""
    alike = [item for item in cycle.counted["coordinator"] if item["shown"]["RCR.13.H7"] == way]
    return replies(alike, all_questions()[code])


def by_way(cycle: Cycle, way: str) -> Scoped:
    """Rate coordination among the reports that were assessed in one way.

    The ways must besides have nothing in common among those that rate a component, and among the others.
    """
    found = {}
    for code in COMPONENTS:
        given = way_replies(way, code, cycle)
        rating = {each["country"] for each in cycle.replies(code) if each["state"] == "answered"}
        ways = cycle.replies("RCR.13.H7")
        flags = settle(
            given,
            cycle.settled("RCR.13.H7"),
            cycle.settled(code),
            beside=(
                [each for each in ways if each["country"] in rating],
                [each for each in ways if each["country"] not in rating],
            ),
            past=cycle.past(
                f"coordination/by_assessment/{way}/{code}",
                partial(way_replies, way, code),
            ),
        )
        names = cycle.options(code)
        found[code] = {scope: blocks.rating(within(given, scope), flags[scope], names) for scope in SCOPES}
    return turned(found)


def index_of(item: dict[str, Any]) -> tuple[int, Fraction | None]:
    values = [item["shown"][code] for code in COMPONENTS]
    ratings = [exact(value) for value in values if value not in (None, "na")]
    return len(ratings), rounded(mean(ratings), 2)


def index(counted: list[Any]) -> dict[str, Any]:
    found = {}
    for item in counted:
        n, value = index_of(item)
        shown = public(item["counted"], "RCR.13.H1")
        if n:
            found[item["country"]] = {"n": n, "mean": value, "displayed": shown, "suppressed": not shown}
    return found


def thematic_groups(cycle: Cycle) -> Scoped:
    found = picked(cycle, "RCR.14.C1", "with_group", lambda value: value >= 1)
    for scope, block in found.items():
        part = within(cycle.replies("RCR.14.C1"), scope)
        whole = blocks.number(part, block["displayed"], ["sum", "median"])
        block |= {
            name: whole[name] for name in ("sum", "median", "sum_displayed", "median_displayed", "suppressed")
        }
    return found


def government_view(cycle: Cycle) -> Scoped:
    return turned(
        {
            "ratings": turned({code: cycle.rating(code) for code in VIEWS}),
            "comparison": {scope: comparison(cycle, scope) for scope in SCOPES},
        }
    )


def comparison(cycle: Cycle, scope: str) -> dict[str, Any]:
    found = {}
    coordinators = {item["country"]: item for item in cycle.counted["coordinator"]}
    for item in within(cycle.counted["national"], scope):
        own, other = item["shown"].get("VNR.12.H4"), coordinators.get(item["country"])
        n, value = index_of(other) if other else (0, None)
        if own in (None, "na") or other is None or value is None:
            continue
        shown = public(item["counted"], "VNR.12.H4") and public(other["counted"], "RCR.13.H1")
        found[item["country"]] = {
            "government": int(own),
            "coordinator": value,
            "coordinator_n": n,
            "difference": int(own) - value,
            "displayed": shown,
            "suppressed": not shown,
        }
    return found


def best_practices(cycle: Cycle) -> Scoped:
    parts = {name: cycle.distribution(code) for name, code in PRACTICE_TABLES.items()}
    found = {}
    for scope in SCOPES:
        standings = within(cycle.standings["practice"], scope)
        counted = [item for item in standings if item["counted"]]
        invited = within(cycle.cycle["invited"], scope)
        found[scope] = {
            "received": sum(item["received"] or item["declined"] for item in standings),
            "counted": len(counted),
            "published": sum(item["published"] for item in standings),
            "declined": sum(item["declined"] for item in standings),
            "withdrawn": sum(item["withdrawn"] for item in standings),
            "countries": count_share(len(countries(counted)), len(invited)),
            **{name: part[scope] for name, part in parts.items()},
        }
    return found


def coverage_row(standings: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"expected": len(standings)}
    for name in ("received", "counted", "published"):
        found[name] = sum(bool(item[name]) for item in standings)
        found[f"{name}_pct"] = share(found[name], len(standings))
    found["withdrawn"] = sum(item["withdrawn"] for item in standings)
    found["on_time"] = sum(item["on_time"] for item in standings)
    found["on_time_pct"] = share(found["on_time"], found["received"])
    found["low_coverage"] = 2 * found["counted"] < len(standings)
    return found
