"""The command `portal` on a data folder and a database of its own."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

import pytest

from portal.cli.main import main
from tests.serving import Server


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


@pytest.fixture
def start(data_dir, database_url, tmp_path):
    """Start servers on one data folder, one after the other."""
    with contextlib.ExitStack() as stack:

        def serve(number=1, **environment):
            folder = tmp_path / f"server {number}"
            folder.mkdir()
            server = Server(
                {
                    "PORTAL_DATA_DIR": str(data_dir),
                    "PORTAL_DATABASE_URL": database_url,
                    "PORTAL_DEMO": "0",
                    **environment,
                },
                folder,
            )
            stack.callback(lambda: server.process.poll() is None and server.stop())
            return server

        yield serve
