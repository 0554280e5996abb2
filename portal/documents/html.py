"""Writer of documents as one HTML file that stands alone: no script, no address outside itself."""

from __future__ import annotations

import functools
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from portal import i18n
from portal.documents.plain import BLOCKS
from portal.summaries.structure import Document, Picture

TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"


@functools.cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["direction_of"] = i18n.direction_of
    environment.globals["kind_of"] = lambda block: BLOCKS[type(block)]
    environment.globals["drawing"] = drawing
    return environment.get_template("document.html")


def drawing(picture: Picture) -> Markup:
    """Return the drawing of a picture: made by us, with every text in it escaped."""
    return Markup(picture.svg)  # noqa: S704 - see above


def render(document: Document) -> bytes:
    """Write a document; texts of people stand in their own language and direction."""
    return (_template().render(document=document, words=document.words) + "\n").encode("utf-8")
