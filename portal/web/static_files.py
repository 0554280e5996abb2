"""Style sheet, script and icon: read once, compressed once, served at an address that names their content."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, current_app, request, url_for

from portal.accounts.access import public

FOLDER = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"
EXTENSION = "portal.static"
_AFTER = re.compile(rb"(?<=[;{}]) // [^\"'`]*$")
"""A comment after code. Texts over several lines would lose indents: scripts hold none, as a test says."""


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
