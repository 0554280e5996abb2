"""Answers offered from the last cycle and between the countries of an office, on both databases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.accounts.models import Account
from portal.accounts.permissions import Role
from portal.errors import NotFoundError, RefusedError
from portal.reports.lifecycle.starting import start_coordinator_report, start_report
from portal.reports.models import Report
from portal.reports.offers.models import Decision, OfferedAnswer, Source
from portal.reports.offers.queries import carried_over, open_offers, own_countries
from portal.reports.offers.services import leave, offer_own_country, take_over
from portal.reports.queries import answers_of, latest_filing, open_set_aside, surroundings, values_of
from portal.reports.saving import Author
from portal.reports.workflow import Action, Side
from tests.factories import (
    NOW,
    TEXTS,
    actor_for,
    fill_report,
    grant,
    identity_for,
    make_account,
    make_cycle,
    make_report,
    make_submitted_report,
    take,
)

BEFORE = NOW - timedelta(days=366)
LONG_AGO = BEFORE - timedelta(days=366)
MINISTRY, TABLE, LONG = "VNR.12.A1", "VNR.12.A2", "VNR.12.B10"


@dataclass
class Begun:
    """A report begun in the cycle after one in which the country has an accepted report."""

    session: Any
    last: Report
    report: Report
    person: Account

    @property
    def author(self) -> Author:
        return Author(self.person.id, "en", NOW)

    def offered(self) -> dict[str, OfferedAnswer]:
        return {one.answer.key: one.answer for one in open_offers(self.session, self.report.id)}

    def live(self) -> dict[str, Any]:
        return values_of(answers_of(self.session, self.report.id))


def accepted(session, code, country="XAA", *, now=BEFORE, **more):
    """Return an accepted report of a country in a cycle of its own, open at that moment."""
    cycle = make_cycle(session, code, now=now, invited={country: "rc"})
    report = make_submitted_report(session, cycle, country, now=now, **more)
    take(session, report, Action.BEGIN_REVIEW, Side.REVIEWER, now=now)
    take(session, report, Action.ENDORSE, Side.REVIEWER, now=now)
    return take(session, report, Action.ACCEPT, Side.SECRETARIAT, now=now)


@pytest.fixture
def begun(session):
    last = accepted(session, "1999", language="fr")
    person = make_account(session)
    report = make_report(session, make_cycle(session, "2000"), "XAA", by=person)
    return Begun(session, last, report, person)


def test_the_answers_of_the_last_cycle_are_offered_and_are_no_answers(begun):
    offers = begun.offered()
    assert (offers[MINISTRY].value, offers[MINISTRY].language) == (TEXTS["fr"][:200], "fr")
    assert {(one.source, one.source_report_id) for one in offers.values()} == {
        (Source.LAST_CYCLE, begun.last.id)
    }
    assert {one.offered_by for one in offers.values()} == {begun.person.id}
    assert begun.live() == {}
    assert not [key for key in offers if key.startswith("VNR.12.Z")]


def test_nothing_is_offered_of_a_report_that_was_not_accepted_or_is_another_country_s(session):
    make_submitted_report(session, make_cycle(session, "1999", now=BEFORE), "XAA", now=BEFORE)
    accepted(session, "1998", "XCC", now=LONG_AGO)
    report = make_report(session, make_cycle(session, "2000"), "XAA")
    assert open_offers(session, report.id) == []


def test_the_last_accepted_report_is_offered_even_if_a_cycle_was_left_out(session):
    last = accepted(session, "1998", now=LONG_AGO)
    make_cycle(session, "1999", now=BEFORE)
    report = make_report(session, make_cycle(session, "2000"), "XAA")
    assert {one.source.id for one in open_offers(session, report.id)} == {last.id}


def test_a_report_received_by_mail_is_entered_from_the_letter_alone(session):
    accepted(session, "1999")
    cycle = make_cycle(session, "2000")
    report = start_report(session, cycle, "XAA", "en", actor_for(None), NOW, received=True)
    assert open_offers(session, report.id) == []


def test_what_is_taken_over_is_the_answer_of_the_person_in_the_language_it_was_written_in(begun):
    offer = begun.offered()[MINISTRY]
    outcome = take_over(begun.session, begun.report, [offer.id], {}, begun.author)
    answer = answers_of(begun.session, begun.report.id)[MINISTRY]
    assert (answer.value, answer.language, answer.author_id) == (offer.value, "fr", begun.person.id)
    assert (outcome.conflicts, outcome.saved) == ([], {MINISTRY: 1})
    assert (offer.decision, offer.decided_by, offer.decided_at) == (Decision.CONFIRMED, begun.person.id, NOW)
    assert MINISTRY not in begun.offered()


def test_a_text_left_is_no_answer_and_stays_on_record(begun):
    offer = begun.offered()[MINISTRY]
    leave(begun.session, begun.report, [offer.id], begun.author)
    assert (offer.decision, offer.decided_by) == (Decision.DECLINED, begun.person.id)
    assert begun.live() == {}


def test_nobody_decides_twice_or_on_another_report(begun):
    offer = begun.offered()[MINISTRY]
    leave(begun.session, begun.report, [offer.id], begun.author)
    with pytest.raises(RefusedError, match="already_decided"):
        take_over(begun.session, begun.report, [offer.id], {}, begun.author)
    with pytest.raises(NotFoundError):
        take_over(begun.session, begun.last, [offer.id], {}, begun.author)
    with pytest.raises(NotFoundError):
        leave(begun.session, begun.report, [], begun.author)


def test_an_answer_written_meanwhile_stays_in_force_and_both_texts_are_kept(begun):
    fill_report(begun.session, begun.report, {MINISTRY: "Ministry of Finance"})
    offer = begun.offered()[MINISTRY]
    outcome = take_over(begun.session, begun.report, [offer.id], {MINISTRY: 0}, begun.author)
    assert begun.live()[MINISTRY] == "Ministry of Finance"
    assert [kept.value for kept in outcome.conflicts] == [offer.value]
    assert [kept.key for kept in open_set_aside(begun.session, begun.report.id)] == [MINISTRY]


def test_an_answer_that_was_seen_gives_way_and_can_be_found_again(begun):
    fill_report(begun.session, begun.report, {MINISTRY: "Ministry of Finance"})
    offer = begun.offered()[MINISTRY]
    take_over(begun.session, begun.report, [offer.id], {MINISTRY: 1}, begun.author)
    assert begun.live()[MINISTRY] == offer.value
    assert open_set_aside(begun.session, begun.report.id) == []


def test_rows_come_to_those_that_are_there_each_with_an_id_of_its_own(begun):
    fill_report(begun.session, begun.report, {TABLE: [{"name": "Somebody new"}]})
    offer = begun.offered()[TABLE]
    take_over(begun.session, begun.report, [offer.id], {TABLE: 1}, begun.author)
    rows = begun.live()[TABLE]
    assert rows[0]["name"] == "Somebody new"
    assert len(rows) == 1 + len(offer.value)
    assert len({row["_id"] for row in rows}) == len(rows)


def test_a_report_that_is_sent_takes_nothing_over(begun):
    offer = begun.offered()[MINISTRY]
    fill_report(begun.session, begun.report)
    take(begun.session, begun.report, Action.SUBMIT, Side.SIGNATORY, by=begun.person)
    with pytest.raises(RefusedError, match="report_not_editable"):
        take_over(begun.session, begun.report, [offer.id], {}, begun.author)
    filing = latest_filing(begun.session, begun.report.id)
    assert filing is not None
    assert TEXTS["fr"] not in filing.content


def test_a_draft_with_offers_can_be_discarded(begun):
    take(begun.session, begun.report, Action.DISCARD, Side.AUTHOR, by=begun.person)
    assert begun.session.scalars(select(OfferedAnswer)).all() == []


def test_the_share_that_was_taken_over_is_found_by_comparing_whatever_was_said_of_the_offers(begun):
    taken = f"{TEXTS['fr']} {TEXTS['fr']}"
    assert (
        carried_over(begun.session, begun.report, [("Something new of nine words that nobody wrote", "en")])
        == []
    )
    (carried,) = carried_over(begun.session, begun.report, [(taken, "fr"), (TEXTS["ru"] * 2, "ru")])
    assert carried.source is begun.last
    assert 40 <= carried.share.percent <= 70


# --- between the countries of an office -----------------------------------------------------------


@pytest.fixture
def office(session):
    """A coordinator of XAA and XCC, whose reports are begun, and not of XDD, whose is too."""
    cycle = make_cycle(session, "2000", invited={"XAA": "rc", "XCC": "rc", "XDD": "rc"})
    person = make_account(session, Role.COORDINATOR, "XAA")
    grant(session, person, Role.COORDINATOR_STAFF, "XCC")
    reports = {
        country: start_coordinator_report(session, cycle, country, "en", actor_for(person), NOW)
        for country in ("XAA", "XCC", "XDD")
    }
    fill_report(session, reports["XCC"], {"RCR.13.A1": "Name as accredited"}, by=person)
    return reports, person


def test_an_office_offers_itself_the_answers_of_its_other_country(session, office):
    reports, person = office
    identity = identity_for(session, person)
    assert [found.id for found, _ in own_countries(session, identity, reports["XAA"])] == [reports["XCC"].id]
    context = surroundings(session, reports["XAA"])
    assert offer_own_country(session, context, reports["XCC"].id, identity, NOW) == 1
    (one,) = open_offers(session, reports["XAA"].id)
    assert (one.answer.value, one.answer.source, one.country.code) == (
        "Name as accredited",
        Source.OWN_COUNTRY,
        "XCC",
    )
    assert answers_of(session, reports["XAA"].id) == {}


def test_a_text_that_waits_follows_its_source_and_one_decided_does_not(session, office):
    reports, person = office
    identity, context = identity_for(session, person), surroundings(session, reports["XAA"])
    offer_own_country(session, context, reports["XCC"].id, identity, NOW)
    fill_report(session, reports["XCC"], {"RCR.13.A1": "Another name"}, by=person)
    assert offer_own_country(session, context, reports["XCC"].id, identity, NOW) == 1
    (one,) = open_offers(session, reports["XAA"].id)
    assert one.answer.value == "Another name"
    leave(session, reports["XAA"], [one.answer.id], Author(person.id, "en", NOW))
    assert offer_own_country(session, context, reports["XCC"].id, identity, NOW) == 0


@pytest.mark.parametrize("source", ["XDD", "XAA"])
def test_nothing_is_copied_from_a_country_that_is_not_the_office_s_own(session, office, source):
    reports, person = office
    identity, context = identity_for(session, person), surroundings(session, reports["XAA"])
    with pytest.raises(NotFoundError):
        offer_own_country(session, context, reports[source].id, identity, NOW)


def test_staff_of_one_country_alone_see_no_other(session, office):
    reports, _ = office
    staff = identity_for(session, make_account(session, Role.COORDINATOR_STAFF, "XAA"))
    assert own_countries(session, staff, reports["XAA"]) == []
    agency = identity_for(session, make_account(session, Role.OFFICE_CONTRIBUTOR, "XAA"))
    assert own_countries(session, agency, reports["XAA"]) == []


def test_a_draft_that_was_offered_elsewhere_can_be_discarded_with_its_texts(session, office):
    reports, person = office
    identity, context = identity_for(session, person), surroundings(session, reports["XAA"])
    offer_own_country(session, context, reports["XCC"].id, identity, NOW)
    take(session, reports["XCC"], Action.DISCARD, Side.AUTHOR, by=person)
    assert open_offers(session, reports["XAA"].id) == []
