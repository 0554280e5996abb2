"""Figures of numbers and of tables: sums, means and medians; rows by option; assistance."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import partial

from portal.aggregation.counting.replies import Reply, choice_columns, summed_columns
from portal.aggregation.display.panels import Figures, Scoped, View, by_scope
from portal.aggregation.rounding import percent, total
from portal.aggregation.tables.figures import chosen, count_share, denominators, number, share_block
from portal.aggregation.tables.frame import Frame
from portal.aggregation.tables.questions import POVERTY, Panels
from portal.questionnaires.definition import NOT_APPLICABLE, NUMBER_KINDS, Kind, Question

THEMATIC_GROUPS = "RCR.14.C1"
ROLES = "VNR.12.E1"
SHARE_OF_PRODUCT = "VNR.12.E3"
TARGET = Decimal("0.7")
"""Assistance agreed in the United Nations, per cent of gross national product."""


def numbers(frame: Frame, panels: Panels) -> Scoped:
    """Write the questions answered with a number; the thematic groups are part of coordination."""
    questions = (
        question
        for question in frame.questions()
        if question.kind in NUMBER_KINDS and question.code != THEMATIC_GROUPS
    )
    return by_scope(
        {
            question.code: panels[question.code].write(partial(number, operations=question.aggregate))
            for question in questions
        }
    )


def tables(frame: Frame, panels: Panels) -> Scoped:
    """Write the tables by rows and by option of each column."""
    questions = (
        question for question in frame.questions() if question.kind is Kind.TABLE and question.code != POVERTY
    )
    return by_scope({question.code: _table(frame, panels, question) for question in questions})


def _table(frame: Frame, panels: Panels, question: Question) -> Scoped:
    columns = {
        name: frame.options(question.code, answer_type) for name, answer_type in choice_columns(question)
    }

    def write(view: View) -> Figures:
        return {
            **denominators(view),
            "rows": sum(len(reply.rows) for reply in view.answered),
            "columns": {name: _column(view, name, options) for name, options in columns.items()},
            "sums": {name: _sum(view, name) for name in summed_columns(question)},
            "suppressed": view.suppressed(view.displayed),
        }

    return panels[question.code].write(write)


def _column(view: View, name: str, options: Iterable[str]) -> Figures:
    """Write one column: rows answered, n.a., missing; for each option its rows and the reports with one."""
    cells = [row.options.get(name, ()) for reply in view.answered for row in reply.rows]
    missing = cells.count(())
    not_applicable = sum(NOT_APPLICABLE in cell for cell in cells)
    return {
        "rows": len(cells) - missing - not_applicable,
        "not_applicable": not_applicable,
        "missing": missing,
        "options": {option: _option(view, name, option) for option in options},
    }


def _option(view: View, name: str, option: str) -> Figures:
    rows = [_rows_with(reply, name, option) for reply in view.answered]
    reports = sum(count > 0 for count in rows)
    return {"rows": sum(rows), "reports": reports, "pct": percent(reports, view.n)}


def _rows_with(reply: Reply, name: str, option: str) -> int:
    return sum(option in row.options.get(name, ()) for row in reply.rows)


def _sum(view: View, name: str) -> Figures:
    values = [row.numbers[name] for reply in view.answered for row in reply.rows if name in row.numbers]
    return {"rows": len(values), "sum": total(values) if values else None}


def assistance(panels: Panels) -> Scoped:
    """Write providers and recipients, and the providers that reach the target among those with a share."""
    share = panels[SHARE_OF_PRODUCT]

    def write(view: View) -> Figures:
        return share_block(view, providers=chosen(view, "provider"), recipients=chosen(view, "recipient"))

    written = panels[ROLES].write(write)
    shares = share.write(_share)
    return {scope: {**figures, "share": shares[scope]} for scope, figures in written.items()}


def _share(view: View) -> Figures:
    reached = sum(reply.number is not None and reply.number >= TARGET for reply in view.answered)
    return share_block(view, at_or_above_target=count_share(reached, view.n))
