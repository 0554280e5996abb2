"""People who work together on a report of the sample portal: pages assigned, links, texts suggested."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.permissions import Role
from portal.events.services import Actor
from portal.questionnaires.definition import Questionnaire
from portal.reports.assignments.queries import assignments_of
from portal.reports.assignments.services import AssignmentDraft, assign, contributors_of
from portal.reports.models import Report
from portal.reports.queries import surroundings
from portal.reports.suggestions.queries import link_by_token
from portal.reports.suggestions.services import LinkDraft, hand_in, keep_typed, make_link, revoke_link
from tests.factories import TEXTS
from tests.samples.portal import Person, SamplePortal, now


def every_page(questionnaire: Questionnaire, conferences: tuple[str, ...]) -> list[tuple[str, str | None]]:
    """Return the pages of a report: each section, the repeated one once for each conference."""
    return [
        (section.id, conference)
        for section in questionnaire.sections
        for conference in (conferences if section.repeated else (None,))
    ]


def assign_pages(session: Session, report: Report, person: int, *pages: str) -> None:
    """Assign pages of a report to somebody, named as in addresses (``C/WSSD95``); without names, all."""
    context = surroundings(session, report)
    named = [(name.partition("/")[0], name.partition("/")[2] or None) for name in pages]
    wanted = named or every_page(context.questionnaire, context.asked.conferences)
    assign(session, report, AssignmentDraft(person, wanted, None, ""), None, now())


def assign_in(portal: SamplePortal, number: int, person: int, *pages: str) -> None:
    """Assign pages of a report of a portal to somebody; without names, all."""
    with portal.session() as session:
        assign_pages(session, session.get_one(Report, number), person, *pages)


def assign_everything(portal: SamplePortal, people: Iterable[Person]) -> None:
    """Assign every page of every report to these contributors, where they contribute to it."""
    with portal.session() as session:
        for report in session.scalars(select(Report)).all():
            mine = {account.id for account in contributors_of(session, report)}
            for person in people:
                if person.id in mine:
                    assign_pages(session, report, person.id)


def make_team(session: Session, people: Mapping[Role, int], reports: Mapping[str, int]) -> Links:
    """Give the contributors of the sample portal some pages, of which one is after its date; make links."""
    report = session.get_one(Report, reports["QMD"])
    contributor = people[Role.CONTRIBUTOR]
    before, later = now().date() - timedelta(days=3), now().date() + timedelta(days=9)
    for page, due in ((("A", None), before), (("B", None), later), (("C", "WSSD95"), None)):
        assign(session, report, AssignmentDraft(contributor, [page], due, TEXTS["en"]), None, now())
    annual = session.get_one(Report, reports["RCR draft"])
    assign_pages(session, annual, people[Role.OFFICE_CONTRIBUTOR], "A")
    links = make_colleague_links(session, people[Role.FOCAL_POINT], reports)
    links.numbers["assignment"] = assignments_of(session, report.id)[0].id
    return links


@dataclass
class Links:
    """Links of the sample portal: tokens by state, and numbers of rows."""

    tokens: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)


def make_colleague_links(session: Session, maker: int, reports: Mapping[str, int]) -> Links:
    """Make links in every state to pages of a draft, one with texts that wait for a decision."""
    links, by = Links(), Actor(maker, "Focal point")
    report = session.get_one(Report, reports["QMD"])
    states = {"open": timedelta(), "shown": timedelta(), "used": timedelta(), "revoked": timedelta()}
    for name, ago in {**states, "expired": timedelta(days=17)}.items():
        page = ("C", "WSSD95") if name == "open" else ("B", None)
        draft = LinkDraft(page, "A colleague", "fr", "Ministry", shows_answers=name == "shown")
        link, links.tokens[name] = make_link(session, report, draft, by, now() - ago)
        links.numbers[f"link {name}"] = link.id
    used = link_by_token(session, links.tokens["used"])
    typed = {"VNR.12.B10": (TEXTS["fr"], "fr"), "VNR.12.B1": (TEXTS["ar"], "ar")}
    keep_typed(session, used, typed, {}, now())
    links.numbers["suggestion"] = hand_in(session, report, used, now())[0].id
    revoke_link(session, report, link_by_token(session, links.tokens["revoked"]), by, now())
    return links


TO_OPEN: tuple[tuple[str, Role, str], ...] = (
    ("filing.assignments", Role.FOCAL_POINT, "QMD"),
    ("filing.assignments", Role.FOCAL_POINT, "QMR"),
    ("filing.colleagues", Role.FOCAL_POINT, "QMD"),
    ("filing.colleagues", Role.FOCAL_POINT, "QMS"),
    ("filing.suggestions", Role.FOCAL_POINT, "QMD"),
    ("filing.report", Role.CONTRIBUTOR, "QMD"),
    ("filing.draft", Role.CONTRIBUTOR, "QMD"),
)


def pages(
    numbers: Mapping[str, int], tokens: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, Any], Role | None, str | None]]:
    """Yield endpoint, parts, reader and country of each page of working together."""
    for endpoint, reader, country in TO_OPEN:
        yield endpoint, {"report_id": numbers[country]}, reader, country
    yield "filing.section", {"report_id": numbers["QMD"], "section": "A"}, Role.CONTRIBUTOR, "QMD"
    for name in ("open", "shown", "used", "revoked", "expired"):
        yield "filing.contribute", {"token": tokens[f"colleague {name}"]}, None, None
    yield "filing.contribute", {"token": "guessed"}, None, None


def places_to_post(
    reports: Mapping[str, int], numbers: Mapping[str, int]
) -> Iterator[tuple[str, dict[str, Any], Role, str]]:
    """Yield the same of each address that is only posted to."""
    parts = {
        "filing.assignment_end": {"assignment_id": numbers["assignment"]},
        "filing.colleague_revoke": {"link_id": numbers["link open"]},
        "filing.decide_suggestion": {"suggestion_id": numbers["suggestion"]},
    }
    for endpoint, more in parts.items():
        yield endpoint, {"report_id": reports["QMD"], **more}, Role.FOCAL_POINT, "QMD"
