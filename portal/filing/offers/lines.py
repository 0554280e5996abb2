"""What is offered to a report as its page lists it: by section and question, beside the present answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from portal.filing import texts
from portal.filing.field_views import HiddenView, LinkView, TextVersion
from portal.filing.progress.counting import Place, place_of
from portal.filing.reaching import reader_language
from portal.filing.versions import plain_text
from portal.i18n import pick
from portal.questionnaires.answering.conditions import shown_keys
from portal.questionnaires.definition import OTHER, TEXT_KINDS, parse_key
from portal.reports.assignments.queries import key_is_on
from portal.reports.models import Answer
from portal.reports.offers.models import Source
from portal.reports.offers.queries import Offered
from portal.reports.queries import Surroundings, values_of

SEEN = "seen~"


@dataclass(frozen=True)
class Group:
    """What one report offers to one question: the answer, and where there is one the text of its `other`."""

    key: str
    offers: tuple[Offered, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """Return the ids of the offers; the first one names the group on the page."""
        return tuple(one.answer.id for one in self.offers)


@dataclass(frozen=True)
class Line:
    """One question to which a text is offered. `id` names its buttons and its place on the page."""

    id: int
    question: str
    origin: str
    offered: TextVersion
    present: TextVersion
    hidden: tuple[HiddenView, ...]


@dataclass(frozen=True)
class Part:
    """The questions of one page of the form to which something is offered."""

    anchor: str
    title: str
    lines: tuple[Line, ...]


def groups_of(
    context: Surroundings,
    answers: Mapping[str, Answer],
    offers: Iterable[Offered],
    pages: frozenset[Place] | None,
) -> list[Group]:
    """Return what is offered to questions that apply now, on these pages (None: all), in order of display."""
    found: dict[str, dict[int, list[Offered]]] = {}
    for one in offers:
        if key_is_on(pages, context.questionnaire, one.answer.key.removesuffix(f".{OTHER}")):
            key = one.answer.key.removesuffix(f".{OTHER}")
            found.setdefault(key, {}).setdefault(one.source.id, []).append(one)
    shown = shown_keys(context.questionnaire, context.asked, values_of(answers))
    return [Group(str(key), tuple(of_one)) for key in shown for of_one in found.get(str(key), {}).values()]


def parts_of(
    context: Surroundings, answers: Mapping[str, Answer], groups: Sequence[Group], now: datetime
) -> list[Part]:
    """Return the lines of a page, section by section."""
    found: dict[Place, list[Line]] = {}
    for group in groups:
        place = place_of(context.questionnaire, parse_key(group.key))
        found.setdefault(place, []).append(_line(context, answers, group, now))
    return [_part(context, place, lines) for place, lines in found.items()]


def _part(context: Surroundings, place: Place, lines: Sequence[Line]) -> Part:
    section, conference = place
    title = texts.page_title(context.questionnaire, context.questionnaire.section(section), conference)
    anchor = "-".join(filter(None, ("part", section, conference)))
    return Part(anchor, texts.labelled(section, title), tuple(lines))


def _line(context: Surroundings, answers: Mapping[str, Answer], group: Group, now: datetime) -> Line:
    first = group.offers[0].answer
    offered = {one.answer.key: one.answer.value for one in group.offers}
    keys = dict.fromkeys([group.key, *offered])
    present = {key: answers[key] for key in keys if key in answers}
    current = present.get(group.key)
    return Line(
        id=first.id,
        question=texts.key_title(context.questionnaire, group.key),
        origin=origin_of(group.offers[0]),
        offered=TextVersion(_written(context, offered), _language(context, group.key, first.language)),
        present=TextVersion(
            _written(context, values_of(present)),
            _language(context, group.key, current.language) if current else None,
            at=texts.short_moment(current.saved_at, now) if current else "",
        ),
        hidden=tuple(
            HiddenView(SEEN + key, str(present[key].revision if key in present else 0)) for key in keys
        ),
    )


def _written(context: Surroundings, values: Mapping[str, object]) -> str:
    return texts.in_a_row(plain_text(context, key, value) for key, value in values.items())


def _language(context: Surroundings, key: str, language: str) -> str | None:
    kind = context.questionnaire.question(parse_key(key).code).kind
    return language if kind in TEXT_KINDS else None


def origin_of(one: Offered) -> str:
    """Return which report a text is from."""
    if one.answer.source is Source.OWN_COUNTRY:
        return str(_("From the report of %(country)s", country=_country(one)))
    return str(_("From the report for %(cycle)s", cycle=one.source.cycle_code))


def links_by_key(report_id: int, offers: Iterable[Offered]) -> dict[str, tuple[LinkView, ...]]:
    """Return the quiet lines at the questions of a form, by key: each leads to the text that is offered."""
    found: dict[str, tuple[LinkView, ...]] = {}
    for one in offers:
        if not parse_key(one.answer.key).other:
            link = LinkView(_told(one), url_for("filing.offered", report_id=report_id, _anchor=_anchor(one)))
            found[one.answer.key] = (*found.get(one.answer.key, ()), link)
    return found


def _told(one: Offered) -> str:
    if one.answer.source is Source.OWN_COUNTRY:
        return str(_("A text of the report of %(country)s is offered", country=_country(one)))
    return str(_("A text of the report for %(cycle)s is offered", cycle=one.source.cycle_code))


def _anchor(one: Offered) -> str:
    return f"offer-{one.answer.id}"


def _country(one: Offered) -> str:
    return pick(one.country.names, reader_language())
