"""How the read API answers: tagged by the digest of the content, asked for anew, open to any site."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask, Response, request, url_for
from marshmallow import Schema

from portal import canonical

ANYWHERE = "/api/"
DEMONSTRATION = "Portal-Demonstration"
"""Header of figures that hold no mark themselves: taken from public filings and filed by nobody."""


def init_app(app: Flask) -> None:
    """Open every answer below /api to programs on other sites, problems included."""
    app.after_request(_open)


def answer(content: bytes | str, *, private: bool = False) -> Response:
    """Return content, or 304 where the reader has it; `private` is kept nowhere and closed to other sites.

    Anybody may keep what is public but must ask whether it still holds: so a suspension holds at once.
    """
    sent = content.encode("utf-8") if isinstance(content, str) else content
    digest = hashlib.sha256(sent)
    response = Response(sent, mimetype="application/json")
    response.set_etag(digest.hexdigest(), weak=True)  # weak: the same content, compressed or not
    response.headers["Unencoded-Digest"] = f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    response.headers["Cache-Control"] = "no-store" if private else "no-cache"
    return response.make_conditional(request)  # type: ignore[return-value]  # it returns the response itself


def mark_demonstration(response: Response, *, demonstration: bool) -> Response:
    """Return figures with the mark of a demonstration in their header: the content itself has no place."""
    if demonstration:
        response.headers[DEMONSTRATION] = "filed by nobody"
    return response


def item(shape: type[Schema], found: Any) -> Response:
    """Return one thing in its shape."""
    return answer(canonical.dumps(shape().dump(found)))


def page(shape: type[Schema], found: Iterable[Any], total: int, query: Mapping[str, Any]) -> Response:
    """Return one page of a list: its items, of so many in all."""
    number, size = query["page"], query["page_size"]
    following = None
    if number * size < total:
        parts = {**(request.view_args or {}), **query, "page": number + 1}
        following = url_for(str(request.endpoint), **parts)
    content = {
        "items": shape(many=True).dump(found),
        "total": total,
        "page": number,
        "page_size": size,
        "next": following,
    }
    return answer(canonical.dumps(content))


def part_of(found: list[Any], query: Mapping[str, Any]) -> list[Any]:
    """Return those of a whole list that are on the page asked for.

    >>> part_of([1, 2, 3], {"page": 2, "page_size": 2})
    [3]
    """
    first = (query["page"] - 1) * query["page_size"]
    return found[first : first + query["page_size"]]


def _open(response: Response) -> Response:
    if not request.path.startswith(ANYWHERE):
        return response
    headers = response.headers
    headers["X-Robots-Tag"] = "noindex"
    if headers.get("Cache-Control") != "no-store":
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Access-Control-Expose-Headers"] = f"ETag, Unencoded-Digest, {DEMONSTRATION}"
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        headers["Access-Control-Allow-Headers"] = "If-None-Match"
        headers["Access-Control-Max-Age"] = "86400"
    return response
