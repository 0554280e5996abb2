"""Which questions can be read across countries, and by whom."""

from __future__ import annotations

import pytest

from portal.errors import NotFoundError
from portal.passages.reading.offered import INSTRUMENTS, offered, question_offered
from portal.questionnaires.definition import Kind
from portal.questionnaires.loader import load_library
from portal.reports.disclosure import CONTACTS, DECLARATIONS, NEVER_SHARED, Audience
from portal.reports.workflow import Family

QUESTIONNAIRES = {name: load_library().latest(name) for name in INSTRUMENTS}


def codes(audience, **how):
    return [one.code for section in offered(QUESTIONNAIRES, audience, **how) for one in section.questions]


def test_every_question_is_offered_once_though_two_instruments_ask_it():
    found = codes(Audience.SECRETARIAT)
    assert len(found) == len(set(found))
    asked = {question.code for one in QUESTIONNAIRES.values() for question in one.questions()}
    files = {q.code for one in QUESTIONNAIRES.values() for q in one.questions() if q.kind is Kind.FILE}
    assert set(found) == asked - files


def test_the_public_is_offered_nothing_that_is_never_published():
    secret = CONTACTS | DECLARATIONS | NEVER_SHARED
    assert secret <= set(codes(Audience.SECRETARIAT))
    assert set(codes(Audience.SECRETARIAT)) - set(codes(Audience.PUBLIC)) == secret
    for code in secret:
        with pytest.raises(NotFoundError, match="question_unknown"):
            question_offered(QUESTIONNAIRES, Audience.PUBLIC, code)


def test_narratives_are_the_questions_for_a_longer_text():
    found = codes(Audience.PUBLIC, narratives=True)
    assert {"VNR.12.B8", "VNR.12.C3", "VND.15.X6", "RCR.13.B6", "BPR.12.B1", "BPR.12.D2"} <= set(found)
    assert not {"VNR.12.C1", "VNR.12.B2", "BPR.12.A1", "RCR.13.A1"} & set(found)


@pytest.mark.parametrize(
    ("code", "family"),
    [
        ("VNR.12.B8", Family.NATIONAL),
        ("VND.15.X6", Family.NATIONAL),
        ("RCR.13.B6", Family.COORDINATOR),
        ("BPR.12.B1", Family.PRACTICE),
    ],
)
def test_a_question_knows_whose_reports_answer_it(code, family):
    asked = question_offered(QUESTIONNAIRES, Audience.PUBLIC, code)
    assert (asked.code, asked.family) == (code, family)
    assert asked.number == code.rsplit(".", 1)[1]
    assert asked.words.english == asked.question.text


def test_a_question_nobody_asks_is_not_found():
    for code in ("", "VNR.12.B99", "VNR.12.C1@WSSD95", "VNR.12.I7"):
        with pytest.raises(NotFoundError):
            question_offered(QUESTIONNAIRES, Audience.SECRETARIAT, code)
