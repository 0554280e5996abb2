"""The data folder is its owner's alone, what is there already as well as what is made later."""

from __future__ import annotations

import os

import pytest

from portal.cli import private_files
from portal.cli.private_files import keep_private


@pytest.fixture(autouse=True)
def own_mask():
    before = os.umask(0o022)
    yield
    os.umask(before)
    private_files.outside.clear()


def modes(folder):
    return {path.name: oct(path.stat().st_mode & 0o777) for path in (folder, *folder.rglob("*"))}


def test_files_of_an_earlier_release_become_their_owners_alone(tmp_path):
    data_dir = tmp_path / "instance"
    (data_dir / "annexes" / "ab").mkdir(parents=True)
    for name in ("portal.sqlite3", "portal.sqlite3-wal", "anchors.log", "annexes/ab/abcd"):
        (data_dir / name).write_text("text", encoding="utf-8")
        (data_dir / name).chmod(0o644)
    assert keep_private(data_dir) == 7
    assert set(modes(data_dir).values()) == {"0o700", "0o600"}
    assert keep_private(data_dir) == 0


def test_what_is_made_afterwards_is_private_from_its_first_byte(tmp_path):
    data_dir = tmp_path / "instance"
    data_dir.mkdir()
    keep_private(data_dir)
    (data_dir / "backups").mkdir()
    (data_dir / "backups" / "database").write_text("text", encoding="utf-8")
    assert set(modes(data_dir).values()) == {"0o700", "0o600"}


def test_a_link_to_elsewhere_is_left_alone(tmp_path):
    data_dir, elsewhere = tmp_path / "instance", tmp_path / "elsewhere"
    data_dir.mkdir()
    elsewhere.write_text("text", encoding="utf-8")
    (data_dir / "link").symlink_to(elsewhere)
    keep_private(data_dir)
    assert elsewhere.stat().st_mode & 0o777 == 0o644
