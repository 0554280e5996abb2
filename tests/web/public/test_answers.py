"""The public reading room: one question across countries, only what the public may read in full."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest

from portal.accounts.permissions import Role
from portal.countries.models import Region
from portal.cycles.queries import get_cycle
from portal.passages.services import Analyst, Passage, add_tag, tag_passage
from portal.reports.queries import latest_filing
from portal.reports.workflow import Action, Side
from tests.factories import TEXTS, make_country, make_cycle
from tests.samples.portal import SamplePortal, now
from tests.web.review.visiting import Visitor, file_report, questions_asked, step

CYCLE = "R1"
STRATEGY, MEASURES, VIEW = "VNR.12.B8", "VNR.12.C3", "VNR.12.H7"
PUBLISHED = {
    # country: region, language, text, more
    "XAA": (Region.AFRICA, "en", "Education for all girls. " + TEXTS["en"]),
    "XAB": (Region.AFRICA, "fr", "L’éducation de base. " + TEXTS["fr"]),
    "XAC": (Region.WESTERN_ASIA, "ar", "والتعليم للجميع. " + TEXTS["ar"]),
    "XAD": (Region.ASIA_PACIFIC, "zh", "教育为本。" + TEXTS["zh"]),
    "XAE": (Region.EUROPE, "ru", "Ещё раз об образовании. " + TEXTS["ru"]),
    "XAF": (Region.LAC, "es", "Educación <b>básica</b>. " + TEXTS["es"]),
}
HIDDEN = {
    "XBA": ("accepted, not published", "hidden-accepted"),
    "XBB": ("section withheld", "hidden-withheld"),
    "XBC": ("suspended", "hidden-suspended"),
    "XBD": ("summary only", "hidden-summary"),
    "XBE": ("withdrawn", "hidden-withdrawn"),
    "XBF": ("submitted", "hidden-submitted"),
    "XBG": ("no consent", "hidden-none"),
}
NAMES = {"XAA": "Zanj", "XAB": "Élan"}


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    portal = SamplePortal(tmp_path_factory.mktemp("answers"))
    with portal.session() as session:
        for code in (*PUBLISHED, *HIDDEN):
            region = PUBLISHED[code][0] if code in PUBLISHED else Region.EUROPE
            names = {"en": NAMES.get(code, f"Country {code}")}
            make_country(session, code, region=region, names=names, sids=code == "XAF", default_track="norc")
        make_cycle(session, CYCLE, now=now(), invited=dict.fromkeys((*PUBLISHED, *HIDDEN), "norc"))
        make_cycle(session, "R2", now=now(), invited={"XAA": "norc"}, opened=False)
    _file_published(portal)
    _file_hidden(portal)
    yield portal
    portal.close()


def _file_published(portal):
    for number, (country, (_region, language, text)) in enumerate(PUBLISHED.items()):
        rating = {"VNR.12.C1@WSSD95": str(number % 3 + 1)}
        report = file_report(portal, CYCLE, country, {STRATEGY: text, **rating}, language=language)
        for action in (Action.ACCEPT, Action.PUBLISH):
            step(portal, report, action, Side.SECRETARIAT)


CONSENTS: dict[str, dict[str, Any]] = {
    "XBB": {"VNR.12.Z1": "partial", "VNR.12.Z2": ["B"]},
    "XBD": {"VNR.12.Z1": "summary"},
    "XBG": {"VNR.12.Z1": "none"},
}
STEPS = {
    "XBA": (Action.ACCEPT,),
    "XBB": (Action.ACCEPT, Action.PUBLISH),
    "XBC": (Action.ACCEPT, Action.PUBLISH, Action.SUSPEND),
    "XBD": (Action.ACCEPT,),
    "XBE": (Action.ACCEPT, Action.PUBLISH, Action.WITHDRAW_REPORT),
    "XBF": (),
    "XBG": (Action.ACCEPT,),
}


def _file_hidden(portal):
    for country, (_why, word) in HIDDEN.items():
        answers = {STRATEGY: f"Education and {word}.", MEASURES + "@WSSD95": f"Measures of {word}."}
        report = file_report(portal, CYCLE, country, {**answers, **CONSENTS.get(country, {})})
        for action in STEPS[country]:
            side = Side.SIGNATORY if action is Action.WITHDRAW_REPORT else Side.SECRETARIAT
            step(portal, report, action, side, "For a reason.")
        if country == "XBA":
            with portal.session() as session:
                tag = add_tag(session, {"en": "Secret tag"}, Analyst(None, now()))
                filing = latest_filing(session, report)
                assert filing is not None
                cycle = get_cycle(session, CYCLE)
                tag_passage(session, cycle, Passage(filing.id, STRATEGY), tag.code, Analyst(None, now()))


@pytest.fixture(scope="module")
def visitor(portal):
    return Visitor(portal, None)


def countries(answer):
    return re.findall(r"/en/countries/(X[A-Z]{2})/R1/report#q-", answer.html)


def read(visitor, question=STRATEGY, **wishes):
    answer = visitor.get("answers", cycle=CYCLE, question=question, **wishes)
    assert answer.status == 200
    return answer


def test_the_questions_that_ask_for_a_text_are_offered_and_all_others_on_request(visitor):
    first = visitor.get("answers")
    assert f"question={STRATEGY}" in first.html
    assert "question=VNR.12.C1" not in first.html
    every = visitor.get("answers", cycle=CYCLE, all=1)
    assert "question=VNR.12.C1" in every.html
    assert VIEW not in every.html
    assert "VNR.12.A2" not in every.html


def test_published_answers_stand_by_the_names_of_their_countries(visitor):
    answer = read(visitor)
    assert countries(answer) == ["XAC", "XAD", "XAE", "XAF", "XAB", "XAA"]
    assert "Answers: 6; countries: 6; reports that can be read: 6." in answer


def test_each_answer_is_in_its_own_language_and_direction_and_unchanged(visitor):
    html = read(visitor).html
    assert '<div class="narrative" lang="ar" dir="rtl">والتعليم للجميع. ' in html
    assert "Educación &lt;b&gt;básica&lt;/b&gt;." in html
    assert '<bdi lang="zh">中文</bdi>' in html


@pytest.mark.parametrize("question", [STRATEGY, "VNR.12.B1", "VNR.12.B9"])
def test_nothing_is_shown_found_or_counted_that_the_public_may_not_read(visitor, question):
    answer = read(visitor, question)
    assert "reports that can be read: 6." in answer
    assert not set(countries(answer)) & set(HIDDEN)
    assert "hidden-" not in answer.html
    for word in ("hidden", "hidden-withheld", "reason"):
        assert countries(read(visitor, question, words=word)) == []


def test_what_is_not_withheld_of_a_published_report_is_read(visitor):
    answer = read(visitor, MEASURES, conference="WSSD95")
    assert set(countries(answer)) == {*PUBLISHED, "XBB"}
    assert set(re.findall(r"hidden-\w+", answer.html)) == {"hidden-withheld"}


def test_a_rating_that_is_withheld_cannot_be_found_out_by_a_filter(portal, visitor):
    report = file_report(
        portal,
        _one_more(portal, "R3", "XCA"),
        "XCA",
        {"VNR.12.Z1": "partial", "VNR.12.Z2": ["C"], "VNR.12.C1@WSSD95": "2"},
    )
    for action in (Action.ACCEPT, Action.PUBLISH):
        step(portal, report, action, Side.SECRETARIAT)
    assert "XCA/R3/report" in visitor.get("answers", cycle="R3", question=STRATEGY).html
    for wishes in ({"rating": "2"}, {"rating": "2", "conference": "WSSD95"}, {"conference": "WSSD95"}):
        assert "XCA/R3" not in visitor.get("answers", cycle="R3", question=STRATEGY, **wishes).html


def _one_more(portal, cycle, country):
    with portal.session() as session:
        make_country(session, country, default_track="norc")
    return portal.open_cycle(cycle, {country: "norc"})


def test_a_suspension_takes_an_answer_away_at_once(portal, visitor):
    cycle = _one_more(portal, "R4", "XCB")
    report = file_report(portal, cycle, "XCB")
    for action in (Action.ACCEPT, Action.PUBLISH):
        step(portal, report, action, Side.SECRETARIAT)
    address = {"cycle": cycle, "question": STRATEGY}
    assert "XCB/R4/report" in visitor.get("answers", **address).html
    step(portal, report, Action.SUSPEND, Side.SECRETARIAT, "To be looked at.")
    after = visitor.get("answers", **address)
    assert "XCB" not in after.html
    assert "No report that answers this question is published yet." in after
    assert b"XCB" not in _xlsx(visitor, **address)


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        ({"words": "educ"}, {"XAA", "XAB", "XAF"}),
        ({"words": "ÉDUCATION"}, {"XAA", "XAB"}),
        ({"words": "تَعليم"}, {"XAC"}),
        ({"words": "教育"}, {"XAD"}),
        ({"words": "еще образовании"}, {"XAE"}),
        ({"words": '"for all girls"'}, {"XAA"}),
        ({"words": "committee", "written": "en"}, {"XAA"}),
        ({"written": "zh"}, {"XAD"}),
        ({"region": "africa"}, {"XAA", "XAB"}),
        ({"region": "africa", "written": "fr"}, {"XAB"}),
        ({"group": "sids"}, {"XAF"}),
        ({"rating": "1", "conference": "WSSD95"}, {"XAA", "XAD"}),
        ({"rating": "4", "conference": "WSSD95"}, set()),
        ({"region": "nowhere"}, set()),
        ({"tag": "secret-tag"}, set(PUBLISHED)),
    ],
)
def test_the_answers_that_fit_are_shown(visitor, wishes, expected):
    answer = read(visitor, **wishes)
    assert set(countries(answer)) == expected
    assert f"Answers: {len(expected)}; countries: {len(expected)}; reports that can be read: 6." in answer
    if not expected:
        assert "No answer fits." in answer


def test_what_was_looked_for_is_marked(visitor):
    assert "L’<mark>éduc</mark>ation" in read(visitor, words="educ").html


def test_tags_are_never_shown_to_the_public(portal, visitor):
    officer = Visitor(portal, portal.add_person(Role.SECRETARIAT))
    for reader in (visitor, officer):
        assert "tag" not in {*re.findall(r'name="(\w+)"', read(reader).html)}
        assert "Secret tag" not in read(reader).html


def test_each_answer_leads_to_its_report(visitor):
    address = re.search(r'href="/en/(countries/XAA/R1/report)#(q-[^"]+)"', read(visitor).html)
    assert address
    assert f'id="{address[2]}"' in visitor.get(address[1]).html


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ({"question": STRATEGY, "cycle": "R2"}, 404),
        ({"question": STRATEGY, "cycle": "nowhere"}, 404),
        ({"question": STRATEGY, "cycle": "R1\x00"}, 404),
        ({"question": "VNR.12.B99"}, 404),
        ({"question": "VNR.12.C3@WSSD95"}, 404),
        ({"question": VIEW}, 404),
        ({"question": "VNR.12.A2"}, 404),
        ({"question": "VNR.12.Z3"}, 404),
        ({"question": "\x00"}, 404),
        ({"question": STRATEGY, "page": "-1"}, 200),
        ({"question": STRATEGY, "page": "9" * 50}, 200),
        ({"question": STRATEGY, "words": "(" * 5000}, 200),
        ({"question": STRATEGY, "words": "\x00"}, 404),
        ({"question": STRATEGY, "region": "'; --"}, 200),
    ],
)
def test_an_address_that_nobody_is_led_to_is_answered_in_words(visitor, address, status):
    assert visitor.get("answers", **{"cycle": CYCLE, **address}).status == status


def test_a_portal_without_cycles_says_so(tmp_path):
    empty = SamplePortal(tmp_path)
    assert "No reporting cycle has been opened yet." in Visitor(empty, None).get("answers")
    empty.close()


def test_a_practice_and_an_annual_report_are_read_like_a_national_one(world):
    visitor = Visitor(world.portal, None)
    practice = visitor.get("answers", cycle="S2", question="BPR.12.B1")
    assert re.search(r'href="/en/practices/[^"]+#q-BPR.12.B1"', practice.html)
    annual = visitor.get("answers", cycle="S2", question="RCR.13.B6")
    assert 'href="/en/countries/QMU/S2/coordinator#q-RCR.13.B6"' in annual.html


# --- files --------------------------------------------------------------------------------------------


def _xlsx(visitor, **address):
    answer = visitor.get("answers/files/xlsx", **address)
    assert answer.status == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        return b"".join(file.read(name) for name in file.namelist() if name.endswith(".xml"))


def _docx(visitor, **address):
    answer = visitor.get("answers/files/docx", **address)
    assert "attachment; filename=answers-VNR-12-B8-R1-en.docx" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        return file.read("word/document.xml")


@pytest.mark.parametrize("saved", [_docx, _xlsx])
def test_a_file_holds_what_is_shown_and_nothing_else(visitor, saved):
    content = saved(visitor, cycle=CYCLE, question=STRATEGY, region="africa").decode()
    text = re.sub(r"<[^>]+>", "", content)
    assert "Education for all girls." in text
    assert "L’éducation de base." in text
    assert "教育为本" not in text
    assert "Africa" in text
    assert "hidden-" not in text
    assert "Secret tag" not in text


def test_a_file_of_another_kind_or_question_is_not_there(visitor):
    for name, question in (("pdf", STRATEGY), ("exe", STRATEGY), ("docx", VIEW), ("xlsx", "VNR.12.A2")):
        assert visitor.get(f"answers/files/{name}", cycle=CYCLE, question=question).status == 404
    assert visitor.get("answers/files/docx", question=STRATEGY).status == 404


def test_the_page_takes_as_many_queries_for_one_country_as_for_many(portal, visitor):
    report = file_report(portal, _one_more(portal, "R5", "XCC"), "XCC")
    for action in (Action.ACCEPT, Action.PUBLISH):
        step(portal, report, action, Side.SECRETARIAT)
    numbers = []
    for cycle in ("R5", CYCLE):
        with questions_asked(portal) as asked:
            assert "/report#q-" in visitor.get("answers", cycle=cycle, question=STRATEGY).html
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]
