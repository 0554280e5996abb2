"""Sections of a country summary: targets, resources, participation, obstacles, the United Nations system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from portal.aggregation.rounding import rounded
from portal.i18n import N_
from portal.questionnaires.definition import NONE, key_of
from portal.summaries.parts import Parts
from portal.summaries.structure import Block, Fact, FactList, Row, Sentence, Table, Value
from portal.summaries.wording import Wording

POVERTY = "VNR.12.D2"
TARGET_YEAR = 2015
COORDINATORS_VIEW = (
    *(f"RCR.13.H{number}" for number in range(1, 7)),
    "RCR.14.C1",
    *(f"RCR.14.E{number}" for number in range(1, 4)),
)
"""What of a coordinator's report stands in the country summary (aggregation, section 4, item 9)."""


@dataclass(frozen=True)
class Path:
    """Exact per cent of reduction since the baseline, and required by the latest year on a straight line."""

    reduction: Fraction
    required: Fraction


def path_of(row: Mapping[str, Any]) -> Path | None:
    """Return the position of a row of D2 on the path to 2015, or None where it is not usable.

    Source: aggregation, section 6, "Extreme poverty".
    """
    names = ("baseline", "latest", "baseline_year", "latest_year")
    if any(row.get(name) is None for name in names):
        return None
    baseline, latest, first, last = (Fraction(row[name]) for name in names)
    if baseline == 0 or not first < last or first >= TARGET_YEAR:
        return None
    return Path((baseline - latest) / baseline * 100, 50 * (last - first) / (TARGET_YEAR - first))


def targets(parts: Parts) -> Iterator[Block]:
    """D1, the first row of D2 with its position on the path to 2015, D3, D6."""
    yield from parts.facts(("VNR.12.D1",))
    rows = parts.given.answers.get(POVERTY)
    if rows and parts.shows(POVERTY):
        yield _poverty_table(parts, rows[0])
        yield from _path_sentence(parts, rows[0])
    yield from parts.facts(("VNR.12.D3", "VNR.12.D6"))


def _poverty_table(parts: Parts, row: Mapping[str, Any]) -> Table:
    wording = parts.wording
    columns = parts.given.questionnaire.question(POVERTY).type
    names = ("baseline", "baseline_year", "latest", "latest_year", "target", "target_year")
    return Table(
        wording.question(POVERTY),
        tuple(wording.column(POVERTY, name) for name in ("measure", *names)),
        (
            Row(
                wording.cell(columns.column("measure").type, row, "measure"),
                tuple(wording.cell(columns.column(name).type, row, name) for name in names),
                wording.source(POVERTY),
            ),
        ),
    )


def _path_sentence(parts: Parts, row: Mapping[str, Any]) -> Iterator[Sentence]:
    path = path_of(row)
    if path is None:
        return
    wording = parts.wording
    message = (
        N_(
            "Reduction since the baseline: %(reduction)s per cent; a straight line to half by 2015 asks for "
            "%(required)s per cent by the latest year: on the path."
        )
        if path.reduction >= path.required
        else N_(
            "Reduction since the baseline: %(reduction)s per cent; a straight line to half by 2015 asks for "
            "%(required)s per cent by the latest year: not on the path."
        )
    )
    figures = {
        "reduction": wording.number(rounded(path.reduction, 1), 1),
        "required": wording.number(rounded(path.required, 2), 2),
    }
    yield Sentence(wording.say(message, **figures), wording.source(POVERTY))


def resources(parts: Parts) -> Iterator[Block]:
    """E1, E3, E4, E6, E7."""
    yield from parts.facts(("VNR.12.E1", "VNR.12.E3", "VNR.12.E4", "VNR.12.E6", "VNR.12.E7"))


def participation(parts: Parts) -> Iterator[Block]:
    """G1-G3, G6."""
    yield from parts.facts(("VNR.12.G1", "VNR.12.G2", "VNR.12.G3", "VNR.12.G6"))


def obstacles(parts: Parts) -> Iterator[Block]:
    """C5 and C7 by country: each once, `none` only where chosen under all rated conferences."""
    facts = [fact for code in ("VNR.12.C5", "VNR.12.C7") for fact in _by_country(parts, code)]
    if facts:
        yield FactList(tuple(facts))


def _by_country(parts: Parts, code: str) -> Iterator[Fact]:
    conferences = parts.given.asked.conferences
    keys = [key_of(code, conference) for conference in conferences]
    found = {
        option: key
        for key in reversed(keys)
        if parts.shows(key)
        for option in parts.given.answers.get(key, ())
    }
    if not found:
        return
    named = [option for option in found if option != NONE] or [NONE]
    set_code = parts.given.questionnaire.question(code).type.option_set or ""
    order = parts.given.questionnaire.option_sets[set_code].values
    labels = [parts.wording.option(set_code, option) for option in sorted(named, key=order.index)]
    first = next(key for key in keys if parts.given.answers.get(key) and parts.shows(key))
    yield Fact(
        parts.wording.question(code), tuple(Value(label) for label in labels), parts.wording.source(first)
    )


def system(parts: Parts) -> Iterator[Block]:
    """H1, H3-H6 for track rc; X5, X8-X10 for track norc (X6 is among the narratives)."""
    codes = (
        *("VNR.12.H1", "VNR.12.H3", "VNR.12.H4", "VNR.12.H5", "VNR.12.H6"),
        *("VND.15.X5", "VND.15.X8", "VND.15.X10"),
    )
    shown = [code for code in codes if parts.given.questionnaire.has(code)]
    yield from parts.facts(shown)
    yield from _coordinators_view(parts)
    yield from _commitments(parts)


def _coordinators_view(parts: Parts) -> Iterator[Block]:
    """RCR.13.H1-H6, thematic groups and frameworks, beside the Government's view and never mixed with it."""
    given = parts.given.coordinator
    if given is None:
        return
    wording = Wording(parts.language, given.questionnaire, given.asked)
    answered = [code for code in COORDINATORS_VIEW if code in given.answers]
    if answered:
        yield Sentence(parts.wording.say(N_("Ratings by the coordinator")))
        yield FactList(
            tuple(Fact(wording.question(code), wording.values(code, given.answers)) for code in answered)
        )


def _commitments(parts: Parts) -> Iterator[Table]:
    code = "VND.15.X9"
    rows = parts.given.answers.get(code)
    if not rows or not parts.given.questionnaire.has(code) or not parts.shows(code):
        return
    wording, columns = parts.wording, parts.given.questionnaire.question(code).type
    names = ("commitment", "progress", "evidence")
    yield Table(
        wording.question(code),
        tuple(wording.column(code, name) for name in ("conference", *names)),
        tuple(
            Row(
                wording.cell(columns.column("conference").type, row, "conference"),
                tuple(wording.cell(columns.column(name).type, row, name) for name in names),
                wording.source(code),
            )
            for row in rows
        ),
    )
