"""What public pages show, prepared from queries and rules: cards, lists, sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal import i18n
from portal.cycles.models import Cycle
from portal.questionnaires.definition import AnswerKey, parse_key
from portal.reports.coverage.queries import CountryLine
from portal.reports.disclosure import may_read_in_summary
from portal.resolution.whole import Resolution, resolution_in
from portal.summaries.inputs import SummaryInput
from portal.summaries.structure import Row, Source, Table, Value
from portal.summaries.wording import Wording


@dataclass(frozen=True)
class CycleCard:
    """A cycle with its coverage in counts of countries."""

    cycle: Cycle
    expected: int
    received: int
    counted: int
    published: int


@dataclass(frozen=True)
class RegionList:
    """The countries of one region, in the alphabetical order of the reader's language."""

    code: str
    name: str
    lines: tuple[CountryLine, ...]


@dataclass(frozen=True)
class AnswerPage:
    """One answer of a filing with its question and what it rests on."""

    source: Source
    question: str
    conference: str
    values: tuple[Value, ...] = ()
    table: Table | None = None
    clauses: tuple[tuple[str, str], ...] = field(default_factory=tuple)


def cycle_card(cycle: Cycle, states: Sequence[str]) -> CycleCard:
    """Count how far the invited countries are, from the state of each."""
    counted = sum(state in {"accepted", "published"} for state in states)
    received = counted + states.count("received")
    return CycleCard(cycle, len(states), received, counted, states.count("published"))


def by_region(lines: Iterable[CountryLine], regions: Mapping[str, str], language: str) -> list[RegionList]:
    """Group countries by region; regions without any are left out."""
    found: dict[str, list[CountryLine]] = {}
    for line in lines:
        found.setdefault(line.region, []).append(line)
    return [
        RegionList(
            code,
            i18n.translate(language, regions[code]),
            tuple(sorted(found[code], key=lambda line: i18n.order_of(i18n.pick(line.names, language)))),
        )
        for code in regions
        if code in found
    ]


def answer_page(given: SummaryInput, key: str, language: str) -> AnswerPage | None:
    """Return the answer behind a figure of the summary, or None where the reader may not see it."""
    parsed = parse_key(key)
    if not given.questionnaire.has(parsed.code) or parsed.other:
        return None
    question = given.questionnaire.question(parsed.code)
    if not may_read_in_summary(given.audience, given.disclosed, question.section, parsed.code):
        return None
    if not _belongs(given, parsed):
        return None
    wording = Wording(language, given.questionnaire, given.asked)
    value = given.answers.get(key)
    table = _table(wording, key, value) if question.type.columns and value else None
    return AnswerPage(
        source=wording.source(key),
        question=wording.question(parsed.code),
        conference=wording.conference(parsed.conference) if parsed.conference else "",
        values=() if table else wording.values(key, given.answers),
        table=table,
        clauses=tuple(_clauses(question.clauses, language)),
    )


def _belongs(given: SummaryInput, key: AnswerKey) -> bool:
    if given.questionnaire.question(key.code).repeated:
        return key.conference in given.asked.conferences
    return key.conference is None


def _table(wording: Wording, key: str, rows: Any) -> Table:
    code = parse_key(key).code
    columns = wording.questionnaire.question(code).type.columns
    header = tuple(wording.column(code, column.name) for column in columns)
    written = []
    for row in rows:
        cells = tuple(wording.cell(column.type, row, column.name) for column in columns)
        written.append(Row(cells[0], cells[1:]))
    return Table(wording.question(code), header, tuple(written))


def _clauses(clauses: Iterable[str], language: str) -> Iterable[tuple[str, str]]:
    """Yield (anchor, text) of each paragraph a question answers, once."""
    texts = {
        paragraph.anchor: paragraph.text
        for part in resolution_in(language).parts
        for paragraph in part.paragraphs
    }
    for anchor in dict.fromkeys(f"para-{clause.partition('.')[0]}" for clause in clauses):
        yield anchor, texts[anchor]


def resolution_page(language: str) -> Resolution:
    """Return the draft resolution in a language."""
    return resolution_in(language)
