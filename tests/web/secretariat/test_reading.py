"""The secretariat's reading room: every counted answer, tags on passages, their counts, files."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from portal.accounts.permissions import Role
from portal.reports.queries import get_report, versions_of
from portal.reports.workflow import Action, Side
from tests.factories import fill_report
from tests.samples.portal import now
from tests.web.review.visiting import take_step

STRATEGY = "VNR.12.B8"
TEXT = "A plan was adopted. It covers water; water for <all>."


@pytest.fixture
def reading(desk):
    """The reading room of a cycle with one accepted report that is not public."""
    report = desk.accepted({STRATEGY: TEXT, "VNR.12.Z1": "none"})
    return Reading(desk, report)


class Reading:
    """Opens the room of one question, tags in it."""

    number = 0

    def __init__(self, desk, report):
        self.desk, self.officer, self.report = desk, desk.officer, report
        self.path = f"{desk.cycle}/reading"

    def get(self, **query):
        return self.officer.get(self.path, **{"question": STRATEGY, **query})

    def entry(self):
        found = re.search(r'<article class="contribution side-by-side" id="(a-(\d+))"', self.get().html)
        assert found
        return found[1], found[2]

    def new_tag(self):
        """Make a tag that no other test has; return its code and name."""
        Reading.number += 1
        name = f"Theme {Reading.number}"
        answer = self.officer.post(f"{self.path}/tags", name_en=name, name_fr=f"Thème {Reading.number}")
        assert answer.status == 302
        return f"theme-{Reading.number}", name

    def tag(self, code, passage=""):
        anchor, filing = self.entry()
        return self.officer.post(
            f"{self.path}?question={STRATEGY}&answer={anchor}",
            f"{self.desk.cycle}/reading/tags",
            filing=filing,
            key=STRATEGY,
            tag=code,
            passage=passage,
        )


def test_the_officer_reads_what_the_public_does_not(reading):
    answer = reading.get()
    assert TEXT in answer
    assert "For the secretariat only" in answer
    assert TEXT not in reading.officer.get("answers", cycle=reading.desk.place.cycle, question=STRATEGY)


def test_a_report_that_is_not_accepted_is_not_read(desk):
    report = desk.file(desk.place.norc, {STRATEGY: TEXT})
    path = f"{desk.cycle}/reading"
    answer = desk.officer.get(path, question=STRATEGY)
    assert "No report that answers this question is accepted yet." in answer
    desk.step(report, Action.ACCEPT, Side.SECRETARIAT)
    assert TEXT in desk.officer.get(path, question=STRATEGY)


def test_the_room_is_reached_from_the_cycle_and_offers_the_questions(reading):
    assert f'href="/en/{reading.path}"' in reading.officer.get(reading.desk.cycle).html
    offered = reading.officer.get(reading.path)
    assert f"question={STRATEGY}" in offered.html
    assert "question=VNR.12.H7" in offered.html
    assert "question=VNR.12.C1" in reading.officer.get(reading.path, all=1).html


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.FOCAL_POINT, Role.COORDINATOR, Role.READER])
def test_nobody_else_enters_the_room(reading, role):
    visitor = reading.desk.visitor(role, reading.desk.place.norc)
    for path in ("", "/tags", f"/files/docx?question={STRATEGY}"):
        assert visitor.client.get(f"/en/{reading.path}{path}").status_code == 403


def test_a_whole_answer_and_a_passage_are_tagged(reading):
    code, name = reading.new_tag()
    anchor, _ = reading.entry()
    assert "Tag it" in reading.get(answer=anchor)
    answer = reading.tag(code)
    assert answer.status == 302
    assert answer.location.endswith(f"#{anchor}")
    assert reading.tag(code, "water for <all>").status == 302
    shown = reading.get()
    assert f"{name} · Whole answer" in shown
    assert "water for &lt;all&gt;</q>" in shown.html


def test_a_passage_that_does_not_stand_in_the_answer_stays_on_the_page(reading):
    code, _ = reading.new_tag()
    answer = reading.tag(code, "water for everybody")
    assert answer.status == 422
    assert "This passage does not occur in the answer as it was filed." in answer
    assert re.search(r"<textarea[^>]*>\s*water for everybody</textarea>", answer.html)
    assert reading.tag(code, "water").status == 302
    assert "This passage has this tag already." in reading.tag(code, "water")


def test_a_tag_of_another_page_or_cycle_puts_nothing_on_a_passage(reading, desk):
    code, _ = reading.new_tag()
    assert reading.tag("nothing-of-the-kind").status == 422
    anchor, filing = reading.entry()
    other = desk.portal.new_place()
    answer = reading.officer.post(
        f"secretariat/cycles/{other.cycle}/reading?question={STRATEGY}",
        f"{reading.path}/tags",
        filing=filing,
        key=STRATEGY,
        tag=code,
    )
    assert answer.status == 404
    assert anchor


def test_tagged_answers_are_found_by_their_tag(reading):
    code, _ = reading.new_tag()
    assert TEXT not in reading.get(tag=code)
    reading.tag(code, "water")
    assert TEXT in reading.get(tag=code)


def test_a_tag_is_taken_off_a_passage(reading):
    code, name = reading.new_tag()
    reading.tag(code, "water")
    address = re.search(r'action="/en/([^"?]+/remove)\?', reading.get().html)
    assert address
    assert reading.officer.post(address[1], f"{reading.path}/tags").status == 302
    assert f"{name} ·" not in reading.get()
    assert reading.officer.post(address[1], f"{reading.path}/tags").status == 404


def test_tags_are_counted_by_answers_countries_and_region(reading):
    code, name = reading.new_tag()
    reading.tag(code, "water")
    reading.tag(code, "A plan")
    cells = _cells(reading.officer.get(f"{reading.path}/tags"), name)
    assert cells[:4] == ["2", "1", "1", "1 (1)"]
    other = reading.desk.portal.new_place()
    elsewhere = reading.officer.get(f"secretariat/cycles/{other.cycle}/reading/tags")
    assert _cells(elsewhere, name)[:4] == ["0", "0", "0", "0 (0)"]


def _cells(page, name):
    row = re.search(rf"{name}</bdi>.*?</tr>", page.html, re.DOTALL)
    assert row
    return [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r'<td class="num">(.*?)</td>', row[0])]


def test_a_tag_is_shown_in_the_language_of_the_reader_and_renamed(reading):
    code, _ = reading.new_tag()
    path = f"{reading.path}/tags/{code}"
    assert "Thème" in reading.officer.client.get(f"/fr/{reading.path}/tags").get_data(as_text=True)
    assert reading.officer.post(path, name_en=f"New {code}", name_ru=f"Новая {code}").status == 302
    assert f"New {code}" in reading.officer.get(f"{reading.path}/tags")
    assert f'value="Новая {code}"' in reading.officer.get(path).html
    assert reading.officer.post(path, name_en="", name_fr="", name_ru="").status == 422
    assert reading.officer.get(f"{reading.path}/tags/none-such").status == 404


def test_a_name_that_another_tag_has_is_refused_in_words(reading):
    _code, name = reading.new_tag()
    answer = reading.officer.post(f"{reading.path}/tags", name_en=name)
    assert answer.status == 422
    assert "Another tag has this name." in answer
    assert "Please give a name in at least one language." in reading.officer.post(f"{reading.path}/tags")
    long = reading.officer.post(f"{reading.path}/tags", name_en="x" * 81)
    assert "Please give a shorter name." in long


def test_a_removed_tag_is_gone_from_every_passage(reading):
    code, name = reading.new_tag()
    reading.tag(code)
    page = f"{reading.path}/tags/{code}"
    assert "1 passage has it, in all cycles; it loses it." in reading.officer.get(page)
    assert reading.officer.post(f"{page}/remove", page).status == 302
    assert name not in reading.officer.get(f"{reading.path}/tags")
    assert f"{name} ·" not in reading.get()


def test_the_tags_are_reached_from_the_room(desk):
    assert f"{desk.cycle}/reading/tags" in desk.officer.get(f"{desk.cycle}/reading").html


def test_files_hold_the_answers_with_their_tags(reading):
    code, name = reading.new_tag()
    reading.tag(code, "water for <all>")
    for kind in ("docx", "xlsx"):
        answer = reading.officer.get(f"{reading.path}/files/{kind}", question=STRATEGY)
        assert answer.status == 200
        with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
            content = b"".join(file.read(one) for one in file.namelist() if one.endswith(".xml")).decode()
        text = re.sub(r"<[^>]+>", "", content)
        assert "water for &lt;all&gt;" in text
        assert name in text
        assert "For the secretariat only" in text
    assert reading.officer.get(f"{reading.path}/files/pdf", question=STRATEGY).status == 404


def test_an_address_of_another_site_is_not_followed_after_tagging(reading):
    code, _ = reading.new_tag()
    anchor, filing = reading.entry()
    answer = reading.officer.post(
        f"{reading.path}?question={STRATEGY}&_external=1&_scheme=javascript&lang=fr&code=X&answer={anchor}",
        f"{reading.path}/tags",
        filing=filing,
        key=STRATEGY,
        tag=code,
    )
    assert answer.status == 302
    assert answer.location == f"/en/{reading.path}?question={STRATEGY}&answer={anchor}#{anchor}"


def test_a_passage_tagged_in_an_earlier_version_is_tagged_again_in_one_press(reading, desk):
    code, name = reading.new_tag()
    reading.tag(code, "water for <all>")
    with desk.portal.session() as session:
        first = get_report(session, reading.report)
        take_step(session, first.id, Action.NEW_VERSION, Side.AUTHOR)
        second = versions_of(session, first)[-1]
        fill_report(session, second, {STRATEGY: "Now water for <all>."}, now=now())
        for action, side in ((Action.SUBMIT, Side.SIGNATORY), (Action.ACCEPT, Side.SECRETARIAT)):
            take_step(session, second.id, action, side)
    page = reading.get()
    assert "Tagged in an earlier version of this report:" in page
    assert f"{name} ·" in page
    assert reading.tag(code, "water for <all>").status == 302
    assert "Tagged in an earlier version" not in reading.get()
