"""What a page of answers offers and shows: filters in the reader's language, answers in order, by page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from portal import i18n
from portal.cycles.models import Cycle
from portal.i18n import LANGUAGES, N_
from portal.passages.reading.choosing import GROUPS, Entry, Wanted, fits
from portal.passages.reading.offered import OfferedQuestion
from portal.passages.reading.search import LONGEST_QUERY, find, segments
from portal.questionnaires.answering.conditions import options_for
from portal.questionnaires.definition import NOT_APPLICABLE, Kind, Questionnaire
from portal.reports.queries import asked_in
from portal.reports.workflow import Family
from portal.summaries.composing import REGIONS

AT_A_TIME = 20
PROGRESS_SET, CONFERENCE_SET = "PROGRESS", "CONF"
WISHES = tuple(field.name for field in fields(Wanted))
WORDS = N_("Words in the answers")


@dataclass(frozen=True)
class Filter:
    """One choice offered: its name in the address, its label, what choosing nothing means, the options."""

    name: str
    label: str
    every: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Line:
    """One answer of the page; `pieces` of its text: each with whether it was looked for."""

    entry: Entry
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Shown:
    """The answers that fit, in order, and those on the page. `page` and `pages` count from 1."""

    fitting: tuple[Entry, ...]
    lines: tuple[Line, ...]
    page: int
    pages: int

    @property
    def countries(self) -> int:
        """Return how many countries are among the answers that fit."""
        return len({entry.country for entry in self.fitting})


def wanted_of(typed: Mapping[str, str]) -> Wanted:
    """Return what an address asks for; what is no wish is left out."""
    return Wanted(**{name: typed.get(name, "")[:LONGEST_QUERY].strip() for name in WISHES})


def asked_for(wanted: Wanted) -> dict[str, str]:
    """Return the wishes that are not empty, as they stand in an address."""
    return {name: value for name in WISHES if (value := getattr(wanted, name))}


def show(entries: Iterable[Entry], wanted: Wanted, language: str, page: int = 1) -> Shown:
    """Return the answers that fit, in the order of the countries' names; a page too far is the last one."""
    fitting = [entry for entry in entries if fits(entry, wanted)]
    fitting.sort(key=lambda entry: i18n.order_of(i18n.pick(entry.names, language)))
    pages = max(1, -(-len(fitting) // AT_A_TIME))
    page = min(max(page, 1), pages)
    on_page = fitting[(page - 1) * AT_A_TIME : page * AT_A_TIME]
    return Shown(tuple(fitting), tuple(_line(entry, wanted.words) for entry in on_page), page, pages)


def filters_of(
    cycle: Cycle, asked: OfferedQuestion, questionnaires: Mapping[str, Questionnaire], language: str
) -> tuple[Filter, ...]:
    """Return the choices offered for a question, in order of display."""

    def say(message: str) -> str:
        return i18n.translate(language, message)

    def named(names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        return tuple((code, say(name)) for code, name in names.items())

    found = [
        Filter("region", say(N_("Region")), say(N_("All regions")), named(REGIONS)),
        Filter("group", say(N_("Group of countries")), say(N_("All countries")), named(GROUPS)),
    ]
    if asked.family is not Family.COORDINATOR:
        names = conferences_of(cycle, questionnaires, language)
        label, every = say(N_("Conference")), say(N_("All conferences"))
        found.append(Filter("conference", label, every, tuple(names.items())))
    ratings = _ratings(cycle, asked, questionnaires, language)
    if ratings:
        own = asked.question.kind is Kind.RATING
        label = say(N_("Rating")) if own else say(N_("Progress rated"))
        found.append(Filter("rating", label, say(N_("All ratings")), ratings))
    written = tuple((code, one.name) for code, one in LANGUAGES.items())
    label = say(N_("Language of the answer"))
    return (*found, Filter("written", label, say(N_("All languages")), written))


def wishes_of(wanted: Wanted, filters: Iterable[Filter], language: str) -> tuple[tuple[str, str], ...]:
    """Return what is asked for in words, as pairs of label and value."""
    typed = [(i18n.translate(language, WORDS), wanted.words)] if wanted.words else []
    chosen = [
        (one.label, dict(one.options).get(value, value))
        for one in filters
        if (value := getattr(wanted, one.name))
    ]
    return (*typed, *chosen)


def conferences_of(
    cycle: Cycle, questionnaires: Mapping[str, Questionnaire], language: str
) -> dict[str, str]:
    """Return the names of the conferences of a cycle by code, in its order."""
    return dict(_options(questionnaires["VNR"], CONFERENCE_SET, cycle, language))


def _ratings(
    cycle: Cycle, asked: OfferedQuestion, questionnaires: Mapping[str, Questionnaire], language: str
) -> tuple[tuple[str, str], ...]:
    """Return the ratings of the question itself or, of a national report, those of progress."""
    if asked.question.kind is Kind.RATING:
        set_code = asked.question.type.option_set or PROGRESS_SET
    elif asked.family is Family.NATIONAL:
        set_code = PROGRESS_SET
    else:
        return ()
    options = _options(questionnaires[asked.instrument], set_code, cycle, language)
    return tuple(
        (value, label if value == NOT_APPLICABLE else f"{value} – {label}") for value, label in options
    )


def _options(
    questionnaire: Questionnaire, set_code: str, cycle: Cycle, language: str
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (option.value, i18n.translate_in(language, f"{set_code}:{option.value}", option.label))
        for option in options_for(questionnaire, set_code, asked_in(cycle, "rc"))
    )


def _line(entry: Entry, words: str) -> Line:
    text = entry.text.text if entry.text else ""
    return Line(entry, tuple(segments(text, find(text, words))))
