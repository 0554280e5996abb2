"""Commands for the database as a whole: init, backup, restore, audit verify."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from portal.cli.context import DONE, CommandRefusedError, Commands, Context, add_command, add_group, tell
from portal.events.queries import anchors_of, odd_anchors
from portal.events.services import NOBODY, accept_anchors
from portal.operations import backup
from portal.operations.database import initialise
from portal.operations.record import audit
from portal.operations.record.anchoring import anchor_today


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    add_command(commands, "init", init, "Create or upgrade the database and load the reference data.")
    making = add_command(commands, "backup", back_up, "Write database and data folder into a new folder.")
    making.add_argument("folder", type=Path, metavar="DIR")
    bringing = add_command(commands, "restore", restore, "Bring a backup back; the portal must be stopped.")
    bringing.add_argument("folder", type=Path, metavar="DIR")
    bringing.add_argument(
        "--replace", action="store_true", help="replace what the portal holds; it is lost then"
    )
    group = add_group(commands, "audit", "The record of what happened.")
    add_command(group, "anchor", anchor, "Anchor the heads of all streams, if today's anchor is missing.")
    add_command(group, "accept-anchors", accept, "Record that odd days of anchors are known and explained.")
    add_command(group, "verify", verify, "Verify every chain of events and the digest of every filing.")


def init(context: Context) -> int:
    """Create or upgrade the database; run twice, the second time changes nothing."""
    done = initialise(context.settings.database_url)
    tell([f"The database is at revision {done.revision}; countries added: {done.countries}."])
    return DONE


def back_up(context: Context) -> int:
    """Write a backup."""
    settings = context.settings
    files = backup.back_up(settings.database_url, settings.data_dir, context.arguments.folder, context.now)
    tell([f"Written to {context.arguments.folder}; files: {len(files)}."])
    return DONE


def restore(context: Context) -> int:
    """Bring a backup back."""
    settings, asked = context.settings, context.arguments
    files = backup.restore(settings.database_url, settings.data_dir, asked.folder, replace=asked.replace)
    tell([f"Restored from {asked.folder}; files: {len(files)}."])
    return DONE


def anchor(context: Context) -> int:
    """Make the anchor of the day, and tell its digest, to be kept elsewhere."""
    with context.session() as session:
        engine = session.get_bind()
        if isinstance(engine, Engine):
            anchor_today(engine, context.settings.data_dir, context.now)
        last = anchors_of(session)[-1]
        tell([f"Anchor of {last.day}: {last.digest}"])
    return DONE


def accept(context: Context) -> int:
    """Record that somebody knows why anchors are of odd days; afterwards anchors are made again."""
    with context.writing() as session:
        odd = [one.day for one in accept_anchors(session, NOBODY, context.now)]
    tell(f"Accepted: anchor of {day}." for day in odd)
    return anchor(context)


def verify(context: Context) -> int:
    """Verify the record; what does not hold is listed."""
    with context.reading() as session:
        findings = list(audit.verify(session, context.settings.data_dir))
        extent = audit.extent_of(session)
        odd = odd_anchors(session, context.now.date())
    if findings:
        raise CommandRefusedError(findings)
    last = extent.anchor
    tell(
        [
            f"The record is whole. Events: {extent.events}; filings: {extent.filings}.",
            f"Latest anchor, of {last.day}: {last.digest}" if last else "There is no anchor yet.",
            *(f"To note, anchor of {one.day}: {why} (portal audit accept-anchors)." for one, why in odd),
        ]
    )
    return DONE
