"""Backup of everything a portal is (database and data folder) into a folder, and back again."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, make_url, select
from sqlalchemy.orm import Session

from portal.accounts.models import Account
from portal.cycles.models import Cycle
from portal.errors import RefusedError
from portal.operations.database import is_empty, knows_revision, opened, revision_of, upgrade
from portal.operations.record.anchoring import LOG

MANIFEST = "manifest.json"
FORMAT = "portal-backup/1"
_SQLITE, _POSTGRESQL = "database.sqlite3", "database.pgdump"
_FILES = "files"
_LEFT_OUT = frozenset({"loading", *(f"jobs.sqlite3{suffix}" for suffix in ("", "-wal", "-shm", "-journal"))})
MADE_FILES = "made"
"""Folder of what is made anew when asked for."""
_QUEUE = "huey_*"
"""Tables of the queue of jobs: what is asked for anew every minute is not kept."""


def back_up(database_url: str, data_dir: Path, target: Path, now: datetime) -> list[str]:
    """Write a backup into a folder that is new or empty, and return the names of its files.

    The portal may go on working meanwhile. Raises RefusedError for a folder with something in it, or
    where a program of PostgreSQL does not do its work.
    """
    if target.exists() and any(target.iterdir()):
        raise RefusedError("folder_not_empty", folder=str(target))
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    url = make_url(database_url)
    # Before the database, so that no line of it tells of an anchor that the database does not have yet.
    _copy_file(data_dir / LOG, target / _FILES / LOG)
    with opened(database_url) as engine:
        revision = revision_of(engine)
    if url.get_backend_name() == "sqlite":
        _copy_sqlite(Path(str(url.database)), target / _SQLITE)
    else:
        _run(
            "pg_dump",
            url,
            "--format=custom",
            "--no-owner",
            f"--exclude-table={_QUEUE}",
            f"--file={target / _POSTGRESQL}",
        )
    _copy_files(data_dir, target / _FILES, _database_files(url) | {(data_dir / LOG).resolve()})
    digests = {name: _digest(target / name) for name in _names(target)}
    manifest = {"format": FORMAT, "made_at": now.isoformat(), "revision": revision, "files": digests}
    (target / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return list(digests)


def restore(database_url: str, data_dir: Path, source: Path, *, replace: bool = False) -> list[str]:
    """Bring a backup back and return the names of its files; the portal must not be running.

    A backup of an earlier release is upgraded. Raises RefusedError where the backup is not whole, is of a
    later release or of another kind of database, or where the portal already holds accounts or cycles and
    `replace` was not asked for.
    """
    manifest = _manifest(source)
    url = make_url(database_url)
    dump = _SQLITE if url.get_backend_name() == "sqlite" else _POSTGRESQL
    if dump not in manifest["files"]:
        raise RefusedError("backup_of_other_database", wanted=dump)
    if not knows_revision(manifest["revision"]):
        raise RefusedError("backup_of_later_release")
    if not replace and _holds_something(database_url):
        raise RefusedError("database_not_empty")
    if dump == _SQLITE:
        _copy_sqlite(source / dump, Path(str(url.database)), at_rest=True)
    else:
        options = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
        _run("pg_restore", url, *options, str(source / dump))
    _copy_files(source / _FILES, data_dir, frozenset())
    upgrade(database_url)
    return list(manifest["files"])


def _holds_something(database_url: str) -> bool:
    with opened(database_url) as engine:
        if is_empty(engine):
            return False
        with Session(engine) as session:
            return any(session.scalar(select(table).limit(1)) is not None for table in (Account, Cycle))


def _manifest(source: Path) -> dict[str, Any]:
    """Return the manifest of a backup after comparing every file with it."""
    try:
        manifest: dict[str, Any] = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RefusedError("backup_without_manifest", folder=str(source)) from error
    if manifest.get("format") != FORMAT:
        raise RefusedError("backup_without_manifest", folder=str(source))
    for name, digest in manifest["files"].items():
        if not (source / name).is_file() or _digest(source / name) != digest:
            raise RefusedError("backup_not_whole", file=name)
    return manifest


def _copy_sqlite(source: Path, target: Path, *, at_rest: bool = False) -> None:
    """Copy a database as it stands at one moment, whoever writes meanwhile.

    `at_rest`: nobody does, and nothing is written beside it, so that it may lie on a medium only to be read.
    """
    if not source.is_file():
        raise RefusedError("database_missing", file=str(source))
    address = f"{source.resolve().as_uri()}?{'immutable=1' if at_rest else 'mode=rw'}"
    with closing(sqlite3.connect(address, uri=True)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)
    target.chmod(0o600)


def _database_files(url: URL) -> frozenset[Path]:
    if url.get_backend_name() != "sqlite":
        return frozenset()
    path = Path(str(url.database)).resolve()
    return frozenset(path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm", "-journal"))


def _copy_files(source: Path, target: Path, left_out: frozenset[Path]) -> None:
    for path in _files_below(source):
        first = path.relative_to(source).parts[0]
        if path.resolve() in left_out or path.name in _LEFT_OUT or first == MADE_FILES:
            continue
        _copy_file(path, target / path.relative_to(source))


def _copy_file(path: Path, place: Path) -> None:
    if path.is_file():
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copy2(path, place)


def _files_below(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _names(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in _files_below(folder)]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _run(program: str, url: URL, *arguments: str) -> None:
    """Run a program of PostgreSQL on the database; the password travels in a file that only we can read."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as passwords:
        plain = url.set(drivername="postgresql", password=None)
        if url.password:
            passwords.write(f"*:*:*:*:{_escaped(str(url.password))}\n")
            passwords.flush()
            plain = plain.update_query_dict({"passfile": passwords.name})
        command = [_program(program), f"--dbname={plain.render_as_string()}", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments, no shell
    if done.returncode:
        raise RefusedError("program_refused", program=program, reason=done.stderr.strip())


def _escaped(password: str) -> str:
    return password.replace("\\", "\\\\").replace(":", "\\:")


def _program(name: str) -> str:
    """Return the path of a program of PostgreSQL: the one on the path, else the newest installed."""
    found = shutil.which(name)
    if found is None:
        installed = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
        newest = max(installed, key=lambda path: int(path.parts[-3]), default=None)
        if newest is None:
            raise RefusedError("program_missing", program=name)
        found = str(newest)
    return found
