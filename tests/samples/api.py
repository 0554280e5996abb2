"""Addresses of the read API in the sample portal, with tables issued for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.permissions import Role
from portal.events.services import NOBODY
from portal.issued.services import EVERYTHING, issue_tables
from tests.samples.portal import now

FILES = frozenset(
    f"api.{name}"
    for name in (
        "aggregates",
        "countries",
        "cycle",
        "cycles",
        "invited",
        "issue",
        "issues",
        "openapi",
        "practices",
        "summary",
    )
)
"""Addresses for programs: they show no page."""


def make_issue(session: Session, current: str, last: str) -> dict[str, int]:
    """Issue tables and return their number."""
    return {"issue": issue_tables(session, (current, last), EVERYTHING, NOBODY, now())[1].number}


def pages(
    numbers: Mapping[str, int], current: str, last: str
) -> Iterator[tuple[str, dict[str, Any], Role | None, str | None, dict[str, str]]]:
    """Yield each address: endpoint, parts, reader, country and query."""
    for name in ("openapi", "cycles", "countries", "issues", "practices"):
        yield f"api.{name}", {}, None, None, {}
    for name in ("cycle", "aggregates", "invited"):
        yield f"api.{name}", {"code": current}, None, None, {}
    yield "api.aggregates", {"code": current}, None, None, {"previous": last}
    published = {"country": "QMU", "cycle": current}
    yield "api.summary", published, None, None, {}
    yield "api.summary", published, None, None, {"lang": "ar"}
    yield "api.countries", {}, None, None, {"page": "2", "page_size": "3"}
    yield "api.issue", {"number": numbers["issue"]}, None, None, {}
