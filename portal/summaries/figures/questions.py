"""Tables of the answers to a question, by region and in total, in the form of its kind."""

from __future__ import annotations

from collections.abc import Iterator

from portal.i18n import N_
from portal.questionnaires.definition import NUMBER_KINDS, Kind, Question
from portal.summaries.figures import blocks
from portal.summaries.figures.blocks import Column
from portal.summaries.figures.bound import Bound
from portal.summaries.structure import Table

WITH_GROUPS = N_("With at least one group")
ADOPTED = N_("Adopted")
NOT_PILOT = N_("Not in the pilot phase")


def question_tables(bound: Bound, code: str) -> Iterator[Table]:
    """Yield the answers to a question by region and in total, in the form of its kind."""
    question = bound.questionnaires[code[:3]].question(code)
    block = place_of(question)
    caption = bound.wording(code).question(code)
    yield blocks.by_region(bound, caption, block, _columns(bound, question, f"total/{block}"))


def place_of(question: Question) -> str:
    """Return the path of the figures of a question below a scope.

    Raises KeyError for a question that has none there.
    """
    code = question.code
    special = {"RCR.14.C1": "coordination/thematic_groups", "RCR.13.H7": "coordination/assessment"}
    if code in special:
        return special[code]
    if code.startswith("RCR.14.E") and code[-1] in "123":
        return f"coordination/frameworks/{code}"
    if code.startswith("RCR.13.H"):
        return f"coordination/ratings/{code}"
    if code in {"VNR.12.H3", "VNR.12.H4", "VNR.12.H5", "VNR.12.H6", "VND.15.X10"}:
        return f"government_view/ratings/{code}"
    if question.kind is Kind.RATING:
        return f"ratings/{code}"
    return f"numbers/{code}" if question.kind in NUMBER_KINDS else f"distributions/{code}"


def _columns(bound: Bound, question: Question, block: str) -> list[Column]:
    columns = [Column(bound.say(blocks.COUNT_OF_ANSWERS), "n")]
    if question.kind in NUMBER_KINDS:
        named = {"sum": blocks.SUM, "mean": blocks.MEAN, "median": blocks.MEDIAN}
        columns += [Column(bound.say(named[name]), name) for name in named if name in question.aggregate]
        if "thematic_groups" in block:
            columns.append(Column(bound.say(WITH_GROUPS), "with_group", shares=True))
        return columns
    columns.append(Column(bound.say(blocks.NOT_APPLICABLE), "not_applicable"))
    if "frameworks" in block:
        return [
            *columns,
            Column(bound.say(ADOPTED), "adopted", shares=True),
            Column(bound.say(NOT_PILOT), "not_pilot"),
        ]
    columns += blocks.options(blocks.option_labels(bound, question.code, block))
    return [*columns, *blocks.means(bound)] if question.kind is Kind.RATING else columns
