"""What a page about a figure shows: the figure in words, and a line for each contribution its reader may see.

Of the public nothing is listed behind a figure that is not displayed; behind one that is, those answers that
`reports/disclosure` lets everybody read, and of the others how many they are: their number follows from the
counts displayed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from portal.aggregation.inputs import ReportFacts
from portal.aggregation.provenance.figures import Amount, Answer, Contribution, Figure
from portal.aggregation.rounding import MEAN_PLACES, rounded
from portal.provenance import vocabulary
from portal.provenance.describing import Describer
from portal.provenance.queries import FiledReport
from portal.questionnaires.definition import parse_key
from portal.reports.disclosure import (
    Audience,
    Disclosed,
    may_read_answer,
    may_read_filing,
    may_read_in_summary,
)
from portal.reports.workflow import Status
from portal.resolution.whole import resolution_in


@dataclass(frozen=True)
class AnswerLine:
    """One answer: its cycle, key, short number with its conference, what it says; and where it can be read.

    `opens`: summary (a page of its own), report, or empty where nowhere.
    """

    cycle: str
    key: str
    number: str
    text: str
    opens: str
    reference: str
    report_id: int | None


@dataclass(frozen=True)
class Line:
    """One contribution as it is listed; `filed` None where there is no report, or none to be told of.

    `code` is that of the country. `part`: counted, compared (only in the whole that a share is of) or
    outside. `amount` is what is counted of it, None where it is simply one.
    """

    code: str
    country: str
    state: str
    part: str
    public: bool
    instrument: str
    filed: FiledReport | None
    answers: tuple[AnswerLine, ...]
    amount: Any = None


@dataclass(frozen=True)
class QuestionLine:
    """A question a figure rests on, with the paragraphs of the draft resolution it answers."""

    code: str
    number: str
    text: str
    paragraphs: tuple[tuple[str, str, str, str], ...]
    """Anchor, number, letter (or empty) and text of each; the text is that of the whole paragraph."""


@dataclass(frozen=True)
class FigurePage:
    """A figure with all that its page says; `hidden` counts the contributions that are not listed.

    `value` is empty where the audience sees none.
    """

    figure: Figure
    shown: bool
    title: str
    place: str
    table: str
    value: str
    measure: str
    display: str
    questions: tuple[QuestionLine, ...]
    lines: tuple[Line, ...]
    hidden: int


@dataclass(frozen=True)
class Lister:
    """Lists contributions for one audience, from the filings of their reports."""

    describer: Describer
    audience: Audience
    filed: Mapping[str, FiledReport]

    def page(self, figure: Figure) -> FigurePage:
        """Return what the page of a figure shows."""
        say, describer = self.describer.say, self.describer
        everything = self.audience is Audience.SECRETARIAT
        shown = everything or figure.shown
        listed = [one for one in figure.contributions if everything or (shown and self._is_told(one))]
        value = figure.value if everything else figure.public_value
        *about, name = describer.words(figure.path, figure.codes)
        if not about and figure.codes:
            # Nothing but the question says what the figure is of.
            about = [self._question(figure.codes[0]).text]
        return FigurePage(
            figure=figure,
            shown=shown,
            title=name,
            place=" · ".join([*about, *([describer.scope(figure.scope)] if figure.scope else [])]),
            table=describer.table(figure.table),
            value=describer.value(figure, value) if shown else "",
            measure=say(vocabulary.MEASURES[figure.measure]) if shown else "",
            display=describer.display(figure) if everything else "",
            questions=tuple(self._question(code) for code in figure.codes),
            lines=tuple(self._line(one) for one in listed),
            hidden=_hidden(figure.contributions, listed) if shown else 0,
        )

    def _is_told(self, one: Contribution) -> bool:
        """Whether the public is told of a contribution: all its answers are public by both rules."""
        return one.public and all(self._opens(answer) for answer in one.answers)

    def _line(self, one: Contribution) -> Line:
        report = one.report if self._may_name(one) else None
        return Line(
            code=one.country,
            country=self.describer.country_names.get(one.country, one.country),
            state=self.describer.say(vocabulary.STATES[one.state]),
            part="counted" if one.numerator else "compared" if one.denominator else "outside",
            public=one.public,
            instrument="" if one.report is None else one.report.instrument,
            filed=None if report is None else self.filed.get(report.report_id),
            answers=tuple(self._answer(answer) for answer in one.answers),
            amount=_written(one.amount) if one.numerator else None,
        )

    def _may_name(self, one: Contribution) -> bool:
        """Whether the report itself is told of; that of a country of which only the state is, is not."""
        return bool(one.answers) or one.report is None or may_read_filing(self.audience, _state(one.report))

    def _answer(self, answer: Answer) -> AnswerLine:
        parsed = parse_key(answer.key)
        filed = self.filed.get(answer.report.report_id)
        return AnswerLine(
            cycle=answer.cycle,
            key=answer.key,
            number=" ".join((self.describer.question(parsed.code).number, parsed.conference or "")).strip(),
            text=self._text(answer, parsed.code),
            opens=self._opens(answer),
            reference=answer.report.report_id,
            report_id=None if filed is None else filed.report_id,
        )

    def _text(self, answer: Answer, code: str) -> str:
        wording = self.describer.wording(code)
        if answer.number is not None:
            return wording.number(answer.number)
        columns = self.describer.question(code).type.columns
        if not columns:
            return wording.listed(self.describer.option(code, value) for value in answer.values)
        return self.describer.say(vocabulary.ROWS_FILED, num=answer.rows or 0)

    def _opens(self, answer: Answer) -> str:
        """Return where the audience can read an answer; empty where it may not."""
        code, state = parse_key(answer.key).code, _state(answer.report)
        section = self.describer.question(code).section
        if self.audience is Audience.SECRETARIAT:
            return "report"
        if may_read_in_summary(self.audience, state, section, code):
            return "summary"
        return "report" if may_read_answer(self.audience, state, section, code) else ""

    def _question(self, code: str) -> QuestionLine:
        question = self.describer.question(code)
        wording = self.describer.wording(code)
        texts = _paragraphs(self.describer.language)
        parted = (clause.partition(".") for clause in question.clauses)
        found = ((f"para-{number}", number, letter, texts[f"para-{number}"]) for number, _, letter in parted)
        return QuestionLine(code, question.number, wording.question(code), tuple(found))


def _paragraphs(language: str) -> dict[str, str]:
    return {
        paragraph.anchor: paragraph.text
        for part in resolution_in(language).parts
        for paragraph in part.paragraphs
    }


def _hidden(contributions: Iterable[Contribution], listed: list[Contribution]) -> int:
    """Count the contributions of reports that are in the figure and not listed."""
    told = {id(one) for one in listed}
    return sum(
        one.report is not None and (one.numerator or one.denominator)
        for one in contributions
        if id(one) not in told
    )


def _state(report: ReportFacts) -> Disclosed:
    """Return what disclosure looks at; consent is none of a report whose publication is suspended."""
    return Disclosed(Status(report.status), report.consent, report.withheld)


def _written(amount: Amount | None) -> Any:
    return rounded(amount, MEAN_PLACES) if isinstance(amount, Fraction) else amount
