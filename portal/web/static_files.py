"""Style sheet, script and icon: read once, compressed once, served at an address that names their content."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask, Response, abort, current_app, request, url_for

from portal.accounts.access import public
from portal.i18n import LANGUAGES

FOLDER = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"
EXTENSION = "portal.static"
_AFTER = re.compile(rb"(?<=[;{}]) // [^\"'`]*$")
"""A comment after code. Texts over several lines would lose indents: scripts hold none, as a test says."""
NOT_FOR_ROBOTS = (
    "account",
    "answers/files/",
    "contribute/",
    "data/",
    "invitation/",
    "new-password/",
    "sign-in",
)
"""Addresses below each language that robots should leave alone: of one person, or costly to make."""
CONTACT_LASTS = timedelta(days=180)
"""RFC 9116 asks until when the contact holds, and that this be less than a year."""


@dataclass(frozen=True)
class StaticFile:
    """One file: its type, its bytes, and the same compressed (None where that saves nothing)."""

    mimetype: str
    content: bytes
    compressed: bytes | None


@dataclass(frozen=True)
class StaticFiles:
    """All files by name, and the digest over them that their addresses carry."""

    digest: str
    files: dict[str, StaticFile]


def init_app(app: Flask) -> None:
    """Read the files and add ``/static/<digest>/<name>``."""
    app.extensions[EXTENSION] = read_folder(FOLDER)
    app.add_url_rule("/static/<digest>/<path:name>", "static", serve)
    app.add_url_rule("/robots.txt", "robots", robots)
    app.add_url_rule("/.well-known/security.txt", "security_contact", security_contact)


def read_folder(folder: Path) -> StaticFiles:
    """Read every file below a folder; the digest changes with any name or byte."""
    digest = hashlib.sha256()
    files = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name, content = path.relative_to(folder).as_posix(), _shipped(path)
        digest.update(name.encode() + b"\0" + content)
        compressed = gzip.compress(content, 9, mtime=0)
        mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
        files[name] = StaticFile(mimetype, content, compressed if len(compressed) < len(content) else None)
    return StaticFiles(digest.hexdigest()[:12], files)


def _shipped(path: Path) -> bytes:
    """Return a file as it is sent: a script without comments and indents, which are for its readers."""
    content = path.read_bytes()
    if path.suffix != ".js":
        return content
    lines = (_AFTER.sub(b"", line.strip()) for line in content.splitlines())
    return b"\n".join(line for line in lines if line and not line.startswith(b"//")) + b"\n"


def static_url(name: str) -> str:
    """Return the address of a file; raises KeyError where there is none of that name."""
    static: StaticFiles = current_app.extensions[EXTENSION]
    static.files[name]
    return url_for("static", digest=static.digest, name=name)


@public
def serve(digest: str, name: str) -> Response:
    """Send a file; an address of an earlier release gets the present file, and is not kept for long."""
    static: StaticFiles = current_app.extensions[EXTENSION]
    file = static.files.get(name)
    if file is None:
        abort(404)
    response = Response(file.content, mimetype=file.mimetype)
    if file.compressed is not None and request.accept_encodings["gzip"]:
        response.set_data(file.compressed)
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = FOREVER if digest == static.digest else "no-cache"
    response.vary.add("Accept-Encoding")
    return response


@public
def robots() -> Response:
    """Ask robots to leave alone what is of one person, or costly to make."""
    lines = ["User-agent: *", *(f"Disallow: /{code}/{path}" for code in LANGUAGES for path in NOT_FOR_ROBOTS)]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@public
def security_contact() -> Response:
    """Say where a weakness is told (RFC 9116); not there where the operator names no contact."""
    settings = current_app.extensions["portal.settings"]
    if settings.security_contact is None:
        abort(404)
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.security_contact}",
        f"Expires: {(midnight + CONTACT_LASTS).isoformat()}",
        f"Preferred-Languages: {', '.join(LANGUAGES)}",
        f"Canonical: {settings.base_url}/.well-known/security.txt",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
