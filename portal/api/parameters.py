"""What the addresses of the read API take: parameters of their queries, read strictly."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from portal.i18n import LANGUAGES

AT_A_TIME = 50
AT_MOST = 200
LAST_PAGE = 1_000_000
DIGITS = len(str(LAST_PAGE))
AUDIENCES = ("public", "secretariat")


class Number(fields.Integer):
    """A whole number in plain digits; no sign, no space, no digits of another script."""

    default_error_messages = {"invalid": "Not a whole number."}  # noqa: RUF012 - marshmallow's own way

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not (isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= DIGITS):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


class Nothing(Schema):
    """No parameter at all."""


class PageQuery(Schema):
    """Which page of a list."""

    page = Number(
        load_default=1,
        validate=validate.Range(1, LAST_PAGE),
        metadata={"description": "Which page of the list; the first is 1."},
    )
    page_size = Number(
        load_default=AT_A_TIME,
        validate=validate.Range(1, AT_MOST),
        metadata={"description": "How many items a page holds."},
    )


class AggregatesQuery(Schema):
    """Which figures of a cycle."""

    previous = fields.String(
        load_default=None,
        validate=validate.Length(1, 32),
        metadata={"description": "The cycle before it, for trends."},
    )
    audience = fields.String(
        load_default="public",
        validate=validate.OneOf(AUDIENCES),
        metadata={"description": "secretariat: every figure, for officers who are signed in."},
    )


class LanguageQuery(Schema):
    """In which language."""

    lang = fields.String(
        load_default=None,
        validate=validate.OneOf(tuple(LANGUAGES)),
        metadata={"description": "Default: the first of the six in Accept-Language, else English."},
    )
