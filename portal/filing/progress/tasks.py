"""The task list of a report: its pages with their state, who changed each last, and where each opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import ngettext

from portal.filing import texts
from portal.filing.progress.counting import Place, Progress, SectionProgress, place_of
from portal.questionnaires.definition import parse_key
from portal.reports.models import Answer
from portal.reports.queries import Surroundings


@dataclass(frozen=True)
class Task:
    """One line of the task list; also an entry of the list of sections beside a page.

    `state`: done, started or empty. `by`, `when`: who changed it last. `left`: what is to do, in words.
    `part`: the title of the section at the first of its conferences.
    """

    number: str
    title: str
    url: str
    state: str
    left: str
    by: str
    when: str
    current: bool = False
    part: str = ""


@dataclass(frozen=True)
class Writers:
    """Who may be named beside a section, and the moment of reading."""

    answers: Mapping[str, Answer]
    names: Mapping[int, str]
    now: datetime


def tasks_of(
    context: Surroundings,
    progress: Progress,
    writers: Writers,
    *,
    current: Place | None = None,
    readonly: bool = False,
) -> list[Task]:
    """Return the task list; `readonly` leads to the printable draft instead of the form."""
    last = _last_changes(context, writers.answers.values())
    return [
        _task(context, page, last.get(page.place), writers, current=current, readonly=readonly)
        for page in progress.sections
    ]


def _task(
    context: Surroundings,
    page: SectionProgress,
    last: Answer | None,
    writers: Writers,
    *,
    current: Place | None,
    readonly: bool,
) -> Task:
    address = draft_url if readonly else section_url
    return Task(
        number=page.section.id,
        title=texts.page_title(context.questionnaire, page.section, page.conference),
        url=address(context.report.id, page.place),
        state=page.state,
        left=_left(page),
        by=_isolated(writers.names.get(last.author_id or 0, "")) if last else "",
        when=texts.short_moment(last.saved_at, writers.now) if last else "",
        current=page.place == current,
        part=texts.section_title(page.section) if _opens_a_part(context, page) else "",
    )


def _isolated(name: str) -> str:
    """A name may be written in another direction than the sentence that holds it."""
    return f"\u2068{name}\u2069" if name else ""


def _opens_a_part(context: Surroundings, page: SectionProgress) -> bool:
    return page.conference is not None and page.conference == context.asked.conferences[0]


def _left(page: SectionProgress) -> str:
    if page.state != "started" or page.is_complete:
        return ""
    left = page.errors
    return str(ngettext("One answer to complete", "%(num)s answers to complete", left))


def section_url(report_id: int, place: Place, **more: Any) -> str:
    """Return the address of a page of the form."""
    section, conference = place
    return url_for("filing.section", report_id=report_id, section=section, conference=conference, **more)


def question_url(context: Surroundings, key: str, **more: Any) -> str:
    """Return the address of a question on its page of the form."""
    parts = parse_key(key)
    place = place_of(context.questionnaire, parts)
    return section_url(context.report.id, place, _anchor=f"q-{key.removesuffix('.other')}", **more)


def draft_url(report_id: int, place: Place) -> str:
    """Return the address of a section on the printable page."""
    section, conference = place
    anchor = section if conference is None else f"{section}-{conference}"
    return url_for("filing.draft", report_id=report_id, _anchor=f"section-{anchor}")


def next_place(progress: Progress, place: Place) -> Place | None:
    """Return the page after this one; None after the last."""
    places = [page.place for page in progress.sections]
    following = places[places.index(place) + 1 :]
    return following[0] if following else None


def _last_changes(context: Surroundings, answers: Iterable[Answer]) -> dict[Place, Answer]:
    found: dict[Place, Answer] = {}
    for answer in answers:
        parts = parse_key(answer.key)
        if not context.questionnaire.has(parts.code):
            continue
        place = place_of(context.questionnaire, parts)
        if place not in found or found[place].saved_at < answer.saved_at:
            found[place] = answer
    return found
