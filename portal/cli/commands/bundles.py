"""Commands for what comes in and goes out as files: import, export, aggregate."""

from __future__ import annotations

from pathlib import Path

from portal.aggregation.aggregate import aggregate
from portal.aggregation.inputs import REGIONS, TRACKS
from portal.aggregation.queries import GROUPS, cycle_input, selection_of
from portal.cli.context import (
    DONE,
    CommandRefusedError,
    Commands,
    Context,
    UsageError,
    add_command,
    add_output,
    read_file,
    tell,
)
from portal.cli.tables import WRITERS
from portal.exchange.checking import Verdict
from portal.exchange.exporting import export_bundle, write_bundle
from portal.exchange.importing import import_bundle

BINARY = frozenset({"xlsx"})


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
    _add_aggregate(commands)


def _add_aggregate(commands: Commands) -> None:
    parser = add_command(commands, "aggregate", compute, "Compute the aggregates of a cycle (aggregates/1).")
    parser.add_argument("--cycle", required=True, metavar="CODE")
    parser.add_argument("--previous", metavar="CODE", help="the cycle before it, for trends")
    parser.add_argument("--audience", choices=("secretariat", "public"), default="secretariat")
    parser.add_argument("--region", choices=REGIONS, help="countries of this region alone")
    parser.add_argument("--track", choices=TRACKS, help="countries of this track alone")
    parser.add_argument("--group", choices=GROUPS, help="countries of this group alone")
    parser.add_argument("--format", choices=tuple(WRITERS), default="json")
    add_output(parser)


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


def compute(context: Context) -> int:
    """Compute the aggregates of a cycle."""
    asked = context.arguments
    if asked.format in BINARY and asked.output is None:
        raise UsageError(f"the format {asked.format} needs -o FILE")
    with context.reading() as session:
        current = cycle_input(session, asked.cycle)
        previous = cycle_input(session, asked.previous) if asked.previous else None
        selection = selection_of(session, asked.region, asked.track, asked.group)
    found = aggregate(current, previous, asked.audience, selection=selection)
    context.write(WRITERS[asked.format](found))
    return DONE
