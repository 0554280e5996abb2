"""The world as equal squares, one a country: small islands are visible, and no boundary is drawn."""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from pathlib import Path

from portal.i18n import N_
from portal.summaries.pictures.canvas import WIDTH, Canvas
from portal.summaries.pictures.labels import Labels, Naming
from portal.summaries.pictures.marks import (
    COVERAGE,
    RATINGS,
    STATES,
    Entry,
    Mark,
    edge_of,
    fill_of,
    legend,
    state_words,
)
from portal.summaries.structure import Picture, Row, Table, Value

DESCRIPTION = N_(
    "A map of equal squares, one for each country, in their rough places. The table gives each country with "
    "its state."
)
ROWS_OF_OTHERS = 24
"""How many squares a row holds of countries without a place on the map."""
STATE = N_("State")


@functools.cache
def places() -> Mapping[str, tuple[int, int]]:
    """Return column and row of every country on the map, by alpha-3."""
    with Path(__file__).with_name("tiles.csv").open(encoding="utf-8", newline="") as file:
        return {row["alpha3"]: (int(row["column"]), int(row["row"])) for row in csv.DictReader(file)}


def tile_map(states: Mapping[str, str], labels: Labels, naming: Naming) -> Picture:
    """Draw a map: `states` is alpha-3 → a rating "0" to "4", a state of `STATES`, or of `COVERAGE`."""
    canvas = Canvas(labels.language, naming.prefix).unmirrored()
    squares = _squares(states)
    columns = 1 + max(column for column, _ in squares.values())
    size = WIDTH / max(columns, 12)
    for code, (column, row) in squares.items():
        state = states.get(code, "outside")
        _square(canvas, code, state, (column * size, row * size, size - 1))
    bottom = (1 + max(row for _, row in squares.values())) * size + 10
    used = _used(states, squares)
    entries = [Entry(state, _marks()[state], state_words(labels, state)) for state in used]
    height = legend(Canvas.sharing(canvas), (0, bottom, WIDTH), entries)
    table = Table(
        naming.title,
        (naming.head, labels.say(STATE)),
        tuple(
            Row(Value(labels.country(code)), (Value(state_words(labels, state)),))
            for code, state in sorted(states.items(), key=lambda entry: labels.country(entry[0]))
        ),
        naming.note,
    )
    description = labels.say(DESCRIPTION)
    return Picture(naming.title, description, canvas.finished(naming.title, description, height + 4), table)


def _used(states: Mapping[str, str], squares: Mapping[str, object]) -> list[str]:
    """Return what the legend explains, in order: what was reported first, what is left out last."""
    found = {states.get(code, "outside") for code in squares}
    order = dict.fromkeys((*RATINGS, *COVERAGE, *STATES))
    return [*(state for state in order if state in found and state != "outside"), *({"outside"} & found)]


def _marks() -> Mapping[str, Mark]:
    return {**RATINGS, **STATES, **COVERAGE}


def _squares(states: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    """Return where each square stands; countries that are not on the map follow below it."""
    known = places()
    others = sorted(code for code in states if code not in known)
    if len(others) == len(states):
        return {code: (place % 12, place // 12) for place, code in enumerate(others)}
    below = 1 + max(row for _, row in known.values())
    return {
        **known,
        **{
            code: (place % ROWS_OF_OTHERS, below + place // ROWS_OF_OTHERS)
            for place, code in enumerate(others)
        },
    }


def _square(canvas: Canvas, code: str, state: str, place: tuple[float, float, float]) -> None:
    x, y, size = place
    mark = _marks()[state]
    canvas.box(x, y, size, size, fill=fill_of(canvas, state, mark), **edge_of(mark))
    small = size * 0.42
    canvas.text(x + size / 2, y + size * 0.45, code, font_size=small, fill=mark.ink, text_anchor="middle")
    if mark.sign:
        look: dict[str, str | float] = {
            "font_size": small,
            "fill": mark.ink,
            "font_weight": "bold",
            "text_anchor": "middle",
        }
        canvas.text(x + size / 2, y + size * 0.9, mark.sign, **look)
