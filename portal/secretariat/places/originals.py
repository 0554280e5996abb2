"""Files that Governments sent by mail: told apart by their first bytes, stored once by digest, never run."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from portal.errors import NotFoundError, RefusedError
from portal.reports.lifecycle.recording import Original

FOLDER = "originals"
LARGEST = 20 * 1024 * 1024
LONGEST_NAME = 200

BEGINNINGS: Mapping[bytes, str] = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
    b"{\\rtf": "application/rtf",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "application/msword",
}
"""First bytes of each kind of file that is taken, beside those of documents in a ZIP."""

PARTS: Mapping[str, str] = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "content.xml": "application/vnd.oasis.opendocument.text",
}
"""What a ZIP holds where it is a document."""


def media_type_of(content: bytes) -> str | None:
    """Return the type of a file by what it begins with, or None for a kind that is not taken."""
    for beginning, media_type in BEGINNINGS.items():
        if content.startswith(beginning):
            return media_type
    return _document_type(content) if content.startswith(b"PK\x03\x04") else None


def _document_type(content: bytes) -> str | None:
    """Read the list of parts only; nothing is unpacked."""
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    for part, media_type in PARTS.items():
        if any(name.startswith(part) for name in names):
            return media_type
    return None


def keep_original(data_dir: Path, name: str, content: bytes) -> Original:
    """Store a file under its digest and return what is recorded of it.

    Raises RefusedError original_empty, original_too_large (more than 20 MB) or original_kind. The same bytes
    are stored once. A file whose report is then not recorded stays and harms nobody.
    """
    if not content:
        raise RefusedError("original_empty")
    if len(content) > LARGEST:
        raise RefusedError("original_too_large")
    media_type = media_type_of(content)
    if media_type is None:
        raise RefusedError("original_kind")
    digest = hashlib.sha256(content).hexdigest()
    _write(path_of(data_dir, digest), content)
    return Original(_plain(name), digest, len(content), media_type)


def path_of(data_dir: Path, digest: str) -> Path:
    """Return where a file of that digest is stored."""
    return data_dir / FOLDER / digest[:2] / digest


def read_original(data_dir: Path, original: Original) -> bytes:
    """Return the bytes; raises NotFoundError where they are gone or are no longer those recorded."""
    path = path_of(data_dir, original.sha256)
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != original.sha256:
        raise NotFoundError("original_unknown")
    return content


def _write(path: Path, content: bytes) -> None:
    """Write beside and move into place, so that nobody ever reads half a file."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, beside = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(beside).replace(path)


def _plain(name: str) -> str:
    r"""Return the last part of a file's name, without control characters.

    >>> _plain("C:\\reports\\kenya.pdf")
    'kenya.pdf'
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(mark for mark in last if mark.isprintable())[:LONGEST_NAME] or "original"
