"""Invents small cycles as plain dicts: every track, status, consent and kind of answer, from one seed."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from tests.unit.aggregation.naive.questions import form, options
from tests.unit.aggregation.naive.reports import REGIONS

COUNTRIES = ["ARL", "BOR", "COR", "DUN", "ELV", "FAL", "GRE"]
CONFERENCES = ["SIDS94", "ICPD94", "WSSD95"]
THEMES = ["poverty", "gender", "rights"]
HISTORIES = [
    *[["accepted"]] * 5,
    *[["published"]] * 8,
    ["superseded", "accepted"],
    ["superseded", "published"],
    ["accepted", "draft"],
    ["accepted", "under_review"],
    ["published", "returned"],
    ["published", "withdrawn"],
    ["superseded", "published", "submitted"],
    ["accepted", "published"],
    ["draft"],
    ["submitted"],
    ["resubmitted"],
    ["endorsed"],
    ["withdrawn"],
    ["withdrawn", "draft"],
    ["withdrawn", "submitted"],
    ["superseded", "withdrawn"],
    ["withdrawn", "accepted"],
    [],
]
DECLINED = [["declined"], ["accepted", "declined"], ["declined", "submitted"], ["declined", "withdrawn"]]
CONSENTS: list[str | None] = ["full", "full", "full", "partial", "partial", "summary", "none", None]


class Invention:
    """Invents cycles, always the same from the same seed.

    `width` bounds how many different options and numbers there are: the fewer, the more answers agree. Half the
    inventions are orderly: nearly everybody files, and answers everything; so figures rest on more countries.
    """

    def __init__(self, seed: int, countries: int, width: int) -> None:
        self.random = random.Random(seed)
        self.countries = COUNTRIES[:countries]
        self.width = width
        self.regions = self.random.sample(REGIONS, self.random.randint(1, 3))
        self.orderly = self.random.random() < 0.5
        self.answering = 1 if self.orderly else self.random.choice([0.6, 0.85, 1])
        few: list[str | None] = ["none", "none", "full"]
        self.consents = self.random.choice([CONSENTS, few]) if self.orderly else CONSENTS
        self.places = {country: self.place(country) for country in self.countries}

    def place(self, country: str) -> dict[str, str]:
        return {
            "country": country,
            "region": self.random.choice(self.regions),
            "track": self.random.choice(["rc", "rc", "norc"]),
        }

    def cycle(self, code: str) -> dict[str, Any]:
        """Invent a cycle: most countries are where they were, some moved, some are not invited."""
        invited = [
            self.place(country) if self.random.random() < 0.1 else place
            for country, place in self.places.items()
            if self.random.random() < 0.95
        ]
        cycle: dict[str, Any] = {
            "code": code,
            "due": f"{code}-03-31",
            "conferences": self.some(CONFERENCES),
            "themes": self.some(THEMES),
            "invited": invited,
        }
        stranger = {"country": "ZEL", "region": "africa", "track": "rc"}
        reports = [report for place in [*invited, stranger] for report in self.filed(cycle, place)]
        self.random.shuffle(reports)
        return {**cycle, "submissions": reports}

    def some(self, names: list[str]) -> list[str]:
        return names if self.random.random() < 0.6 else self.random.sample(names, self.random.randint(1, 3))

    def filed(self, cycle: dict[str, Any], place: dict[str, str]) -> list[dict[str, Any]]:
        """Invent all that a country files in a cycle."""
        histories = [["accepted"], ["published"], ["published"]] if self.orderly else HISTORIES
        national = "VNR" if place["track"] == "rc" else "VND"
        subjects: list[tuple[str, str | None]] = [
            (national, None),
            *[("RCR", None)] * (place["track"] == "rc"),
        ]
        subjects += [("BPR", f"practice {number}") for number in range(self.random.randint(0, 2))]
        return [
            self.report(cycle, place, instrument, subject, version, status)
            for instrument, subject in subjects
            for version, status in enumerate(
                self.random.choice(histories + DECLINED * (instrument == "BPR")), 1
            )
        ]

    def report(
        self,
        cycle: dict[str, Any],
        place: dict[str, str],
        instrument: str,
        subject: str | None,
        version: int,
        status: str,
    ) -> dict[str, Any]:
        day = f"{cycle['code']}-{self.random.choice(['03-30', '03-31', '04-01'])}"
        return {
            "id": f"{instrument}-{place['country']}-{subject}-{version}",
            "cycle": cycle["code"],
            "instrument": instrument,
            "country": place["country"],
            "subject": f"{place['country']} {subject}",
            "version": version,
            "status": status,
            "first_submitted": None if status == "draft" else day,
            "answers": self.answers(cycle, instrument),
        }

    def answers(self, cycle: dict[str, Any], instrument: str) -> dict[str, Any]:
        """Answer most questions, whether they are shown or not, and say what may be published."""
        found = {}
        for code, question in form(instrument).items():
            for suffix in [f"@{name}" for name in cycle["conferences"]] if question["repeated"] else [""]:
                if self.random.random() < self.answering:
                    found[code + suffix] = self.value(cycle, question)
        consent = self.random.choice(self.consents)
        found.pop("VNR.12.Z1", None)
        found.pop("BPR.12.Z1", None)
        if consent and instrument in {"VNR", "VND"}:
            found["VNR.12.Z1"] = consent
            found["VNR.12.Z2"] = self.random.sample("BCDEFGHIX", self.random.randint(0, 4))
        elif consent and instrument == "BPR":
            found["BPR.12.Z1"] = "full" if consent == "partial" else consent
        return found

    def value(self, cycle: dict[str, Any], question: dict[str, Any]) -> Any:
        """Invent one answer, or the answer in one cell."""
        kind = question["kind"]
        if kind in {"single", "rating", "yesno"}:
            return self.random.choice(self.narrowed(options(question["set"], cycle)))
        if kind == "multi":
            names = self.narrowed(options(question["set"], cycle))
            chosen = self.random.sample(names, self.random.randint(1, min(len(names), 2)))
            return ["none"] if "none" in chosen else chosen
        if kind == "table":
            return self.table(cycle, question)
        if kind == "integer":
            return self.random.randrange(self.width)
        if kind in {"number", "percent"}:
            return Decimal(self.random.choice(["0", "0.69", "0.70", "1.25", "60"][: self.width + 1]))
        return self.random.choice([1988, 1990, 1996, 2015, 2018]) if kind == "year" else "text"

    def narrowed(self, names: list[str]) -> list[str]:
        """Return a few of the options: mostly the first, now and then the last, where na and none are."""
        return names[-self.width :] if self.random.random() < 0.2 else names[: self.width]

    def table(self, cycle: dict[str, Any], question: dict[str, Any]) -> list[dict[str, Any]]:
        first = question["columns"][0]
        if question["code"] == "VNR.12.F1":
            least = len(cycle["themes"]) if self.orderly else 0
            names = self.random.sample(cycle["themes"], self.random.randint(least, len(cycle["themes"])))
        else:
            names = [self.value(cycle, first) for _ in range(self.random.randint(0, self.width))]
        if question["code"] == "VNR.12.D2" and self.orderly:
            names[:1] = ["dollar"]
        return [
            {
                first["name"]: name,
                **{
                    column["name"]: self.value(cycle, column)
                    for column in question["columns"][1:]
                    if self.random.random() < (self.answering + 1) / 2
                },
            }
            for name in names
        ]


def two_cycles(seed: int, countries: int, width: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Invent a cycle and the one before it."""
    invention = Invention(seed, countries, width)
    return invention.cycle("2000"), invention.cycle("1999")
