from __future__ import annotations

import re
from pathlib import Path

import pytest

from portal.questionnaires import messages
from portal.questionnaires.loader import load_library
from portal.questionnaires.messages import MESSAGES, Problem, Severity, catalogue_entries, help_context
from tests.specimens.library import SPECIMENS, specimen

ROOM = Path(messages.__file__).parent
ENTRIES = list(catalogue_entries(load_library()))


@pytest.mark.parametrize(
    ("context", "beginning"),
    [
        ("VNR", "Voluntary national report"),
        ("VNR:introduction", "Addressed to Governments"),
        ("VNR:filed_by", "Government"),
        ("VNR:when", "Every country"),
        ("VNR:A", "Report identification"),
        ("VNR:A:note", "Who reports"),
        ("VNR.12.A1", "Name of the authority"),
        ("VNR.12.A1:help", "Use the official name"),
        ("VNR.12.D2:baseline", "Baseline (per cent"),
        ("OBST:finance", "Lack of financial"),
        ("YN:yes", "Yes"),
        ("REASONS:unclear", "Unclear"),
        ("VND:X", "Existing reporting"),
        (
            "VNR.12.B1:help@VND",
            "A committee, commission or unit whose mandate covers at least two conferences, including the body",
        ),
    ],
)
def test_everything_a_published_questionnaire_says_has_its_context(context, beginning):
    assert [text for found, text in ENTRIES if found == context and text.startswith(beginning)]


def test_each_entry_stands_once_and_has_a_text():
    assert len(ENTRIES) == len(set(ENTRIES))
    assert all(text for _, text in ENTRIES)


def test_a_context_has_one_text_in_one_release():
    assert len({context for context, _ in ENTRIES}) == len(ENTRIES)


def test_two_releases_live_side_by_side():
    entries = list(catalogue_entries(load_library(SPECIMENS / "releases")))
    assert {text for context, text in entries if context == "TST.1.A3"} == {"What about A3?", "Better words?"}


def test_a_changed_help_has_the_context_of_the_instrument_that_changed_it():
    assert help_context(specimen("inclusion", "TWO").question("ONE.1.A1")) == "ONE.1.A1:help@TWO"
    assert help_context(specimen("inclusion", "ONE").question("ONE.1.A1")) == "ONE.1.A1:help"


def test_every_code_told_anywhere_in_the_room_has_its_sentence_and_every_sentence_is_told():
    told = set()
    for path in sorted((ROOM / "answering").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        told |= set(re.findall(r'"([a-z_]+)"', text)) & MESSAGES.keys()
        for call in re.findall(
            r'(?:\.problem|\.refuse|UnreadableError|_warning|Problem)\(\s*(?:[\w".]+, )?"([a-z_]+)"', text
        ):
            assert call in MESSAGES, (path.name, call)
    assert told == set(MESSAGES)


def test_a_warning_stops_nothing():
    assert Problem("VNR.12.A1", "required").is_error
    assert not Problem("VNR.12.A3", "period_outside_cycle", Severity.WARNING).is_error
    assert hash(Problem("VNR.12.A1", "required", params={"row": 1}))
