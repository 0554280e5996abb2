"""What is known of a figure: its value and flags, what it measures, every answer that contributes to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeAlias

from portal.aggregation.inputs import ReportFacts

Amount: TypeAlias = Decimal | Fraction | int


class Measure(StrEnum):
    """How a figure follows from its contributions.

    COUNT: contributions in the numerator. COUNTRIES: their different countries. SHARE: numerator in per cent
    of denominator. SUM, MEAN, MEDIAN: of the amounts in the numerator. ANSWER: the one amount or value in the
    numerator. DIFFERENCE: the first amount less the mean of the others, each as displayed.
    """

    COUNT = "count"
    COUNTRIES = "countries"
    SHARE = "share"
    SUM = "sum"
    MEAN = "mean"
    MEDIAN = "median"
    ANSWER = "answer"
    DIFFERENCE = "difference"


@dataclass(frozen=True)
class Answer:
    """One answer of one counted report: `key` as in the exchange format, the options chosen or the number.

    `rows` is the number of rows of a table, None of any other question.
    """

    report: ReportFacts
    cycle: str
    key: str
    values: tuple[str, ...] = ()
    number: Decimal | None = None
    rows: int | None = None


@dataclass(frozen=True)
class Contribution:
    """What one report (one cell, practice, pair of reports) contributes to a figure.

    `state`: answered, na, missing, not_asked; for coverage published, accepted, received, withdrawn,
    declined or no_report. `public` is that of rule 8.2; for coverage, whether this may be told of this
    country by name. `report` is None where a country has none. `amount` is what it adds to a sum, mean or
    median, exactly.
    """

    country: str
    report: ReportFacts | None
    state: str
    public: bool
    numerator: bool
    denominator: bool
    amount: Amount | None = None
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class Counted:
    """Contributions and how the figure follows from them."""

    measure: Measure
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True)
class Figure:
    """A figure explained.

    `table` is T1 to T12, empty for a question that no table holds. `scope` is ``total``, a region, or empty
    for what is no table by region. `name` is the path without its scope. `codes` are the questions it rests
    on, in order. `value` is what the secretariat sees, `public_value` what the public sees, null alike where
    it is not `shown`. `flags` are those of the block the figure stands in.
    """

    path: str
    scope: str
    name: tuple[str, ...]
    table: str
    codes: tuple[str, ...]
    measure: Measure
    value: Any
    public_value: Any
    shown: bool
    flags: Mapping[str, bool]
    contributions: tuple[Contribution, ...]
