"""A country is handed over in one step, and nothing is left with whoever held the role before."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.accounts.models import Account, Grant, Invitation
from portal.accounts.permissions import Role
from portal.extensions import db
from portal.reports.assignments.models import Assignment
from portal.reports.suggestions.models import ColleagueLink
from tests.samples.mailed import mailed_link
from tests.samples.portal import Person
from tests.samples.team import assign_in
from tests.web.filing.desk import Page
from tests.web.filing.test_colleague_links import make

SUCCESSOR = "successor-{}@ministry.example"
SENTENCE = "a sentence that I remember"


def _post(client, address, **typed):
    page = Page(client.get(address))
    form = next(form for form in page.read.forms if "csrf_token" in form.names())
    return Page(client.post(address, data={"csrf_token": form.fields()["csrf_token"], **typed}))


def _invite(client, address, **typed):
    """Invite somebody and return the path of the link, which goes to the mailbox alone."""
    typed = {"language": "en", "name": "", **typed}
    assert _post(client, address, **typed).status == 302
    assert "/invitation/" not in Page(client.get(address)).html
    with client.application.app_context():
        link = mailed_link(db.session)
        db.session.commit()
        return link


def _accept(portal, path):
    answer = _post(portal.client(), path, name="Successor", password=SENTENCE, again=SENTENCE)
    assert answer.status == 302, answer.text


@pytest.fixture
def burdened(begun, place, focal_point):
    """A focal point with a page assigned, a link, an open invitation, and a report prepared for signature."""
    portal = begun.portal
    portal.give_role(focal_point, Role.CONTRIBUTOR, place.rc)
    assign_in(portal, begun.number, focal_point.id, "A", "B")
    begun.link, _shown = make(begun, page="B")
    address = f"/en/people/{place.rc}"
    begun.invited = _invite(
        begun.client, address, role="reader", email=f"reader-{place.rc}@x.example".lower()
    )
    begun.fill()
    assert begun.post("/prepare").status == 303
    return begun


def _left_with(portal, number, country, person):
    """Return the open items that still lie with a person."""
    with portal.session() as session:
        counts = (
            session.scalars(select(Grant.id).where(Grant.account_id == person, Grant.country == country)),
            session.scalars(select(Assignment.id).where(Assignment.account_id == person)),
            session.scalars(select(ColleagueLink.id).where(ColleagueLink.made_by == person)),
            session.scalars(
                select(Invitation.id).where(
                    Invitation.invited_by == person,
                    Invitation.used_at.is_(None),
                    Invitation.revoked_at.is_(None),
                )
            ),
        )
        return [len(found.all()) for found in counts]


def _check_everything_passed(desk, email):
    portal, country = desk.portal, desk.country
    assert _left_with(portal, desk.number, country, desk.person.id) == [0, 0, 0, 0]
    assert desk.get().status == 403
    with portal.session() as session:
        heir = session.scalars(select(Account).where(Account.email == email)).one()
        kept = {
            (one.section, one.account_id)
            for one in session.scalars(select(Assignment))
            if one.report_id == desk.number
        }
        assert kept == {("A", heir.id), ("B", heir.id)}
        successor = Person(heir.id, heir.email, heir.name)
    report = portal.client(successor).get(desk.url()).get_data(as_text=True)
    assert "prepared for signature" in report
    assert desk.link.open().status == 200
    assert portal.client().get(desk.invited).status_code == 200


def test_the_successor_of_a_focal_point_gets_everything(burdened, place):
    address, email = f"/en/people/{place.rc}", SUCCESSOR.format(place.rc).lower()
    page = Page(burdened.client.get(address)).text
    assert "Pages assigned2" in page
    assert "Links of colleagues without an account1" in page
    assert "Invitations not yet accepted1" in page
    path = _invite(burdened.client, address, role="focal_point", email=email, hands_over="y")
    assert burdened.get().status == 200  # until the successor accepts
    _accept(burdened.portal, path)
    _check_everything_passed(burdened, email)


def test_the_secretariat_hands_a_country_over_whose_focal_point_has_left(burdened, place):
    portal = burdened.portal
    with portal.session() as session:
        session.get_one(Account, burdened.person.id).active = False
    officer = portal.client(portal.add_person(Role.SECRETARIAT))
    assert f"/en/people/{place.rc}" in officer.get("/en/people").get_data(as_text=True)
    email = SUCCESSOR.format(place.rc).lower()
    path = _invite(officer, f"/en/people/{place.rc}", role="focal_point", email=email, hands_over="y")
    _accept(portal, path)
    with portal.session() as session:
        session.get_one(Account, burdened.person.id).active = True
    _check_everything_passed(burdened, email)


def test_a_second_invitation_to_succeed_ends_when_the_first_is_accepted(burdened, place):
    address = f"/en/people/{place.rc}"
    first, second = (
        _invite(
            burdened.client,
            address,
            role="focal_point",
            hands_over="y",
            email=f"{name}-{place.rc}@x.example".lower(),
        )
        for name in ("first", "second")
    )
    _accept(burdened.portal, first)
    assert burdened.portal.client().get(second).status_code == 410


def test_what_lies_with_others_stays_with_them(burdened, place):
    portal = burdened.portal
    colleague = portal.add_person(Role.CONTRIBUTOR, place.rc)
    assign_in(portal, burdened.number, colleague.id, "D")
    path = _invite(
        burdened.client,
        f"/en/people/{place.rc}",
        role="focal_point",
        email=SUCCESSOR.format(place.rc).lower(),
        hands_over="y",
    )
    _accept(portal, path)
    with portal.session() as session:
        statement = select(Assignment.section).where(Assignment.account_id == colleague.id)
        assert session.scalars(statement).all() == ["D"]


def test_a_coordinator_hands_the_office_over(portal, place):
    coordinator = portal.add_person(Role.COORDINATOR, place.rc)
    client, address = portal.client(coordinator), f"/en/offices/{place.rc}"
    email = SUCCESSOR.format(place.rc).lower()
    _accept(portal, _invite(client, address, role="coordinator", email=email, hands_over="y"))
    assert client.get(address).status_code == 403


def test_a_coordinator_invites_officer_staff_and_agencies_and_reads_what_each_does(portal, place):
    client = portal.client(portal.add_person(Role.COORDINATOR, place.rc))
    page = Page(client.get(f"/en/offices/{place.rc}"))
    offered = {control.value for name, control in page.read.forms[-1].controls if name == "role"}
    assert offered == {"officer_in_charge", "coordinator_staff", "office_contributor", "coordinator"}
    assert "such as an agency" in page.text


def test_a_colleagues_link_ends_with_the_role_of_whoever_made_it(burdened, place):
    portal = burdened.portal
    officer = portal.client(portal.add_person(Role.SECRETARIAT))
    assert burdened.link.open().status == 200
    with portal.session() as session:
        wanted = (Grant.account_id == burdened.person.id, Grant.role == Role.FOCAL_POINT)
        number = session.scalars(select(Grant.id).where(*wanted)).one()
    address = f"/en/people/{place.rc}"
    token = Page(officer.get(address)).read.forms[-1].fields()["csrf_token"]
    answer = officer.post(f"{address}/roles/{number}/end", data={"csrf_token": token})
    assert answer.status_code == 302
    assert burdened.link.open().status == 410
    assert portal.client().get(burdened.invited).status_code == 410
    with portal.session() as session:
        made = session.scalars(select(ColleagueLink).where(ColleagueLink.made_by == burdened.person.id)).one()
        assert made.revoked_at is not None


def test_a_colleagues_link_rests_while_the_account_of_whoever_made_it_is_deactivated(burdened):
    def set_active(active):
        with burdened.portal.session() as session:
            session.get_one(Account, burdened.person.id).active = active

    set_active(False)
    assert burdened.link.open().status == 410
    set_active(True)
    assert burdened.link.open().status == 200
