"""Every action has its letters, or a reason to have none; everybody is told of what concerns them."""

from __future__ import annotations

import itertools

import pytest

from portal.accounts.permissions import AT_THE_OFFICE, HeldRole, Identity, Permission, Role, permits
from portal.notifications.letters import (
    EVENTS,
    LETTERS,
    PLACES,
    PREPARED,
    TO_AGREE,
    TO_COMMENT,
    TO_DECIDE,
    TO_REVIEW,
    WITHOUT_LETTER,
    Audience,
    Situation,
    event_words,
    letters_for,
    roles_of,
)
from portal.reports.workflow import TRANSITIONS, Action, Family, Text

BY_GOVERNMENT = Situation("national", "government", Audience.REVIEWER)
BY_OFFICE = Situation("coordinator", "coordinator", Audience.GOVERNMENT)
WITHOUT_OFFICE = Situation("national", "government", Audience.SECRETARIAT, reviewed=False)
SITUATIONS = [
    Situation(family.value, filed_by, turn, reviewed)
    for family, filed_by, turn, reviewed in itertools.product(
        Family,
        ("government", "coordinator"),
        (Audience.REVIEWER, Audience.GOVERNMENT, Audience.SECRETARIAT),
        (True, False),
    )
]


def _told(happening, situation):
    return {role for row in letters_for(happening, situation) for role in roles_of(row.audience, situation)}


def test_every_action_has_a_letter_or_is_stated_to_have_none():
    assert {*LETTERS, *WITHOUT_LETTER} == {*map(str, Action), PREPARED}
    assert not LETTERS.keys() & WITHOUT_LETTER.keys()
    assert all(WITHOUT_LETTER.values())
    assert LETTERS.keys() == EVENTS.keys()


def test_letters_and_history_name_the_author_who_acted():
    assert "coordinator" in event_words("recall", "coordinator")
    assert "Government" in event_words("recall", "government")
    assert event_words("accept", "coordinator") == event_words("accept", "government")


@pytest.mark.parametrize("happening", LETTERS)
def test_each_letter_reaches_somebody(happening):
    assert any(_told(happening, situation) for situation in SITUATIONS)


@pytest.mark.parametrize("happening", LETTERS)
def test_each_letter_leads_to_a_page(happening):
    for situation in SITUATIONS:
        assert {row.audience for row in letters_for(happening, situation)} <= PLACES.keys()


@pytest.mark.parametrize("action", [row.action for row in TRANSITIONS if row.text is Text.REQUIRED])
def test_the_reason_that_a_step_asks_for_is_in_the_letter_to_the_author(action):
    rows = [row for row in LETTERS[action] if row.audience is Audience.AUTHOR]
    assert rows
    assert all(row.quotes for row in rows) or action in {Action.WITHDRAW_VERSION, Action.WITHDRAW_REPORT}


def test_the_authors_of_a_government_are_its_focal_points_and_of_an_office_its_people():
    assert roles_of(Audience.AUTHOR, BY_GOVERNMENT) == {Role.FOCAL_POINT, Role.ALTERNATE}
    assert roles_of(Audience.AUTHOR, BY_OFFICE) == {
        Role.COORDINATOR,
        Role.OFFICER_IN_CHARGE,
        Role.COORDINATOR_STAFF,
    }


def test_a_report_has_a_reviewing_office_or_a_replying_government_never_both():
    for situation in SITUATIONS:
        sides = [roles_of(side, situation) for side in (Audience.REVIEWER, Audience.GOVERNMENT)]
        assert not all(sides)
    assert not roles_of(Audience.REVIEWER, WITHOUT_OFFICE)


@pytest.mark.parametrize(
    ("situation", "audience", "sentence"),
    [
        (BY_GOVERNMENT, Audience.REVIEWER, TO_REVIEW),
        (BY_OFFICE, Audience.GOVERNMENT, TO_COMMENT),
        (Situation("practice", "coordinator", Audience.GOVERNMENT), Audience.GOVERNMENT, TO_AGREE),
        (WITHOUT_OFFICE, Audience.SECRETARIAT, TO_DECIDE),
    ],
)
@pytest.mark.parametrize("happening", ["submit", "resubmit"])
def test_whose_turn_it_is_hears_what_is_asked(happening, situation, audience, sentence):
    rows = [row for row in letters_for(happening, situation) if row.audience is audience]
    assert [row.sentence for row in rows] == [sentence]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_contributors_readers_and_administrators_are_not_written_to(situation):
    told = set().union(*(_told(happening, situation) for happening in LETTERS))
    assert not told & {Role.CONTRIBUTOR, Role.OFFICE_CONTRIBUTOR, Role.READER, Role.ADMINISTRATOR}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_who_is_written_to_may_open_the_page_of_the_letter(situation):
    pages = {
        Audience.AUTHOR: Permission.REPORT_READ_DRAFT,
        Audience.SIGNATORY: Permission.REPORT_READ_DRAFT,
        Audience.REVIEWER: Permission.REVIEW_READ,
        Audience.GOVERNMENT: Permission.REPORT_READ_FILED,
        Audience.SECRETARIAT: Permission.REPORT_ACCEPT,
    }
    for audience, permission in pages.items():
        by_office = situation.filed_by == "coordinator"
        asked = AT_THE_OFFICE.get(permission, permission) if by_office else permission
        for role in roles_of(audience, situation):
            country = None if role is Role.SECRETARIAT else "XAA"
            assert permits(Identity(1, "", frozenset({HeldRole(role, country)})), asked, "XAA")
