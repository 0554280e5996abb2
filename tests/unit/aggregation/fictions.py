"""Invents cycles full of reports: every instrument, status, consent and kind of answer, from one seed."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.aggregation.inputs import REGIONS, CycleInput, ReportFacts
from portal.questionnaires.answering.conditions import asked_keys, options_for
from portal.questionnaires.definition import (
    CHOICE_KINDS,
    NUMBER_KINDS,
    AnswerType,
    Asked,
    Kind,
    Questionnaire,
)
from tests.unit.aggregation.bundles import CONSENT, questionnaires, report_facts

CONFERENCES = ("ICPD94", "WSSD95", "SIDS94")
THEMES = ("poverty", "gender")
DUE = date(2000, 3, 31)
STATUSES = (
    "submitted",
    "returned",
    "accepted",
    "accepted",
    "published",
    "published",
    "published",
    "withdrawn",
)


@dataclass
class Fiction:
    """Invents what is asked of it, always the same from the same seed.

    `width` bounds how many different options and numbers there are: the fewer, the more answers agree.
    """

    random: random.Random
    width: int = 3
    answering: float = 0.8

    def cycle(self, code: str, countries: int) -> CycleInput:
        """Invent a cycle with its national and coordinators' reports and practices."""
        empty = CycleInput(
            code=code,
            due=DUE,
            conferences=CONFERENCES,
            themes=THEMES,
            invited=dict(itertools.islice(self.invited(), countries)),
            reports=(),
            questionnaires=questionnaires(),
        )
        reports = [report for country in empty.invited for report in self.reports(empty, country)]
        return replace(empty, reports=tuple(reports))

    def invited(self) -> Iterator[tuple[str, tuple[str, str]]]:
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        for code in itertools.product(letters, repeat=3):
            yield (
                "".join(code),
                (self.random.choice(REGIONS[: self.width]), self.random.choice(("rc", "rc", "norc"))),
            )

    def reports(self, cycle: CycleInput, country: str) -> Iterator[ReportFacts]:
        """Invent all that one country files, with a second version now and then."""
        track = cycle.invited[country][1]
        yield from self.versions(cycle, country, "VNR" if track == "rc" else "VND", country)
        if track == "rc":
            yield from self.versions(cycle, country, "RCR", country)
        for number in range(self.random.randrange(3)):
            yield from self.versions(cycle, country, "BPR", f"{country}-{number}")

    def versions(
        self, cycle: CycleInput, country: str, instrument: str, subject: str
    ) -> Iterator[ReportFacts]:
        if self.random.random() < 0.2:
            return
        statuses = (*STATUSES, "declined") if instrument == "BPR" else STATUSES
        for version in range(1, self.random.randint(1, 2) + 1):
            yield self.report(cycle, country, instrument, subject, version, self.random.choice(statuses))

    def report(
        self, cycle: CycleInput, country: str, instrument: str, subject: str, version: int, status: str
    ) -> ReportFacts:
        return report_facts(
            cycle,
            {
                "id": f"{instrument}-{subject}-{version}",
                "instrument": instrument,
                "subject": subject,
                "country": country,
                "version": version,
                "status": status,
                "first_submitted": (DUE + timedelta(days=self.random.randint(-9, 9))).isoformat(),
                "answers": self.answers(questionnaires()[instrument], cycle, cycle.invited[country][1]),
            },
        )

    def answers(self, questionnaire: Questionnaire, cycle: CycleInput, track: str) -> Mapping[str, Any]:
        """Invent an answer to most questions, shown or not."""
        asked = Asked(track, cycle.conferences, cycle.themes)
        consent = CONSENT.get(questionnaire.prefix)
        answers: dict[str, Any] = {}
        for key, question in asked_keys(questionnaire, asked):
            if question.code == consent or self.random.random() < self.answering:
                answers[str(key)] = self.value(questionnaire, question.type, asked)
        return {key: value for key, value in answers.items() if value is not None}

    def value(self, questionnaire: Questionnaire, kind: AnswerType, asked: Asked) -> Any:
        if kind.kind in CHOICE_KINDS:
            return self.choice(questionnaire, kind, asked)
        if kind.kind is Kind.YEAR:
            return self.random.randint(1985, 2020)
        if kind.kind in NUMBER_KINDS:
            return Decimal(self.random.randrange(self.width)) + Decimal(
                self.random.choice(("0", "0.5", "0.7"))
            )
        if kind.kind is Kind.TABLE:
            return [self.row(questionnaire, kind, asked) for _ in range(self.random.randrange(3))]
        return "text"

    def choice(self, questionnaire: Questionnaire, kind: AnswerType, asked: Asked) -> Any:
        options = [option.value for option in options_for(questionnaire, kind, asked)] or ["yes", "no"]
        options = options[-self.width :] if self.random.random() < 0.3 else options[: self.width]
        if kind.kind is Kind.MULTI:
            return self.random.sample(options, self.random.randint(1, min(2, len(options))))
        return self.random.choice(options)

    def row(self, questionnaire: Questionnaire, kind: AnswerType, asked: Asked) -> dict[str, Any]:
        return {
            column.name: self.value(questionnaire, column.type, asked)
            for column in kind.columns
            if self.random.random() < 0.9
        }


def two_cycles(seed: int, countries: int = 7, width: int = 3) -> tuple[CycleInput, CycleInput]:
    """Invent a cycle and the one before it, for the same countries but for a change of track or region."""
    fiction = Fiction(random.Random(seed), width)
    return fiction.cycle("2000", countries), fiction.cycle("1999", countries)
