"""The command `portal` on a data folder and a database of its own."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from portal.cli.main import main


@dataclass(frozen=True)
class Ran:
    """What a command did: its exit status, standard output and standard error."""

    status: int
    output: str
    told: str


@pytest.fixture
def folder(tmp_path):
    """A folder for files of a test."""
    path = tmp_path / "files"
    path.mkdir()
    return path


@pytest.fixture
def data_dir(tmp_path):
    """The data folder of the portal under test; the first command makes it."""
    return tmp_path / "data"


@pytest.fixture
def portal(monkeypatch, capfd, database_url, data_dir):
    """Run the command with these arguments, as a shell would."""
    monkeypatch.setenv("PORTAL_DATA_DIR", str(data_dir))
    monkeypatch.setenv("PORTAL_DATABASE_URL", database_url)
    monkeypatch.setenv("PORTAL_BASE_URL", "https://portal.example")

    def run(*arguments):
        capfd.readouterr()
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as end:
            status = int(end.code or 0)
        output, told = capfd.readouterr()
        return Ran(status, output, told)

    return run
