"""Composing by an officer: begin a report, change its texts, arrange its parts, publish it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal.compositions.frozen import frozen_of
from portal.compositions.models import Composition, CompositionPart
from portal.compositions.queries import Opened, Order, ruled_input
from portal.compositions.rules import demand_bound
from portal.errors import RefusedError, StaleError
from portal.events.services import Actor, append_event
from portal.i18n import DEFAULT, LANGUAGES
from portal.issued.models import IssuedTables
from portal.issued.queries import is_open
from portal.summaries.figures.bound import Bound
from portal.summaries.report.packs import Pack

STEP = 1000
"""Distance between two positions when a report begins."""


def start_composition(
    session: Session, kind: str, issued: IssuedTables, pack: Pack, actor: Actor, now: datetime
) -> Composition:
    """Begin a report with the parts that the rule gives; its figures are bound to the issue for ever."""
    if not is_open(session, issued):
        raise RefusedError("issue_closed")
    _, parts = ruled_input(session, Order(kind, pack, DEFAULT), frozen_of(issued))
    composition = Composition(
        kind=kind,
        issued_id=issued.id,
        filter_kind=pack.kind,
        filter_code=pack.code,
        started_at=now,
        started_by=actor.id,
        parts=[
            CompositionPart(position=place * STEP, key=part.key, texts={})
            for place, part in enumerate(parts, 1)
        ],
    )
    session.add(composition)
    session.flush()
    _note(session, composition, "report_begun", {"kind": kind, "issue": issued.number}, actor, now)
    return composition


def save_text(
    part: CompositionPart,
    bound: Bound,
    text: str,
    seen: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Keep an officer's text in the language of `bound`; empty: the composed text is in force again.

    Raises RefusedError for a number not taken from the data, StaleError where someone saved meanwhile.
    """
    if seen != part.revision:
        raise StaleError("report_text_changed")
    if text.strip() or not part.key:
        demand_bound(text, bound)
    texts = {**part.texts, bound.language: text}
    part.texts = {code: texts[code] for code in LANGUAGES if texts.get(code, "").strip()}
    part.revision += 1
    part.saved_at, part.saved_by = now, actor.id


def add_paragraph(
    session: Session, after: CompositionPart, bound: Bound, text: str, actor: Actor, now: datetime
) -> CompositionPart:
    """Add an officer's paragraph after a part."""
    demand_bound(text, bound)
    return _insert(session, after, CompositionPart(key="", texts={bound.language: text}), actor, now)


def add_quotation(
    session: Session, after: CompositionPart, key: str, actor: Actor, now: datetime
) -> CompositionPart:
    """Add a quotation, by the key of its part, after a part."""
    return _insert(session, after, CompositionPart(key=key, texts={}), actor, now)


def _insert(
    session: Session, after: CompositionPart, part: CompositionPart, actor: Actor, now: datetime
) -> CompositionPart:
    rows = _in_order(session, after)
    part.composition_id = after.composition_id
    part.saved_at, part.saved_by = now, actor.id
    rows.insert(rows.index(after) + 1, part)
    session.add(part)
    _number(rows)
    session.flush()
    return part


def move_part(session: Session, part: CompositionPart, direction: int) -> None:
    """Let a part and the one before (-1) or after it (1) change places; at the end nothing happens."""
    rows = _in_order(session, part)
    here = rows.index(part)
    there = here + direction
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
        _number(rows)


def leave_out(part: CompositionPart, *, left_out: bool) -> None:
    """Print a part no longer, or again."""
    part.left_out = left_out


def remove_part(session: Session, part: CompositionPart) -> None:
    """Remove a paragraph or quotation that an officer added; composed parts are left out instead."""
    if part.key and not part.key.startswith("q/"):
        raise RefusedError("report_part_composed")
    session.delete(part)


def publish(session: Session, opened: Opened, actor: Actor, now: datetime, *, public: bool) -> None:
    """Show a report to everybody, or to the secretariat alone again."""
    composition = opened.composition
    if public and not opened.open:
        raise RefusedError("issue_closed")
    composition.published_at = now if public else None
    composition.published_by = actor.id if public else None
    kind = "report_published" if public else "report_withdrawn"
    _note(session, composition, kind, {"issue": opened.issued.number}, actor, now)


def _in_order(session: Session, part: CompositionPart) -> list[CompositionPart]:
    session.flush()
    composition = session.get_one(Composition, part.composition_id)
    session.refresh(composition, ["parts"])
    return list(composition.parts)


def _number(rows: list[CompositionPart]) -> None:
    for place, row in enumerate(rows, 1):
        row.position = place * STEP


def _note(
    session: Session,
    composition: Composition,
    kind: str,
    payload: dict[str, object],
    actor: Actor,
    now: datetime,
) -> None:
    append_event(session, f"composition-{composition.id}", kind, payload, actor, now)
