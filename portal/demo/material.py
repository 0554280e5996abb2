"""Bundles of demonstration material: what Governments published elsewhere, and a practice round."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from portal.countries.models import Country

DATA = Path(__file__).parent / "data"
DEMONSTRATION_CYCLE = "DEMO-2024"
CONFERENCE = "UNCED92"
NARRATIVE = f"VNR.12.C3@{CONFERENCE}"
TEXTS = (
    *("title", "description", "measures", "alignment", "means", "considerations"),
    *("non_state_commitments", "commitments_and_actors", "additional", "other"),
)
"""Fields of a record that hold text, in the order in which a reader would want them."""

THEMES = (
    "poverty",
    "basic_services",
    "employment",
    "enabling",
    "gender",
    "sustainable",
    "rights",
    "capacity",
)
CONFERENCES = (
    *("WSC90", "UNCED92", "WCHR93", "SIDS94", "ICPD94"),
    *("WSSD95", "FWCW95", "HAB96", "WFS96"),
)
DEMONSTRATION_TITLE = {
    "en": "Demonstration: national targets on pollution, 2024",
    "fr": "Démonstration : objectifs nationaux en matière de pollution, 2024",
    "es": "Demostración: metas nacionales sobre contaminación, 2024",
    "ru": "Демонстрация: национальные целевые показатели по загрязнению, 2024 год",
    "ar": "عرض توضيحي: الغايات الوطنية المتعلقة بالتلوث، 2024",
    "zh": "演示：2024年国家污染问题目标",
}
PRACTICE_TITLE = {
    "en": "Practice round, fictional countries, %s",
    "fr": "Cycle d'exercice, pays fictifs, %s",
    "es": "Ronda de práctica, países ficticios, %s",
    "ru": "Учебный цикл, вымышленные страны, %s год",
    "ar": "جولة تدريبية، بلدان خيالية، %s",
    "zh": "%s年练习周期，虚构国家",
}
INSTRUMENT = {"rc": "VNR", "norc": "VND"}


def fictional_bundle() -> bytes:
    """Return the bundle of the fictional cycles."""
    return (DATA / "fictional_cycles.json").read_bytes()


def demonstration_bundle(countries: Mapping[str, Country]) -> dict[str, Any]:
    """Return the demonstration cycle as a bundle: the records of each State joined in date order.

    Nothing is invented: only the narrative is filled in, and consent is `full` because the Government itself
    published the filing. Records of what is no State of the catalogue are left out.
    """
    records = json.loads((DATA / "cbd_national_targets.json").read_text(encoding="utf-8"))
    by_country: dict[str, list[dict[str, Any]]] = {}
    for record in sorted(records, key=lambda record: (record["iso3"], record["date"], record["id"])):
        if record["iso3"] in countries:
            by_country.setdefault(record["iso3"], []).append(record)
    days = [record["date"] for found in by_country.values() for record in found]
    return {
        "schema": "report-bundle/1",
        "cycles": [_cycle(countries, by_country, max(days))],
        "submissions": [_submission(countries[code], found) for code, found in by_country.items()],
    }


def joined_text(records: Iterable[Mapping[str, Any]]) -> str:
    """Return the texts of records, unchanged, with a blank line between each two."""
    return "\n\n".join(record[name] for record in records for name in TEXTS if record.get(name))


def practice_cycle(year: int, invited: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    """Return a cycle open for the whole year, in which the fictional countries can practise."""
    return {
        "code": f"practice-{year}",
        "title": {language: title % year for language, title in PRACTICE_TITLE.items()},
        "period_start": date(year - 1, 1, 1).isoformat(),
        "period_end": date(year - 1, 12, 31).isoformat(),
        "opens": date(year, 1, 1).isoformat(),
        "due": date(year, 12, 31).isoformat(),
        "closes": date(year + 1, 12, 31).isoformat(),
        "conferences": list(CONFERENCES),
        "themes": list(THEMES),
        "invited": [dict(item) for item in invited],
    }


def practice_bundle(year: int) -> dict[str, Any]:
    """Return the practice round as a bundle without submissions."""
    fictional = json.loads(fictional_bundle())
    return {
        "schema": "report-bundle/1",
        "countries": fictional["countries"],
        "cycles": [practice_cycle(year, fictional["cycles"][-1]["invited"])],
        "submissions": [],
    }


def _cycle(countries: Mapping[str, Country], codes: Iterable[str], last: str) -> dict[str, Any]:
    return {
        "code": DEMONSTRATION_CYCLE,
        "title": DEMONSTRATION_TITLE,
        "period_start": "2024-01-01",
        "period_end": "2024-12-31",
        "opens": "2024-01-01",
        "due": last,
        "closes": last,
        "conferences": [CONFERENCE],
        "themes": list(THEMES),
        "invited": [
            {"country": code, "region": countries[code].region.value, "track": countries[code].default_track}
            for code in codes
        ],
    }


def _submission(country: Country, records: list[dict[str, Any]]) -> dict[str, Any]:
    instrument = INSTRUMENT[country.default_track]
    last = max(record["date"] for record in records)
    return {
        "id": f"{DEMONSTRATION_CYCLE}-{country.code}-{instrument}-v1",
        "instrument": instrument,
        "cycle": DEMONSTRATION_CYCLE,
        "country": country.code,
        "version": 1,
        "status": "published",
        "language": records[0]["lang"],
        "first_submitted": last,
        "submitted_at": f"{last}T12:00:00Z",
        "filed_by": "government",
        "answers": {NARRATIVE: joined_text(records), "VNR.12.Z1": "full"},
    }
