"""The progress heat table: countries by conference, every cell with its figure or sign beside its colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portal.i18n import N_
from portal.summaries.pictures.canvas import WIDTH, Canvas
from portal.summaries.pictures.labels import Labels, Naming
from portal.summaries.pictures.lettering import lines_of, width_of
from portal.summaries.pictures.marks import RATINGS, STATES, Entry, edge_of, fill_of, legend, state_words
from portal.summaries.structure import Picture, Row, Table, Value

DESCRIPTION = N_(
    "A table in colours: a line for each country, a column for each conference; the cells hold the ratings."
)
NAMES = 150
"""Units kept for the names of countries."""
CELL = 20


def heat_table(
    matrix: Mapping[str, Mapping[str, Mapping[str, Any]]],
    conferences: Sequence[str],
    labels: Labels,
    naming: Naming,
) -> Picture:
    """Draw a progress matrix: alpha-3 → conference → cell of `aggregates/1` (state and value)."""
    canvas = Canvas(labels.language, naming.prefix)
    width = (WIDTH - NAMES) / max(len(conferences), 1)
    head = _heads(canvas, conferences, width)
    rows = sorted(matrix, key=labels.country)
    used: dict[str, None] = {}
    y = head
    for code in rows:
        canvas.text(0, y + 14, lines_of(labels.country(code), NAMES - 6, 11, most=1)[0], font_size=11)
        for place, conference in enumerate(conferences):
            state = state_of(matrix[code][conference])
            used[state] = None
            _cell(canvas, state, (NAMES + place * width, y, width - 1))
        y += CELL
    marks = {**RATINGS, **STATES}
    entries = [Entry(state, marks[state], state_words(labels, state)) for state in marks if state in used]
    height = legend(canvas, (0, y + 10, WIDTH), entries)
    description = labels.say(DESCRIPTION)
    svg = canvas.finished(naming.title, description, height + 4)
    return Picture(naming.title, description, svg, _table(matrix, conferences, labels, naming))


def _heads(canvas: Canvas, conferences: Sequence[str], width: float) -> float:
    """Write the codes above their columns, upright where a column is narrow, and return the y below them."""
    longest = max((width_of(code, 11) for code in conferences), default=0.0)
    upright = longest > width - 2
    bottom = longest + 8 if upright else 18.0
    for place, conference in enumerate(conferences):
        x = NAMES + place * width + width / 2
        look: dict[str, str | float] = {"font_size": 11, "text_anchor": "middle"}
        if upright:
            turned = canvas.across(x)
            look["transform"] = f"rotate(-90 {turned:.1f} {bottom / 2:.1f}) translate(0 4)"
        canvas.text(x, bottom / 2 if upright else 12, conference, **look)
    return bottom


def state_of(cell: Mapping[str, Any]) -> str:
    """Return the rating of a cell as its digit, or its state."""
    return str(cell["value"]) if cell["state"] == "rated" else str(cell["state"])


def _cell(canvas: Canvas, state: str, place: tuple[float, float, float]) -> None:
    x, y, width = place
    mark = {**RATINGS, **STATES}[state]
    canvas.box(x, y, width, CELL - 1, fill=fill_of(canvas, state, mark), **edge_of(mark))
    if mark.sign:
        look: dict[str, str | float] = {
            "font_size": 11,
            "fill": mark.ink,
            "font_weight": "bold",
            "text_anchor": "middle",
        }
        canvas.text(x + width / 2, y + 14, mark.sign, **look)


def _table(
    matrix: Mapping[str, Mapping[str, Mapping[str, Any]]],
    conferences: Sequence[str],
    labels: Labels,
    naming: Naming,
) -> Table:
    header = (naming.head, *(labels.conferences.get(code, code) for code in conferences))
    rows = []
    for code in sorted(matrix, key=labels.country):
        cells = []
        for conference in conferences:
            cell = matrix[code][conference]
            words = state_words(labels, state_of(cell))
            path = f"progress_matrix/{code}/{conference}/value"
            figure = labels.figure(cell["value"], path) if cell["state"] == "rated" else Value(words)
            cells.append(figure)
        rows.append(Row(Value(labels.country(code)), tuple(cells)))
    return Table(naming.title, header, tuple(rows), naming.note)
