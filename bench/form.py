"""A page of 40 questions and its saving, against the same questions on a bare page."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from bench.first_view import weigh
from bench.floor import BareQuestion, make_floor
from bench.measuring import Note, Ratio, Scale, in_turn
from portal.accounts.permissions import Role
from portal.cycles.models import Cycle
from portal.events.services import NOBODY
from portal.questionnaires.answering.conditions import options_for
from portal.questionnaires.definition import NONE, OTHER, Asked, Kind, Question, Questionnaire, Section
from portal.questionnaires.loader import load_library
from portal.reports.lifecycle.starting import start_report
from tests.factories import CONFERENCES, TEXTS, THEMES
from tests.samples.portal import SamplePortal, now

SHAPE: Mapping[str, tuple[int, frozenset[Kind]]] = {
    "single": (14, frozenset({Kind.SINGLE, Kind.RATING})),
    "long": (10, frozenset({Kind.LONG})),
    "number": (10, frozenset({Kind.PERCENT, Kind.NUMBER, Kind.INTEGER})),
    "multi": (6, frozenset({Kind.MULTI})),
}
"""How many questions of which kinds."""
SECTION, RELEASE, COUNTRY = "M", "measured", "XAA"
ASKED = Asked("rc", CONFERENCES, THEMES)


def measure(folder: Path, scale: Scale) -> Iterator[Ratio | Note]:
    """Compare drawing the page, saving it whole, and saving one answer of it; weigh its first view."""
    with _measured_release() as questionnaire:
        portal = SamplePortal(_made(folder / "portal"))
        address, client = _draft(portal)
        product = Visitor(client, address, questionnaire)
        floor_app = make_floor(_made(folder / "floor") / "floor.sqlite3", _bare(questionnaire))
        floor = Visitor(floor_app.test_client(), "/form", questionnaire)
        product.open()
        for visitor in (product, floor):
            visitor.save_all()
        what = f"{len(product.questions)} questions"
        yield in_turn(f"form page of {what}", product.draw, floor.draw, scale.rounds)
        for name, save, bare_save in (
            ("all", product.save_all, floor.save_all),
            ("one", product.save_one, floor.save_one),
        ):
            # What the product saves is what its page was drawn with: drawn anew each time, and not measured.
            yield in_turn(
                f"save of {what}, {name} changed", save, bare_save, scale.rounds, prepare=product.open
            )
        yield weigh(f"form page of {what}", client, address)
        portal.close()


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


@contextlib.contextmanager
def _measured_release() -> Iterator[Questionnaire]:
    """Give the national questionnaire with one more section, for the time of the measure.

    No released page has 40 questions. The section is made of the questionnaire's own, asked of everybody.
    """
    library = load_library()
    kept = library.questionnaires
    national = library.latest("VNR")
    section = Section(SECTION, "Measured", "", "VNR", repeated=False, questions=tuple(_questions(national)))
    measured = replace(
        national,
        release=RELEASE,
        sections=(*national.sections[:-1], section, national.sections[-1]),
        _by_code={},
    )
    # The library is read once a process, and frozen; put first, the release is the latest of none.
    object.__setattr__(library, "questionnaires", (measured, *kept))
    try:
        yield measured
    finally:
        object.__setattr__(library, "questionnaires", kept)


def _questions(national: Questionnaire) -> Iterator[Question]:
    numbers = itertools.count(1)
    for count, kinds in SHAPE.values():
        originals = itertools.cycle([one for one in national.questions() if one.kind in kinds])
        for original in itertools.islice(originals, count):
            yield replace(
                original,
                code=f"VNR.12.{SECTION}{next(numbers)}",
                section=SECTION,
                repeated=False,
                show_if=None,
                optional_if=None,
            )


def _bare(questionnaire: Questionnaire) -> list[BareQuestion]:
    return [
        BareQuestion(one.code, one.text, _kind(one), _options(questionnaire, one))
        for one in questionnaire.section(SECTION).questions
    ]


def _kind(question: Question) -> str:
    return next(name for name, (_count, kinds) in SHAPE.items() if question.kind in kinds)


def _options(questionnaire: Questionnaire, question: Question) -> dict[str, str]:
    return {option.value: option.label for option in options_for(questionnaire, question, ASKED)}


def _draft(portal: SamplePortal) -> tuple[str, FlaskClient]:
    """Begin a report; return the address of its measured page, and a client of its focal point."""
    code = portal.open_cycle("C1", {COUNTRY: "rc"}, releases={"VNR": RELEASE})
    person = portal.add_person(Role.FOCAL_POINT, COUNTRY)
    with portal.session() as session:
        report = start_report(session, session.get_one(Cycle, code), COUNTRY, "en", NOBODY, now())
        number = report.id
    with portal.app.test_request_context("/en/"):
        address = portal.app.url_for("filing.section", lang="en", report_id=number, section=SECTION)
    return address, portal.client(person)


class Visitor:
    """Draws the page and saves it, each time with other answers."""

    def __init__(self, client: FlaskClient, address: str, questionnaire: Questionnaire) -> None:
        """Take the client to visit with, and the questions of the page."""
        self.client, self.address = client, address
        self.questionnaire = questionnaire
        self.questions = questionnaire.section(SECTION).questions
        self.turn = 0
        self.hidden: list[tuple[str, str]] = []
        self.typed: dict[str, list[str]] = {}

    def draw(self) -> str:
        """Get the page."""
        response = self.client.get(self.address)
        assert response.status_code == 200, response.status
        return response.text

    def open(self) -> None:
        """Read what the page sends along with the answers: token, questions drawn, revisions seen."""
        reader = HiddenFields()
        reader.feed(self.draw())
        self.hidden = reader.found

    def save_all(self) -> None:
        """Save the page with every answer changed."""
        self.turn += 1
        self.typed = {one.code: self._answer(one) for one in self.questions}
        self._save()

    def save_one(self) -> None:
        """Save the page with one text changed."""
        self.turn += 1
        changed = next(one for one in self.questions if one.kind is Kind.LONG)
        self.typed[changed.code] = self._answer(changed)
        self._save()

    def _save(self) -> None:
        data = MultiDict(self.hidden)
        for name, values in self.typed.items():
            data.setlist(name, values)
        response = self.client.post(self.address, data=data)
        assert response.status_code == 303, response.status

    def _answer(self, question: Question) -> list[str]:
        kind = _kind(question)
        if kind == "long":
            return [f"Version {self.turn}. {TEXTS['en']}"]
        if kind == "number":
            return [str(int(question.type.minimum or 0) + 1 + self.turn % 2)]
        offered = [one for one in _options(self.questionnaire, question) if one not in {NONE, OTHER}]
        first = self.turn % 2
        return offered[first : first + (2 if kind == "multi" else 1)]


class HiddenFields(HTMLParser):
    """Collects the hidden fields of a page."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a hidden field."""
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden":
            self.found.append((given.get("name") or "", given.get("value") or ""))
