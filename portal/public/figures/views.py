"""Public page of a figure: its value, and the published answers that it is counted from."""

from __future__ import annotations

from flask import current_app, g, render_template, request

from portal.accounts.access import public
from portal.db import row_number
from portal.extensions import db
from portal.provenance.pages import Wanted, open_figure
from portal.provenance.queries import kept_explanations
from portal.reports.coverage.queries import public_cycle
from portal.reports.disclosure import Audience


@public
def figure(cycle: str, figure: str) -> str:
    """One figure as everybody may see it.

    The address takes a previous cycle and the number of issued tables. It takes no region, track or group:
    what is withheld in one selection could be found by taking another from the whole.
    """
    found = public_cycle(db.session, cycle)
    previous = request.args.get("previous")
    issue = request.args.get("issue")
    wanted = Wanted(
        cycle=found.code,
        path=figure,
        previous=public_cycle(db.session, previous).code if previous else None,
        issue=None if issue is None else row_number(issue),
    )
    return render_template(
        "public/figures/figure.html",
        opened=open_figure(
            db.session, wanted, Audience.PUBLIC, str(g.language), kept_explanations(current_app)
        ),
        cycle=found,
        previous=wanted.previous,
        page=max(1, row_number(request.args.get("page", "1"))),
        demonstration=found.demonstration,
    )
