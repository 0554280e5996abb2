"""Every country of the catalogue reporting in two cycles: a world of full size, thrown by seeded dice."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from portal.questionnaires.definition import Asked
from portal.questionnaires.loader import load_library
from tests.factories import complete_answers

CATALOGUE = Path(__file__).parents[2] / "portal" / "countries" / "data" / "countries.csv"
CONFERENCES = ["UNCED92", "WCHR93", "ICPD94", "SIDS94", "WSSD95", "FWCW95", "HAB96"]
THEMES = [
    "poverty",
    "basic_services",
    "employment",
    "enabling",
    "gender",
    "sustainable",
    "rights",
    "capacity",
]
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
STATUSES = ("published", "published", "published", "accepted", "submitted", "")
CONSENTS = ("full", "full", "full", "partial", "summary", "none")


def everyone(seed: int = 1998, years: tuple[int, ...] = (1999, 2000), step: int = 1) -> dict[str, Any]:
    """Return a bundle (report-bundle/1): each year a cycle, every `step`-th country with its reports."""
    dice = random.Random(seed)
    with CATALOGUE.open(encoding="utf-8") as file:
        places = [row for row in csv.DictReader(file) if row["un_status"] == "member"][::step]
    cycles = [_cycle(year, places) for year in years]
    return {
        "schema": "report-bundle/1",
        "countries": [],
        "cycles": cycles,
        "submissions": [entry for cycle in cycles for entry in _submissions(cycle, dice)],
    }


def _cycle(year: int, places: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "code": str(year),
        "title": {"en": f"Follow-up to conferences, {year}"},
        "period_start": f"{year - 1}-01-01",
        "period_end": f"{year - 1}-12-31",
        "opens": f"{year}-01-04",
        "due": f"{year}-03-31",
        "closes": f"{year}-06-30",
        "conferences": CONFERENCES,
        "themes": THEMES,
        "invited": [
            {
                "country": row["iso3"],
                "region": row["table_region"],
                "track": "rc" if row["rc_served"] == "1" else "norc",
            }
            for row in places
        ],
    }


def _submissions(cycle: dict[str, Any], dice: random.Random) -> Iterator[dict[str, Any]]:
    for place in cycle["invited"]:
        national = "VNR" if place["track"] == "rc" else "VND"
        instruments = [national, "BPR"] if national == "VND" else [national, "RCR", "BPR"]
        for instrument in instruments:
            status = dice.choice(STATUSES)
            if status:
                yield _submission(cycle, place, instrument, status, dice)


def _submission(
    cycle: dict[str, Any], place: dict[str, Any], instrument: str, status: str, dice: random.Random
) -> dict[str, Any]:
    language = dice.choice(LANGUAGES)
    asked = Asked(place["track"], tuple(cycle["conferences"]), tuple(cycle["themes"]))
    answers = complete_answers(
        load_library().latest(instrument),
        asked,
        language=language,
        period=(date.fromisoformat(cycle["period_start"]), date.fromisoformat(cycle["period_end"])),
        dice=dice,
    )
    _consent(answers, instrument, dice)
    day = f"{cycle['code']}-0{dice.randint(2, 5)}-1{dice.randint(0, 9)}"
    return {
        "id": f"{instrument}-{place['country']}-{cycle['code']}",
        "instrument": instrument,
        "cycle": cycle["code"],
        "country": place["country"],
        "version": 1,
        "status": status,
        "language": language,
        "first_submitted": day,
        "submitted_at": f"{day}T12:00:00Z",
        "filed_by": "coordinator" if instrument == "RCR" else "government",
        "answers": answers,
    }


def _consent(answers: dict[str, Any], instrument: str, dice: random.Random) -> None:
    if instrument == "BPR":
        answers["BPR.12.Z1"] = dice.choice(("full", "summary", "none"))
    elif instrument != "RCR":
        answers["VNR.12.Z1"] = dice.choice(CONSENTS)
        if answers["VNR.12.Z1"] == "partial":
            answers["VNR.12.Z2"] = ["E", "G"]
        else:
            answers.pop("VNR.12.Z2", None)
