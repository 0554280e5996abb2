"""The reading room of the sample portal: tags on passages of accepted reports, and its pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.permissions import Role
from portal.cycles.models import Cycle
from portal.passages.services import Analyst, Passage, add_tag, tag_passage
from portal.reports.queries import latest_filing
from tests.factories import TEXTS
from tests.samples.portal import now

QUESTION = "VNR.12.B8"
FILES = frozenset({"public.answers_file", "secretariat.reading.answers_file"})
TAG_NAMES = {
    "ar": "لجنة",
    "en": "Committee",
    "es": "Comité",
    "fr": "Comité",
    "ru": "Комитет",
    "zh": "委员会",
}


def make_tags(session: Session, cycle: Cycle, reports: Mapping[str, int]) -> dict[str, int]:
    """Tag a whole answer and a passage of two reports; return the numbers of the last passage and filing."""
    analyst = Analyst(None, now())
    tag = add_tag(session, TAG_NAMES, analyst)
    numbers = {}
    for country, typed in (("QMA", ""), ("QMU", TEXTS["en"][2:20])):
        filing = latest_filing(session, reports[country])
        assert filing is not None
        passage = Passage(filing.id, QUESTION, typed)
        numbers["passage"] = tag_passage(session, cycle, passage, tag.code, analyst).id
        numbers["tagged filing"] = filing.id
    return numbers


def pages(
    cycle: str, numbers: Mapping[str, int]
) -> Iterator[tuple[str, dict[str, Any], Role | None, str | None, dict[str, str]]]:
    """Yield endpoint, parts, reader, country and query of each page of the reading room."""
    asked = {"question": QUESTION}
    of_cycle, officer = {"code": cycle}, Role.SECRETARIAT
    yield "public.answers", {}, None, None, {"cycle": cycle}
    yield "public.answers", {}, None, None, {"cycle": cycle, **asked, "words": "committ"}
    yield "public.answers", {}, None, None, {"cycle": cycle, "question": "VNR.12.C3", "rating": "4"}
    yield "public.answers_file", {"name": "docx"}, None, None, {"cycle": cycle, **asked}
    yield "secretariat.reading.answers", of_cycle, officer, None, {"all": "1"}
    opened = {**asked, "answer": f"a-{numbers['tagged filing']}"}
    yield "secretariat.reading.answers", of_cycle, officer, None, opened
    yield "secretariat.reading.answers", of_cycle, officer, None, {"question": "VNR.12.D2"}
    yield "secretariat.reading.answers_file", {**of_cycle, "name": "xlsx"}, officer, None, asked
    yield "secretariat.reading.tags", of_cycle, officer, None, {}
    yield "secretariat.reading.edit_tag", {**of_cycle, "tag_code": "committee"}, officer, None, {}


def places_to_post(
    cycle: str, numbers: Mapping[str, int]
) -> Iterator[tuple[str, dict[str, Any], Role, None, dict[str, str]]]:
    """Yield the same of addresses that are only posted to."""
    taken_off = {"code": cycle, "passage_id": numbers["passage"]}
    yield "secretariat.reading.take_off", taken_off, Role.SECRETARIAT, None, {}
    yield "secretariat.reading.tag", {"code": cycle}, Role.SECRETARIAT, None, {"question": QUESTION}
    dropped = {"code": cycle, "tag_code": "committee"}
    yield "secretariat.reading.drop_tag", dropped, Role.SECRETARIAT, None, {}
