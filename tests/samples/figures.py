"""Addresses of the figures in the sample portal: for everybody, and at the secretariat's desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from portal.accounts.permissions import Role

FILES = frozenset(
    {
        "public.figures_file",
        "public.issue_download",
        "secretariat.figures.answers",
        "secretariat.issues.download",
        "secretariat.figures.file",
    }
)
"""Addresses that send a file."""

Parts = tuple[str, dict[str, Any], Role | None, str | None, dict[str, str]]


def pages(numbers: Mapping[str, int], current: str, last: str) -> Iterator[Parts]:
    """Yield each address: endpoint, parts, reader, country and query."""
    yield "public.figures", {}, None, None, {}
    yield "public.figures_file", {"cycle": current, "form": "json"}, None, None, {"previous": last}
    yield "public.issue_download", {"number": numbers["issue"], "form": "json"}, None, None, {}
    whole = {"previous": last, "region": "africa", "track": "rc", "group": "ldc"}
    code = {"code": current}
    yield "secretariat.figures.figures", code, Role.SECRETARIAT, None, whole
    yield "secretariat.figures.figures", code, Role.SECRETARIAT, None, {"previous": last}
    yield "secretariat.figures.matrix", code, Role.SECRETARIAT, None, {}
    yield (
        "secretariat.figures.file",
        {**code, "audience": "public", "form": "csv"},
        Role.SECRETARIAT,
        None,
        whole,
    )
    yield "secretariat.figures.answers", {**code, "form": "csv"}, Role.SECRETARIAT, None, {}
    yield "secretariat.issues.issues", code, Role.SECRETARIAT, None, {}
    yield "secretariat.issues.new", code, Role.SECRETARIAT, None, {"previous": last}
    issued = {**code, "number": numbers["issue"], "audience": "secretariat", "form": "xlsx"}
    yield "secretariat.issues.download", issued, Role.SECRETARIAT, None, {}
