"""Building blocks of a country summary, as far as they may be shown: facts, narratives, rating tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from portal.aggregation.rounding import rounded
from portal.i18n import N_
from portal.questionnaires.answering.conditions import shown_keys
from portal.questionnaires.answering.words import text_and_language
from portal.questionnaires.definition import NOT_APPLICABLE, key_of, parse_key
from portal.reports.disclosure import Audience, may_read_in_summary
from portal.summaries.inputs import SummaryInput
from portal.summaries.structure import Fact as FactBlock
from portal.summaries.structure import FactList, Narrative, Row, Sentence, Table, Value
from portal.summaries.wording import DASH, MISSING, Wording

RATING = "VNR.12.C1"
BASIS = "VNR.12.C2"
THEMES = "VNR.12.F1"


class Parts:
    """Draws blocks for one summary; leaves out what the audience may not see and what was not asked."""

    def __init__(self, given: SummaryInput, language: str) -> None:
        """Prepare for one summary in one language."""
        self.given = given
        self.language = language
        self.wording = Wording(language, given.questionnaire, given.asked)
        self._shown = {str(key) for key in shown_keys(given.questionnaire, given.asked, given.answers)}

    def shows(self, key: str) -> bool:
        """Whether the question was asked and its answer belongs to this audience's summary."""
        code = parse_key(key).code
        if key not in self._shown:
            return False
        section = self.given.questionnaire.question(code).section
        return may_read_in_summary(self.given.audience, self.given.disclosed, section, code)

    def plain(self, label: str, text: str) -> FactBlock:
        """Return a fact of the report itself, without an answer behind it."""
        return FactBlock(self.wording.say(label), (Value(text),))

    def fact(self, key: str) -> Iterator[FactBlock]:
        """Yield the answer under a key with its source, if it may be shown."""
        if self.shows(key):
            label = self.wording.question(parse_key(key).code)
            yield FactBlock(label, self.wording.values(key, self.given.answers), self.wording.source(key))

    def facts(self, keys: Iterable[str]) -> Iterator[FactList | Sentence]:
        """Yield one list of the answers that may be shown; one sentence where none of them was answered."""
        found = tuple(fact for key in keys for fact in self.fact(key))
        if found and all(value.state == MISSING for fact in found for value in fact.values):
            yield Sentence(self.wording.say(N_("The questions of this part were not answered.")))
        elif found:
            yield FactList(found)

    def narrative(self, key: str) -> Iterator[Narrative]:
        """Yield a text whole and in its own language, if there is one to show."""
        value = self.given.answers.get(key)
        if value is None or not self.shows(key):
            return
        text, language = text_and_language(value, self.given.report_language)
        label = self.wording.question(parse_key(key).code)
        yield Narrative(label, text, language, self.wording.source(key))

    def progress_table(self) -> Iterator[Table | Sentence]:
        """Yield C1 for each conference with its change and basis, then how many were rated."""
        keys = [(code, key_of(RATING, code)) for code in self.given.asked.conferences]
        if not any(self.shows(key) for _, key in keys):
            return
        say = self.wording.say
        rows = [self._progress_row(code, key) for code, key in keys]
        header = [say(N_("Conference")), say(N_("Progress")), say(N_("Based on"))]
        if self.given.previous is not None:
            header.insert(2, say(N_("Change since %(cycle)s"), cycle=self.given.previous.cycle))
        yield Table(say(N_("Progress by conference")), tuple(header), tuple(rows))
        yield self._rated([self.given.answers.get(key) for _, key in keys])

    def _progress_row(self, conference: str, key: str) -> Row:
        cells = [self.wording.values(key, self.given.answers)[0]]
        if self.given.previous is not None:
            cells.append(self._change(self.given.answers.get(key), self.given.previous.answers.get(key)))
        basis = key_of(BASIS, conference)
        if self.shows(basis):
            texts = (value.text for value in self.wording.values(basis, self.given.answers))
            cells.append(Value(self.wording.listed(texts)))
        else:
            cells.append(Value(""))
        return Row(Value(self.wording.conference(conference)), tuple(cells), self.wording.source(key))

    def _change(self, now: Any, before: Any) -> Value:
        """Return the difference of two ratings; without a rating on either side there is none."""
        if now in {None, NOT_APPLICABLE} or before in {None, NOT_APPLICABLE}:
            return Value(DASH, state=MISSING)
        difference = int(now) - int(before)
        sign = "+" if difference > 0 else "−" if difference < 0 else ""
        return Value(f"{sign}{abs(difference)}", number=True)

    def _rated(self, ratings: list[Any]) -> Sentence:
        """State how many are rated, applicable and missing.

        The mean is for the country and the secretariat.
        """
        rated = [Decimal(rating) for rating in ratings if rating not in {None, NOT_APPLICABLE}]
        applicable = sum(rating != NOT_APPLICABLE for rating in ratings)
        missing = sum(rating is None for rating in ratings)
        say = self.wording.say
        numbers = {"rated": len(rated), "applicable": applicable, "missing": missing}
        if self.given.audience in {Audience.PUBLIC, Audience.REVIEWER} or not rated:
            return Sentence(
                say(
                    N_("Rated: %(rated)s of %(applicable)s applicable; not answered: %(missing)s."), **numbers
                )
            )
        mean = self.wording.number(rounded(Fraction(sum(rated)) / len(rated), 2), 2)
        return Sentence(
            say(
                N_(
                    "Rated: %(rated)s of %(applicable)s applicable; not answered: %(missing)s. "
                    "Mean of the country's own ratings: %(mean)s (%(rated)s of %(applicable)s)."
                ),
                mean=mean,
                **numbers,
            )
        )

    def theme_table(self) -> Iterator[Table]:
        """Yield F1, one row a theme."""
        rows = self.given.answers.get(THEMES)
        if not rows or not self.shows(THEMES):
            return
        columns = self.given.questionnaire.question(THEMES).type
        names = ("progress", "priority", "conferences", "note")
        header = tuple(self.wording.column(THEMES, name) for name in ("theme", *names))
        source = self.wording.source(THEMES)
        yield Table(
            self.wording.say(N_("Cross-cutting themes")),
            header,
            tuple(
                Row(
                    self.wording.cell(columns.column("theme").type, row, "theme"),
                    tuple(self.wording.cell(columns.column(name).type, row, name) for name in names),
                    source,
                )
                for row in rows
            ),
        )
