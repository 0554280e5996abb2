"""Commands for figures: aggregates of a cycle as files, issued tables, all answers as one flat file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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
    new_file,
    write_file,
)
from portal.cycles.queries import get_cycle
from portal.errors import RefusedError
from portal.events.services import NOBODY
from portal.i18n import DEFAULT
from portal.issued.answers.files import FORMATS as FORMATS_OF_ANSWERS
from portal.issued.answers.queries import filed_reports
from portal.issued.files import FORMATS, About, as_csv, csv_files
from portal.issued.queries import about_issue, get_issue, load
from portal.issued.services import Restriction, issue_tables

BINARY = frozenset({"xlsx"})
CSV_TARGETS = (
    "CSV: -o FOLDER (made where it does not exist) writes one file a table, -o FILE.zip the same files in an"
    " archive; -o FILE.csv and standard output take one file with a line for each figure. XLSX: one sheet a"
    " table; needs -o FILE. Rows are the regions, then the total."
)
ANSWERS = (
    "Write all that was filed in a cycle as one flat file: a row for each answer and each cell of a table,"
    " texts and VNR.12.H7 included. For the secretariat alone. In CSV a text that would begin a formula, or"
    " that begins with an apostrophe, has an apostrophe before it; take one off to have the text."
)


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    parser = add_command(commands, "aggregate", compute, "Compute the aggregates of a cycle (aggregates/1).")
    parser.epilog = CSV_TARGETS
    parser.add_argument("--audience", choices=("secretariat", "public"), default="secretariat")
    _add_cycles(parser)
    parser.add_argument("--issue", type=int, metavar="N", help="from these issued tables, not as of now")
    parser.add_argument("--format", choices=tuple(FORMATS), default="json")
    add_output(parser)
    text = "Issue the tables of a cycle: freeze its aggregates for both audiences; print number and digests."
    issuing = add_command(commands, "issue", issue, text)
    _add_cycles(issuing)
    add_output(issuing)
    flat = add_command(commands, "answers", answers, ANSWERS)
    flat.add_argument("--cycle", required=True, metavar="CODE")
    flat.add_argument("--format", choices=tuple(FORMATS_OF_ANSWERS), default="csv")
    add_output(flat)


def _add_cycles(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cycle", required=True, metavar="CODE")
    parser.add_argument("--previous", metavar="CODE", help="the cycle before it, for trends")
    parser.add_argument("--region", choices=REGIONS, help="countries of this region alone")
    parser.add_argument("--track", choices=TRACKS, help="countries of this track alone")
    parser.add_argument("--group", choices=GROUPS, help="countries of this group alone")


def compute(context: Context) -> int:
    """Compute the aggregates of a cycle."""
    asked = context.arguments
    _refuse_binary(context)
    chosen = {name: getattr(asked, name) for name in ("region", "track", "group")}
    if asked.audience == "public" and any(chosen.values()):
        raise UsageError("tables of one region, track or group have no public variant (rule 8.4)")
    if asked.issue:
        return _write_issue(context)
    with context.reading() as session:
        current = cycle_input(session, asked.cycle)
        previous = cycle_input(session, asked.previous) if asked.previous else None
        selection = selection_of(session, asked.region, asked.track, asked.group)
        demonstration = get_cycle(session, asked.cycle).demonstration
    about = About(made_at=context.now, selection=chosen, demonstration=demonstration)
    found = aggregate(current, previous, asked.audience, selection=selection)
    _write(context, found, about)
    return DONE


def _write_issue(context: Context) -> int:
    """Write aggregates as issued."""
    asked = context.arguments
    with context.reading() as session:
        issued = get_issue(session, asked.issue, asked.audience)
        if issued.cycle_code != asked.cycle:
            raise CommandRefusedError([f"Issued tables {asked.issue} are of the cycle {issued.cycle_code}."])
        found = load(issued)["aggregates"]
        demonstration = get_cycle(session, asked.cycle).demonstration
        about = about_issue(issued, DEFAULT, demonstration=demonstration)
    _write(context, found, about)
    return DONE


def _write(context: Context, found: Mapping[str, Any], about: About) -> None:
    if context.arguments.format == "csv":
        _write_csv(context, found, about)
    else:
        context.write(FORMATS[context.arguments.format].write(found, about))


def _refuse_binary(context: Context) -> None:
    form = context.arguments.format
    if form in BINARY and context.arguments.output is None:
        raise UsageError(f"the format {form} needs -o FILE")


def _write_csv(context: Context, found: Mapping[str, Any], about: About) -> None:
    """Write where it was asked for: into a folder or an archive one file a table, else all in one."""
    target: Path | None = context.arguments.output
    if target is not None and target.suffix.lower() == ".zip":
        context.write(FORMATS["csv"].write(found, about))
    elif target is not None and (target.is_dir() or not (target.suffix or target.exists())):
        _fill(target, found, about)
    else:
        context.write(as_csv(found, about))


def _fill(folder: Path, found: Mapping[str, Any], about: About) -> None:
    try:
        folder.mkdir(exist_ok=True)
        # A table that was there before and is not computed now would be taken for one of these.
        occupied = any(folder.iterdir())
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror}") from error
    if occupied:
        raise RefusedError("folder_not_empty", folder=folder)
    for name, content in csv_files(found, about):
        write_file(folder / name, content)


def issue(context: Context) -> int:
    """Issue the tables of a cycle."""
    asked = context.arguments
    restriction = Restriction(asked.region, asked.track, asked.group)
    with context.writing() as session:
        made = issue_tables(session, (asked.cycle, asked.previous), restriction, NOBODY, context.now)
        lines = [f"issue {made[0].number}", *(f"{issued.audience} {issued.digest}" for issued in made)]
    context.write("".join(f"{line}\n" for line in lines))
    return DONE


def answers(context: Context) -> int:
    """Write all answers of a cycle, report by report: whatever their number, few are in memory at a time."""
    asked = context.arguments
    _refuse_binary(context)
    write = FORMATS_OF_ANSWERS[asked.format].write
    with context.reading() as session:
        reports = filed_reports(session, get_cycle(session, asked.cycle))
        if asked.output is None:
            write(reports, sys.stdout.buffer, context.now)
            sys.stdout.flush()
        else:
            with new_file(asked.output) as file:
                write(reports, file, context.now)
    return DONE
