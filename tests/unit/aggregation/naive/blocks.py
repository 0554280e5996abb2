"""Replies to a question, and the blocks of figures made of them (sections 2, 3 and 6)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.unit.aggregation.naive.hiding import MINIMUM, contributing, countries, suppressed
from tests.unit.aggregation.naive.questions import answered, form, options
from tests.unit.aggregation.naive.reports import public

NOT_APPLICABLE = {"na", "not_pilot"}


def rounded(value: Fraction | None, decimals: int) -> Fraction | None:
    """Round half up, ties away from zero."""
    if value is None:
        return None
    scaled = abs(value) * 10**decimals
    whole = scaled.numerator // scaled.denominator
    whole += scaled - whole >= Fraction(1, 2)
    return Fraction(whole if value >= 0 else -whole, 10**decimals)


def share(part: int, whole: int) -> Fraction | None:
    return rounded(Fraction(100 * part, whole), 1) if whole else None


def count_share(part: int, whole: int) -> dict[str, Any]:
    return {"count": part, "pct": share(part, whole)}


def mean(values: list[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


def median(values: list[Fraction]) -> Fraction | None:
    ordered, half = sorted(values), len(values) // 2
    return (
        mean(ordered[half : half + 1] if len(values) % 2 else ordered[half - 1 : half + 1])
        if values
        else None
    )


def exact(number: Any) -> Fraction:
    return Fraction(str(number))


def reply(
    item: dict[str, Any], code: str, state: str, says: set[Any] | None, value: Any = None
) -> dict[str, Any]:
    """Return what one counted report contributes; `says` is None where it is no answer to this figure."""
    return {
        "country": item["country"],
        "region": item["region"],
        "report": item["counted"]["id"],
        "public": public(item["counted"], code),
        "state": state,
        "says": says,
        "value": value,
    }


def replies(counted: list[Any], question: dict[str, Any], suffix: str = "") -> list[dict[str, Any]]:
    """Return the reply of each counted report that its track lets answer the question.

    VNR.12.A6, F5 and H1, H4-H6 are none of the other track's; H2 and H3 are hidden there by their condition on
    H1, as the worked example has it. VND.15.X2 is counted as VNR.12.A6.
    """
    found = []
    for item in counted:
        code = question["code"]
        if code == "VNR.12.A6" and item["counted"]["instrument"] == "VND":
            code = "VND.15.X2"
        if code in form(item["counted"]["instrument"]) or code in {"VNR.12.H2", "VNR.12.H3"}:
            found.append(one_reply(item, question, code, suffix))
    return found


def one_reply(item: dict[str, Any], question: dict[str, Any], code: str, suffix: str) -> dict[str, Any]:
    if code + suffix not in item["shown"]:
        return reply(item, code, "unasked", None)
    value = item["shown"][code + suffix]
    if value is None:
        return reply(item, code, "missing", {"missing"})
    if isinstance(value, str) and value in NOT_APPLICABLE:
        return reply(item, code, "na", {"na"}, value)
    return reply(item, code, "answered", said(question, value), value)


def said(question: dict[str, Any], value: Any) -> set[Any]:
    """Return what an answer says (rule 8.3)."""
    if question["kind"] == "multi":
        return {("option", option) for option in value}
    if question["kind"] in {"single", "rating", "yesno"}:
        return {("option", value)}
    if question["kind"] != "table":
        return {("number", exact(value))}
    rows = rows_of(value)
    return {("rows", len(rows)), *(cell for row in rows for cell in said_in(question, row))}


def said_in(question: dict[str, Any], row: dict[str, Any]) -> set[Any]:
    """Return what the cells of a row say: options and numbers that are summed; a blank cell says nothing."""
    says: set[Any] = set()
    for column in question["columns"]:
        cell = row.get(column["name"])
        if not answered(cell) or (question["code"], column["name"]) == ("VNR.12.F1", "theme"):
            continue
        if column["kind"] in {"single", "multi", "rating", "yesno"}:
            says |= {(column["name"], option) for option in (cell if isinstance(cell, list) else [cell])}
        elif summed(question, column):
            says.add((column["name"], exact(cell)))
    return says


def rows_of(value: Any) -> list[dict[str, Any]]:
    return [row for row in value or [] if any(map(answered, row.values()))]


def summed(question: dict[str, Any], column: dict[str, Any]) -> bool:
    return "sum" in question["aggregate"] and column["kind"] == "integer"


def counts(part: list[Any], displayed: bool) -> dict[str, Any]:
    """Return the counts that all blocks begin with."""
    given = contributing(part)
    asked = [each for each in part if each["state"] != "unasked"]
    na = [each for each in part if each["state"] == "na"]
    return {
        "asked": len(asked),
        "not_applicable": len(na),
        "missing": len(asked) - len(na) - len(given),
        "n": len(given),
        "countries": len(countries(given)),
        "response_pct": share(len(given), len(asked) - len(na)),
        "displayed": displayed,
        "suppressed": suppressed([displayed], len(given), part),
    }


def distribution(part: list[Any], displayed: bool, names: list[str]) -> dict[str, Any]:
    given = contributing(part)
    return {
        **counts(part, displayed),
        "options": {
            name: count_share(sum(chooses(each["value"], name) for each in given), len(given))
            for name in names
            if name not in NOT_APPLICABLE
        },
    }


def chooses(value: Any, name: str) -> bool:
    return name in value if isinstance(value, list) else value == name


def rating(part: list[Any], displayed: bool, names: list[str]) -> dict[str, Any]:
    block = distribution(part, displayed, names)
    values = [exact(each["value"]) for each in contributing(part)]
    shown = displayed and block["countries"] >= MINIMUM
    return {
        **block,
        "mean": rounded(mean(values), 2),
        "median": rounded(median(values), 2),
        "mean_displayed": shown,
        "suppressed": suppressed([displayed, shown], block["n"], part),
    }


def progress(part: list[Any], displayed: bool, names: list[str]) -> dict[str, Any]:
    block = rating(part, displayed, names)
    better = sum(each["value"] in {"3", "4"} for each in contributing(part))
    return {**block, "substantial_or_better": count_share(better, block["n"])}


def number(part: list[Any], displayed: bool, aggregate: list[str]) -> dict[str, Any]:
    block = counts(part, displayed)
    values = [exact(each["value"]) for each in contributing(part)]
    enough = block["countries"] >= MINIMUM
    flags = {
        "sum": displayed,
        "mean": displayed and enough,
        "median": displayed and enough,
    }
    figures = {
        "sum": sum(values, Fraction(0)) if values else None,
        "mean": rounded(mean(values), 2),
        "median": rounded(median(values), 2),
    }
    wanted = [name for name in flags if name in aggregate]
    return {
        **block,
        **{name: figures[name] if name in wanted else None for name in flags},
        **{f"{name}_displayed": name in wanted and flags[name] for name in flags},
        "suppressed": suppressed([displayed, *(flags[name] for name in wanted)], block["n"], part),
    }


def table(
    part: list[Any], displayed: bool, question: dict[str, Any], cycle: dict[str, Any]
) -> dict[str, Any]:
    block = counts(part, displayed)
    reports = [rows_of(each["value"]) for each in contributing(part)]
    rows = [row for report in reports for row in report]
    result: dict[str, Any] = {**block, "rows": len(rows), "columns": {}, "sums": {}}
    for column in question["columns"]:
        name = column["name"]
        if column["kind"] in {"single", "multi", "rating", "yesno"}:
            result["columns"][name] = {
                "rows": sum(answered(row.get(name)) and row[name] != "na" for row in rows),
                "not_applicable": sum(row.get(name) == "na" for row in rows),
                "missing": sum(not answered(row.get(name)) for row in rows),
                "options": {
                    option: {
                        "rows": sum(has(row, name, option) for row in rows),
                        "reports": (
                            with_one := sum(any(has(row, name, option) for row in rs) for rs in reports)
                        ),
                        "pct": share(with_one, len(reports)),
                    }
                    for option in options(column["set"], cycle)
                    if option != "na"
                },
            }
        if summed(question, column):
            numbers = [exact(row[name]) for row in rows if answered(row.get(name))]
            result["sums"][name] = {
                "rows": len(numbers),
                "sum": sum(numbers, Fraction(0)) if numbers else None,
            }
    return result


def has(row: dict[str, Any], name: str, option: str) -> bool:
    return answered(row.get(name)) and chooses(row[name], option)
