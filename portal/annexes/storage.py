"""Files on disk: told apart by their first bytes, stored once by digest, never run, never served inline."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

LONGEST_NAME = 200
MEGABYTE = 1024 * 1024

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


def store(folder: Path, content: bytes) -> str:
    """Store bytes under their SHA-256 in a folder and return it; the same bytes are stored once."""
    digest = hashlib.sha256(content).hexdigest()
    _write(path_in(folder, digest), content)
    return digest


def path_in(folder: Path, digest: str) -> Path:
    """Return where the file of a digest is stored."""
    return folder / digest[:2] / digest


def read(folder: Path, digest: str) -> bytes | None:
    """Return the bytes of a digest; None where they are gone or are no longer those that were stored."""
    path = path_in(folder, digest)
    content = path.read_bytes() if path.is_file() else b""
    return content if hashlib.sha256(content).hexdigest() == digest else None


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


def plain_name(name: str, instead: str = "annex") -> str:
    r"""Return the last part of a file's name, without control characters.

    >>> plain_name("C:\\reports\\kenya.pdf")
    'kenya.pdf'
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(mark for mark in last if mark.isprintable())[:LONGEST_NAME] or instead
