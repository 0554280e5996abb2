"""Which report counts for whom, what of it is public, and what it says (sections 1, 2 and 4; rule 8.2)."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from tests.unit.aggregation.naive.questions import shown_answers

RECEIVED = {"submitted", "under_review", "returned", "resubmitted", "endorsed", "accepted", "published"}
COUNTED = {"accepted", "published"}
REGIONS = ["africa", "asia_pacific", "europe", "lac", "western_asia"]
FAMILIES = {"VNR": "national", "VND": "national", "RCR": "coordinator", "BPR": "practice"}
EXAMPLE = Path(__file__).parents[3] / "data" / "aggregation_example.json"


@functools.cache
def summary_codes() -> set[str]:
    """Return the questions of the country summary, as the worked example lists them (section 4)."""
    return set(json.loads(EXAMPLE.read_text(encoding="utf-8"))["rules"]["summary_codes"])


def expected(cycle: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return region and track of each invited country."""
    return {item["country"]: {"region": item["region"], "track": item["track"]} for item in cycle["invited"]}


def filed(cycle: dict[str, Any], family: str) -> list[dict[str, Any]]:
    """Return one standing for each report that an invited country filed or might have filed.

    A practice has a standing only where something was filed of it; a coordinator reports in track rc only.
    """
    found = []
    for country, place in expected(cycle).items():
        versions = [
            item
            for item in cycle["submissions"]
            if item["country"] == country and FAMILIES[item["instrument"]] == family
        ]
        if family == "practice":
            subjects = sorted({item["subject"] for item in versions})
            groups = [[item for item in versions if item["subject"] == subject] for subject in subjects]
        else:
            groups = [versions] if family == "national" or place["track"] == "rc" else []
        found += [standing(cycle, country, place, group) for group in groups]
    return found


def standing(
    cycle: dict[str, Any], country: str, place: dict[str, str], versions: list[Any]
) -> dict[str, Any]:
    """Say where a report stands, from all its versions; a practice declined is received, so not withdrawn."""
    received = any(item["status"] in RECEIVED for item in versions)
    declined = not received and any(item["status"] == "declined" for item in versions)
    counted = [item for item in versions if item["status"] in COUNTED]
    latest = max(counted, key=lambda item: item["version"]) if counted else None
    first = min(versions, key=lambda item: item["version"])["first_submitted"] if versions else None
    return {
        "country": country,
        **place,
        "received": received,
        "counted": latest,
        "published": latest is not None and latest["status"] == "published",
        "withdrawn": not received
        and not declined
        and any(item["status"] == "withdrawn" for item in versions),
        "declined": declined,
        "on_time": received and first is not None and first <= cycle["due"],
        "shown": None if latest is None else shown_answers(latest, cycle, place["track"]),
    }


def public(report: dict[str, Any], code: str) -> bool:
    """Whether the answer of a counted report to a question is public."""
    published: bool = report["status"] == "published"
    answers = report["answers"]
    if report["instrument"] == "RCR":
        return published
    if report["instrument"] == "BPR":
        return published and bool(answers.get("BPR.12.Z1") == "full")
    consent, section = answers.get("VNR.12.Z1"), code.split(".")[2][0]
    if consent == "partial" and section in (answers.get("VNR.12.Z2") or []):
        return False
    if code in summary_codes():
        return consent in {"full", "partial", "summary"}
    return published and consent in {"full", "partial"}
