"""Composing of a report: its parts as numbered paragraphs, tables, pictures and quotations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from portal import i18n
from portal.i18n import N_
from portal.summaries.figures.documents import CAPTION_NOTE, SELF_REPORTED, standing_note
from portal.summaries.figures.tables import tables_of
from portal.summaries.printing import print_words
from portal.summaries.report import illustrations
from portal.summaries.report.binding import references, runs_of
from portal.summaries.report.inputs import Part, Quote, ReportInput
from portal.summaries.report.parts import HEADINGS
from portal.summaries.report.writing import say_line
from portal.summaries.structure import (
    Block,
    Document,
    Fact,
    Narrative,
    Paragraph,
    Run,
    Section,
    Source,
    Value,
)

TITLES = {
    "progress": N_("Progress report"),
    "review": N_("Review of progress"),
    "evaluation": N_("Evaluation pack"),
}
SUBJECT = N_("Integrated and coordinated implementation of and follow-up to conferences")
CHECKSUM = N_("SHA-256 of the frozen data set:")
ISSUE = N_("Issued tables number:")
PARAGRAPH = N_("para. %(number)s")
PARAGRAPHS = N_("paras. %(numbers)s")
AWAITED = N_("Text in %(language)s; the translation is awaited.")
QUOTED = N_("%(country)s (%(language)s; consent to publication: %(consent)s)")
CONSENTS = {"full": N_("in full"), "partial": N_("in part")}


def compose_report(given: ReportInput, parts: Iterable[Part]) -> Document:
    """Return the report; paragraph numbers are the same in every language."""
    bound = given.bound
    return Document(
        kind=f"{given.kind}-report",
        language=given.language,
        audience="public",
        title=bound.say(TITLES[given.kind]),
        name=pack_name(given) or bound.say(SUBJECT),
        reference="-".join(part for part in (given.pack.kind, given.pack.code) if part),
        cycle_code=given.cycle_code,
        cycle=given.cycle,
        sections=tuple(_sections(given, parts)),
        caption_note=bound.say(CAPTION_NOTE),
        notices=(bound.say(SELF_REPORTED), *_standing(given)),
        marks=tuple(_marks(given)),
        demonstration=given.demonstration,
        made_at=given.made_at,
        words=print_words(given.language),
    )


def pack_name(given: ReportInput) -> str:
    """Return the name of the pack in the language of the report; empty for everything."""
    if given.pack.kind == "conference":
        return given.bound.wording("VNR.12.C1").conference(given.pack.code)
    return given.bound.say(given.pack.name) if given.pack.name else ""


def _standing(given: ReportInput) -> tuple[str, ...]:
    """Say that figures are not issued; those of an issue have its number among the marks."""
    standing = "" if given.issue else given.standing
    return standing_note(given.bound.language, standing, given.frozen_on, given.issue)


def _marks(given: ReportInput) -> Iterator[Fact]:
    if given.issue:
        yield Fact(given.bound.say(ISSUE), (Value(str(given.issue), number=True),))
    yield Fact(given.bound.say(CHECKSUM), (Value(given.digest),))


def _sections(given: ReportInput, parts: Iterable[Part]) -> Iterator[Section]:
    """Yield the sections: each begins at a heading; one with nothing in it is left out."""
    number = 0
    paragraphs = _Numbers()
    for key, inside in _by_heading(part for part in parts if not part.left_out):
        blocks = tuple(block for part in inside for block in _blocks(given, part, paragraphs))
        if blocks:
            number += 1
            yield Section(number, key, heading(given, key), blocks)


def _by_heading(parts: Iterable[Part]) -> Iterator[tuple[str, list[Part]]]:
    name, inside = "introduction", list[Part]()
    for part in parts:
        if part.key.startswith("h/"):
            yield name, inside
            name, inside = part.key[2:], []
        else:
            inside.append(part)
    yield name, inside


class _Numbers:
    """Counts the paragraphs of a report."""

    def __init__(self) -> None:
        self.last = 0

    def next(self) -> int:
        self.last += 1
        return self.last


def heading(given: ReportInput, name: str) -> str:
    """Return the title of a section with the paragraphs it answers."""
    title, numbers = HEADINGS[name]
    if not numbers:
        return given.bound.say(title)
    listed = {"ar": "، ", "zh": "、"}.get(given.language, ", ").join(numbers.split(", "))
    told = (
        given.bound.say(PARAGRAPHS, numbers=listed)
        if ", " in numbers
        else given.bound.say(PARAGRAPH, number=numbers)
    )
    return f"{given.bound.say(title)} ({told})"


def _blocks(given: ReportInput, part: Part, numbers: _Numbers) -> Iterator[Block]:
    kind = part.key.partition("/")[0]
    yield from draw_part(given, part, numbers.next() if kind in {"", "p"} else 0)


def draw_part(given: ReportInput, part: Part, number: int) -> Iterator[Block]:
    """Yield what is printed of a part; `number` is that of a paragraph."""
    kind, _, name = part.key.partition("/")
    if kind == "t":
        table, _, place = name.partition("/")
        yield from islice(tables_of(given.bound, table), int(place), int(place) + 1)
    elif kind == "f":
        yield from illustrations.draw(given, name)
    elif kind == "q":
        if part.key in given.quotes:
            yield quotation(given, given.quotes[part.key])
    else:
        yield _paragraph(given, part, number)


def _paragraph(given: ReportInput, part: Part, number: int) -> Paragraph:
    text, language = text_of(given, part)
    foreign = language if language != given.language else None
    runs = runs_of(text, given.bound, foreign)
    if foreign:
        name = i18n.LANGUAGES[foreign].name
        runs = (*runs, Run(f" [{given.bound.say(AWAITED, language=name)}]"))
    return Paragraph(number, runs, references(text))


def text_of(given: ReportInput, part: Part) -> tuple[str, str]:
    """Return the text of a paragraph, figures as paths, and its language.

    An officer's text where there is one in the language; else the composed text; for an added paragraph the
    first text there is.
    """
    if part.texts.get(given.language):
        return part.texts[given.language], given.language
    if part.key:
        return say_line(given, part.key.partition("/")[2]), given.language
    code = next(code for code in (i18n.DEFAULT, *i18n.LANGUAGES) if part.texts.get(code))
    return part.texts[code], code


def quotation(given: ReportInput, quote: Quote) -> Narrative:
    """Return a text of a Government under its country, language and consent."""
    bound = given.bound
    label = bound.say(
        QUOTED,
        country=bound.country(quote.country),
        language=i18n.LANGUAGES[quote.language].name if quote.language in i18n.LANGUAGES else quote.language,
        consent=bound.say(CONSENTS.get(quote.consent, quote.consent)),
    )
    wording = bound.wording(quote.key)
    told = wording.source(quote.key)
    source = Source(key=f"{quote.country}/{quote.key}", number=told.number, paragraph=told.paragraph)
    return Narrative(label, quote.text, quote.language, source)
