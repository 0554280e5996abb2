"""Opening of a figure or of an answer: all that their pages need, for one audience in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from portal import i18n
from portal.aggregation.counting.roll import Roll
from portal.aggregation.inputs import REGIONS, TRACKS, CycleInput
from portal.aggregation.provenance.addresses import TRENDS, beside, names_of, shown_in, value_at
from portal.aggregation.provenance.countries import is_row
from portal.aggregation.provenance.explaining import Explained
from portal.aggregation.provenance.figures import Figure
from portal.aggregation.queries import INSTRUMENTS, selection_of
from portal.countries.queries import countries_by_code
from portal.cycles.models import Cycle
from portal.errors import NotFoundError
from portal.issued.live.figures import Asked as AskedFigures
from portal.issued.live.keeping import Kept
from portal.issued.models import IssuedTables
from portal.provenance.describing import Describer, joined
from portal.provenance.listing import FigurePage, Lister
from portal.provenance.places import Asked, figures_with
from portal.provenance.queries import (
    UNKNOWN,
    IssuedFigure,
    explained,
    explained_to_all,
    filed_reports,
    issued_figure,
)
from portal.questionnaires.loader import load_library
from portal.reports.disclosure import Audience
from portal.reports.queries import release_in

NATIONAL, OFFICES, PRACTICES = frozenset({"VNR", "VND"}), frozenset({"RCR"}), frozenset({"BPR"})


@dataclass(frozen=True)
class Wanted:
    """A figure as an address asks for it; `issue` is the number of issued tables, which then say the rest."""

    cycle: str
    path: str
    previous: str | None = None
    region: str | None = None
    track: str | None = None
    group: str | None = None
    issue: int | None = None


@dataclass(frozen=True)
class IssueLine:
    """A filing that an issue names; `as_today`: the answers listed are read from this very filing."""

    country: str
    reference: str
    version: int
    digest: str
    as_today: bool


@dataclass(frozen=True)
class IssuePage:
    """A figure as it was issued: the issue, its value in words (empty where not shown), its filings."""

    issued: IssuedTables
    value: str
    lines: tuple[IssueLine, ...]


@dataclass(frozen=True)
class Beside:
    """Another figure of the same block: its path, what it is, its value in words; a count with its share."""

    path: str
    name: str
    value: str
    share: str = ""
    share_path: str = ""


@dataclass(frozen=True)
class Opened:
    """A figure as it stands today with those beside it and, where asked for, as it was issued."""

    page: FigurePage
    beside: tuple[Beside, ...] = ()
    issue: IssuePage | None = None


@dataclass(frozen=True)
class Place:
    """A figure that counts an answer: its path and what it is called."""

    path: str
    name: str


def open_figure(
    session: Session,
    wanted: Wanted,
    audience: Audience,
    language: str,
    kept: Kept[Explained] | None = None,
) -> Opened:
    """Open a figure; raises NotFoundError where the path leads to none.

    The public sees it as last issued, or as in the issue that is named; what is computed for it is `kept`.
    """
    issued = None
    if wanted.issue is not None:
        issued = issued_figure(session, wanted.issue, audience.value, wanted.cycle, wanted.path)
        wanted = _as_issued(wanted, issued.issued)
    public = audience is Audience.PUBLIC
    if public:
        asked = AskedFigures(wanted.cycle, wanted.previous)
        whole = explained_to_all(session, asked, wanted.path, issued, kept or Kept(0))
    else:
        selection = selection_of(session, wanted.region, wanted.track, wanted.group)
        whole = explained(session, wanted.cycle, wanted.previous, selection)
    try:
        figure = whole.figure(wanted.path)
    except LookupError:
        raise NotFoundError(UNKNOWN) from None
    if issued is not None and not issued.shown:
        figure = replace(figure, shown=False, public_value=None)
    roll = whole.workings.roll
    describer = Describer(language, roll.cycle, _names(session, language))
    page = Lister(describer, audience, filed_reports(session, _references(figure))).page(figure)
    seen = whole.public if public else issued.aggregates if issued else whole.aggregates
    nothing_told = public and not figure.shown and is_row(figure.name, seen["countries"])
    others = () if nothing_told else tuple(_beside(whole, seen, figure, describer))
    if issued is None:
        return Opened(page, others)
    value = describer.value(figure, issued.value)
    lines = tuple(_lines(issued, page, roll, describer)) if issued.shown else ()
    return Opened(page, others, IssuePage(issued.issued, value, lines))


def _beside(
    whole: Explained, seen: Mapping[str, Any], figure: Figure, describer: Describer
) -> Iterable[Beside]:
    """Yield the other figures of the block as far as they are seen: of a question, its options and means."""
    place, paths = beside(whole.aggregates, names_of(figure.path))
    common = len(describer.words(place, figure.codes))
    written = dict(_written(paths, seen, describer))
    for path, value in written.items():
        base, _, leaf = path.rpartition("/")
        if leaf == "pct" and f"{base}/count" in written:
            continue
        share = f"{base}/pct"
        with_share = leaf == "count" and share in written
        yield Beside(
            path=path,
            name=joined(*describer.words(path, figure.codes)[common:]),
            value=value,
            share=written[share] if with_share else "",
            share_path=share if with_share else "",
        )


def _written(
    paths: Iterable[str], seen: Mapping[str, Any], describer: Describer
) -> Iterable[tuple[str, str]]:
    """Yield each figure that is seen and has a value, written out."""
    for path in paths:
        names = names_of(path)
        value = value_at(seen, names) if shown_in(seen, names) else None
        if value is not None:
            yield path, describer.written(names[-1], value)


def _names(session: Session, language: str) -> dict[str, str]:
    return {code: i18n.pick(one.names, language) for code, one in countries_by_code(session).items()}


def _as_issued(wanted: Wanted, tables: IssuedTables) -> Wanted:
    return replace(
        wanted,
        previous=tables.previous_code,
        region=tables.region,
        track=tables.track,
        group=tables.group,
    )


def _references(figure: Figure) -> Iterable[str]:
    for one in figure.contributions:
        if one.report is not None:
            yield one.report.report_id
        yield from (answer.report.report_id for answer in one.answers)


def _lines(issued: IssuedFigure, page: FigurePage, roll: Roll, describer: Describer) -> Iterable[IssueLine]:
    """Yield the filings of an issue that can stand behind a figure: of its family, in its scope."""
    figure = page.figure
    today = {line.filed.reference for line in page.lines if line.filed is not None}
    cycles, instruments = _cycles(figure, issued.issued), _instruments(figure)
    for entry in issued.filings:
        country = entry["country"]
        behind = entry["cycle"] in cycles and entry["instrument"] in instruments
        if behind and _is_in_scope(figure, country, roll):
            name = describer.country_names.get(country, country)
            reference = entry["report"]
            yield IssueLine(name, reference, entry["version"], entry["digest"] or "", reference in today)


def _cycles(figure: Figure, tables: IssuedTables) -> set[str | None]:
    """Return the cycles whose filings stand behind a figure."""
    if figure.name[0] in TRENDS:
        return {tables.cycle_code, tables.previous_code}
    return {tables.previous_code if "previous" in figure.name else tables.cycle_code}


def _instruments(figure: Figure) -> frozenset[str]:
    """Return the instruments whose reports can stand behind a figure."""
    if figure.name[0] == "coverage":
        return OFFICES if "coordinators" in figure.name else NATIONAL
    if figure.name[0] == "best_practices":
        return PRACTICES
    prefixes = {code[:3] for code in figure.codes}
    return frozenset(prefixes | (NATIONAL if prefixes & NATIONAL else frozenset()))


def _is_in_scope(figure: Figure, country: str, roll: Roll) -> bool:
    """Whether a country belongs to a figure: it is the one it speaks of, or lies in its region."""
    spoken_of = set(figure.name) & set(roll.countries)
    if spoken_of:
        return country in spoken_of
    place = roll.countries.get(country, ("", ""))
    wanted = {figure.scope, *figure.name} & {*REGIONS, *TRACKS}
    return not wanted or not wanted.isdisjoint(place)


def places_of(session: Session, cycle: Cycle, asked: Asked, language: str) -> tuple[Place, ...]:
    """Return the figures of a cycle that count an answer, each with what it is called."""
    paths = figures_with(asked, tuple(cycle.themes))
    describer = Describer(language, _without_reports(cycle), _names(session, language) if paths else {})
    return tuple(Place(path, describer.place(path, asked.question.code)) for path in paths)


def _without_reports(cycle: Cycle) -> CycleInput:
    """Return what of a cycle words are taken from: its lists and its questionnaires."""
    library = load_library()
    return CycleInput(
        code=cycle.code,
        due=cycle.due,
        conferences=tuple(cycle.conferences),
        themes=tuple(cycle.themes),
        invited={},
        reports=(),
        questionnaires={name: library.release(name, release_in(cycle, name)) for name in INSTRUMENTS},
    )
