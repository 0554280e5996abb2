"""Invents very small cycles about one or two choice questions, with all answers that might have been given."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from typing import Any

from tests.unit.aggregation.naive.blocks import one_reply
from tests.unit.aggregation.naive.figures import (
    COMPONENTS,
    PRACTICE_TABLES,
    VIEWS,
    Cycle,
    across,
    by_conference,
    by_way,
    framework,
)
from tests.unit.aggregation.naive.questions import all_questions, codes_in, options, shown_answers
from tests.unit.aggregation.naive.reports import REGIONS, public

ATTEMPTS = 10
CONFERENCES = ["ICPD94", "WSSD95"]
COUNTRIES = ["ARL", "BOR", "COR", "DUN"]
GROUPS = [
    ["VNR.12.D7"],
    ["VNR.12.D3"],
    ["VNR.12.B1", "VNR.12.B3"],
    ["VNR.12.B1", "VNR.12.B5"],
    ["VNR.12.B1", "VNR.12.B6"],
    ["VNR.12.E1", "VNR.12.E4"],
    ["VNR.12.E1", "VNR.12.G5"],
    ["VNR.12.H1", "VNR.12.H3"],
    ["VNR.12.G1", "VNR.12.B9"],
    ["RCR.14.E3"],
    ["RCR.14.G1", "RCR.14.G3"],
    ["RCR.13.H7", "RCR.13.H4"],
    ["BPR.12.A2"],
    ["BPR.12.A4", "BPR.12.C2"],
    [f"VNR.12.{question}@{conference}" for conference in CONFERENCES for question in ("C1", "C5")],
]
FEWER: dict[str, list[Any]] = {
    "VNR.12.C1": ["1", "2", None],
    "VNR.12.C5": [["finance"], ["debt"], ["none"], None],
}
"""Of some questions only a few answers are tried; who tries all of them knows less."""
PUBLICITY = [
    ("published", "full", ""),
    ("accepted", "full", ""),
    ("published", "summary", ""),
    ("published", "partial", "BCDEH"),
    ("published", "partial", "G"),
    *[("accepted", "none", "")] * 3,
    *[("published", "none", "")] * 2,
    *[("accepted", None, "")] * 2,
    ("returned", "none", ""),
]


class Riddle:
    """A cycle about some questions; `possible` holds, by country not public in all, all it may have answered."""

    def __init__(self, codes: list[str], invited: list[dict[str, str]]) -> None:
        self.codes = codes
        self.cycle: dict[str, Any] = {
            "code": "2000",
            "due": "2000-03-31",
            "conferences": CONFERENCES,
            "themes": ["poverty"],
            "invited": invited,
            "submissions": [],
        }
        self.answers = list(self.all_answers())
        self.possible: dict[str, list[dict[str, Any]]] = {}

    def file(self, reports: list[dict[str, Any]]) -> None:
        """Take the reports of all countries, one of each."""
        self.cycle["submissions"] = reports
        self.possible = {
            report["country"]: self.explanations(report)
            for report in reports
            if report["status"] != "returned" and not all(public(report, base(key)) for key in self.codes)
        }

    def report(
        self,
        country: str,
        answers: dict[str, Any],
        status: str,
        consent: str | None = None,
        withheld: str = "",
    ) -> dict[str, Any]:
        """Return a report with these answers."""
        instrument = self.codes[0][:3]
        key = {"VNR": "VNR.12.Z1", "BPR": "BPR.12.Z1"}.get(instrument)
        return {
            "id": country,
            "cycle": "2000",
            "instrument": instrument,
            "country": country,
            "subject": f"practice of {country}",
            "version": 1,
            "status": status,
            "first_submitted": "2000-03-01",
            "answers": {
                **answers,
                **({key: consent, "VNR.12.Z2": list(withheld)} if key and consent else {}),
            },
        }

    def is_worth_solving(self) -> bool:
        """Whether several reports are not public, and something is displayed all the same."""
        blocks = self.figures(Cycle(self.cycle)).values()
        return len(self.possible) > 1 and any(
            part["displayed"] for block in blocks for part in block.values()
        )

    def all_answers(self) -> Iterator[dict[str, Any]]:
        """Yield every answer to the questions, with none to those that are not shown."""
        for values in itertools.product(*(self.domain(code) for code in self.codes)):
            answers = {code: value for code, value in zip(self.codes, values, strict=True) if value}
            shown = shown_answers({"instrument": self.codes[0][:3], "answers": answers}, self.cycle, "rc")
            if all(code in shown for code in answers):
                yield answers

    def domain(self, code: str) -> list[Any]:
        question = all_questions()[base(code)]
        if question["code"] in FEWER:
            return FEWER[question["code"]]
        names = options(question["set"], self.cycle)
        if question["kind"] != "multi":
            return [*names, None]
        several = [name for name in names if name != "none"]
        chosen = [list(some) for size in (1, 2) for some in itertools.combinations(several, size)]
        return [*chosen, *([["none"]] if "none" in names else []), None]

    def explanations(self, report: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the answers a country may have given, as far as what is public of them tells."""
        kept = {code: value for code, value in report["answers"].items() if code not in self.codes}
        others = [{**report, "answers": {**kept, **answers}} for answers in self.answers]
        return [
            {"reports": [other], "says": self.says(other)}
            for other in others
            if self.seen(other) == self.seen(report)
        ]

    def shown(self, report: dict[str, Any]) -> dict[str, Any]:
        return shown_answers(report, self.cycle, "rc")

    def seen(self, report: dict[str, Any]) -> dict[str, Any]:
        """Return what of a report is public: a question shown and not answered is told from one not shown."""
        return {
            key: value
            for key, value in self.shown(report).items()
            if key in self.codes and public(report, base(key))
        }

    def says(self, report: dict[str, Any]) -> set[Any]:
        """Return what the answers say that are not public: options, that one is missing or not applicable."""
        item = {"country": "", "region": "", "counted": report, "shown": self.shown(report)}
        found = set()
        for key in self.codes:
            code, at, conference = key.partition("@")
            if not public(report, code):
                words = one_reply(item, all_questions()[code], code, at + conference)["says"] or set()
                found |= {(key, word) for word in words}
                found |= {(code, word) for word in words if word not in {"missing", ("option", "none")}}
        return found

    def figures(self, cycle: Cycle) -> dict[str, dict[str, Any]]:
        """Return the blocks in which the questions are counted."""
        found: dict[str, dict[str, Any]] = {}
        for key in self.codes:
            found |= figures_of(cycle, *key.split("@"))
        return found

    def told_by_another_section(self) -> set[str]:
        """Known limit (c): a condition that is not public is told where the question it shows is public."""
        return {
            condition
            for report in self.cycle["submissions"]
            for code in self.codes
            if "@" not in code
            for condition in codes_in(all_questions()[code]["show_if"])
            if public(report, code) and not public(report, condition)
        }


def invented(seed: int, codes: list[str]) -> Riddle:
    """Invent a riddle of two to four countries; many answer as one of three do, so that answers agree at times."""
    chance = random.Random(seed)
    riddle = Riddle(codes, [])
    few = riddle.answers[:: max(1, len(riddle.answers) // 2)]
    for _ in range(ATTEMPTS):
        names = COUNTRIES[: chance.choice([2, 3, 4, 4])]
        regions = chance.sample(REGIONS, chance.randint(1, 3))
        riddle.cycle["invited"] = [
            {"country": name, "region": chance.choice(regions), "track": "rc"} for name in names
        ]
        riddle.file(
            [
                riddle.report(
                    name,
                    chance.choice(few if chance.random() < 0.5 else riddle.answers),
                    *chance.choice(PUBLICITY),
                )
                for name in names
            ]
        )
        if riddle.is_worth_solving():
            break
    return riddle


def base(key: str) -> str:
    """Return the question of a key, which may name a conference besides."""
    return key.partition("@")[0]


def figures_of(cycle: Cycle, code: str, conference: str | None = None) -> dict[str, dict[str, Any]]:
    """Return the blocks in which one question is counted."""
    if code == "VNR.12.C1":
        return {f"by_conference/{conference}": each(by_conference(cycle), str(conference))}
    if code == "VNR.12.C5":
        block = across(cycle, code)
        by_one = each(each(block, "by_conference"), str(conference))
        return {
            "obstacles/by_country": each(block, "by_country"),
            f"obstacles/by_conference/{conference}": by_one,
        }
    if all_questions()[code]["kind"] == "rating":
        group = "coordination/" * (code in COMPONENTS) + "government_view/" * (code in VIEWS)
        return {f"{group}ratings/{code}": cycle.rating(code)}
    names = {other: name for name, other in PRACTICE_TABLES.items()}
    path = f"best_practices/{names[code]}" if code in names else f"distributions/{code}"
    found = {path: cycle.distribution(code)}
    if code == "RCR.14.E3":
        found[f"coordination/frameworks/{code}"] = framework(cycle, code)
    if code == "RCR.13.H7":
        for way in options("EVALTYPE", cycle.cycle):
            found[f"coordination/by_assessment/{way}/RCR.13.H4"] = each(by_way(cycle, way), "RCR.13.H4")
    return found


def each(block: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a part of a block, in each scope."""
    return {scope: part[name] for scope, part in block.items()}
