"""The answers shown as a document: texts one after the other to be read, or one table for a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from portal import i18n
from portal.cycles.models import Cycle
from portal.i18n import N_
from portal.passages.reading.choosing import Entry
from portal.passages.reading.offered import OfferedQuestion
from portal.questionnaires.definition import NOT_APPLICABLE
from portal.reports.disclosure import Audience
from portal.reports.reading.displayed import (
    Annexes,
    Choice,
    Choices,
    Day,
    Figure,
    Narrative,
    Rows,
    Shown,
    Simple,
    Words,
)
from portal.reports.workflow import Family
from portal.summaries import structure
from portal.summaries.composing import CAPTION_NOTE, REGIONS
from portal.summaries.printing import print_words
from portal.summaries.structure import Document, Fact, FactList, Row, Section, Value
from portal.summaries.wording import N_PER_CENT

KIND = "answers"
FILES = ("docx", "xlsx")
WORKBOOK = "xlsx"
"""The format in which every answer is a row of one table."""
EMPTY = Value("")
PER_CENT = "%"


@dataclass(frozen=True)
class Reading:
    """What is shown: a question of a cycle, the answers in order, and in words what was asked for.

    `wishes` are pairs of label and value, already in the language, as is `conferences` by code.
    """

    cycle: Cycle
    asked: OfferedQuestion
    audience: Audience
    language: str
    entries: tuple[Entry, ...]
    conferences: dict[str, str]
    wishes: tuple[tuple[str, str], ...] = ()

    @property
    def countries(self) -> int:
        """Return how many countries are among the answers."""
        return len({entry.country for entry in self.entries})


def document_of(reading: Reading, name: str, made_at: datetime | None = None) -> Document:
    """Return what is shown as a document for a format."""
    writer = _Writer(reading)
    blocks = (writer.table(),) if name == WORKBOOK else tuple(writer.texts())
    answers = writer.say(N_("Answers"))
    return Document(
        kind=KIND,
        language=reading.language,
        audience=reading.audience.value,
        title=answers,
        name=writer.question,
        reference=reading.asked.code,
        cycle_code=reading.cycle.code,
        cycle=i18n.pick(reading.cycle.title, reading.language),
        sections=(Section(1, "answers", answers, blocks),) if reading.entries else (),
        heading=tuple(writer.heading()),
        caption_note=writer.say(CAPTION_NOTE) if reading.asked.family is Family.NATIONAL else "",
        notices=tuple(writer.notices()),
        demonstration=reading.cycle.demonstration,
        made_at=made_at,
        words=print_words(reading.language),
    )


class _Writer:
    """Writes the parts of one document in one language."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.language = reading.language
        self.question = self.words(reading.asked.words)
        self.tags = any(entry.tagged for entry in reading.entries)

    def say(self, message: str, **params: object) -> str:
        return i18n.translate(self.language, message, **params)

    def words(self, words: Words) -> str:
        return i18n.translate_in(self.language, words.context, words.english)

    def heading(self) -> Iterator[Fact]:
        yield self.fact(N_("Question"), f"{self.reading.asked.code}: {self.question}")
        for label, value in self.reading.wishes:
            yield Fact(label, (Value(value),))
        yield self.fact(N_("Answers"), i18n.written_number(self.language, len(self.reading.entries)))
        yield self.fact(N_("Countries"), i18n.written_number(self.language, self.reading.countries))

    def notices(self) -> Iterator[str]:
        yield self.say(
            N_("The answers stand as they were filed. They were not verified by the United Nations.")
        )
        if self.reading.audience is not Audience.PUBLIC:
            yield self.say(N_("For the secretariat only: some of these answers are not public."))

    def fact(self, label: str, value: str) -> Fact:
        return Fact(self.say(label), (Value(value),))

    # --- texts one after the other -----------------------------------------------------------------

    def texts(self) -> Iterator[structure.Block]:
        for entry in self.reading.entries:
            label = self.label(entry)
            if isinstance(entry.shown, Rows):
                yield self.rows(entry.shown, label)
            elif entry.text is not None:
                yield structure.Narrative(label, entry.text.text, entry.text.language)
            else:
                yield FactList((Fact(label, tuple(self.values(entry.shown))),))
            if entry.tagged:
                yield FactList(tuple(self.tagged(entry)))

    def label(self, entry: Entry) -> str:
        parts = [
            i18n.pick(entry.names, self.language),
            self.reading.conferences.get(entry.conference or "", ""),
            self.say(N_("version %(version)s"), version=entry.version),
            self.day(entry),
            i18n.LANGUAGES[entry.language].name,
        ]
        return " · ".join(part for part in parts if part)

    def tagged(self, entry: Entry) -> Iterator[Fact]:
        language = entry.text.language if entry.text else None
        for one in entry.tagged:
            label = self.say(N_("Tag: %(name)s"), name=i18n.pick(one.names, self.language))
            text = self.say(N_("Whole answer")) if one.whole else one.passage
            yield Fact(label, (Value(text, language=None if one.whole else language),))

    def rows(self, shown: Rows, caption: str) -> structure.Table:
        header = tuple(self.words(heading) for heading in shown.headings)
        rows = []
        for row in shown.rows:
            first, *others = (self.one(cell.shown) for cell in row)
            rows.append(Row(first, tuple(others)))
        return structure.Table(caption, header, tuple(rows))

    # --- one table -----------------------------------------------------------------------------------

    def table(self) -> structure.Table:
        """Return a row an answer; of a table question, a row for each of its rows."""
        shown = [entry.shown for entry in self.reading.entries]
        headings = next((one.headings for one in shown if isinstance(one, Rows)), ())
        own = [self.words(heading) for heading in headings] or [self.say(N_("Answer"))]
        by_conference = any(entry.conference for entry in self.reading.entries)
        header = [self.say(N_("Country")), self.say(N_("Code")), self.say(N_("Region"))]
        header += [self.say(N_("Conference"))] if by_conference else []
        header += [self.say(N_("Version")), self.say(N_("Filed")), self.say(N_("Language")), *own]
        header += [self.say(N_("Tags"))] if self.tags else []
        rows = [
            self.row(entry, cells, by_conference=by_conference)
            for entry in self.reading.entries
            for cells in self.lines(entry.shown)
        ]
        return structure.Table(self.question, tuple(header), tuple(rows))

    def row(self, entry: Entry, cells: Iterable[Value], *, by_conference: bool) -> Row:
        found = [Value(entry.country), Value(self.say(REGIONS[entry.region]))]
        if by_conference:
            found.append(Value(self.reading.conferences.get(entry.conference or "", "")))
        language = entry.text.language if entry.text else entry.language
        found += [
            Value(str(entry.version), number=True, exact=entry.version),
            Value(self.day(entry)),
            Value(i18n.LANGUAGES[language].name, language=language),
            *cells,
        ]
        if self.tags:
            names = dict.fromkeys(i18n.pick(one.names, self.language) for one in entry.tagged)
            found.append(Value("; ".join(names)))
        return Row(Value(i18n.pick(entry.names, self.language)), tuple(found))

    def lines(self, shown: Shown) -> Iterator[tuple[Value, ...]]:
        if isinstance(shown, Rows):
            for row in shown.rows:
                yield tuple(self.one(cell.shown) for cell in row)
        else:
            yield (self.one(shown),)

    def day(self, entry: Entry) -> str:
        return i18n.written_date(self.language, entry.filed_at.astimezone(UTC).date())

    # --- values ----------------------------------------------------------------------------------------

    def one(self, shown: Simple | Annexes | None) -> Value:
        """Return an answer as one value; several options stand one after the other."""
        found = list(self.values(shown))
        if len(found) == 1:
            return found[0]
        comma = {"ar": "، ", "zh": "、"}.get(self.language, ", ")
        return Value(comma.join(value.text for value in found))

    def values(self, shown: Simple | Annexes | None) -> Iterator[Value]:
        if isinstance(shown, Choices):
            yield from (self.choice(item, rating=shown.rating) for item in shown.items)
        elif isinstance(shown, Annexes):
            yield from (Value(item.title.text, language=item.title.language) for item in shown.items)
        else:
            yield self.simple(shown)

    def choice(self, item: Choice, *, rating: bool) -> Value:
        if item.other is not None:
            return Value(item.other.text, language=item.other.language)
        label = self.words(item.words)
        if item.value == NOT_APPLICABLE:
            return Value(label, state=NOT_APPLICABLE)
        return Value(f"{item.value} – {label}", state=item.value) if rating else Value(label)

    def simple(self, shown: Simple | None) -> Value:
        if isinstance(shown, Narrative):
            return Value(shown.typed.text, language=shown.typed.language)
        if isinstance(shown, Figure):
            return self.figure(shown)
        if isinstance(shown, Day):
            days = [day for day in (shown.first, shown.last) if day is not None]
            return Value(" – ".join(i18n.written_date(self.language, day) for day in days))
        return EMPTY if shown is None or isinstance(shown, Choices) else Value(shown.text)

    def figure(self, shown: Figure) -> Value:
        written = str(shown.number) if shown.year else i18n.written_number(self.language, shown.number)
        if shown.unit == PER_CENT:
            written = self.say(N_PER_CENT, number=written)
        elif shown.unit:
            written = f"{written} {self.say(shown.unit)}"
        return Value(written, number=True, exact=shown.number)
