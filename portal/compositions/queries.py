"""Reports that were composed, and what one is drawn from: frozen figures, quotations, the officer's parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from portal import i18n
from portal.compositions.frozen import Frozen, frozen_of
from portal.compositions.models import Composition, CompositionPart
from portal.compositions.quoting import default_quotes, named_quotes
from portal.countries.queries import countries_by_code
from portal.cycles.queries import get_cycle
from portal.errors import NotFoundError
from portal.issued.models import IssuedTables
from portal.issued.queries import is_open
from portal.questionnaires.definition import Asked
from portal.questionnaires.loader import load_library
from portal.reports.queries import release_in
from portal.summaries.figures.bound import Bound
from portal.summaries.report.inputs import Part, Quote, ReportInput
from portal.summaries.report.packs import Pack, find_pack
from portal.summaries.report.parts import default_parts

INSTRUMENTS = ("VNR", "VND", "RCR", "BPR")


@dataclass(frozen=True)
class Opened:
    """A composition with its issued tables; `open`: whether they may still be read by everybody."""

    composition: Composition
    issued: IssuedTables
    open: bool


def get_composition(session: Session, composition_id: int) -> Opened:
    """Return a composition; raises NotFoundError."""
    composition = session.get(Composition, composition_id)
    if composition is None:
        raise NotFoundError("composition_unknown")
    issued = session.scalars(
        select(IssuedTables)
        .where(IssuedTables.id == composition.issued_id)
        .options(undefer(IssuedTables.content))
    ).one()
    return Opened(composition, issued, is_open(session, issued))


def published_composition(session: Session, composition_id: int) -> Opened:
    """Return a published composition whose figures are still public; raises NotFoundError."""
    opened = get_composition(session, composition_id)
    if opened.composition.published_at is None or not opened.open:
        raise NotFoundError("composition_unknown")
    return opened


def all_compositions(session: Session, *, published: bool = False) -> list[tuple[Composition, IssuedTables]]:
    """Return the compositions with their issued tables, the latest first; one query."""
    statement = (
        select(Composition, IssuedTables)
        .join(IssuedTables, IssuedTables.id == Composition.issued_id)
        .order_by(Composition.id.desc())
    )
    if published:
        statement = statement.where(Composition.published_at.is_not(None))
    return [(row[0], row[1]) for row in session.execute(statement)]


def get_part(session: Session, composition: Composition, part_id: int) -> CompositionPart:
    """Return a part of a composition; raises NotFoundError."""
    part = session.get(CompositionPart, part_id)
    if part is None or part.composition_id != composition.id:
        raise NotFoundError("composition_unknown")
    return part


@dataclass(frozen=True)
class Order:
    """Which report is wanted: its kind and pack, in which language, and the moment of its making."""

    kind: str
    pack: Pack
    language: str
    made_at: datetime | None = None


def report_input(session: Session, order: Order, frozen: Frozen, parts: Collection[Part] = ()) -> ReportInput:
    """Return what a report is composed from. Without parts the quotations are those chosen by rule."""
    cycle = get_cycle(session, frozen.cycle)
    conferences = order.pack.of_cycle(frozen.aggregates["conferences"])
    keys = [part.key for part in parts if part.key.startswith("q/")]
    quotes = (
        named_quotes(session, frozen, keys)
        if parts
        else default_quotes(session, frozen, order.pack, conferences)
    )
    previous = get_cycle(session, frozen.previous) if frozen.previous else None
    library = load_library()
    return ReportInput(
        kind=order.kind,
        bound=Bound(
            aggregates=frozen.aggregates,
            language=order.language,
            questionnaires={name: library.release(name, release_in(cycle, name)) for name in INSTRUMENTS},
            asked=Asked("rc", conferences, tuple(frozen.aggregates["themes"])),
            country_names=country_names(session, frozen.aggregates["countries"]),
            scope=order.pack.scope,
        ),
        cycle_code=cycle.code,
        cycle=i18n.pick(cycle.title, order.language),
        digest=frozen.digest,
        frozen_on=frozen.day,
        pack=order.pack,
        previous=i18n.pick(previous.title, order.language) if previous else "",
        quotes=quotes,
        issue=frozen.number,
        standing=frozen.standing,
        demonstration=cycle.demonstration,
        made_at=order.made_at,
    )


def country_names(session: Session, codes: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
    """Return the names of countries by code."""
    found = countries_by_code(session, list(codes))
    return {code: country.names for code, country in found.items()}


def composed_input(
    session: Session, opened: Opened, language: str, made_at: datetime | None = None
) -> tuple[ReportInput, tuple[Part, ...]]:
    """Return what an officer's report is drawn from, and its parts in their order."""
    composition = opened.composition
    parts = tuple(as_part(row) for row in composition.parts)
    pack = find_pack(composition.filter_kind, composition.filter_code)
    frozen = frozen_of(opened.issued)
    order = Order(composition.kind, pack, language, made_at)
    return report_input(session, order, frozen, parts), parts


def as_part(row: CompositionPart) -> Part:
    """Return a part as the composing knows it."""
    return Part(row.key, row.texts, row.left_out, row.id)


def ruled_input(session: Session, order: Order, frozen: Frozen) -> tuple[ReportInput, tuple[Part, ...]]:
    """Return what a report is drawn from that nobody arranged, and its parts by rule."""
    given = report_input(session, order, frozen)
    return given, default_parts(given)


def quotes_at_hand(session: Session, opened: Opened) -> Mapping[str, Quote]:
    """Return every text that may be quoted in a composition, by the key of its part."""
    frozen = frozen_of(opened.issued)
    pack = find_pack(opened.composition.filter_kind, opened.composition.filter_code)
    conferences = pack.of_cycle(frozen.aggregates["conferences"])
    return default_quotes(session, frozen, pack, conferences, everything=True)
