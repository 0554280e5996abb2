"""Drawing of a page about a report: what the frame of every such page asks for."""

from __future__ import annotations

from typing import Any

from flask import render_template

from portal.countries.queries import get_country
from portal.extensions import db
from portal.filing import texts
from portal.reports.queries import Surroundings


def draw_about(context: Surroundings, template: str, **values: Any) -> str:
    """Return a page about a report; `values` are those of its own template."""
    return render_template(
        template,
        context=context,
        report=context.report,
        country=get_country(db.session, context.country),
        instrument=texts.title_of(context.questionnaire),
        demonstration=context.cycle.demonstration,
        **values,
    )
