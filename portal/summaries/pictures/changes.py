"""Trend slopes: how many rated progress higher, the same or lower than before; a country's own ratings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.i18n import N_
from portal.summaries.pictures.canvas import DEEP, INK, LINE, QUIET, WIDTH, Canvas
from portal.summaries.pictures.labels import Labels, Naming, Number
from portal.summaries.pictures.lettering import lines_of
from portal.summaries.pictures.marks import HIDDEN_WORDS
from portal.summaries.structure import Picture, Row, Table, Value

DESCRIPTION = N_(
    "For each conference three lines lead from the previous cycle to this one: up for those rated higher, "
    "level for the same, down for those rated lower, each with its number of pairs."
)
HIGHER, SAME, LOWER = N_("Rated higher"), N_("Rated the same"), N_("Rated lower")
PAIRS = N_("Pairs of reports")
STEP = 62
"""Height of one conference."""


@dataclass(frozen=True)
class Change:
    """One conference: pairs improved, unchanged and declined; None where there is none to show."""

    name: str
    improved: Number | None
    unchanged: Number | None
    declined: Number | None
    path: str = ""

    @property
    def parts(self) -> tuple[tuple[str, Number | None, int], ...]:
        """Return the three figures with their direction: 1 up, 0 level, -1 down."""
        return (
            ("improved", self.improved, 1),
            ("unchanged", self.unchanged, 0),
            ("declined", self.declined, -1),
        )


def slopes(changes: Sequence[Change], labels: Labels, naming: Naming) -> Picture:
    """Draw the changes since the previous cycle."""
    canvas = Canvas(labels.language, naming.prefix)
    y = 14.0
    most = max((Decimal(str(figure)) for one in changes for _, figure, _ in one.parts if figure), default=1)
    for one in changes:
        bottom = canvas.lines(0, y, lines_of(one.name, WIDTH - 170, 12, most=4), font_size=12)
        _lines(canvas, labels, one, y, float(most))
        y = max(bottom, y + STEP)
    description = labels.say(DESCRIPTION)
    svg = canvas.finished(naming.title, description, y)
    header = (naming.head, *(labels.say(words) for words in (HIGHER, SAME, LOWER)))
    rows = tuple(
        Row(
            Value(one.name),
            tuple(labels.figure(figure, f"{one.path}/{name}") for name, figure, _ in one.parts),
        )
        for one in changes
    )
    return Picture(naming.title, description, svg, Table(naming.title, header, rows, naming.note))


def _lines(canvas: Canvas, labels: Labels, one: Change, y: float, most: float) -> None:
    """Draw three lines, as thick as the share of their pairs, each with its figure at its end."""
    left, right, middle = WIDTH - 150, WIDTH - 50, y + 14
    if all(figure is None for _, figure, _ in one.parts):
        canvas.text(left, middle + 4, labels.say(HIDDEN_WORDS), fill=QUIET)
        return
    for _, figure, direction in one.parts:
        thick = 1 + 5 * float(figure or 0) / most
        colour = DEEP if figure else LINE
        end = middle - direction * 20
        canvas.line((left, middle), (right, end), stroke=colour, stroke_width=thick)
        if figure is not None:
            canvas.text(right + 8, end + 4, labels.number(figure), fill=INK, font_weight="bold")
