"""What the addresses of the read API give: the shape of each answer, as it is written and described."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from portal.aggregation.aggregate import SCHEMA as AGGREGATES

STATES = ("none", "received", "accepted", "published", "withdrawn")
"""How far a country is in a cycle, as coverage says it."""


def _texts(description: str) -> fields.Dict:
    return fields.Dict(
        keys=fields.String(), values=fields.String(), required=True, metadata={"description": description}
    )


def _said(description: str, **more: Any) -> dict[str, Any]:
    return {"required": True, "metadata": {"description": description, **more}}


class ProblemSchema(Schema):
    """An error (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(**_said("Stable name of the error."))
    detail = fields.String(metadata={"description": "A sentence in the language of Accept-Language."})
    parameters = fields.Dict(metadata={"description": "What is wrong, by parameter (status 400)."})


class CycleLinksSchema(Schema):
    """Addresses about a cycle."""

    self = fields.String(required=True)
    aggregates = fields.String(required=True)
    countries = fields.String(required=True)


class CycleSchema(Schema):
    """A reporting cycle."""

    code = fields.String(required=True)
    title = _texts("By language.")
    period_start = fields.Date(required=True)
    period_end = fields.Date(required=True)
    opens = fields.Date(required=True)
    due = fields.Date(required=True)
    closes = fields.Date(required=True)
    conferences = fields.List(fields.String(), required=True)
    themes = fields.List(fields.String(), required=True)
    demonstration = fields.Boolean(**_said("Taken from public filings and filed by nobody."))
    links = fields.Nested(CycleLinksSchema, required=True)


class InvitedSchema(Schema):
    """A country invited in a cycle, with how far it is."""

    country = fields.String(**_said("ISO 3166-1 alpha-3."))
    names = _texts("Official short name by language.")
    region = fields.String(**_said("Region in this cycle."))
    track = fields.String(**_said("rc or norc, in this cycle."))
    state = fields.String(**_said("How far its national report is.", enum=list(STATES)))
    report = fields.Boolean(**_said("Whether its report can be read in full."))
    summary = fields.String(**_said("Address of its summary, if that is public."), allow_none=True)


class CountrySchema(Schema):
    """A country of the catalogue."""

    country = fields.String(**_said("ISO 3166-1 alpha-3."))
    m49 = fields.String(required=True, allow_none=True)
    names = _texts("Official short name by language.")
    formal_names = _texts("Official formal name by language.")
    region = fields.String(required=True)
    groups = fields.List(fields.String(), **_said("Of ldc, lldc and sids, those it belongs to."))
    fictional = fields.Boolean(required=True)


class IssueSchema(Schema):
    """Tables issued at a moment, which never change."""

    number = fields.Integer(required=True)
    cycle = fields.String(required=True)
    previous = fields.String(required=True, allow_none=True)
    region = fields.String(required=True, allow_none=True)
    track = fields.String(required=True, allow_none=True)
    group = fields.String(required=True, allow_none=True)
    issued_at = fields.AwareDateTime(required=True)
    digest = fields.String(**_said("SHA-256 of the content."))
    content = fields.String(
        **_said("Address of the content; null while a report behind it is not public."), allow_none=True
    )


class TextSchema(Schema):
    """A text with the language it is written in."""

    text = fields.String(required=True)
    language = fields.String(required=True)


class PracticeSchema(Schema):
    """A best practice of the catalogue, as far as consent allows."""

    reference = fields.String(**_said("Its lasting name."))
    country = fields.String(required=True)
    cycle = fields.String(required=True)
    title = fields.Nested(TextSchema, required=True)
    summary = fields.Nested(TextSchema, required=True)
    institution = fields.Nested(TextSchema, required=True)
    began = fields.Integer(**_said("Year."), allow_none=True)
    conferences = fields.List(fields.String(), required=True)
    themes = fields.List(fields.String(), required=True)
    promising = fields.Boolean(**_said("Under one year old when first submitted."))
    whole = fields.Boolean(**_said("Whether it can be read in full."))
    demonstration = fields.Boolean(**_said("Taken from public filings and filed by nobody."))


def page_of(item: type[Schema]) -> type[Schema]:
    """Return the shape of one page of a list of these items."""
    return Schema.from_dict(
        {
            "items": fields.List(fields.Nested(item), required=True),
            "total": fields.Integer(**_said("Number of items on all pages.")),
            "page": fields.Integer(required=True),
            "page_size": fields.Integer(required=True),
            "next": fields.String(**_said("Address of the next page."), allow_none=True),
        },
        name=item.__name__.removesuffix("Schema") + "Page",
    )


def _object(description: str, schema: str | None, required: tuple[str, ...]) -> Mapping[str, Any]:
    properties = {"schema": {"const": schema}} if schema else {}
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": [*properties, *required],
    }


AGGREGATES_SHAPE = _object(
    "aggregates/1: the very content that `portal aggregate` writes. Numbers are exact decimals; null is "
    "not displayed.",
    AGGREGATES,
    ("audience", "cycle", "previous", "coverage", "progress_matrix", "theme_matrix", "total", "by_region"),
)
SUMMARY_SHAPE = _object(
    "document/1: the country summary as everybody may read it, in one language.",
    "document/1",
    ("kind", "language", "audience", "title", "country_code", "cycle_code", "digest", "sections"),
)
ISSUE_SHAPE = _object(
    "The figures as issued (aggregates/1), and the filings they rest on.", None, ("aggregates", "filings")
)
OPENAPI_SHAPE = _object("This description.", None, ("openapi", "info", "paths", "components"))
