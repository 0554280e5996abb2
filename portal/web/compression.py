"""Compresses what is sent as text, for bad lines; a random length hides what the size would tell."""

from __future__ import annotations

import gzip
import io
import secrets

from flask import Flask, Response, request

SMALLEST = 600
"""Bytes below which compressing saves nothing on the wire."""

LEVEL = 5
NOISE = 64
"""Greatest number of bytes added at random. Without them, an onlooker who can make a page repeat a guess
beside a secret (the token of a form) learns from the size whether the guess was right (BREACH)."""

COMPRESSIBLE = frozenset(
    {
        "application/geo+json",
        "application/json",
        "application/problem+json",
        "image/svg+xml",
        "text/css",
        "text/csv",
        "text/html",
        "text/plain",
    }
)


def init_app(app: Flask) -> None:
    """Compress after every other change to a response: so it is the first part to be added."""
    app.after_request(compress)


def compress(response: Response) -> Response:
    """Replace the body by its gzip form where the reader takes that and it helps."""
    if response.mimetype not in COMPRESSIBLE:
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings["gzip"] or _is_fixed(response):
        return response
    content = response.get_data()
    if len(content) >= SMALLEST:
        response.set_data(with_noise(content))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _is_fixed(response: Response) -> bool:
    return (
        response.is_streamed
        or response.direct_passthrough
        or "Content-Encoding" in response.headers
        or response.status_code in {204, 206, 304}
    )


def with_noise(content: bytes) -> bytes:
    """Return the gzip form with a file name of random length in its header, which readers skip."""
    buffer = io.BytesIO()
    name = "x" * secrets.randbelow(NOISE)
    with gzip.GzipFile(name, "wb", LEVEL, buffer, mtime=0) as file:
        file.write(content)
    return buffer.getvalue()
