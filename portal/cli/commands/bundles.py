"""Commands for reports that come in and go out as files: import, export."""

from __future__ import annotations

from pathlib import Path

from portal.cli.context import (
    DONE,
    CommandRefusedError,
    Commands,
    Context,
    add_command,
    add_output,
    read_file,
    tell,
)
from portal.exchange.checking import Verdict
from portal.exchange.exporting import export_bundle, write_bundle
from portal.exchange.importing import import_bundle


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    bringing = add_command(
        commands, "import", bring_in, "Import a bundle (report-bundle/1): all of it, or nothing."
    )
    bringing.add_argument("bundle", type=Path, metavar="BUNDLE.json")
    taking = add_command(commands, "export", take_out, "Export reports as a bundle (report-bundle/1).")
    taking.add_argument("--country", metavar="CODE", help="of this country alone, such as KEN")
    taking.add_argument("--cycle", metavar="CODE", help="of this cycle alone, such as 2000")
    add_output(taking)


def bring_in(context: Context) -> int:
    """Import a bundle; every fault of it is told, and warnings where it is taken."""
    content = read_file(context.arguments.bundle)
    with context.writing() as session:
        verdict = import_bundle(session, content, context.now)
        if verdict.faults:
            raise CommandRefusedError([*verdict.faults, f"Refused; faults: {len(verdict.faults)}."])
    tell(_told(verdict))
    return DONE


def _told(verdict: Verdict) -> list[str]:
    done = (len(verdict.reports), len(verdict.cycles), len(verdict.countries), verdict.known)
    return [
        *(f"Warning: {warning}" for warning in verdict.warnings),
        *(f"Not received: {label} {key}: “{name}”." for label, key, name in verdict.not_received),
        "Imported: {} reports, {} cycles, {} countries. Known already: {} reports.".format(*done),
    ]


def take_out(context: Context) -> int:
    """Export reports."""
    asked = context.arguments
    with context.reading() as session:
        bundle = export_bundle(session, context.now, country=asked.country, cycle=asked.cycle)
    context.write(write_bundle(bundle))
    return DONE
