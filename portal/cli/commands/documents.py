"""Commands for what is read and printed: country summaries, one or all."""

from __future__ import annotations

import argparse
import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session
from tqdm import tqdm

from portal.cli.context import (
    DONE,
    Commands,
    Context,
    UsageError,
    add_command,
    add_output,
    tell,
    write_file,
)
from portal.cycles.queries import get_cycle
from portal.db import prepare_engine, reading
from portal.documents.rendering import FORMATS, file_name, render
from portal.errors import NotFoundError
from portal.i18n import LANGUAGES
from portal.reports.disclosure import Audience
from portal.summaries.composing import build_summary
from portal.summaries.queries import summary_input

AUDIENCES = {"public": Audience.PUBLIC, "secretariat": Audience.SECRETARIAT}
AT_ONCE = 4
"""Documents asked of each process ahead: enough to keep it busy, few enough to keep memory."""


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    parser = add_command(
        commands, "summary", write_summary, "Write the summary of a country, or with --all of every country."
    )
    parser.add_argument("country", nargs="?", metavar="COUNTRY", help="its code, such as KEN")
    parser.add_argument("--all", action="store_true", help="of every country, into the folder -o DIR")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, metavar="N", help="with --all")
    add_document_arguments(parser)
    parser.add_argument("--audience", choices=tuple(AUDIENCES), default="public")


def add_document_arguments(parser: argparse.ArgumentParser, *formats: str) -> None:
    """Add the arguments that every document has; `formats` empty: all there are."""
    parser.add_argument("--cycle", required=True, metavar="CODE")
    parser.add_argument("--lang", required=True, choices=tuple(LANGUAGES))
    parser.add_argument("--format", required=True, choices=formats or tuple(FORMATS))
    add_output(parser)


def demand_file(context: Context) -> None:
    """Refuse to write a binary format to standard output; raises UsageError."""
    asked = context.arguments
    if FORMATS[asked.format].binary and asked.output is None:
        raise UsageError(f"the format {asked.format} needs -o FILE")


@dataclass(frozen=True)
class Order:
    """What is to be written: for every country the same."""

    database_url: str
    cycle: str
    language: str
    format: str
    audience: Audience
    moment: datetime
    folder: Path


def write_summary(context: Context) -> int:
    """Write one country's summary, or those of all countries."""
    asked = context.arguments
    if asked.all == bool(asked.country):
        raise UsageError("name a country, or ask for --all")
    if asked.all:
        return _write_all(context)
    demand_file(context)
    with context.reading() as session:
        given = summary_input(
            session, get_cycle(session, asked.cycle), asked.country, AUDIENCES[asked.audience]
        )
    context.write(render(build_summary(given, asked.lang, context.now), asked.format))
    return DONE


def _write_all(context: Context) -> int:
    """Write all summaries with every processor, each file whole or not at all."""
    asked = context.arguments
    if asked.output is None:
        raise UsageError("--all needs -o DIR")
    asked.output.mkdir(parents=True, exist_ok=True)
    with context.reading() as session:
        cycle = get_cycle(session, asked.cycle)
        countries = sorted(invited.country_code for invited in cycle.invited)
    order = Order(
        database_url=context.settings.database_url,
        cycle=asked.cycle,
        language=asked.lang,
        format=asked.format,
        audience=AUDIENCES[asked.audience],
        moment=context.now,
        folder=asked.output,
    )
    written = 0
    with tqdm(total=len(countries), desc=f"{asked.cycle} {asked.lang} {asked.format}", unit="doc") as bar:
        for done in _made(order, countries, max(asked.processes, 1)):
            written += done
            bar.update()
    without = len(countries) - written
    tell([f"Written: {written} of {len(countries)} invited countries. Without a summary: {without}."])
    return DONE


def _made(order: Order, countries: Iterable[str], processes: int) -> Iterator[bool]:
    """Yield for each country whether a document was written; few are ever asked for ahead."""
    waiting = iter(countries)
    with ProcessPoolExecutor(
        processes, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(order,)
    ) as pool:
        asked = {pool.submit(_make, country) for country in islice(waiting, processes * AT_ONCE)}
        while asked:
            done = next(as_completed(asked))
            asked.remove(done)
            yield done.result()
            asked |= {pool.submit(_make, country) for country in islice(waiting, 1)}


_here: dict[str, tuple[Order, Engine]] = {}
"""What a process of the pool works on."""


def _begin(order: Order) -> None:
    engine = create_engine(order.database_url)
    prepare_engine(engine)
    _here["work"] = (order, engine)


def _make(country: str) -> bool:
    """Write one country's document; False where it has no summary for the audience."""
    order, engine = _here["work"]
    with reading(), Session(engine) as session:
        try:
            given = summary_input(session, get_cycle(session, order.cycle), country, order.audience)
        except NotFoundError:
            return False
    document = build_summary(given, order.language, order.moment)
    write_file(order.folder / file_name(document, order.format), render(document, order.format))
    return True
