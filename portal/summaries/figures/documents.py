"""Documents made of figures alone: the tables of a cycle, and the page of a conference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from portal import i18n
from portal.i18n import N_
from portal.summaries.figures import blocks
from portal.summaries.figures.bound import Bound
from portal.summaries.figures.tables import across, progress_columns, table_sections
from portal.summaries.printing import print_words
from portal.summaries.structure import (
    Block,
    Document,
    Fact,
    Narrative,
    Picture,
    Row,
    Section,
    Sentence,
    Table,
    Value,
)

CAPTION_NOTE = N_("As reported by the Governments.")
SELF_REPORTED = N_(
    "The figures rest on what Governments and resident coordinators reported. They were not verified by the "
    "United Nations."
)
LOW = N_("Based on reports from %(counted)s of %(expected)s countries; not representative.")
CHECKSUM = N_("SHA-256 of the data set:")
TABLES_TITLE = N_("Regional and global tables")
CONFERENCE_TITLE = N_("Follow-up to a conference")
STATES = {
    "na": N_("Not applicable"),
    "missing": N_("Not answered"),
    "no_report": N_("No report"),
    "withdrawn": N_("Withdrawn"),
    "withheld": N_("Not public"),
}
SOURCES_OF_RATINGS = N_("What the ratings rest on")
TREND = N_("Changes since the previous cycle")
TREND_NOTE = N_("Based on published pairs of reports.")
COUNTRIES = N_("Countries")
RATING = N_("Progress")


ISSUED, NOTHING_ISSUED, CLOSED, PRESENT = "issued", "nothing_issued", "closed", "present"
LIVE = N_("Coverage, matrices, numbers of practices and changes in published reports are of this moment.")
STANDINGS = {
    ISSUED: N_("Figures as issued on %(date)s, issue %(number)s."),
    NOTHING_ISSUED: N_("No tables of this cycle have been issued yet: figures are not shown."),
    CLOSED: N_(
        "The tables issued last are closed: a report on which they rest is no longer public. "
        "Until tables are issued again, figures are not shown."
    ),
    PRESENT: N_("Figures as they stand, not issued. They were not compared with tables issued earlier."),
}
"""What a document says of the figures in it (aggregation, rule 8.12)."""


def standing_note(language: str, standing: str, day: date, number: int) -> tuple[str, ...]:
    """Return the sentence that says whether figures are issued."""
    if standing not in STANDINGS:
        return ()
    words = {"date": i18n.written_date(language, day), "number": number}
    note = i18n.translate(language, STANDINGS[standing], **words)
    return (note,) if standing == PRESENT else (note, i18n.translate(language, LIVE))


@dataclass(frozen=True)
class FiguresInput:
    """Figures in one language with what a document says of them. `pictures` are drawn by who knows how."""

    bound: Bound
    cycle_code: str
    cycle: str
    digest: str
    day: date
    issue: int = 0
    standing: str = ""
    demonstration: bool = False
    made_at: datetime | None = None
    pictures: tuple[Picture, ...] = ()
    narratives: tuple[Narrative, ...] = ()

    @property
    def language(self) -> str:
        """Return the language of the document."""
        return self.bound.language

    @property
    def standing_note(self) -> tuple[str, ...]:
        """Return the sentence that says whether the figures are issued."""
        return standing_note(self.language, self.standing, self.day, self.issue)


def low_coverage(bound: Bound) -> tuple[str, ...]:
    """Return the note of rule 8.5 where the reports counted come from fewer than half of the countries."""
    place = bound.coverage("national")
    if not bound.found(f"{place}/low_coverage"):
        return ()
    counted, expected = (bound.written(f"{place}/{name}") for name in ("counted", "expected"))
    return (bound.say(LOW, counted=counted, expected=expected),)


def tables_document(given: FiguresInput) -> Document:
    """Return T1 to T12 of a cycle, each by region and in total."""
    bound = given.bound
    return Document(
        kind="tables",
        language=given.language,
        audience=str(bound.aggregates["audience"]),
        title=bound.say(TABLES_TITLE),
        name=bound.say(TABLES_TITLE),
        reference="",
        cycle_code=given.cycle_code,
        cycle=given.cycle,
        sections=tuple(table_sections(bound)),
        caption_note=bound.say(CAPTION_NOTE),
        notices=(bound.say(SELF_REPORTED), *low_coverage(bound), *given.standing_note),
        marks=(Fact(bound.say(CHECKSUM), (Value(given.digest),)),),
        demonstration=given.demonstration,
        made_at=given.made_at,
        words=print_words(given.language),
    )


def conference_document(given: FiguresInput, conference: str) -> Document:
    """Return the page of one conference; raises KeyError for one that the cycle does not have."""
    bound = given.bound
    bound.found(f"total/by_conference/{conference}")
    return Document(
        kind="conference",
        language=given.language,
        audience=str(bound.aggregates["audience"]),
        title=bound.say(CONFERENCE_TITLE),
        name=bound.wording("VNR.12.C1").conference(conference),
        reference=conference,
        cycle_code=given.cycle_code,
        cycle=given.cycle,
        sections=tuple(_conference_sections(given, conference)),
        caption_note=bound.say(CAPTION_NOTE),
        notices=(bound.say(SELF_REPORTED), *low_coverage(bound), *given.standing_note),
        marks=(Fact(bound.say(CHECKSUM), (Value(given.digest),)),),
        demonstration=given.demonstration,
        made_at=given.made_at,
        words=print_words(given.language),
    )


def _conference_sections(given: FiguresInput, conference: str) -> Iterator[Section]:
    bound = given.bound
    found: list[tuple[str, str, tuple[Block, ...]]] = [
        ("progress", bound.say(N_("Progress by conference")), tuple(_progress(given, conference))),
        ("trend", bound.say(TREND), tuple(_trend(bound, conference))),
        ("obstacles", bound.say(N_("Obstacles and support needed")), tuple(_choices(bound, conference))),
        ("countries", bound.say(COUNTRIES), (_countries(bound, conference),)),
        ("voices", bound.say(N_("From the reports")), given.narratives),
    ]
    filled = (entry for entry in found if entry[2])
    for number, (name, title, inside) in enumerate(filled, 1):
        yield Section(number, name, title, inside)


def _progress(given: FiguresInput, conference: str) -> Iterator[Block]:
    bound = given.bound
    yield from given.pictures
    columns = progress_columns(bound, f"total/by_conference/{conference}")
    yield blocks.by_region(
        bound, bound.wording("VNR.12.C1").conference(conference), f"by_conference/{conference}", columns
    )


def _trend(bound: Bound, conference: str) -> Iterator[Block]:
    place = f"trend_published/by_conference/{conference}"
    if bound.number(f"total/{place}/pairs") is None:
        return
    names = {
        "pairs": N_("Pairs of reports"),
        "improved": N_("Rated higher"),
        "unchanged": N_("Rated the same"),
        "declined": N_("Rated lower"),
        "mean_change": N_("Mean change"),
    }
    columns = [blocks.Column(bound.say(label), name) for name, label in names.items()]
    yield blocks.by_region(bound, bound.say(TREND), place, columns)
    yield Sentence(bound.say(TREND_NOTE))


def _choices(bound: Bound, conference: str) -> Iterator[Table]:
    """Yield obstacles, support and sources under the conference, by region."""
    for name, code in (("obstacles", "VNR.12.C5"), ("support", "VNR.12.C7"), ("sources", "VNR.12.C2")):
        yield from across(bound, name, code, f"by_conference/{conference}")


def _countries(bound: Bound, conference: str) -> Table:
    """Return every country invited with its rating as far as it is public, in the order of the language."""
    names = {code: bound.country(code) for code in bound.aggregates["progress_matrix"]}
    wording = bound.wording("VNR.12.C1")
    rows = []
    for code in sorted(names, key=lambda code: i18n.order_of(names[code])):
        cell = bound.aggregates["progress_matrix"][code][conference]
        path = f"progress_matrix/{code}/{conference}/value"
        if cell["state"] == "rated":
            rating = str(cell["value"])
            text = f"{rating} – {wording.option('PROGRESS', rating)}"
            value = Value(text, state=rating, exact=cell["value"], source=bound.source(path))
        else:
            value = Value(bound.say(STATES[cell["state"]]), state=cell["state"])
        rows.append(Row(Value(names[code]), (value,)))
    return Table(bound.say(COUNTRIES), (bound.say(N_("Country")), bound.say(RATING)), tuple(rows))
