"""A document as plain mappings, lists and texts: what JSON holds and what a page for print is drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from portal.summaries.structure import (
    Document,
    FactList,
    Narrative,
    Paragraph,
    Picture,
    Sentence,
    Table,
)

SCHEMA = "document/1"

BLOCKS: Mapping[type, str] = {
    FactList: "facts",
    Narrative: "narrative",
    Paragraph: "paragraph",
    Picture: "picture",
    Sentence: "sentence",
    Table: "table",
}
"""The name of each kind of block, in its key `block`."""

_OF_RENDERERS = frozenset({"words"})


def as_plain(document: Document) -> dict[str, Any]:
    """Return a document with its schema; `words`, which only renderers need, are left out."""
    plain = {"schema": SCHEMA, **_fields(document)}
    return {name: value for name, value in plain.items() if name not in _OF_RENDERERS}


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        named = BLOCKS.get(type(value))
        return ({"block": named} if named else {}) | _fields(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value.isoformat() if isinstance(value, datetime) else value


def _fields(value: Any) -> dict[str, Any]:
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
