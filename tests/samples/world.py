"""A portal in the middle of its work: reports in every state, remarks, two texts of an answer, links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Account, Grant
from portal.accounts.people.services import InvitationDraft, invite_from_command
from portal.accounts.permissions import COUNTRY_ROLES, Role
from portal.accounts.services import request_reset
from portal.countries.models import Country
from portal.cycles.models import Cycle
from portal.events.services import NOBODY
from portal.reports.lifecycle.recording import Receipt, record_received_draft
from portal.reports.lifecycle.starting import start_report
from portal.reports.models import Report
from portal.reports.queries import Surroundings, answers_of, surroundings
from portal.reports.remarks.services import (
    RemarkDraft,
    Written,
    add_note,
    add_remark,
    remarks_of,
    reply_to_remark,
)
from portal.reports.saving import Author, Change, save_answers
from portal.reports.workflow import Action, Side
from portal.secretariat.invitations.lines import read_lines
from portal.secretariat.invitations.services import invite_all, what_is_known
from portal.secretariat.places.originals import keep_original
from tests.factories import (
    TEXTS,
    complete_answers,
    fill_report,
    make_country,
    make_cycle,
    make_report,
    make_submitted_report,
    take,
)
from tests.samples.annexes import attach_sample
from tests.samples.api import make_issue
from tests.samples.families import make_families
from tests.samples.letters import make_letters
from tests.samples.mailed import mailed_link
from tests.samples.offers import make_offers
from tests.samples.portal import Person, SamplePortal, now
from tests.samples.reading import make_tags
from tests.samples.reports import make_reports
from tests.samples.team import make_team

LAST, CURRENT, PLANNED = "S1", "S2", "S3"
TRACKS: Mapping[str, str] = {
    "QMD": "rc",  # draft, with two texts of one answer
    "QMR": "rc",  # draft, complete
    "QMP": "rc",  # draft, prepared for a signatory of its own
    "QMS": "rc",  # submitted
    "QMV": "rc",  # under review
    "QMT": "rc",  # returned
    "QME": "rc",  # endorsed
    "QMA": "rc",  # accepted
    "QMU": "rc",  # published, in the last cycle too
    "QMN": "norc",  # submitted, nobody reviews
    "QMY": "rc",  # not begun
    "QMM": "norc",  # being entered from a letter
    "QMO": "norc",  # entered from a letter
}
THEN = {"QMU": "rc", "QMV": "rc", "QMD": "rc"}
"""Who was invited to the last cycle."""
ELSEWHERE = "QMZ"
"""A country that no sample is about."""

PDF = b"%PDF-1.4\n% a report received by mail\n"
REMARKED, ANSWERED, TWO_TEXTS = "VNR.12.B1", "VNR.12.A1", "VNR.12.B10"


@dataclass
class World:
    """The portal with what its pages are asked for: people by role, numbers of reports by country, links."""

    portal: SamplePortal
    people: dict[Role, Person] = field(default_factory=dict)
    reports: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)


def make_world(portal: SamplePortal) -> World:
    """Fill a portal."""
    world = World(portal)
    with portal.session() as session:
        _make_cycles(session)
    for role in Role:
        if role is not Role.SIGNATORY:
            world.people[role] = _person(portal, role, TRACKS)
    world.people[Role.SIGNATORY] = _person(portal, Role.SIGNATORY, ["QMP"])
    owner = portal.add_person(Role.READER, ELSEWHERE, name="Sample reader")
    with portal.session() as session:
        _make_reports(session, world)
        people = {role: person.id for role, person in world.people.items()}
        world.reports |= make_families(session, people, session.get_one(Cycle, CURRENT))
        world.reports |= make_offers(session, people, session.get_one(Cycle, LAST), world.reports)
        links = make_team(session, people, world.reports)
        world.numbers |= links.numbers
        world.tokens |= {f"colleague {name}": token for name, token in links.tokens.items()}
        _make_links(session, world, owner)
        lines = read_lines("QMD, focal_point, many@portal.example", what_is_known(session))
        world.numbers["task"] = invite_all(session, lines, world.people[Role.SECRETARIAT].id, now()).id
        world.numbers |= make_letters(session)
        world.numbers |= make_tags(session, session.get_one(Cycle, CURRENT), world.reports)
        world.numbers |= make_issue(session, CURRENT, LAST)
        world.numbers |= make_reports(session, world.numbers)
        world.tokens["annex"] = attach_sample(session, world.reports["QMD"], portal.folder)
    return world


def _person(portal: SamplePortal, role: Role, countries: Mapping[str, str] | list[str]) -> Person:
    first, *others = countries
    person = portal.add_person(role, first, name=f"Sample {role.value.replace('_', ' ')}")
    if role in COUNTRY_ROLES:
        for country in others:
            portal.give_role(person, role, country)
    return person


def _make_cycles(session: Session) -> None:
    for code, track in {**TRACKS, ELSEWHERE: "rc"}.items():
        names = {language: f"{word} {code}" for language, word in COUNTRY_WORDS.items()}
        make_country(session, code, default_track=track, names=names)
    titles: dict[str, Any] = {"title": dict(CYCLE_TITLES)}
    make_cycle(session, LAST, now=now() - timedelta(days=400), invited=THEN, **titles)
    make_cycle(session, CURRENT, now=now(), invited=TRACKS, **titles)
    make_cycle(session, PLANNED, now=now() + timedelta(days=400), invited=TRACKS, opened=False, **titles)


COUNTRY_WORDS = {
    "ar": "البلد",
    "en": "Country",
    "es": "País",
    "fr": "Pays",
    "ru": "Страна",
    "zh": "国家",
}
CYCLE_TITLES = {
    "ar": "دورة الإبلاغ",
    "en": "Sample cycle",
    "es": "Ciclo de muestra",
    "fr": "Cycle d’essai",
    "ru": "Пробный цикл",
    "zh": "示例周期",
}


def _make_reports(session: Session, world: World) -> None:
    cycle = session.get_one(Cycle, CURRENT)
    author = session.get_one(Account, world.people[Role.FOCAL_POINT].id)
    by: dict[str, Any] = {"by": author, "now": now()}

    def submitted(country: str, **more) -> Report:
        return make_submitted_report(session, cycle, country, **{**by, **more})

    reports = {
        "QMD": _draft(session, cycle, author, session.get_one(Account, world.people[Role.CONTRIBUTOR].id)),
        "QMR": make_report(session, cycle, "QMR", **by),
        "QMP": make_report(session, cycle, "QMP", **by),
        "QMS": submitted("QMS"),
        "QMV": submitted("QMV"),
        "QMT": submitted("QMT"),
        "QME": submitted("QME"),
        "QMA": submitted("QMA"),
        "QMU": submitted("QMU"),
        "QMN": submitted("QMN", language="fr"),
    }
    for country in ("QMR", "QMP"):
        fill_report(session, reports[country], **by)
        reports[country].prepared_at = now() if country == "QMP" else None
    _review(session, world, reports)
    reports["QMM"], reports["QMO"] = _received(session, world, cycle, author)
    earlier = make_submitted_report(
        session, session.get_one(Cycle, LAST), "QMU", by=author, now=now() - timedelta(days=390)
    )
    for step in ((Action.BEGIN_REVIEW, Side.REVIEWER), (Action.ENDORSE, Side.REVIEWER)):
        take(session, earlier, *step, **by)
    for step in ((Action.ACCEPT, Side.SECRETARIAT), (Action.PUBLISH, Side.SECRETARIAT)):
        take(session, earlier, *step, **by)
    world.reports |= {country: report.id for country, report in reports.items()}


def _draft(session: Session, cycle: Cycle, author: Account, colleague: Account) -> Report:
    report = make_report(session, cycle, "QMD", by=author, now=now())
    context = surroundings(session, report)
    whole = complete_answers(context.questionnaire, context.asked, period=context.period)
    some = {key: value for key, value in whole.items() if key.startswith(("VNR.12.A", "VNR.12.B"))}
    fill_report(session, report, some, by=author, now=now())
    # The colleague saw an earlier text: both are kept until somebody chooses.
    for who, text in ((author, TEXTS["es"]), (colleague, TEXTS["fr"])):
        change = Change(TWO_TEXTS, text, 1)
        save_answers(session, report, [change], Author(who.id, "en", now()))
        session.expire_all()
    assert answers_of(session, report.id)
    return report


def _review(session: Session, world: World, reports: dict[str, Report]) -> None:
    reviewer = session.get_one(Account, world.people[Role.COORDINATOR].id)
    by: dict[str, Any] = {"by": reviewer, "now": now()}
    written = Written(reviewer.id, "en", now())
    for country in ("QMV", "QMT", "QME", "QMA", "QMU"):
        take(session, reports[country], Action.BEGIN_REVIEW, Side.REVIEWER, **by)
    for country in ("QMV", "QMT"):
        context = surroundings(session, reports[country])
        for key in (REMARKED, ANSWERED):
            add_remark(session, context, RemarkDraft(key, _reason(context), TEXTS["en"]), written)
        add_note(session, reports[country], TEXTS["en"], written)
    take(session, reports["QMT"], Action.RETURN, Side.REVIEWER, text=TEXTS["en"], **by)
    first, second = remarks_of(session, reports["QMT"].id, released_only=True)
    reply_to_remark(session, second, TEXTS["en"], written, maintained=True)
    world.numbers["remark"] = first.id
    for country in ("QME", "QMA", "QMU"):
        take(session, reports[country], Action.ENDORSE, Side.REVIEWER, text=TEXTS["en"], **by)
    for country in ("QMA", "QMU"):
        take(session, reports[country], Action.ACCEPT, Side.SECRETARIAT, **by)
    take(session, reports["QMU"], Action.PUBLISH, Side.SECRETARIAT, **by)


def _reason(context: Surroundings) -> str:
    return context.questionnaire.option_sets["REASONS"].options[0].value


def _received(session: Session, world: World, cycle: Cycle, author: Account) -> tuple[Report, Report]:
    entering = start_report(session, cycle, "QMM", "es", NOBODY, now(), received=True)
    entered = start_report(session, cycle, "QMO", "es", NOBODY, now(), received=True)
    fill_report(session, entered, by=author, now=now())
    original = keep_original(world.portal.folder, "report.pdf", PDF)
    receipt = Receipt(now().date(), "Permanent Mission", original)
    return entering, record_received_draft(session, entered.id, receipt, NOBODY, now())


def _make_links(session: Session, world: World, owner: Person) -> None:
    """Invite people, and ask for a new password; what is mailed is read from the letter."""
    places = {"country": (Role.READER, "QMD"), "office": (Role.COORDINATOR_STAFF, "QMD")}
    for name, (role, country) in {**places, "portal": (Role.SECRETARIAT, None)}.items():
        draft = InvitationDraft(f"{name}.invited@portal.example", role, country, "en", "Invited person")
        invited = invite_from_command(session, draft, world.portal.base_url, now())
        world.numbers[f"{name} invitation"] = invited.invitation.id
        world.tokens[name] = invited.path.rpartition("/")[2]
    draft = InvitationDraft(owner.email, Role.ALTERNATE, ELSEWHERE, "en")
    world.tokens["owner"] = invite_from_command(session, draft, "", now()).path.rpartition("/")[2]
    request_reset(session, owner.email, world.portal.base_url, now())
    world.tokens["password"] = mailed_link(session, "reset").rpartition("/")[2]
    for name, role in (("country", Role.READER), ("office", Role.COORDINATOR_STAFF)):
        statement = select(Grant.id).where(Grant.role == role, Grant.country == "QMD")
        world.numbers[f"{name} grant"] = session.scalars(statement).one()
    officer = world.people[Role.SECRETARIAT].id
    statement = select(Grant.id).where(Grant.role == Role.SECRETARIAT, Grant.account_id == officer)
    world.numbers["portal grant"] = session.scalars(statement).one()
    assert session.get(Country, ELSEWHERE)
