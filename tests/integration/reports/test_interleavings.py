"""Two people edit one section in every possible order, and nothing that either typed is lost."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from itertools import count, product
from typing import Any

import pytest
from sqlalchemy import select

from portal.canonical import dumps
from portal.errors import RefusedError
from portal.reports.models import AnswerRevision, SetAside
from portal.reports.queries import answers_of, get_report, open_set_aside
from portal.reports.saving import Author, Change, resolve, save_answers
from tests.factories import NOW, make_account, make_cycle, make_report
from tests.scaling import times

pytestmark = pytest.mark.scaled

INTERLEAVINGS = times(1000)
STEPS = 14
TEXTS, LISTS, TABLES = ("VNR.12.B8", "VNR.12.B10"), ("VNR.12.B6",), ("VNR.12.D2", "VNR.12.D5")
KEYS = (*TEXTS, *LISTS, *TABLES)
COLUMNS = ("source", "baseline")


def _tokens(value: Any) -> set[str]:
    """Return everything typed in a value. Each token is typed once in a whole test, so it can be traced."""
    if isinstance(value, str):
        return set(value.split())
    if isinstance(value, list):
        return set().union(*map(_tokens, value))
    if isinstance(value, dict):
        return set().union(*(_tokens(cell) for name, cell in value.items() if name != "_id"))
    return set()


class Person:
    """Somebody with the section open on a device of their own."""

    def __init__(self, session, report_id, account_id, tokens: Iterator[str], dice: random.Random):
        self.session, self.report_id, self.account_id = session, report_id, account_id
        self.tokens, self.dice = tokens, dice
        self.page: dict[str, tuple[Any, int]] = dict.fromkeys(KEYS, (None, 0))

    def look(self) -> None:
        """Load the page: the answers in force, with their revisions."""
        answers = answers_of(self.session, self.report_id, KEYS)
        self.page |= {key: (answer.value, answer.revision) for key, answer in answers.items()}
        self.session.commit()

    def save(self) -> tuple[set[str], dict[str, int]]:
        """Type into some questions and send the page; return what was sent and which revisions were seen."""
        keys = self.dice.sample(KEYS, self.dice.randint(1, 3))
        typed = {key: self._type(key, self.page[key][0]) for key in keys}
        seen = {key: self.page[key][1] for key in keys}
        changes = [Change(key, typed[key], seen[key]) for key in keys]
        self.dice.shuffle(changes)
        save_answers(self.session, get_report(self.session, self.report_id), changes, self._author())
        self.session.commit()
        # Without JavaScript the page comes back fresh; with it, it stays as it was for a while.
        if self.dice.random() < 0.6:
            self.look()
        return set().union(*map(_tokens, typed.values())), seen

    def choose(self) -> tuple[SetAside | None, str, dict[str, int]]:
        """Settle one of the texts set aside, over the text on the page, which may be an old one."""
        waiting = open_set_aside(self.session, self.report_id)
        if not waiting:
            self.session.commit()
            return None, "", {}
        aside, choice = self.dice.choice(waiting), self.dice.choice(["mine", "theirs", "both"])
        seen = {aside.key: self.page[aside.key][1]}
        try:
            resolve(self.session, aside, choice, seen[aside.key], self._author())
        except RefusedError:
            self.session.rollback()
            return None, "", {}
        self.session.commit()
        return aside, choice, seen

    def _author(self) -> Author:
        return Author(self.account_id, "en", NOW)

    def _type(self, key: str, value: Any) -> Any:
        if self.dice.random() < 0.1:
            return None
        if key in TEXTS:
            kept = (value or "").split()[: self.dice.randint(0, 3)]
            return " ".join([*kept, next(self.tokens)])
        if key in LISTS:
            return [*self.dice.sample(value or [], min(len(value or []), 1)), next(self.tokens)]
        return self._type_rows(value or [])

    def _type_rows(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        rows = [dict(row) for row in rows if self.dice.random() > 0.15]
        for row in rows:
            if self.dice.random() < 0.8:
                row[self.dice.choice(COLUMNS)] = next(self.tokens)
        if self.dice.random() < 0.25 or not rows:
            rows.insert(
                self.dice.randint(0, len(rows)), {"_id": next(self.tokens), "source": next(self.tokens)}
            )
        return rows


class Record:
    """What was sent so far and what may be gone, checked against the database after each step."""

    def __init__(self, session, report_id):
        self.session, self.report_id = session, report_id
        self.sent: set[str] = set()
        self.dropped_by_choice: set[str] = set()
        self.last_read = 0
        self.revisions: dict[str, list[Any]] = {key: [None] for key in KEYS}

    def check(self, seen: dict[str, int]) -> None:
        """Check that nothing is lost, and that whoever replaced something had seen it."""
        self._read_revisions(seen)
        in_revisions = set().union(
            *(_tokens(value) for values in self.revisions.values() for value in values)
        )
        waiting = set().union(
            *(_tokens(aside.value) for aside in open_set_aside(self.session, self.report_id))
        )
        live = answers_of(self.session, self.report_id)
        for key, answer in live.items():
            assert dumps(answer.value) == dumps(self.revisions[key][-1])
            assert answer.revision == len(self.revisions[key]) - 1
        self.session.rollback()
        assert self.sent <= in_revisions | waiting | self.dropped_by_choice

    def _read_revisions(self, seen: dict[str, int]) -> None:
        statement = select(AnswerRevision).where(
            AnswerRevision.report_id == self.report_id, AnswerRevision.id > self.last_read
        )
        for new in self.session.scalars(statement.order_by(AnswerRevision.id)):
            known = self.revisions[new.key]
            assert new.revision == len(known), "a revision is missing"
            gone = _tokens(known[-1]) - _tokens(new.value)
            shown = _tokens(known[seen[new.key]]) if new.key in seen else set()
            assert gone <= shown, f"{gone - shown} of {new.key} replaced by somebody who had not seen it"
            known.append(new.value)
            self.last_read = new.id


def _walk(dice: random.Random, record: Record, people: list[Person]) -> None:
    for _ in range(STEPS):
        person = dice.choice(people)
        what = dice.choices(["look", "save", "choose"], [2, 6, 2])[0]
        seen: dict[str, int] = {}
        if what == "look":
            person.look()
        elif what == "save":
            sent, seen = person.save()
            record.sent |= sent
        else:
            aside, choice, seen = person.choose()
            if aside is not None and choice == "theirs":
                record.dropped_by_choice |= _tokens(aside.value)
                person.session.rollback()
        record.check(seen)


def _country_codes() -> list[str]:
    return ["".join(letters) for letters in product("XYZ", string.ascii_uppercase, string.ascii_uppercase)]


def test_nothing_typed_by_two_people_in_one_section_is_lost(new_session):
    countries = _country_codes()[:INTERLEAVINGS]
    with new_session() as session:
        cycle = make_cycle(session, invited=dict.fromkeys(countries, "rc"))
        accounts = [make_account(session, None).id for _ in range(2)]
        reports = [make_report(session, cycle, country).id for country in countries]
        session.commit()
    conflicts = 0
    with new_session() as one, new_session() as other, new_session() as reading:
        for seed, report_id in enumerate(reports):
            dice = random.Random(seed)
            tokens = (f"t{number}" for number in count())
            people = [
                Person(mine, report_id, account, tokens, dice)
                for mine, account in zip((one, other), accounts, strict=True)
            ]
            _walk(dice, Record(reading, report_id), people)
        conflicts = len(reading.scalars(select(SetAside.id)).all())
    # Without meetings the test would prove nothing.
    assert conflicts > INTERLEAVINGS
