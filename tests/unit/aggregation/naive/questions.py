"""The questionnaires as plain dicts, read from their files, and which questions a report shows."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

LIBRARY = Path(__file__).parents[4] / "portal" / "questionnaires" / "library"
INSTRUMENTS = ("VNR", "RCR", "BPR", "VND")
OPERATORS: dict[str, Callable[[Any, str], bool]] = {
    "=": lambda value, right: value == right,
    "in": lambda value, right: value in words(right),
    "has": lambda value, right: right in value,
    "has_other_than": lambda value, right: any(option != right for option in value),
    ">=": lambda value, right: value >= int(right),
}


@functools.cache
def read(name: str) -> Any:
    """Return the first release of an instrument, or of the option sets (SETS)."""
    return yaml.safe_load((LIBRARY / name / "1.yaml").read_text(encoding="utf-8"))


@functools.cache
def own_questions(instrument: str) -> dict[str, dict[str, Any]]:
    """Return the questions of an instrument by code, without those it takes over from another."""
    found = {}
    for section in read(instrument)["sections"]:
        for question in section["questions"]:
            kind, inner = re.fullmatch(r"(\w+)(?:\((.*)\))?", question["type"].strip()).groups()  # type: ignore[union-attr]
            found[question["code"]] = {
                "code": question["code"],
                "instrument": instrument,
                "kind": kind,
                "set": inner.split(";")[0].strip()
                if inner and kind in {"single", "multi", "rating"}
                else None,
                "columns": columns(inner) if kind == "table" else [],
                "show_if": question.get("show_if"),
                "aggregate": question["aggregate"],
                "repeated": section.get("repeat_by") == "CONF",
            }
    return found


def columns(inner: str) -> list[dict[str, Any]]:
    """Split `name:text(120):R; theme:single(THEME):R` into columns."""
    found = []
    for part in inner.split(";"):
        name, kind, _ = part.strip().split(":")
        kind, option_set = re.fullmatch(r"(\w+)(?:\((.*)\))?", kind).groups()  # type: ignore[union-attr]
        found.append({"name": name, "kind": kind, "set": option_set})
    return found


@functools.cache
def all_questions() -> dict[str, dict[str, Any]]:
    """Return the questions of all instruments by code."""
    return {
        code: question for instrument in INSTRUMENTS for code, question in own_questions(instrument).items()
    }


@functools.cache
def form(instrument: str) -> dict[str, dict[str, Any]]:
    """Return the questions of a form by code, in the order in which they are put."""
    if instrument != "VND":
        return own_questions(instrument)
    included, mine = read("VND")["includes"], own_questions("VND")
    found = {}
    for section in read(included["prefix"])["sections"]:
        for question in section["questions"]:
            if question["code"] not in included["omit"]:
                found[question["code"]] = own_questions("VNR")[question["code"]]
        if section["id"] == included["insert_after"]:
            found.update(mine)
    return found


def options(name: str | None, cycle: dict[str, Any]) -> list[str]:
    """Return the options of a set in order of display; a column or question of type yesno has no set."""
    if name is None:
        return ["yes", "no"]
    if name in {"CONF", "CONFNONE"}:
        return [*cycle["conferences"], *(["none"] if name == "CONFNONE" else [])]
    if name == "THEME":
        return [*cycle["themes"], "none", "other"]
    return list(read("SETS")["sets"][name])


def answered(value: Any) -> bool:
    """Whether something was answered: an empty text, choice or table is nothing."""
    if isinstance(value, list):
        return any(not isinstance(item, dict) or any(map(answered, item.values())) for item in value)
    return value is not None and value != ""


def shown_answers(report: dict[str, Any], cycle: dict[str, Any], track: str) -> dict[str, Any]:
    """Return the answers to the questions shown, by key; None where one was shown and not answered."""
    shown: dict[str, Any] = {}
    for code, question in form(report["instrument"]).items():
        for suffix in (
            [f"@{conference}" for conference in cycle["conferences"]] if question["repeated"] else [""]
        ):
            if holds(question["show_if"], shown, track, suffix):
                value = report["answers"].get(code + suffix)
                shown[code + suffix] = value if answered(value) else None
    return shown


def codes_in(condition: str | None) -> list[str]:
    """Return the questions a condition looks at; the track is none."""
    return re.findall(r"[A-Z]{3}\.\d\d\.[A-Z]\d+", condition or "")


def holds(condition: str | None, shown: dict[str, Any], track: str, suffix: str) -> bool:
    """Whether a condition is true, given the answers to the questions before."""
    if condition is None or condition.startswith("track = "):
        return condition in {None, f"track = {track}"}
    values = [shown.get(code + suffix, shown.get(code)) for code in codes_in(condition)]
    if condition.startswith("any_in("):
        return any(value in words(condition.split(";")[1]) for value in values)
    if condition.startswith("rated("):
        return values[0] not in {None, "na"}
    if condition.startswith("any_answered("):
        return any(value is not None for value in values)
    _, operator, right = condition.split(" ", 2)
    return values[0] is not None and OPERATORS[operator](values[0], right)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)
