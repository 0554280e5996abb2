"""Many invitations: shown before they are sent, then written one by one, none twice, refusals told."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, select

from portal.accounts.models import Account, Invitation
from portal.accounts.permissions import Role
from portal.jobs.working import go_on
from portal.mail.models import Letter
from portal.operations.jobs import STEPS
from portal.secretariat.invitations.lines import Known, read_lines
from tests.samples.portal import SamplePortal

KNOWN = Known({"KEN", "FJI"}, {("held@example.org", "focal_point", "KEN")})
ADDRESS = "/en/secretariat/invitations"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("KEN, focal_point, a@example.org", ""),
        ("ken;COORDINATOR;A@Example.org;Name;fr", ""),
        ("FJI\tofficer_in_charge\ta@example.org\t\tar", ""),
        ("KEN, focal_point", "fields"),
        ("QQQ, focal_point, a@example.org", "country"),
        ("KEN, reader, a@example.org", "role"),
        ("KEN, focal_point, nobody", "email"),
        ("KEN, focal_point, a@example.org, Name, de", "language"),
        ("KEN, focal_point, Held@example.org", "holds"),
    ],
)
def test_each_line_is_judged_with_its_own_problem(line, problem):
    [read] = read_lines(line, KNOWN)
    assert read.problem == problem


def test_empty_lines_count_and_a_person_stands_once_in_the_list():
    lines = read_lines("\nKEN, focal_point, a@example.org\n\nKEN,focal_point,A@example.org\n", KNOWN)
    assert [(line.number, line.problem) for line in lines] == [(2, ""), (4, "twice")]


@pytest.fixture
def portal(tmp_path):
    portal = SamplePortal(tmp_path)
    yield portal
    portal.close()


def test_a_list_is_seen_before_it_is_sent_and_each_invitation_is_written_once(portal):
    place = portal.new_place()
    officer = portal.add_person(Role.SECRETARIAT)
    client = portal.client(officer)
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(ADDRESS).text)
    assert found is not None
    token = found[1]
    text = f"{place.rc}, focal_point, one@example.org, One, ar\n{place.rc}, nobody, two@example.org\n"
    text += f"{place.norc}, focal_point, three@example.org"
    shown = client.post(ADDRESS, data={"csrf_token": token, "text": text, "go": "preview"})
    assert "The role is one of" in shown.text
    assert "two@example.org" in shown.text
    with portal.session() as session:
        assert session.scalars(select(Invitation)).all() == []
    sent = client.post(ADDRESS, data={"csrf_token": token, "text": text, "go": "send"})
    assert sent.status_code == 303
    assert "0 of 2" in client.get(sent.location).text

    # Meanwhile somebody invites one of them, who accepts: the list must not invite her again.
    held = portal.add_person(Role.FOCAL_POINT, place.norc)
    with portal.session() as session:
        session.get_one(Account, held.id).email = "three@example.org"
    engine = create_engine(f"sqlite:///{portal.folder / 'portal.sqlite3'}")
    assert go_on(engine, STEPS, datetime.now(UTC)) == 2
    assert go_on(engine, STEPS, datetime.now(UTC)) == 0
    engine.dispose()
    page = client.get(sent.location).text
    assert "2 of 2" in page
    assert "three@example.org" in page
    with portal.session() as session:
        [invitation] = session.scalars(select(Invitation)).all()
        assert (invitation.email, invitation.invited_by) == ("one@example.org", officer.id)
        [letter] = session.scalars(select(Letter)).all()
        assert (letter.recipient, letter.language) == ("one@example.org", "ar")
