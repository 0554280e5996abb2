"""Each format with its renderer, media type and ending: the one place that knows which there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from portal.documents import docx, html, json, pdf, xlsx
from portal.summaries.structure import Document


@dataclass(frozen=True)
class Format:
    """How documents of one format are written; `binary` ones are no text."""

    render: Callable[[Document], bytes]
    media_type: str
    binary: bool


_OFFICE = "application/vnd.openxmlformats-officedocument"

FORMATS: Mapping[str, Format] = {
    "html": Format(html.render, "text/html; charset=utf-8", binary=False),
    "pdf": Format(pdf.render, "application/pdf", binary=True),
    "docx": Format(docx.render, f"{_OFFICE}.wordprocessingml.document", binary=True),
    "xlsx": Format(xlsx.render, f"{_OFFICE}.spreadsheetml.sheet", binary=True),
    "json": Format(json.render, "application/json", binary=False),
}
"""Formats by name, which is also the ending of their files."""


def render(document: Document, name: str) -> bytes:
    """Write a document in a format; raises KeyError for one that is not known."""
    return FORMATS[name].render(document)


def file_name(document: Document, name: str) -> str:
    """Return the name under which a document is saved: letters, digits and dashes alone.

    Such as ``country-summary-KEN-2000-fr.pdf``.
    """
    parts = (document.kind, document.reference, document.cycle_code, document.language)
    joined = "-".join(part for part in parts if part)
    return "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in joined) + f".{name}"
