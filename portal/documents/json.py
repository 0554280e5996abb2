"""Writer of documents as JSON (document/1), numbers exact."""

from __future__ import annotations

import simplejson

from portal.documents.plain import as_plain
from portal.summaries.structure import Document


def render(document: Document) -> bytes:
    """Write a document; pictures with their drawing and their data."""
    text: str = simplejson.dumps(
        as_plain(document), use_decimal=True, ensure_ascii=False, indent=1, allow_nan=False
    )
    return (text + "\n").encode("utf-8")
