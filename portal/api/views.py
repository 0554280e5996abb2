"""The read API, version 1: cycles, countries, figures, summaries, issued tables and best practices."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, request

from portal import i18n
from portal.accounts.access import identity, public
from portal.accounts.permissions import Permission, permits
from portal.api import answers
from portal.api.answers import answer, item, mark_demonstration, page, part_of
from portal.api.blueprint import describe, get
from portal.api.items import country_item, cycle_item, invited_item, issue_item, practice_item
from portal.api.parameters import AggregatesQuery, LanguageQuery, PageQuery
from portal.api.shapes import (
    AGGREGATES_SHAPE,
    ISSUE_SHAPE,
    OPENAPI_SHAPE,
    SUMMARY_SHAPE,
    CountrySchema,
    CycleSchema,
    InvitedSchema,
    IssueSchema,
    PracticeSchema,
    page_of,
)
from portal.countries.queries import countries_by_code
from portal.cycles.queries import get_cycle
from portal.documents import json as documents
from portal.errors import NotAllowedError, NotFoundError
from portal.extensions import db
from portal.issued.live.figures import Asked, computed, kept_figures, public_figures
from portal.issued.queries import PUBLIC, get_issue, is_open, list_issues, open_ids
from portal.practices.queries import catalogue
from portal.reports.coverage.queries import country_lines, public_cycle, public_cycles
from portal.reports.disclosure import Audience
from portal.summaries.composing import build_summary
from portal.summaries.queries import summary_input

Query = dict[str, Any]
UNKNOWN = (HTTPStatus.NOT_FOUND,)


def init_app(app: Flask) -> None:
    """Add the addresses and their description to the application."""
    answers.init_app(app)
    describe(app)


@get("/openapi.json", OPENAPI_SHAPE)
@public
def openapi(_query: Query) -> Response:
    """Describe this API (OpenAPI 3)."""
    description = current_app.extensions["portal.api"].to_dict()
    return answer(json.dumps(description, ensure_ascii=False, indent=1) + "\n")


@get("/cycles", page_of(CycleSchema), query=PageQuery)
@public
def cycles(query: Query) -> Response:
    """List the reporting cycles that were opened, the latest first, demonstrations last."""
    found = public_cycles(db.session)
    shown = [cycle_item(one) for one in part_of(found, query)]
    return page(CycleSchema, shown, len(found), query)


@get("/cycles/<code>", CycleSchema, problems=UNKNOWN)
@public
def cycle(_query: Query, code: str) -> Response:
    """Return one reporting cycle."""
    return item(CycleSchema, cycle_item(public_cycle(db.session, code)))


@get(
    "/cycles/<code>/aggregates",
    AGGREGATES_SHAPE,
    query=AggregatesQuery,
    problems=(HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND),
)
@public
def aggregates(query: Query, code: str) -> Response:
    """Return the figures of a cycle as last issued (aggregates/1), with trends where a cycle before is named.

    Coverage, matrices, totals of practices and `trend_published` are of the moment.
    """
    private = query["audience"] == "secretariat"
    if private and not permits(identity(), Permission.AGGREGATE_READ):
        raise NotAllowedError("not_allowed")
    cycle_of = get_cycle if private else public_cycle
    cycle = cycle_of(db.session, code)
    if query["previous"]:
        cycle_of(db.session, query["previous"])
    asked = Asked(code, query["previous"])
    if private:
        content = computed(db.session, asked)
    else:
        content = public_figures(db.session, asked, kept_figures(current_app))
    return mark_demonstration(answer(content, private=private), demonstration=cycle.demonstration)


@get("/cycles/<code>/countries", page_of(InvitedSchema), query=PageQuery, problems=UNKNOWN)
@public
def invited(query: Query, code: str) -> Response:
    """List the countries invited in a cycle, with how far each is."""
    found = country_lines(db.session, public_cycle(db.session, code))
    shown = [invited_item(line, code) for line in part_of(found, query)]
    return page(InvitedSchema, shown, len(found), query)


@get("/countries", page_of(CountrySchema), query=PageQuery)
@public
def countries(query: Query) -> Response:
    """List the countries of the catalogue, by code."""
    found = list(countries_by_code(db.session).values())
    return page(CountrySchema, [country_item(one) for one in part_of(found, query)], len(found), query)


@get("/countries/<country>/<cycle>/summary", SUMMARY_SHAPE, query=LanguageQuery, problems=UNKNOWN)
@public
def summary(query: Query, country: str, cycle: str) -> Response:
    """Return the summary of a country in a cycle (document/1), as everybody may read it."""
    accepted = request.accept_languages.values()
    language = query["lang"] or i18n.first_language(accepted) or i18n.DEFAULT
    given = summary_input(db.session, public_cycle(db.session, cycle), country, Audience.PUBLIC)
    response = answer(documents.render(build_summary(given, language)))
    response.content_language.add(language)
    if query["lang"] is None:
        response.vary.add("Accept-Language")
    return response


@get("/issues", page_of(IssueSchema), query=PageQuery)
@public
def issues(query: Query) -> Response:
    """List the tables issued to the public, the latest first."""
    opened = [cycle.code for cycle in public_cycles(db.session)]
    issued = list_issues(db.session, PUBLIC, opened, whole=True)
    found = part_of(issued, query)
    open_now = open_ids(db.session, found)
    shown = [issue_item(one, is_open=one.id in open_now) for one in found]
    return page(IssueSchema, shown, len(issued), query)


@get("/issues/<int:number>", ISSUE_SHAPE, problems=UNKNOWN)
@public
def issue(_query: Query, number: int) -> Response:
    """Return issued tables byte for byte, as they were frozen, while what they rest on is public."""
    found = get_issue(db.session, number, PUBLIC)
    cycle = public_cycle(db.session, found.cycle_code)
    if found.is_restricted or not is_open(db.session, found):
        raise NotFoundError("issue_unknown", number=number)
    return mark_demonstration(answer(found.content), demonstration=cycle.demonstration)


@get("/practices", page_of(PracticeSchema), query=PageQuery)
@public
def practices(query: Query) -> Response:
    """List the best practices accepted, as far as consent allows, the latest first."""
    found, total = catalogue(db.session, query["page"], query["page_size"])
    return page(PracticeSchema, [practice_item(entry) for entry in found], total, query)
