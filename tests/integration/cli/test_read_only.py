"""Folders that may only be read: a sentence, never a traceback; and a backup comes back from one."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

import pytest

NOBODY = 65534


@pytest.fixture
def data_dir():
    """A data folder that an account without rights can reach, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="portal-read-only-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder / "data"
    shutil.rmtree(folder)


@contextlib.contextmanager
def without_rights():
    """Do what is inside as an account that owns nothing: the superuser may write everywhere."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if before == 0:
            os.seteuid(before)


def only_to_be_read(folder):
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)


pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_portal_on_a_data_folder_that_is_read_only_says_so(portal, data_dir):
    data_dir.mkdir()
    data_dir.chmod(0o555)
    with without_rights():
        ran = portal("serve")
    assert ran.status == 1
    assert "Permission denied" in ran.told
    assert "Traceback" not in ran.told


def test_a_backup_is_restored_from_a_folder_that_is_read_only(portal, data_dir, monkeypatch):
    portal("init")
    backup = data_dir.parent / "backup"
    assert portal("backup", backup).status == 0
    only_to_be_read(backup)
    elsewhere = data_dir.parent / "elsewhere"
    elsewhere.mkdir()
    elsewhere.chmod(0o777)
    monkeypatch.setenv("PORTAL_DATA_DIR", str(elsewhere))
    monkeypatch.setenv("PORTAL_DATABASE_URL", f"sqlite:///{elsewhere / 'portal.sqlite3'}")
    before = sorted(path.name for path in backup.iterdir())
    with without_rights():
        ran = portal("restore", backup)
    assert (ran.status, "Restored from" in ran.output + ran.told) == (0, True)
    assert sorted(path.name for path in backup.iterdir()) == before
