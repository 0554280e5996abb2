"""The command `portal`: its commands, exit statuses (0 done, 1 refused, 2 wrongly asked) and reasons."""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
from collections.abc import Sequence
from typing import cast

from sqlalchemy.exc import OperationalError

from config import SettingsError, from_environment
from portal.cli.commands import bundles, database, documents, figures, people, reports, serving, texts
from portal.cli.context import REFUSED, USAGE, Command, CommandRefusedError, Context, UsageError, moment, tell
from portal.cli.private_files import keep_private
from portal.cli.sentences import sentence_of
from portal.errors import PortalError
from portal.events import security

PARTS = (database, bundles, figures, documents, reports, people, texts, serving)
"""Each adds its commands; one more part of the program is one more name here."""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    top = argparse.ArgumentParser(
        prog="portal",
        description="File, review, aggregate and publish country reports.",
        epilog="Settings come from the environment; config.py lists them.",
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for part in PARTS:
        part.add_commands(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    asked = parser().parse_args(arguments)
    try:
        settings = from_environment()
        keep_private(settings.data_dir)
        security.begin(settings.data_dir, request=str(asked.command))
        return cast("Command", asked.run)(Context(asked, settings, moment()))
    except (SettingsError, UsageError) as error:
        tell([f"portal: {error}"])
        return USAGE
    except BrokenPipeError:
        # Whoever reads has seen enough; nothing more can be written, not even at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except (CommandRefusedError, PortalError, OperationalError, sqlite3.Error, OSError) as refusal:
        tell(_reasons(refusal))
        return REFUSED


def _reasons(refusal: Exception) -> list[str]:
    """Return in words why a command is refused; a full disk, say, is no fault of ours."""
    match refusal:
        case CommandRefusedError():
            return refusal.reasons
        case PortalError():
            return [sentence_of(refusal)]
        case OperationalError():
            return [f"The database does not answer: {str(refusal.orig).strip()}"]
        case OSError():
            return [f"{refusal.strerror or refusal}: {refusal.filename or ''}".removesuffix(": ")]
    return [f"The database file cannot be used: {refusal}"]


if __name__ == "__main__":
    sys.exit(main())
