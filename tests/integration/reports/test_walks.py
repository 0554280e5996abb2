"""Random walks over the workflow as everybody: the portal does what the design's table says, and no more."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.accounts.permissions import Role
from portal.aggregation.aggregate import aggregate
from portal.aggregation.counting.coverage import coverage
from portal.aggregation.counting.roll import call_roll
from portal.aggregation.inputs import EVERY_COUNTRY
from portal.aggregation.queries import cycle_input
from portal.cycles.models import Cycle
from portal.errors import PortalError
from portal.events.chain import first_break
from portal.events.models import Event
from portal.events.services import Actor
from portal.reports.filings import filed_answers
from portal.reports.lifecycle.effects import Step
from portal.reports.lifecycle.situation import sides_of, situation_of
from portal.reports.lifecycle.starting import (
    start_coordinator_report,
    start_practice,
    start_report,
    stream_of,
)
from portal.reports.lifecycle.steps import transition
from portal.reports.models import Filing, Remark, Report
from portal.reports.queries import answers_of, surroundings
from portal.reports.remarks.services import RemarkDraft, Written, add_remark, reply_to_remark
from portal.reports.saving import Author, Change, save_answers, write_answers
from portal.reports.workflow import Action, Side, Status, find
from tests.factories import (
    NOW,
    actor_for,
    complete_answers,
    grant,
    identity_for,
    make_account,
    make_cycle,
)
from tests.scaling import times

pytestmark = pytest.mark.scaled

WALKS = times(1000)
"""Walks on each of the two databases."""
LONGEST = 14
WINDOW = 21
CLOCK = "clock"

# --- the design's table, written once more and not read from the code ------------------------------


@dataclass
class Version:
    """What a version is by the design, followed beside the portal."""

    number: int
    status: str = "draft"
    returns: int = 0
    by_secretariat: bool = False
    filed: int = 0
    consent: str = "none"
    complete: bool = True
    live_consent: str = "full"
    submitted_at: datetime | None = None
    unsent: dict[str, int] = field(default_factory=lambda: {"reviewer": 0, "secretariat": 0})
    unanswered: int = 0


@dataclass
class Case:
    """One report with all its versions, and the country it is of."""

    family: str
    filed_by: str
    track: str
    signatory: bool
    closes: datetime
    now: datetime
    versions: list[Version] = field(default_factory=lambda: [Version(1)])

    @property
    def is_open(self) -> bool:
        return self.now.date() <= self.closes.date()

    @property
    def coordinators_practice(self) -> bool:
        return self.family == "practice" and self.filed_by == "coordinator"

    def reviewer_left(self, version: Version) -> bool:
        """A reviewer has to act first: of a report with one, unless the secretariat itself sent it back."""
        if version.by_secretariat:
            return False
        return self.family == "coordinator" or self.coordinators_practice or self.track == "rc"

    def reviewed(self, version: Version) -> bool:
        is_reviewed = self.track == "rc" and not self.coordinators_practice and self.family != "coordinator"
        return is_reviewed and not version.by_secretariat

    def window_over(self, version: Version) -> bool:
        return version.submitted_at is not None and version.submitted_at + timedelta(WINDOW) < self.now

    def sides(self, who: str) -> set[str]:
        if who == CLOCK:
            return {"clock"}
        if who == "secretariat":
            return {"secretariat"}
        leads, heads = {"focal_point", "alternate"}, {"coordinator", "officer_in_charge"}
        office = heads | {"coordinator_staff"}
        found = set()
        if self.filed_by == "coordinator":
            found |= {"author"} if who in office else set()
            found |= {"signatory"} if who in heads else set()
            return found | ({"government"} if who in leads else set())
        signs = {"signatory"} if self.signatory else leads
        found |= {"author"} if who in leads else set()
        found |= {"signatory"} if who in signs else set()
        found |= {"reviewer"} if who in heads else set()
        return found | ({"office"} if who in office else set())


Guard = Callable[[Case, Version], bool]
ANY, REVIEWED = {"national", "coordinator", "practice"}, {"national", "practice"}
UNDECIDED = {"submitted", "resubmitted"}
FINISHED = {"accepted", "published", "withdrawn", "superseded", "declined"}
IN_PROGRESS = UNDECIDED | {"under_review", "returned", "endorsed"}


def _always(_case: Case, _version: Version) -> bool:
    return True


TABLE: list[tuple[str, set[str], str | None, set[str], set[str], Guard]] = [
    ("submit", {"draft"}, "submitted", {"signatory"}, ANY, lambda c, v: v.complete and c.is_open),
    ("recall", {"submitted"}, "draft", {"author"}, ANY, _always),
    ("begin_review", UNDECIDED, "under_review", {"reviewer", "office"}, REVIEWED, lambda c, v: c.reviewed(v)),
    (
        "return", {"under_review"}, "returned", {"reviewer"}, REVIEWED,
        lambda _, v: v.unsent["reviewer"] > 0 and v.returns == 0,
    ),
    (
        "resubmit", {"returned"}, "resubmitted", {"signatory"}, ANY,
        lambda _, v: v.complete and v.unanswered == 0,
    ),
    ("endorse", {"under_review"}, "endorsed", {"reviewer"}, REVIEWED, _always),
    ("agree", UNDECIDED, "endorsed", {"government"}, {"practice"}, lambda c, _: c.coordinators_practice),
    ("close_comments", UNDECIDED, "endorsed", {"government"}, {"coordinator"}, _always),
    ("close_comments", UNDECIDED, "endorsed", {"clock"}, {"coordinator"}, lambda c, v: c.window_over(v)),
    (
        "lapse", UNDECIDED | {"under_review"}, "endorsed", {"clock"}, REVIEWED,
        lambda c, v: c.reviewed(v) and c.window_over(v),
    ),
    (
        "secretariat_return", {"endorsed"}, "returned", {"secretariat"}, ANY,
        lambda _, v: v.unsent["secretariat"] > 0,
    ),
    (
        "secretariat_return", UNDECIDED, "returned", {"secretariat"}, ANY,
        lambda c, v: v.unsent["secretariat"] > 0 and not c.reviewer_left(v),
    ),
    ("accept", {"endorsed"}, "accepted", {"secretariat"}, ANY, _always),
    ("accept", UNDECIDED, "accepted", {"secretariat"}, ANY, lambda c, v: not c.reviewer_left(v)),
    ("publish", {"accepted"}, "published", {"secretariat"}, ANY, lambda _, v: v.consent == "full"),
    ("suspend", {"published"}, "accepted", {"secretariat"}, ANY, _always),
    (
        "new_version", {"accepted", "published", "withdrawn"}, None, {"author"}, ANY,
        lambda c, v: all(other.status in FINISHED for other in c.versions if other is not v),
    ),
    ("discard", {"draft"}, None, {"author"}, ANY, lambda _, v: v.number > 1 or v.filed == 0),
    ("withdraw_version", IN_PROGRESS, "withdrawn", {"signatory"}, ANY, _always),
    ("withdraw_report", {"accepted", "published"}, "withdrawn", {"signatory"}, ANY, _always),
    ("decline", UNDECIDED | {"endorsed"}, "declined", {"secretariat"}, {"practice"}, _always),
]  # fmt: skip
COUNTED = {"accepted", "published"}
RECEIVED = {"submitted", "under_review", "returned", "resubmitted", "endorsed"} | COUNTED


def expected(case: Case, version: Version, action: str, who: str) -> tuple[bool, str | None]:
    """Return whether the design allows it now, and the status it leads to."""
    for name, sources, to, sides, families, guard in TABLE:
        fits = name == action and version.status in sources and case.family in families
        if fits and sides & case.sides(who) and guard(case, version):
            return True, to
    return False, None


def follow(case: Case, version: Version, action: str, to: str | None) -> None:
    """Let the design's effects happen in the model."""
    if action in {"submit", "resubmit"}:
        version.submitted_at, version.filed, version.consent = (
            case.now,
            version.filed + 1,
            version.live_consent,
        )
    if action in RELEASES:
        side = RELEASES[action]
        version.unanswered += version.unsent[side]
        version.unsent[side] = 0
    if action in {"return", "secretariat_return"}:
        version.returns += action == "return"
        version.by_secretariat = action == "secretariat_return"
    if to is not None:
        version.status = to
    _follow_others(case, version, action)


RELEASES = {
    "return": "reviewer",
    "endorse": "reviewer",
    "close_comments": "reviewer",
    "secretariat_return": "secretariat",
}


def _follow_others(case: Case, version: Version, action: str) -> None:
    """Let happen what an action does to other versions, or to which there are."""
    others = [other for other in case.versions if other is not version]
    for other in others:
        if action == "accept" and other.status in COUNTED:
            other.status = "superseded"
        if action == "withdraw_report" and other.status != "draft":
            other.status = "withdrawn"
    if action == "discard":
        case.versions.remove(version)
    if action == "new_version":
        number = max(other.number for other in case.versions) + 1
        case.versions.append(Version(number, complete=version.complete, live_consent=version.live_consent))


# --- walking --------------------------------------------------------------------------------------

ROLES = (
    *(role.value for role in Role if role not in {Role.SECRETARIAT, Role.ADMINISTRATOR}),
    "secretariat",
    "administrator",
    CLOCK,
)
STEPS = st.one_of(
    st.tuples(st.just("forward"), st.integers(0, 999)),
    st.tuples(st.just("forward"), st.integers(0, 999)),
    st.tuples(st.just("forward"), st.integers(0, 999)),
    st.tuples(st.just("act"), st.sampled_from([action.value for action in Action]), st.sampled_from(ROLES)),
    st.tuples(st.just("remark"), st.sampled_from(["reviewer", "secretariat"])),
    st.just(("reply",)),
    st.tuples(st.just("days"), st.integers(1, 40)),
    st.tuples(st.just("complete"), st.booleans()),
    st.tuples(st.just("consent"), st.sampled_from(["full", "none"])),
)
CASES = st.sampled_from(
    [
        ("national", "government", "rc"),
        ("national", "government", "norc"),
        ("coordinator", "coordinator", "rc"),
        ("practice", "government", "rc"),
        ("practice", "government", "norc"),
        ("practice", "coordinator", "rc"),
        ("practice", "coordinator", "rc"),
    ]
)
MANDATORY = {"VNR": "VNR.12.A1", "VND": "VNR.12.A1", "RCR": "RCR.13.A1", "BPR": "BPR.12.A1"}
CONSENT = {"VNR": "VNR.12.Z1", "VND": "VNR.12.Z1", "BPR": "BPR.12.Z1"}
COUNTRY = {"rc": "XAA", "norc": "XBB"}


@pytest.fixture
def people(session):
    """One person a role, for both countries; signatories apart, since they change who signs."""
    cycle = make_cycle(session)
    found = {}
    for role in Role:
        if role is Role.SIGNATORY:
            continue
        found[role.value] = make_account(session, role, "XAA")
        if role not in {Role.SECRETARIAT, Role.ADMINISTRATOR}:
            grant(session, found[role.value], role, "XBB")
    found["signatory"] = make_account(session, None)
    session.commit()
    return cycle.code, {name: account.id for name, account in found.items()}


class Walk:
    """One walk through a portal, with the model beside it."""

    def __init__(self, session: Session, cycle_code: str, people: dict[str, int], case: Case) -> None:
        self.session, self.case, self.people = session, case, people
        self.cycle = session.get_one(Cycle, cycle_code)
        country = COUNTRY[case.track]
        accounts = {name: session.get_one(Account, number) for name, number in people.items()}
        if case.signatory:
            grant(session, accounts["signatory"], Role.SIGNATORY, country)
        self.identities = {name: identity_for(session, account) for name, account in accounts.items()}
        self.actors = {name: actor_for(account) for name, account in accounts.items()}
        report = self._start(country)
        self.stream, self.place = stream_of(report), (country, report.family, report.subject)
        self.events = 1

    def _start(self, country: str) -> Report:
        session, now, by = self.session, self.case.now, Actor()
        if self.case.family == "national":
            report = start_report(session, self.cycle, country, "en", by, now)
        elif self.case.family == "coordinator":
            report = start_coordinator_report(session, self.cycle, country, "en", by, now)
        else:
            filed_by = self.case.filed_by
            report = start_practice(session, self.cycle, country, "en", by, now, filed_by=filed_by)
        context = surroundings(session, report)
        answers = complete_answers(
            context.questionnaire, context.asked, period=context.period, only_required=True
        )
        write_answers(
            session, report, {key: (value, "en") for key, value in answers.items()}, Author(None, "en", now)
        )
        return report

    def reports(self) -> dict[int, Report]:
        """Return the versions there are, by number."""
        country, family, subject = self.place
        statement = select(Report).where(
            Report.country_code == country, Report.family == family, Report.subject == subject
        )
        found = self.session.scalars(statement.execution_options(populate_existing=True))
        return {report.version: report for report in found}

    def go(self, step: tuple[Any, ...]) -> None:
        """Take one step on the newest version, or (new version, withdrawal of the report) where it is due."""
        if not self.case.versions:
            return
        if step[0] == "days":
            self.case.now += timedelta(days=step[1])
        elif step[0] == "act":
            for version in {
                id(found): found for found in (self.case.versions[-1], self.case.versions[0])
            }.values():
                if version in self.case.versions:
                    self._act(version, step[1], step[2])
        else:
            getattr(self, f"_{step[0]}")(self.case.versions[-1], *step[1:])

    def _forward(self, version: Version, choice: int) -> None:
        """Take one of the steps that the design allows now, so that walks go far; discarding ends them."""
        ways: dict[str, list[str]] = {}
        for action, who in product((action.value for action in Action if action != Action.DISCARD), ROLES):
            if expected(self.case, version, action, who)[0]:
                ways.setdefault(action, []).append(who)
        if ways:
            action = list(ways)[choice % len(ways)]
            self._act(version, action, ways[action][choice // len(ways) % len(ways[action])])

    def _act(self, version: Version, action: str, who: str) -> None:
        report = self.reports()[version.number]
        allowed, to = expected(self.case, version, action, who)
        sides, by = self._sides(who, report), self.actors.get(who, Actor())
        step = Step(Action(action), by, sides, self.case.now, text="Reasons.")
        done = False
        with contextlib.suppress(PortalError), self.session.begin_nested():
            transition(self.session, report.id, step)
            done = True
        assert done is allowed, (action, who, version, self.case)
        if allowed:
            follow(self.case, version, action, to)
            self.events += 1

    def _remark(self, version: Version, side: str) -> None:
        report = self.reports()[version.number]
        context = surroundings(self.session, report)
        reason = context.questionnaire.option_sets["REASONS"].options[0].value
        with contextlib.suppress(PortalError), self.session.begin_nested():
            draft = RemarkDraft(MANDATORY[report.instrument], reason, "Please explain.", side)
            add_remark(self.session, context, draft, Written(None, "en", self.case.now))
            version.unsent[side] += 1

    def _reply(self, version: Version) -> None:
        report = self.reports()[version.number]
        remarks = self.session.scalars(
            select(Remark).where(
                Remark.report_id == report.id, Remark.replied_at.is_(None), Remark.released_at.is_not(None)
            )
        )
        for remark in remarks.all():
            with contextlib.suppress(PortalError), self.session.begin_nested():
                reply_to_remark(self.session, remark, "", Written(None, "en", self.case.now), maintained=True)
                version.unanswered -= 1

    def _complete(self, version: Version, complete: bool) -> None:
        report = self.reports()[version.number]
        if self._save(report, MANDATORY[report.instrument], "Complete" if complete else None):
            version.complete = complete

    def _consent(self, version: Version, consent: str) -> None:
        report = self.reports()[version.number]
        if report.instrument in CONSENT and self._save(report, CONSENT[report.instrument], consent):
            version.live_consent = consent

    def _save(self, report: Report, key: str, value: str | None) -> bool:
        known = answers_of(self.session, report.id, [key]).get(key)
        change = Change(key, value, known.revision if known else 0)
        outcome = save_answers(self.session, report, [change], Author(None, "en", self.case.now))
        self.session.expire_all()
        return outcome.editable

    def check_every_action(self) -> None:
        """Compare, for everybody and every action, what the portal would allow now with the design."""
        reports = self.reports()
        for version in self.case.versions:
            context = surroundings(self.session, reports[version.number])
            whole = situation_of(self.session, context, frozenset(), self.case.now)
            for sides, everybody in self._standing(context.report).items():
                situation = situation_of(self.session, context, sides, self.case.now, check=False)
                situation = replace(situation, complete=whole.complete)
                allowed = {action.value for action in Action if find(action, situation)[0] is not None}
                for who in everybody:
                    by_design = {row[0] for row in TABLE if expected(self.case, version, row[0], who)[0]}
                    assert allowed == by_design, (who, version, self.case)

    def _standing(self, report: Report) -> dict[frozenset[Side], list[str]]:
        """Return who stands on which sides."""
        found: dict[frozenset[Side], list[str]] = {}
        for who in ROLES:
            found.setdefault(self._sides(who, report), []).append(who)
        return found

    def _sides(self, who: str, report: Report) -> frozenset[Side]:
        is_clock = who == CLOCK
        return frozenset({Side.CLOCK}) if is_clock else sides_of(self.session, self.identities[who], report)

    def check_practices(self) -> None:
        """Compare the count of practices, which is computed with all other figures."""
        statuses = [version.status for version in self.case.versions]
        figures = aggregate(cycle_input(self.session, self.cycle.code), None, "secretariat")
        found = figures["total"]["best_practices"]
        assert found["received"] == any(status in RECEIVED | {"declined"} for status in statuses)
        assert found["counted"] == any(status in COUNTED for status in statuses)
        assert found["published"] == any(status == "published" for status in statuses)

    # --- what must hold after every step ---

    def check(self) -> None:
        """Compare the portal with the model: states, filings, events, and what is counted."""
        reports = self.reports()
        assert {number: report.status.value for number, report in reports.items()} == {
            version.number: version.status for version in self.case.versions
        }
        assert all(report.status in Status for report in reports.values())
        events = self.session.scalars(
            select(Event).where(Event.stream == self.stream).order_by(Event.number)
        ).all()
        assert len(events) == self.events
        assert first_break(events) is None
        for version in self.case.versions:
            self._check_filings(reports[version.number], version)
        self._check_counting()

    def _check_filings(self, report: Report, version: Version) -> None:
        filings = self.session.scalars(select(Filing).where(Filing.report_id == report.id)).all()
        assert len(filings) == version.filed
        if filings and report.instrument in CONSENT:
            assert filed_answers(filings[-1])[CONSENT[report.instrument]] == version.consent

    def _check_counting(self) -> None:
        statuses = [version.status for version in self.case.versions]
        assert sum(status in COUNTED for status in statuses) <= 1
        if self.case.family == "practice":
            return
        families: Any = coverage(call_roll(cycle_input(self.session, self.cycle.code), EVERY_COUNTRY), None)
        found = families["national" if self.case.family == "national" else "coordinators"]["all"]
        received = any(status in RECEIVED for status in statuses)
        assert found["received"] == received
        assert found["counted"] == any(status in COUNTED for status in statuses)
        assert found["published"] == any(status == "published" for status in statuses)
        if "withdrawn" in found:
            assert found["withdrawn"] == (not received and "withdrawn" in statuses)


@settings(
    max_examples=WALKS,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    kind=CASES,
    signatory=st.booleans(),
    far=st.integers(0, 2),
    steps=st.lists(STEPS, min_size=6, max_size=LONGEST),
)
def test_a_walk_as_anybody_never_leaves_the_table_of_the_design(session, people, kind, signatory, far, steps):
    cycle_code, accounts = people
    family, filed_by, track = kind
    closes = datetime.combine(session.get_one(Cycle, cycle_code).closes, NOW.timetz())
    try:
        walk = Walk(session, cycle_code, accounts, Case(family, filed_by, track, signatory, closes, NOW))
        walk.check()
        known: list[tuple[str, int]] = []
        for step in (("forward", 0), ("forward", 0)) * far + tuple(steps):
            walk.go(step)
            walk.check()
            states = [(version.status, sum(version.unsent.values())) for version in walk.case.versions]
            if states != known:
                walk.check_every_action()
            known = states
        if family == "practice":
            walk.check_practices()
    finally:
        session.rollback()
    assert session.scalar(select(func.count()).select_from(Report)) == 0


def test_the_walks_know_every_action_and_every_status_of_the_design():
    assert {row[0] for row in TABLE} == {action.value for action in Action}
    reached = {row[2] for row in TABLE} | {"draft", "superseded"}
    assert reached - {None} == {status.value for status in Status}
