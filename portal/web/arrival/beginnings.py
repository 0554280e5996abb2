"""The fields at the beginning of a post that is too large to be read: what was typed beside a file."""

from __future__ import annotations

from flask import request
from werkzeug.sansio.multipart import Data, Event, Field, MultipartDecoder, NeedData

READ = 256 * 1024
"""Bytes looked at. A form with a file draws the file last, so that what is typed comes before it."""
OWN = frozenset({"same-origin", "none"})


def first_fields() -> tuple[tuple[str, str], ...]:
    """Return the fields that arrived whole before the first file, in order; none of another site's post."""
    boundary = request.mimetype_params.get("boundary", "")
    if not boundary or request.headers.get("Sec-Fetch-Site", "same-origin") not in OWN:
        return ()
    decoder = MultipartDecoder(boundary.encode())
    decoder.receive_data(request.environ["wsgi.input"].read(READ))
    found: list[tuple[str, str]] = []
    name, text = "", b""
    while isinstance(event := _next(decoder), Field | Data):
        if isinstance(event, Field):
            name, text = event.name, b""
            continue
        text += event.data
        if name and not event.more_data:
            found.append((name, text.decode("utf-8", "replace")))
    return tuple(found)


def _next(decoder: MultipartDecoder) -> Event:
    """Return the next event; the preamble is skipped, and whatever cannot be read ends the search."""
    try:
        event = decoder.next_event()
        return decoder.next_event() if type(event).__name__ == "Preamble" else event
    except ValueError:
        return NeedData()
