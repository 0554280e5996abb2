"""Commands for what is composed from figures: reports of the secretariat, tables, conferences."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.cli.commands.documents import add_document_arguments, demand_file
from portal.cli.context import DONE, CommandRefusedError, Commands, Context, UsageError, add_command
from portal.compositions.figures import conference_input, figures_input
from portal.compositions.frozen import Frozen, as_it_stands, frozen_of
from portal.compositions.queries import Order, composed_input, get_composition, ruled_input
from portal.cycles.queries import cycle_before, get_cycle
from portal.documents.rendering import render
from portal.issued.queries import PUBLIC, get_issue
from portal.summaries.figures.documents import conference_document, tables_document
from portal.summaries.report.composing import compose_report
from portal.summaries.report.inputs import KINDS
from portal.summaries.report.packs import EVERYTHING, Pack, find_pack
from portal.summaries.report.packs import KINDS as PACKS

NONE = "none"


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    parser = add_command(
        commands, "progress-report", write_report, "Compose the report on a cycle (para. 18)."
    )
    add_document_arguments(parser)
    parser.add_argument("--kind", choices=KINDS, default=KINDS[0], help="the report of para. 18, 17 or 16")
    parser.add_argument("--previous", metavar="CODE", help="the cycle before it; none: without changes")
    parser.add_argument("--issue", type=int, metavar="N", help="from these issued tables, not as of now")
    parser.add_argument("--composition", type=int, metavar="N", help="as an officer arranged it")
    for kind in PACKS:
        parser.add_argument(f"--{kind}", metavar="CODE", help=f"confined to this {kind}")
    listing = add_command(
        commands, "tables", write_tables, "Write the regional and global tables of a cycle."
    )
    meeting = add_command(commands, "conference", write_conference, "Write the page of a conference.")
    meeting.add_argument("conference", metavar="CONFERENCE", help="its code, such as WSSD95")
    for one in (listing, meeting):
        add_document_arguments(one)
        one.add_argument("--previous", metavar="CODE", help="the cycle before it; none: without changes")
        one.add_argument("--issue", type=int, metavar="N", help="from these issued tables, not as of now")


def write_tables(context: Context) -> int:
    """Write T1 to T12."""
    demand_file(context)
    asked = context.arguments
    with context.reading() as session:
        given = figures_input(session, _frozen(context, session), asked.lang, context.now)
    context.write(render(tables_document(given), asked.format))
    return DONE


def write_conference(context: Context) -> int:
    """Write what was reported under one conference."""
    demand_file(context)
    asked = context.arguments
    with context.reading() as session:
        frozen = _frozen(context, session)
        given = conference_input(session, frozen, asked.conference, asked.lang, context.now)
    context.write(render(conference_document(given, asked.conference), asked.format))
    return DONE


def write_report(context: Context) -> int:
    """Write a report by rule, or as an officer arranged it."""
    asked = context.arguments
    demand_file(context)
    with context.reading() as session:
        if asked.composition:
            opened = get_composition(session, asked.composition)
            given, parts = composed_input(session, opened, asked.lang, context.now)
        else:
            order = Order(asked.kind, _pack(context), asked.lang, context.now)
            given, parts = ruled_input(session, order, _frozen(context, session))
        document = compose_report(given, parts)
    context.write(render(document, asked.format))
    return DONE


def _pack(context: Context) -> Pack:
    chosen = [(kind, getattr(context.arguments, kind)) for kind in PACKS if getattr(context.arguments, kind)]
    if len(chosen) > 1:
        raise UsageError("a report is confined to one commission, region or conference at most")
    if not chosen:
        return EVERYTHING
    try:
        return find_pack(*chosen[0])
    except LookupError as error:
        raise CommandRefusedError([f"There is no {error}."]) from error


def _frozen(context: Context, session: Session) -> Frozen:
    asked = context.arguments
    if asked.issue:
        issued = get_issue(session, asked.issue, PUBLIC)
        if issued.cycle_code != asked.cycle:
            raise CommandRefusedError([f"Issued tables {asked.issue} are of the cycle {issued.cycle_code}."])
        return frozen_of(issued)
    return _as_it_stands(context, session)


def _as_it_stands(context: Context, session: Session) -> Frozen:
    asked = context.arguments
    cycle = get_cycle(session, asked.cycle)
    before = cycle_before(session, cycle)
    previous = asked.previous or (before.code if before else NONE)
    return as_it_stands(session, cycle.code, None if previous == NONE else previous, context.now)
