"""Bundles for tests: small ones written by hand, and any number of them thrown by Hypothesis."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import simplejson
from hypothesis import strategies as st

from portal import canonical
from portal.questionnaires.definition import Asked
from portal.questionnaires.loader import load_library
from tests.factories import complete_answers

EXAMPLE = Path(__file__).parent / "data" / "report_bundle_example.json"
CONFERENCES = ["ICPD94", "WSSD95"]
THEMES = ["poverty", "gender"]
TRACKS = {"ARL": "rc", "BOR": "norc", "COR": "rc"}
FILED = ["submitted", "under_review", "returned", "resubmitted", "endorsed", "withdrawn"]


def example() -> dict[str, Any]:
    """Return the bundle of the worked example."""
    bundle: dict[str, Any] = canonical.loads(EXAMPLE.read_bytes())
    return bundle


def written(bundle: Any) -> bytes:
    """Return a bundle as a file, numbers as they are."""
    return simplejson.dumps(bundle, use_decimal=True, ensure_ascii=False).encode()


def small_bundle(*submissions: dict[str, Any], cycle: str = "2000") -> dict[str, Any]:
    """Return a bundle of three fictional countries and one cycle, with these submissions."""
    return {
        "schema": "report-bundle/1",
        "countries": [
            {"code": code, "names": {"en": f"Country {code}"}, "region": "africa", "fictional": True}
            for code in TRACKS
        ],
        "cycles": [
            {
                "code": cycle,
                "title": {"en": f"Cycle {cycle}"},
                "period_start": "1999-01-01",
                "period_end": "1999-12-31",
                "opens": "2000-01-04",
                "due": "2000-03-31",
                "closes": "2000-06-30",
                "conferences": CONFERENCES,
                "themes": THEMES,
                "invited": [
                    {"country": code, "region": "africa", "track": track} for code, track in TRACKS.items()
                ],
            }
        ],
        "submissions": list(submissions),
    }


def submission(answers: dict[str, Any] | None = None, /, **fields: Any) -> dict[str, Any]:
    """Return a submission that is valid by itself: a national report of ARL, accepted."""
    entry = {
        "id": "N1",
        "instrument": "VNR",
        "cycle": "2000",
        "country": "ARL",
        "version": 1,
        "status": "accepted",
        "language": "en",
        "first_submitted": "2000-03-10",
        "submitted_at": "2000-03-10T12:00:00Z",
        "filed_by": "government",
        "answers": {"VNR.12.B1": "yes"} if answers is None else answers,
        **fields,
    }
    return {name: value for name, value in entry.items() if value is not None}


def changed(bundle: dict[str, Any], number: int = 0, **fields: Any) -> dict[str, Any]:
    """Return a bundle in which one submission has other fields (None: without it)."""
    found = copy.deepcopy(bundle)
    entry = {**found["submissions"][number], **fields}
    found["submissions"][number] = {name: value for name, value in entry.items() if value is not None}
    return found


# --- thrown ---------------------------------------------------------------------------------------

_LANGUAGES = st.sampled_from(["ar", "en", "es", "fr", "ru", "zh"])
_TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=[chr(n) for n in range(32)])
    | st.sampled_from("\t\n"),
    min_size=1,
    max_size=60,
)


@st.composite
def bundles(draw: st.DrawFn) -> dict[str, Any]:
    """Throw a bundle that is valid: reports of all four questionnaires in several versions and statuses."""
    filed: list[dict[str, Any]] = []
    for country, track in TRACKS.items():
        instrument = "VNR" if track == "rc" else "VND"
        filed += draw(_versions(f"{country}-N", instrument, country))
        if track == "rc":
            filed += draw(_versions(f"{country}-R", "RCR", country))
        for number in range(draw(st.integers(0, 2))):
            filed += draw(_versions(f"{country}-P{number}", "BPR", country))
    return small_bundle(*draw(st.permutations(filed)))


@st.composite
def _versions(draw: st.DrawFn, name: str, instrument: str, country: str) -> list[dict[str, Any]]:
    """Throw the versions of one report: those before the one in force are out, one may come after."""
    statuses = [draw(st.sampled_from(["superseded", "withdrawn"])) for _ in range(draw(st.integers(0, 2)))]
    statuses += draw(st.lists(st.sampled_from(["accepted", "published"]), max_size=1))
    statuses += draw(st.lists(st.sampled_from(["draft", *FILED]), max_size=1))
    versions = [
        draw(_version(f"{name}-v{number}", instrument, country, number, status))
        for number, status in enumerate(statuses, 1)
    ]
    if instrument == "BPR":
        for version in versions:
            version["practice"] = name
    return versions


@st.composite
def _version(
    draw: st.DrawFn, name: str, instrument: str, country: str, version: int, status: str
) -> dict[str, Any]:
    never_filed = status == "draft" and version == 1
    day = f"2000-03-{draw(st.integers(10, 28))}"
    moment = f"{day}T{draw(st.integers(0, 23)):02}:30:00Z"
    language = draw(_LANGUAGES)
    by_coordinator = instrument == "RCR" or (instrument == "BPR" and draw(st.booleans()))
    return submission(
        draw(_answers(instrument, TRACKS[country], language)),
        id=name,
        instrument=instrument,
        country=country,
        version=version,
        status=status,
        language=language,
        first_submitted=None if never_filed else "2000-03-10",
        submitted_at=None if status == "draft" else moment,
        filed_by="coordinator" if by_coordinator else "government",
        received=True if not by_coordinator and draw(st.booleans()) else None,
    )


@st.composite
def _answers(draw: st.DrawFn, instrument: str, track: str, language: str) -> dict[str, Any]:
    """Throw some of the answers of a whole report, texts replaced by any text, in any language."""
    questionnaire = load_library().release(instrument, "1")
    dice = random.Random(draw(st.integers(0, 2**32)))
    asked = Asked(track, tuple(CONFERENCES), tuple(THEMES))
    whole = complete_answers(questionnaire, asked, language=language, dice=dice)
    kept = [key for key in whole if not key.endswith(".other") and dice.random() < draw(st.just(0.4))]
    answers = {key: whole[key] for key in kept}
    answers |= {f"{key}.other": whole[f"{key}.other"] for key in kept if f"{key}.other" in whole}
    answers.pop("RCR.14.C1", None)
    for key in answers:
        kind = questionnaire.question(key.split("@")[0].removesuffix(".other")).kind
        if kind in {"text", "long"} and dice.random() < 0.3:
            text = draw(_TEXTS)
            answers[key] = draw(st.sampled_from([text, {"text": text, "language": draw(_LANGUAGES)}]))
    return answers
