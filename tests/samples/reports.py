"""Addresses of documents in the sample portal: reports of the secretariat, conferences, files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.permissions import Role
from portal.compositions.queries import get_composition
from portal.compositions.services import publish, start_composition
from portal.events.services import NOBODY
from portal.issued.queries import PUBLIC, get_issue
from portal.summaries.report.packs import EVERYTHING, find_pack
from tests.samples.portal import now

FILES = frozenset(
    {
        "public.summary_file",
        "public.conference_file",
        "public.tables_file",
        "public.composed_file",
        "secretariat.compositions.file",
    }
)
"""Addresses that send a file."""

Parts = tuple[str, dict[str, Any], Role | None, str | None, dict[str, str]]


def make_reports(session: Session, numbers: Mapping[str, int]) -> dict[str, int]:
    """Begin two reports from the issued tables and publish one; return their numbers."""
    issued = get_issue(session, numbers["issue"], PUBLIC)
    published = start_composition(session, "progress", issued, EVERYTHING, NOBODY, now())
    publish(session, get_composition(session, published.id), NOBODY, now(), public=True)
    other = start_composition(
        session, "review", issued, find_pack("commission", "social_development"), NOBODY, now()
    )
    paragraph = next(part for part in other.parts if part.key.startswith("p/coverage"))
    return {"report": published.id, "report kept": other.id, "report part": paragraph.id}


def pages(numbers: Mapping[str, int], current: str) -> Iterator[Parts]:
    """Yield each address: endpoint, parts, reader, country and query."""
    yield "public.conferences", {}, None, None, {}
    conference = {"conference": "WSSD95", "cycle": current}
    yield "public.conference", conference, None, None, {}
    yield "public.conference_file", {**conference, "form": "json"}, None, None, {}
    yield "public.tables_file", {"cycle": current, "form": "json"}, None, None, {}
    yield "public.summary_file", {"country": "QMU", "cycle": current, "form": "json"}, None, None, {}
    yield "public.reports", {}, None, None, {}
    public = {"composition_id": numbers["report"]}
    yield "public.composed", public, None, None, {}
    yield "public.composed_file", {**public, "form": "json"}, None, None, {}
    yield "secretariat.compositions.compositions", {}, Role.SECRETARIAT, None, {}
    kept = {"composition_id": numbers["report kept"]}
    yield "secretariat.compositions.composition", kept, Role.SECRETARIAT, None, {}
    yield "secretariat.compositions.file", {**kept, "form": "json"}, Role.SECRETARIAT, None, {}
    part = {**kept, "part_id": numbers["report part"]}
    for name in ("part", "added", "quoted"):
        yield f"secretariat.compositions.{name}", part, Role.SECRETARIAT, None, {}


def places_to_post(numbers: Mapping[str, int]) -> Iterator[Parts]:
    """Yield each address that is only posted to."""
    kept = {"composition_id": numbers["report kept"]}
    part = {**kept, "part_id": numbers["report part"]}
    yield "secretariat.compositions.place", {**part, "step": "up"}, Role.SECRETARIAT, None, {}
    yield "secretariat.compositions.publication", {**kept, "step": "publish"}, Role.SECRETARIAT, None, {}
