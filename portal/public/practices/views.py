"""Public pages of best practices and of coordinators' annual reports."""

from __future__ import annotations

from flask import abort, render_template, request

from portal.accounts.access import public
from portal.countries.queries import get_country
from portal.db import row_number
from portal.extensions import db
from portal.practices.queries import AT_A_TIME, catalogue, entry_of
from portal.public.queries import published
from portal.reports.coverage.queries import public_cycle
from portal.reports.disclosure import Audience
from portal.reports.queries import surroundings
from portal.reports.reading.filed import in_full, read_filing
from portal.reports.workflow import Family


@public
def practices() -> str:
    """The best practices accepted, as far as consent allows."""
    page = max(row_number(request.args.get("page", "1")), 1)
    entries, total = catalogue(db.session, page)
    return render_template(
        "public/practices.html",
        entries=entries,
        total=total,
        page=page,
        pages=(total + AT_A_TIME - 1) // AT_A_TIME,
    )


@public
def practice(reference: str) -> str:
    """One practice: in full where it is published, else its title, summary and institution."""
    found = entry_of(db.session, reference)
    if found is None:
        abort(404)
    entry, filing = found
    context = surroundings(db.session, entry.report)
    sections = read_filing(context, filing, Audience.PUBLIC) if entry.whole else ()
    return render_template(
        "public/practice.html",
        entry=entry,
        filing=filing,
        sections=sections,
        in_full=in_full(entry.report, filing),
        demonstration=entry.cycle.demonstration,
    )


@public
def annual_report(country: str, cycle: str) -> str:
    """The published annual report of a coordinator, with the Government's comments beside it."""
    found = public_cycle(db.session, cycle)
    counted, filing = published(db.session, found, country, Family.COORDINATOR)
    context = surroundings(db.session, counted)
    return render_template(
        "public/annual_report.html",
        context=context,
        report=counted,
        filing=filing,
        country=get_country(db.session, country),
        sections=read_filing(context, filing, Audience.PUBLIC),
        in_full=in_full(counted, filing),
        demonstration=found.demonstration,
    )
