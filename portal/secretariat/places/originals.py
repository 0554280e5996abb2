"""Files that Governments sent by mail, kept as they came."""

from __future__ import annotations

from pathlib import Path

from portal.annexes.storage import MEGABYTE, media_type_of, path_in, plain_name, read, store
from portal.errors import NotFoundError, RefusedError
from portal.reports.lifecycle.recording import Original

FOLDER = "originals"
LARGEST = 20 * MEGABYTE


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
    digest = store(data_dir / FOLDER, content)
    return Original(plain_name(name, "original"), digest, len(content), media_type)


def path_of(data_dir: Path, digest: str) -> Path:
    """Return where a file of that digest is stored."""
    return path_in(data_dir / FOLDER, digest)


def read_original(data_dir: Path, original: Original) -> bytes:
    """Return the bytes; raises NotFoundError where they are gone or are no longer those recorded."""
    content = read(data_dir / FOLDER, original.sha256)
    if content is None:
        raise NotFoundError("original_unknown")
    return content
