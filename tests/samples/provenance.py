"""Pages of figures and of answers with what is behind them, and what used them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from portal.accounts.permissions import Role

SHOWN = "coverage/national/all/received"
COUNTED = "total/distributions/VNR.12.B1/n"
CELL = "progress_matrix/QMU/WSSD95/value"
TREND = "total/trend_published/by_conference/WSSD95/pairs"

ANSWERS = (
    ("QMU", "QMU", "VNR.12.C1@WSSD95"),
    ("RCR published", "QMU", "RCR.13.H1"),
    ("QMA", "QMA", "VNR.12.F1"),
)


def pages(
    reports: Mapping[str, int], numbers: Mapping[str, int], current: str, last: str
) -> Iterator[tuple[str, dict[str, Any], Role | None, str | None, dict[str, str]]]:
    """Yield each address: endpoint, parts, reader, country and query."""
    issue = {"issue": str(numbers["issue"])}
    for path, query in ((SHOWN, {}), (COUNTED, {}), (CELL, issue), (TREND, {"previous": last})):
        yield "public.figure", {"cycle": current, "figure": path}, None, None, dict(query)
        parts = {"code": current, "figure": path}
        yield "secretariat.provenance.figure", parts, Role.SECRETARIAT, None, dict(query)
    for name, country, key in ANSWERS:
        answer = {"report_id": reports[name], "key": key}
        yield "secretariat.provenance.answer", answer, Role.SECRETARIAT, country, {}
