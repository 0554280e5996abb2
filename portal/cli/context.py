"""What every command has: settings, the moment, a session that commits only on success, and its output."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TypeAlias

from sqlalchemy.orm import Session

from config import Settings
from portal.cli.private_files import outside
from portal.db import reading
from portal.operations.database import demand_current, initialise, is_empty, opened

DONE, REFUSED, USAGE = 0, 1, 2
"""Exit statuses: done; refused, with reasons on standard error and nothing changed; wrongly asked."""


class CommandRefusedError(Exception):
    """A command is refused for these reasons; nothing is changed."""

    def __init__(self, reasons: Iterable[object]) -> None:
        """Keep the reasons, one line each."""
        super().__init__()
        self.reasons = [str(reason) for reason in reasons]


class UsageError(Exception):
    """A command was asked for in a way that cannot be; the message says why."""


@dataclass(frozen=True)
class Context:
    """What a command is given: its arguments, the settings, and the moment at which it runs."""

    arguments: argparse.Namespace
    settings: Settings
    now: datetime

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose work is committed at the end, unless the command is refused or fails."""
        with self.session() as session, session.begin():
            yield session

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that reads one state of the database, and writes nothing."""
        with reading(), self.session() as session:
            yield session

    @contextlib.contextmanager
    def session(self) -> Iterator[Session]:
        """Give a session for what commits by itself."""
        with opened(self.settings.database_url) as engine:
            if is_empty(engine):
                initialise(self.settings.database_url)
            demand_current(engine)
            with Session(engine) as session:
                yield session

    def write(self, content: str | bytes) -> None:
        """Write what a command gives, to `-o FILE` (whole or not at all) or to standard output."""
        content = content.encode("utf-8") if isinstance(content, str) else content
        target: Path | None = getattr(self.arguments, "output", None)
        if target is None:
            sys.stdout.buffer.write(content)
            sys.stdout.flush()
        else:
            write_file(target, content)


Command: TypeAlias = Callable[[Context], int]
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - the type has no public name


def add_command(commands: Commands, name: str, run: Command, text: str) -> argparse.ArgumentParser:
    """Add a command with the sentence that helps; return its parser, for its arguments."""
    parser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(run=run)
    return parser


def add_group(commands: Commands, name: str, text: str) -> Commands:
    """Add a command that has commands of its own, such as ``portal users invite``."""
    group = commands.add_parser(name, help=text, description=text)
    return group.add_subparsers(dest=f"{name} command", metavar="COMMAND", required=True)


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add `-o FILE`."""
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write there instead of standard output"
    )


def tell(lines: Iterable[object]) -> None:
    """Write lines to standard error: reasons, warnings, what was done beside the output."""
    for line in lines:
        print(line, file=sys.stderr)  # noqa: T201 - a command speaks by printing


def moment() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def write_file(target: Path, content: bytes) -> None:
    """Write a file whole or not at all; raises UsageError where it cannot be written."""
    with new_file(target) as file:
        file.write(content)


@contextlib.contextmanager
def new_file(target: Path) -> Iterator[IO[bytes]]:
    """Give a file to write, which takes its name when it is whole; raises UsageError where it cannot be."""
    try:
        descriptor, name = tempfile.mkstemp(dir=target.resolve().parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield file
            Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(target)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{target}: {error.strerror}") from error


def read_file(source: Path) -> bytes:
    """Return the content of a file; raises UsageError where it cannot be read."""
    try:
        return source.read_bytes()
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror}") from error


def _umask() -> int:
    """Return the mask of whoever called the command; in the data folder files are more private."""
    if outside:
        return outside[0]
    mask = os.umask(0)
    os.umask(mask)
    return mask
