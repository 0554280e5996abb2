"""Builds the inputs of aggregation from the answers of a report bundle, with the real questionnaires."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from portal import canonical
from portal.aggregation.inputs import CycleInput, ReportFacts
from portal.questionnaires.answering.facts import facts_of
from portal.questionnaires.definition import Asked, Questionnaire
from portal.questionnaires.loader import load_library

DATA = Path(__file__).parents[2] / "data"
CONSENT = {"VNR": "VNR.12.Z1", "VND": "VNR.12.Z1", "BPR": "BPR.12.Z1"}


def read(name: str) -> Any:
    """Read a file of the worked example."""
    return canonical.loads((DATA / name).read_text(encoding="utf-8"))


@functools.cache
def questionnaires() -> Mapping[str, Questionnaire]:
    """Return the first release of each instrument, published or not."""
    library = load_library()
    return {prefix: library.release(prefix, "1") for prefix in ("VNR", "VND", "RCR", "BPR")}


def cycle_input(bundle: Mapping[str, Any], code: str) -> CycleInput:
    """Return one cycle of a bundle."""
    cycle = next(item for item in bundle["cycles"] if item["code"] == code)
    invited = {item["country"]: (item["region"], item["track"]) for item in cycle["invited"]}
    empty = CycleInput(
        code=code,
        due=date.fromisoformat(cycle["due"]),
        conferences=tuple(cycle["conferences"]),
        themes=tuple(cycle["themes"]),
        invited=invited,
        reports=(),
        questionnaires=questionnaires(),
    )
    return with_submissions(empty, (item for item in bundle["submissions"] if item["cycle"] == code))


def with_submissions(cycle: CycleInput, submissions: Iterable[Mapping[str, Any]]) -> CycleInput:
    """Return the cycle with these submissions added."""
    added = tuple(report_facts(cycle, item) for item in submissions)
    return CycleInput(**{**vars(cycle), "reports": (*cycle.reports, *added)})


def report_facts(cycle: CycleInput, item: Mapping[str, Any]) -> ReportFacts:
    """Turn one submission, as a bundle writes it, into facts."""
    instrument, answers = item["instrument"], item["answers"]
    _, track = cycle.invited.get(item["country"], ("", "rc"))
    asked = Asked(track, cycle.conferences, cycle.themes)
    filed = item.get("first_submitted")
    return ReportFacts(
        report_id=item["id"],
        country=item["country"],
        instrument=instrument,
        subject=item.get("subject", item["id"]) if instrument == "BPR" else None,
        version=item["version"],
        status=item["status"],
        consent=answers.get(CONSENT.get(instrument, ""), "none"),
        withheld=frozenset(answers.get("VNR.12.Z2", ())),
        first_submitted=date.fromisoformat(filed) if filed else None,
        facts=tuple(facts_of(questionnaires()[instrument], asked, answers, item.get("language", "en"))),
    )


def small_cycle(
    invited: Mapping[str, tuple[str, str]], *submissions: Mapping[str, Any], code: str = "2000"
) -> CycleInput:
    """Return a cycle of two conferences and two themes with these submissions."""
    empty = CycleInput(
        code=code,
        due=date(2000, 3, 31),
        conferences=("ICPD94", "WSSD95"),
        themes=("poverty", "gender"),
        invited=invited,
        reports=(),
        questionnaires=questionnaires(),
    )
    return with_submissions(empty, submissions)


def filed(
    instrument: str, country: str, answers: Mapping[str, Any], *, status: str = "accepted", **more: Any
) -> dict[str, Any]:
    """Return a submission as a bundle writes it: accepted, of consent `full` unless the answers say otherwise."""
    consent = {CONSENT[instrument]: "full"} if instrument in CONSENT else {}
    return {
        "id": f"{instrument}-{country}-{more.get('version', 1)}",
        "instrument": instrument,
        "country": country,
        "version": 1,
        "status": status,
        "first_submitted": "2000-03-10",
        "answers": {**consent, **answers},
        **more,
    }


def differences(expected: Any, found: Any, path: str = "") -> list[str]:
    """List the paths where two values differ; numbers are compared by value, objects without order."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        keys = [*expected, *(key for key in found if key not in expected)]
        return [
            difference
            for key in keys
            for difference in (
                differences(expected[key], found[key], f"{path}/{key}")
                if key in expected and key in found
                else [f"{path}/{key}: {'unexpected' if key in found else 'not there'}"]
            )
        ]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        return [
            line
            for number, pair in enumerate(zip(expected, found, strict=True))
            for line in differences(*pair, f"{path}/{number}")
        ]
    same = expected == found and isinstance(expected, bool) == isinstance(found, bool)
    return [] if same else [f"{path}: expected {expected!r}, found {found!r}"]
