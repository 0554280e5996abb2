"""A colleague without an account writes one page by a link; the text arrives as a suggestion."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from werkzeug.datastructures import MultiDict

from portal.accounts.permissions import Role
from portal.events.models import Event
from portal.mail.models import Letter
from portal.reports.models import Answer
from portal.reports.suggestions.models import ColleagueLink, Suggestion
from tests.samples.mailed import mailed_link
from tests.samples.portal import now
from tests.web.filing.desk import Page, put

MINISTRY, TEXT = "VNR.12.A1", "Ministry of Planning"


class Colleague:
    """Somebody without an account, who has a link."""

    def __init__(self, portal, address):
        self.portal, self.address = portal, address
        self.client = portal.client()

    def open(self):
        return Page(self.client.get(self.address))

    def send(self, typed, go="keep", page=None):
        """Fill the page in as it is drawn, and press a button."""
        page = page or self.open()
        fields = page.form(self.address).fields()
        for name, value in {**typed, "go": go}.items():
            put(fields, name, value)
        return Page(self.client.post(self.address, data=fields))


def make(desk, page="A", **more):
    """Make a link as the focal point does; return the colleague and the page that shows it."""
    typed = {"name": "A colleague", "page": page, "language": "en", "days": "14", **more}
    answer = desk.post("/colleagues", typed)
    assert answer.status == 303, answer.text
    shown = desk.get("/colleagues")
    address = shown.html.partition('id="new-link"')[2].partition('value="')[2].partition('"')[0]
    return Colleague(desk.portal, address.removeprefix("http://localhost")), shown


def rows(desk, *what):
    with desk.portal.session() as session:
        found = session.execute(select(*what).where(ColleagueLink.report_id == desk.number))
        return [tuple(row) for row in found]


def change_link(desk, **values):
    with desk.portal.session() as session:
        session.execute(update(ColleagueLink).where(ColleagueLink.report_id == desk.number).values(**values))


def suggested(desk):
    with desk.portal.session() as session:
        statement = select(Suggestion).where(Suggestion.report_id == desk.number)
        return {one.key: (one.value, one.decision) for one in session.scalars(statement)}


def test_a_link_is_shown_once_and_only_its_digest_is_kept(begun):
    colleague, _shown = make(begun)
    token = colleague.address.rpartition("/")[2]
    assert token not in begun.get("/colleagues").html
    (kept,) = rows(begun, ColleagueLink.token_hash)
    assert len(kept[0]) == 64
    assert token not in kept[0]


def test_with_an_address_the_link_goes_by_letter_in_the_language_of_the_colleague(begun):
    colleague, _shown = make(begun, email="colleague@ministry.example", language="fr", note="Bonjour")
    with begun.portal.session() as session:
        letter = session.scalars(select(Letter).where(Letter.recipient == "colleague@ministry.example")).one()
        assert letter.language == "fr"
        assert "Bonjour" in letter.text_body
        # The letter brings a key of its own; both open the page, and neither is kept.
        mailed = mailed_link(session, "colleague_link")
        assert colleague.address.rpartition("/")[2] not in letter.text_body + letter.html_body
    assert mailed != colleague.address
    assert begun.portal.client().get(mailed).status_code == 200
    assert colleague.address.startswith("/fr/contribute/")


def test_what_cannot_stand_is_shown_again(begun):
    answer = begun.post("/colleagues", {"name": "", "page": "A", "language": "en", "note": "Please help"})
    assert answer.status == 422
    assert answer.errors() == ["name"]
    assert "Please help" in answer.html
    wrong = begun.post("/colleagues", {"name": "x", "page": "A", "language": "en", "email": "no address"})
    assert wrong.errors() == ["email"]


def test_the_page_shows_its_questions_and_nothing_else_of_the_report(begun):
    begun.fill()
    stored = begun.stored()
    colleague, _shown = make(begun)
    page = colleague.open()
    assert page.status == 200
    assert 'content="noindex' in page.html
    assert MINISTRY in page.form(colleague.address).names()
    assert str(stored[MINISTRY]) not in page.html
    assert "VNR.12.B1" not in page.html
    for rest in ("", "/draft", "/sections/A", "/suggestions"):
        assert colleague.client.get(begun.url(rest)).status_code == 302


def test_the_present_answers_are_shown_where_that_was_chosen(begun):
    begun.type_in("A", {MINISTRY: TEXT})
    colleague, _shown = make(begun, shows_answers="y")
    page = colleague.open()
    assert page.form(colleague.address).fields()[MINISTRY] == TEXT
    assert (
        "There is one thing to mend" in colleague.send({}, "send").text
    )  # nothing differs from what was shown
    assert suggested(begun) == {}


def test_an_answer_changed_meanwhile_is_not_suggested_back(begun):
    begun.type_in("A", {MINISTRY: TEXT})
    colleague, _shown = make(begun, shows_answers="y")
    page = colleague.open()
    begun.type_in("A", {MINISTRY: "Ministry of Finance"})
    colleague.send({}, page=page)
    assert suggested(begun) == {}


def test_what_is_kept_is_found_again_on_another_machine_and_is_no_answer(begun):
    colleague, _shown = make(begun)
    assert colleague.send({MINISTRY: TEXT}).status == 303
    again = Colleague(begun.portal, colleague.address).open()
    assert again.form(colleague.address).fields()[MINISTRY] == TEXT
    assert MINISTRY not in begun.stored()
    assert TEXT not in begun.get("/suggestions").html  # not handed in yet


def test_handing_in_uses_the_link_up_and_the_suggestion_waits(begun):
    colleague, _shown = make(begun)
    page = colleague.open()
    assert "with the focal point" in colleague.send({MINISTRY: TEXT}, "send", page).text
    reused = colleague.send({MINISTRY: "One more text"}, "send", page)
    assert (colleague.open().status, reused.status) == (410, 410)
    assert "One more text" in reused.html
    assert "One suggestion waits" in begun.get().text
    assert "One suggestion waits" in begun.get("/sections/A").text
    assert "suggestion waits" not in begun.get("/sections/B").text
    assert TEXT in begun.get("/suggestions").text
    assert MINISTRY not in begun.stored()


@pytest.mark.parametrize("why", ["expired", "revoked", "report sent", "guessed"])
def test_a_link_that_cannot_be_used_shows_what_was_typed(begun, why):
    colleague, _shown = make(begun)
    page = colleague.open()
    if why == "expired":
        change_link(begun, expires_at=now() - timedelta(seconds=1))
    elif why == "revoked":
        (number,) = rows(begun, ColleagueLink.id)
        assert begun.post(f"/colleagues/{number[0]}/revoke").status == 303
    elif why == "report sent":
        begun.fill()
        begun.sign()
    fields = page.form(colleague.address).fields()
    fields[MINISTRY], fields["go"] = TEXT, "send"
    address = "/en/contribute/guessed" if why == "guessed" else colleague.address
    answer = Page(colleague.client.post(address, data=fields))
    wanted = 404 if why == "guessed" else 410
    assert (answer.status, Page(colleague.client.get(address)).status) == (wanted, wanted)
    assert TEXT in answer.html
    assert suggested(begun) == {}


def test_a_link_writes_no_other_page(begun):
    colleague, _shown = make(begun)
    colleague.send({MINISTRY: TEXT, "VNR.12.B10": "Another page", "~keys": "VNR.12.B10"})
    assert "VNR.12.B10" not in suggested(begun)


def test_what_cannot_be_read_is_shown_as_typed_and_the_rest_is_kept(begun):
    colleague, _shown = make(begun)
    controls = colleague.open().form(colleague.address).controls
    option = next((name, control.value) for name, control in controls if control.type == "radio")
    answer = colleague.send({MINISTRY: "not\x01readable", option[0]: option[1]}, "send")
    assert answer.status == 200
    assert MINISTRY in answer.errors()
    assert suggested(begun) == {option[0]: (option[1], None)}


def test_an_old_page_costs_no_text(begun):
    colleague, _shown = make(begun)
    page = colleague.open()
    other = Colleague(begun.portal, colleague.address)  # another browser: the token is not its own
    answer = other.send({MINISTRY: TEXT}, "send", page)
    assert answer.status == 422
    assert answer.form(colleague.address).fields()[MINISTRY] == TEXT
    assert suggested(begun) == {}


def test_a_page_of_unusual_size_is_refused(begun):
    colleague, _shown = make(begun)
    answer = Page(colleague.client.post(colleague.address, data={MINISTRY: "x" * 8_400_000}))
    assert answer.status == 413
    assert "up to 8 MB of text" in answer.text


def test_a_link_made_twice_by_one_press_is_one_and_the_one_shown_works(begun):
    first, _shown = make(begun, email="twice@ministry.example")
    second, _shown = make(begun, email="twice@ministry.example")
    assert len(rows(begun, ColleagueLink.id)) == 1
    assert first.open().status == 404
    assert second.open().status == 200
    with begun.portal.session() as session:
        letters = session.scalars(select(Letter).where(Letter.recipient == "twice@ministry.example")).all()
        assert len(letters) == 1
    second.send({MINISTRY: TEXT})
    make(begun, email="twice@ministry.example")
    assert len(rows(begun, ColleagueLink.id)) == 2, "a link that was used is not made anew"
    make(begun, name="Another colleague")
    assert len(rows(begun, ColleagueLink.id)) == 3


def test_a_late_save_of_a_page_never_overwrites_a_newer_one(begun):
    colleague, _shown = make(begun)
    fields = colleague.open().form(colleague.address).fields()

    def send(text, turn):
        sent = MultiDict(fields.items(multi=True))
        sent[MINISTRY], sent["~turn"] = text, str(turn)
        answer = colleague.client.post(colleague.address, data=sent, headers={"X-Autosave": "1"})
        return answer.get_json()["saved"]

    assert MINISTRY in send("Ministry of", 1)
    assert MINISTRY in send("Ministry of Planning and Finance", 3)
    assert MINISTRY in send("Ministry of Planning", 2), "the page is told that all is well"
    assert suggested(begun)[MINISTRY][0] == "Ministry of Planning and Finance"
    assert MINISTRY in send("Ministry of Finance", 3)
    assert suggested(begun)[MINISTRY][0] == "Ministry of Finance"
    assert MINISTRY in send("", 4)
    assert MINISTRY in send("Ministry of", 2)
    assert MINISTRY not in suggested(begun), "what was emptied stays empty"
    assert colleague.send({MINISTRY: "From a page opened later"}).status == 303
    assert suggested(begun)[MINISTRY][0] == "From a page opened later"


def test_rows_of_a_table_are_added_and_suggested(begun):
    colleague, _shown = make(begun)
    answer = colleague.send({"add~VNR.12.A2": "1"})
    assert answer.status == 303
    page = Page(colleague.client.get(answer.location))
    column = next(name for name in page.form(colleague.address).names() if name.startswith("VNR.12.A2~"))
    assert column


def _waiting(begun, typed=None, **more):
    colleague, _shown = make(begun, **more)
    colleague.send(typed or {MINISTRY: TEXT}, "send")
    with begun.portal.session() as session:
        statement = select(Suggestion.id).where(Suggestion.report_id == begun.number).order_by(Suggestion.id)
        return session.scalars(statement).all()[-1]


def _decide(begun, number, decision, **more):
    fields = begun.get("/suggestions").form(f"/suggestions/{number}").fields()
    for name, value in {"decision": decision, **more}.items():
        put(fields, name, value)
    return begun.post(f"/suggestions/{number}", fields)


def test_an_accepted_text_is_the_answer_of_who_accepted_it(begun, focal_point):
    number = _waiting(begun)
    assert _decide(begun, number, "accepted").status == 303
    with begun.portal.session() as session:
        answer = session.scalars(select(Answer).where(Answer.report_id == begun.number)).one()
        one = session.get_one(Suggestion, number)
        assert (answer.key, answer.value, answer.author_id) == (MINISTRY, TEXT, focal_point.id)
        assert (one.decision, one.decided_by) == ("accepted", focal_point.id)
    assert "No suggestion waits for you." in begun.get("/suggestions").text


def test_a_text_edited_first_is_taken_over_as_edited(begun):
    number = _waiting(begun)
    assert _decide(begun, number, "edited", text="Ministry of Planning and Finance").status == 303
    assert begun.stored()[MINISTRY] == "Ministry of Planning and Finance"
    assert suggested(begun)[MINISTRY] == (TEXT, "edited")


def test_an_edited_text_that_cannot_be_kept_is_shown_again(begun):
    number = _waiting(begun)
    answer = _decide(begun, number, "edited", text="Ministry\x01")
    assert answer.status == 422
    assert answer.errors() == [f"text-{number}"]
    assert suggested(begun)[MINISTRY] == (TEXT, None)


def test_a_declined_text_changes_no_answer_and_stays_on_record(begun):
    number = _waiting(begun)
    assert _decide(begun, number, "declined").status == 303
    assert MINISTRY not in begun.stored()
    assert suggested(begun)[MINISTRY] == (TEXT, "declined")
    assert begun.post(f"/suggestions/{number}", {"decision": "accepted", "seen": "0"}).status == 409


def test_an_answer_written_meanwhile_is_not_overwritten_by_accepting(begun):
    number = _waiting(begun)
    fields = begun.get("/suggestions").form(f"/suggestions/{number}").fields()
    begun.type_in("A", {MINISTRY: "Ministry of Finance"})
    fields["decision"] = "accepted"
    answer = begun.post(f"/suggestions/{number}", fields)
    assert answer.location.endswith("#set-aside")
    assert begun.stored()[MINISTRY] == "Ministry of Finance"
    page = begun.get().text
    assert TEXT in page
    assert "Ministry of Finance" in page


def test_links_made_handed_in_and_revoked_are_on_record(begun):
    _waiting(begun)
    make(begun, page="B")
    newest = max(row[0] for row in rows(begun, ColleagueLink.id))
    begun.post(f"/colleagues/{newest}/revoke")
    with begun.portal.session() as session:
        kinds = session.scalars(
            select(Event.kind).where(
                Event.stream == f"report:{begun.cycle}:{begun.country}:national",
                Event.kind.like("colleague%"),
            )
        ).all()
    assert kinds == [
        "colleague_link_made",
        "colleague_handed_in",
        "colleague_link_made",
        "colleague_link_revoked",
    ]


def test_pages_are_assigned_changed_and_taken_back(begun, place):
    person = begun.portal.add_person(Role.CONTRIBUTOR, place.rc)
    typed = {"person": str(person.id), "pages": ["A", "C/WSSD95"], "due": "2000-03-31", "note": "Please"}
    assert begun.post("/assignments", typed).status == 303
    page = begun.get("/assignments")
    assert "after the invited date" in page.text
    contributor = begun.for_person(person)
    assert contributor.get("/sections/C/WSSD95").status == 200
    assert begun.post("/assignments", {**typed, "pages": ["A"], "due": ""}).status == 303
    end = next(form.action for form in begun.get("/assignments").read.forms if form.action.endswith("/end"))
    assert begun.post(end.removeprefix(begun.url())).status == 303
    assert contributor.get("/sections/A").status == 403
    assert contributor.get("/sections/C/WSSD95").status == 200


def test_a_page_cannot_be_assigned_to_a_stranger_or_without_a_page(begun, place):
    stranger = begun.portal.add_person(Role.CONTRIBUTOR, place.norc)
    begun.portal.add_person(Role.CONTRIBUTOR, place.rc)
    answer = begun.post("/assignments", {"person": str(stranger.id), "due": "soon", "note": "Please help"})
    assert answer.status == 422
    assert set(answer.errors()) == {"person", "pages", "due"}
    assert "Please help" in answer.html
