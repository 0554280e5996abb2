"""From what queries give to what the shapes of the read API say: plain mappings, nothing computed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from portal.aggregation.queries import GROUPS
from portal.countries.models import Country
from portal.cycles.models import Cycle
from portal.issued.models import IssuedTables
from portal.practices.queries import Entry
from portal.reports.coverage.queries import CountryLine

Item = Mapping[str, Any]


def cycle_item(cycle: Cycle) -> Item:
    """Return a cycle with the addresses about it."""
    return {
        "code": cycle.code,
        "title": cycle.title,
        "period_start": cycle.period_start,
        "period_end": cycle.period_end,
        "opens": cycle.opens,
        "due": cycle.due,
        "closes": cycle.closes,
        "conferences": cycle.conferences,
        "themes": cycle.themes,
        "demonstration": cycle.demonstration,
        "links": {
            "self": url_for("api.cycle", code=cycle.code),
            "aggregates": url_for("api.aggregates", code=cycle.code),
            "countries": url_for("api.invited", code=cycle.code),
        },
    }


def invited_item(line: CountryLine, cycle: str) -> Item:
    """Return an invited country with the address of its summary, where that is public."""
    address = url_for("api.summary", country=line.code, cycle=cycle) if line.summary else None
    return {
        "country": line.code,
        "names": line.names,
        "region": line.region,
        "track": line.track,
        "state": line.state,
        "report": line.report,
        "summary": address,
    }


def country_item(country: Country) -> Item:
    """Return a country of the catalogue with the groups it belongs to."""
    return {
        "country": country.code,
        "m49": country.m49,
        "names": country.names,
        "formal_names": country.formal_names,
        "region": country.region.value,
        "groups": [group for group in GROUPS if getattr(country, group)],
        "fictional": country.fictional,
    }


def issue_item(issue: IssuedTables, *, is_open: bool) -> Item:
    """Return what was issued, without its content but, while that is public, with the address of it."""
    return {
        "number": issue.number,
        "cycle": issue.cycle_code,
        "previous": issue.previous_code,
        "region": issue.region,
        "track": issue.track,
        "group": issue.group,
        "issued_at": issue.issued_at,
        "digest": issue.digest,
        "content": url_for("api.issue", number=issue.number) if is_open else None,
    }


def practice_item(entry: Entry) -> Item:
    """Return a practice of the catalogue; conferences and themes only where it can be read in full."""
    return {
        "reference": entry.report.reference,
        "country": entry.country.code,
        "cycle": entry.cycle.code,
        "title": _text(entry.title),
        "summary": _text(entry.summary),
        "institution": _text(entry.institution),
        "began": entry.began,
        "conferences": entry.conferences,
        "themes": entry.themes,
        "promising": entry.promising,
        "whole": entry.whole,
        "demonstration": entry.cycle.demonstration,
    }


def _text(pair: tuple[str, str]) -> Item:
    text, language = pair
    return {"text": text, "language": language}
