"""Country summaries as PDF, against LibreOffice converting the same from DOCX."""

from __future__ import annotations

import itertools
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bench.material import Material
from bench.measuring import Note, Ratio, Scale, in_turn
from portal.cycles.queries import get_cycle
from portal.db import prepare_engine, reading
from portal.documents.rendering import render
from portal.reports.disclosure import Audience
from portal.summaries.composing import build_summary
from portal.summaries.queries import summary_input

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
PATIENCE = 600
"""Seconds after which LibreOffice is given up."""


def measure(material: Material, folder: Path, scale: Scale, office: str | None) -> Iterator[Ratio | Note]:
    """Compare making as many summaries, the languages in turn, with one start of LibreOffice for all.

    `office` is the program of LibreOffice, None where there is none.
    """
    countries = material.countries[: scale.documents]
    if office is None:
        yield Note("PDF of country summaries", "not compared: LibreOffice is not on this machine")
        return
    sources = folder / "docx"
    sources.mkdir(parents=True)
    for number, content in enumerate(_documents(material, countries, "docx")):
        (sources / f"{number}.docx").write_bytes(content)
    # Other countries in each round: the writer remembers what it has set.
    turns = range(0, len(material.countries) - len(countries) + 1, len(countries))
    rounds = itertools.cycle([material.countries[first : first + len(countries)] for first in turns])
    yield in_turn(
        f"PDF of {len(countries)} country summaries ÷ LibreOffice converting as many from DOCX",
        lambda: _documents(material, next(rounds), "pdf"),
        partial(_convert, office, sources, folder),
        scale.office_rounds,
    )


def found_office() -> str | None:
    """Return the program of LibreOffice, where it is installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def _documents(material: Material, countries: tuple[str, ...], name: str) -> list[bytes]:
    engine = create_engine(material.url)
    prepare_engine(engine)
    with reading(), Session(engine) as session:
        cycle = get_cycle(session, material.latest)
        written = [
            render(
                build_summary(
                    summary_input(session, cycle, country, Audience.SECRETARIAT),
                    LANGUAGES[number % len(LANGUAGES)],
                ),
                name,
            )
            for number, country in enumerate(countries)
        ]
    engine.dispose()
    return written


def _convert(office: str, sources: Path, folder: Path) -> None:
    target = folder / "pdf"
    shutil.rmtree(target, ignore_errors=True)
    files = sorted(sources.iterdir())
    # A profile of its own: it neither waits for nor changes that of whoever works on this machine.
    command = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(target), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    assert len(list(target.iterdir())) == len(files)
