"""What every table is computed from: the rolls of both cycles, the questions and options, the records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.aggregation.counting.records import Record
from portal.aggregation.counting.replies import NOT_PILOT, Reply
from portal.aggregation.counting.roll import Roll
from portal.aggregation.display.panels import Panel, settle
from portal.aggregation.display.rules import Past, Terms
from portal.aggregation.inputs import CycleInput
from portal.questionnaires.definition import NONE, NOT_APPLICABLE, OTHER, AnswerType, Kind, Question

PREFIXES = ("VNR", "RCR", "BPR", "VND")
"""Instruments in order of display."""

OPERATIONS = frozenset({"dist", "mean", "median", "sum"})


@dataclass(frozen=True)
class Frame:
    """The counted records of a cycle by instrument. `national` holds VNR and VND, in order of country.

    `past` holds what earlier public issues displayed, by the key of the panel: empty for the present state.
    """

    roll: Roll
    minimum: int
    national: tuple[Record, ...]
    coordinators: tuple[Record, ...]
    practices: tuple[Record, ...]
    past: Mapping[str, Sequence[Past]] = field(default_factory=dict)

    def settle(self, key: str, replies: Iterable[Reply], gates: Iterable[Panel] = (), **terms: Any) -> Panel:
        """Settle a figure; `gates` are the figures that a condition rests on, `terms` as of `Terms`."""
        flags = tuple(gate.flags for gate in gates)
        return settle(replies, Terms(self.minimum, flags, past=self.past.get(key, ()), **terms))

    @property
    def cycle(self) -> CycleInput:
        return self.roll.cycle

    def questions(self) -> Iterator[Question]:
        """Yield the questions that enter a figure, each under its own instrument, in order of display."""
        for prefix in PREFIXES:
            for question in self.cycle.questionnaires[prefix].questions():
                if question.code.startswith(prefix) and not OPERATIONS.isdisjoint(question.aggregate):
                    yield question

    def question(self, code: str) -> Question:
        return self.cycle.questionnaires[code[:3]].question(code)

    def records(self, code: str) -> tuple[Record, ...]:
        """Return the counted records of the family that the question belongs to."""
        return {"RCR": self.coordinators, "BPR": self.practices}.get(code[:3], self.national)

    def options(self, code: str, answer_type: AnswerType | None = None) -> tuple[str, ...]:
        """Return the options of a question, or of a column of it, in order, without `na` and `not_pilot`.

        CONF, CONFNONE and THEME are the lists of the cycle, CONFNONE followed by `none`, THEME by `none` and
        `other`.
        """
        kind = answer_type or self.question(code).type
        if kind.kind is Kind.YESNO:
            return ("yes", "no")
        lists = {
            "CONF": self.cycle.conferences,
            "CONFNONE": (*self.cycle.conferences, NONE),
            "THEME": (*self.cycle.themes, NONE, OTHER),
        }
        name = kind.option_set or ""
        if name in lists:
            return lists[name]
        values = self.cycle.questionnaires[code[:3]].option_sets[name].values
        return tuple(value for value in values if value not in {NOT_APPLICABLE, NOT_PILOT})


def frame_of(roll: Roll, minimum: int, past: Mapping[str, Sequence[Past]] | None = None) -> Frame:
    """Index the counted records of a roll."""
    national, coordinators = roll.national_records(), roll.coordinator_records()
    return Frame(roll, minimum, national, coordinators, roll.practice_records(), past or {})
