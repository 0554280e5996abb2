"""The reviewer's queue: own countries only, what needs action first."""

from __future__ import annotations

import re

from portal.accounts.permissions import Role
from portal.reports.workflow import Action, Side
from tests.factories import make_report
from tests.samples.portal import now
from tests.web.review.visiting import Visitor, count_questions, file_report, step

REPORT_LINK = re.compile(r"/en/review/(\d+)")


def _listed(answer):
    return [int(number) for number in REPORT_LINK.findall(answer.html)]


def test_the_queue_lists_the_reports_of_ones_own_countries_only(review):
    other = review.portal.new_place()
    file_report(review.portal, other.cycle, other.rc)
    assert _listed(review.coordinator.get("review")) == [review.report]
    assert _listed(review.staff.get("review")) == [review.report]


def test_a_country_without_a_coordinator_is_in_no_queue(review):
    file_report(review.portal, review.place.cycle, review.place.norc)
    assert _listed(review.elsewhere.get("review")) == []


def test_a_draft_is_in_no_queue_and_behind_no_address(review):
    place = review.portal.new_place()
    coordinator = Visitor(review.portal, review.portal.add_person(Role.COORDINATOR, place.rc))
    with review.portal.session() as session:
        from portal.cycles.queries import get_cycle

        draft = make_report(session, get_cycle(session, place.cycle), place.rc, now=now()).id
    assert "No report waits for your office." in coordinator.get("review")
    assert _listed(coordinator.get("review")) == []
    assert coordinator.get(f"review/{draft}").status == 404


def test_what_waits_for_the_office_comes_before_what_waits_for_others(review):
    places = [review.portal.new_place() for _ in range(2)]
    person = review.portal.add_person(Role.COORDINATOR, places[0].rc)
    review.portal.give_role(person, Role.COORDINATOR, places[1].rc)
    first, second = (file_report(review.portal, place.cycle, place.rc) for place in places)
    step(review.portal, first, Action.BEGIN_REVIEW, Side.REVIEWER)
    step(review.portal, first, Action.ENDORSE, Side.REVIEWER)
    answer = Visitor(review.portal, person).get("review")
    assert _listed(answer) == [second, first]
    assert "Waiting for your office" in answer
    assert "With the secretariat" in answer


def test_the_queue_says_until_when_the_review_lasts_and_where_each_report_stands(review):
    answer = review.coordinator.get("review")
    assert "1 report waits for your office." in answer
    assert re.search(r"Review until \d+ \w+ \d{4}", answer.text)
    assert "Submitted" in answer


def test_the_queue_takes_as_many_questions_for_one_report_as_for_five(review):
    person = review.portal.add_person(Role.COORDINATOR, review.place.rc)
    visitor = Visitor(review.portal, person)
    one = count_questions(visitor, "review")
    for _ in range(4):
        place = review.portal.new_place()
        review.portal.give_role(person, Role.COORDINATOR, place.rc)
        file_report(review.portal, place.cycle, place.rc)
    assert len(_listed(visitor.get("review"))) == 5
    assert count_questions(visitor, "review") == one
