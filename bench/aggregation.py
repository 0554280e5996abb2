"""Figures of a cycle, reading included, against one pass of plain SQL over the same facts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from bench.material import Material
from bench.measuring import Ratio, Scale, Step, in_turn
from portal.aggregation.aggregate import aggregate
from portal.aggregation.queries import cycle_input
from portal.db import prepare_engine, reading

PASS = text(
    """
    SELECT fact.code, fact.conference, fact.column_name, fact.option_value, count(*), avg(fact.number_value)
      FROM fact
      JOIN filing ON filing.id = fact.filing_id
      JOIN report ON report.id = filing.report_id
     WHERE report.cycle_code IN (:current, :previous)
     GROUP BY fact.code, fact.conference, fact.column_name, fact.option_value
    """
)
"""What a bare program would ask: every count and every mean, without a rule."""


def measure(short: Material, long: Material, scale: Scale) -> Iterator[Ratio]:
    """Compare with the pass of SQL at both lengths of history, and both lengths with each other."""
    with _engine(short) as few, _engine(long) as many:
        for material, engine in ((short, few), (long, many)):
            yield in_turn(
                f"figures of a cycle and its trends ÷ one SQL pass, {material.size}",
                _figures(engine, material),
                _pass(engine, material),
                scale.long_rounds,
            )
        yield in_turn(
            f"figures of a cycle with {len(long.cycles)} cycles kept ÷ with {len(short.cycles)}",
            _figures(many, long),
            _figures(few, short),
            scale.long_rounds,
        )


@contextmanager
def _engine(material: Material) -> Iterator[Engine]:
    engine = create_engine(material.url)
    prepare_engine(engine)
    yield engine
    engine.dispose()


def _figures(engine: Engine, material: Material) -> Step:
    def step() -> None:
        with reading(), Session(engine) as session:
            current = cycle_input(session, material.latest)
            previous = cycle_input(session, material.before)
            assert aggregate(current, previous, "secretariat")["countries"]

    return step


def _pass(engine: Engine, material: Material) -> Step:
    cycles = {"current": material.latest, "previous": material.before}

    def step() -> None:
        with reading(), Session(engine) as session:
            assert session.execute(PASS, cycles).all()

    return step
