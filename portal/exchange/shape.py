"""The shape of a bundle: every entry held against the schema, its sound fields kept for the further rules."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource

from portal import canonical
from portal.exchange.faults import BUNDLE, Fault
from portal.exchange.reading import label_of, whole
from portal.questionnaires.answering.values import is_date
from portal.questionnaires.answering.words import TextRefusedError, clean_text, clean_value

SCHEMA = Path(__file__).parent / "data" / "report_bundle.schema.json"
FORMAT = "report-bundle/1"

_DATES = ("period_start", "period_end", "opens", "due", "closes", "first_submitted")
_LARGEST: Mapping[str, int] = {"version": 2**31 - 1, "review_days": 36_500}
_SHOWN = 60


@dataclass(frozen=True)
class Entry:
    """A country, cycle or submission as given: the fields that are sound, texts with LF as line ends.

    `answers` are those of a submission, not checked yet.
    """

    label: str
    fields: Mapping[str, Any]
    answers: Mapping[str, Any]

    def get(self, name: str) -> Any:
        """Return a field, or None where it is absent or faulty."""
        return self.fields.get(name)


@dataclass(frozen=True)
class Bundle:
    """A bundle whose file could be read."""

    countries: tuple[Entry, ...]
    cycles: tuple[Entry, ...]
    submissions: tuple[Entry, ...]


def check_shape(document: Any) -> tuple[Bundle | None, list[Fault]]:
    """Return the entries of a bundle and every fault of their shape; None where it is no bundle at all.

    Answers are only seen to be an object with keys: what they hold is checked with their questionnaire.
    """
    if not isinstance(document, dict) or document.get("schema") != FORMAT:
        return None, [Fault(BUNDLE, "", "not_bundle")]
    faults: list[Fault] = []
    frame = {name: [] if isinstance(value, list) else value for name, value in document.items()}
    faults += _faults(BUNDLE, "", frame)
    lists = {name: _listed(document, name) for name in ("countries", "cycles", "submissions")}
    countries = [_entry(_label("country", item, at), item, faults) for at, item in lists["countries"]]
    cycles = [_entry(_label("cycle", item, at), item, faults) for at, item in lists["cycles"]]
    submissions = [
        _entry(label_of(item, at), item, faults, "submission") for at, item in lists["submissions"]
    ]
    bundle = Bundle(tuple(countries), tuple(cycles), tuple(submissions))
    return bundle, faults


def _listed(document: Mapping[str, Any], name: str) -> list[tuple[int, Any]]:
    found = document.get(name)
    return list(enumerate(found, 1)) if isinstance(found, list) else []


def _label(kind: str, item: Any, number: int) -> str:
    code = item.get("code") if isinstance(item, dict) else None
    return f"{kind} {code}" if isinstance(code, str) and code else f"{kind} number {number}"


def _entry(label: str, item: Any, faults: list[Fault], kind: str = "") -> Entry:
    given = dict(item) if isinstance(item, dict) else item
    answers: Any = {}
    if isinstance(given, dict):
        for name in _LARGEST:
            if name in given:
                given[name] = whole(given[name])
        if isinstance(given.get("answers"), dict):
            answers, given["answers"] = given["answers"], {}
    found = list(_faults(label, kind or label.split(maxsplit=1)[0], given))
    faults += found
    if not isinstance(given, dict):
        return Entry(label, {}, {})
    faulty = {fault.place.split(".")[0].split("[")[0] for fault in found}
    sound = {name: value for name, value in given.items() if name not in faulty and name != "answers"}
    return Entry(label, {name: clean_value(value) for name, value in sound.items()}, answers)


# --- faults --------------------------------------------------------------------------------------


@functools.cache
def _validators() -> Mapping[str, Draft202012Validator]:
    """Return a validator of the frame (under the empty name), of a country, a cycle and a submission."""
    schema = canonical.loads(SCHEMA.read_bytes())
    registry: Registry[Any] = Registry().with_resource(schema["$id"], Resource.from_contents(schema))
    places = {
        "": "",
        "country": "#/properties/countries/items",
        "cycle": "#/$defs/cycle",
        "submission": "#/$defs/submission",
    }
    return {
        name: Draft202012Validator({"$ref": schema["$id"] + place}, registry=registry)
        for name, place in places.items()
    }


def _faults(label: str, kind: str, given: Any) -> Iterator[Fault]:
    seen: dict[Fault, None] = {}
    for error in _validators()[kind].iter_errors(given):
        for fault in _fault_of(label, error):
            seen.setdefault(fault)
    yield from seen
    if isinstance(given, dict):
        told = {fault.place for fault in seen}
        yield from (fault for fault in _beyond_schema(label, given) if fault.place not in told)


def _fault_of(label: str, error: ValidationError) -> Iterator[Fault]:
    place = _place(error)
    asked: Any = error.validator_value
    given: Any = error.instance
    if error.validator == "required":
        for name in (name for name in asked if name not in given):
            yield Fault(label, _below(place, name), "field_missing", {"field": name})
    elif error.validator == "additionalProperties" and asked is False:
        schema: Any = error.schema
        for name in (name for name in given if name not in schema["properties"]):
            yield Fault(label, _below(place, name), "field_unknown", {"field": name})
    elif error.validator == "type":
        yield Fault(label, place, "field_type", {"expected": asked})
    elif error.validator == "uniqueItems":
        yield Fault(label, place, "field_twice")
    else:
        yield Fault(label, place, "field_value", {"value": _shown(given)})


def _place(error: ValidationError) -> str:
    place = ""
    for step in error.absolute_path:
        place = f"{place}[{step + 1}]" if isinstance(step, int) else _below(place, step)
    return place


def _below(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _shown(value: Any) -> str:
    text = canonical.dumps(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _beyond_schema(label: str, given: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what no schema says: dates of no calendar, characters and numbers that cannot be kept."""
    for name in _DATES:
        value = given.get(name)
        if isinstance(value, str) and not is_date(value):
            yield Fault(label, name, "not_date", {"value": value})
    moment = given.get("submitted_at")
    if isinstance(moment, str) and not _is_moment(moment):
        yield Fault(label, "submitted_at", "not_date", {"value": moment})
    for name, largest in _LARGEST.items():
        value = given.get(name)
        if isinstance(value, int) and value > largest:
            yield Fault(label, name, "not_storable", {"value": value})
    for place, text in _texts(given, ""):
        try:
            clean_text(text)
        except TextRefusedError as error:
            params = {"character": error.character, "position": error.position}
            yield Fault(label, place, "text_control_character", params)


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _texts(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Yield every text in a value, names of fields included, with its place."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield place, name
            yield from _texts(item, _below(place, name))
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from _texts(item, f"{place}[{number}]")
