"""Stacked distributions: a bar for each conference or question, divided by option, every count in figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.i18n import N_
from portal.summaries.pictures.canvas import QUIET, WASH, WIDTH, Canvas
from portal.summaries.pictures.labels import Labels, Naming
from portal.summaries.pictures.lettering import lines_of, width_of
from portal.summaries.pictures.marks import HIDDEN, HIDDEN_WORDS, RATINGS, Entry, edge_of, fill_of, legend
from portal.summaries.structure import Picture, Row, Table, Value

DESCRIPTION = N_(
    "A bar for each line of the table, divided by the answers given. A hatched bar stands for figures that "
    "are not shown."
)
NOBODY = N_("No answer")
BAR = 22
BESIDE = 4
"""Units between a figure and the edge of its part of the bar."""


@dataclass(frozen=True)
class Stack:
    """One bar: its name, and the count of each option; None where the figures are not shown."""

    name: str
    counts: Mapping[str, int | Decimal] | None
    path: str = ""


def distributions(
    stacks: Sequence[Stack], options: Sequence[tuple[str, str]], labels: Labels, naming: Naming
) -> Picture:
    """Draw bars; `options` are value and words in order, the values those of the scale of progress."""
    canvas = Canvas(labels.language, naming.prefix)
    y = 14.0
    for stack in stacks:
        y = canvas.lines(0, y, lines_of(stack.name, WIDTH, 12), font_size=12) - 8
        _bar(canvas, labels, stack, options, y)
        y = _counts(canvas, labels, stack, options, y + BAR + 14) + 20
    entries = [Entry(value, RATINGS[value], words) for value, words in options]
    if any(stack.counts is None for stack in stacks):
        entries.append(Entry("withheld", HIDDEN, labels.say(HIDDEN_WORDS)))
    height = legend(canvas, (0, y, WIDTH), entries)
    description = labels.say(DESCRIPTION)
    svg = canvas.finished(naming.title, description, height + 4)
    return Picture(naming.title, description, svg, _table(stacks, options, labels, naming))


def _bar(canvas: Canvas, labels: Labels, stack: Stack, options: Sequence[tuple[str, str]], y: float) -> None:
    total = sum(stack.counts.values()) if stack.counts else 0
    if stack.counts is not None and not total:
        canvas.box(0, y, WIDTH, BAR, fill=WASH)
        canvas.text(8, y + 15, labels.say(NOBODY), fill=QUIET)
        return
    if stack.counts is None:
        canvas.box(0, y, WIDTH, BAR, fill=fill_of(canvas, "withheld", HIDDEN), **edge_of(HIDDEN))
        canvas.text(8, y + 15, labels.say(HIDDEN_WORDS), fill=HIDDEN.ink)
        return
    x = 0.0
    for value, _ in options:
        count = stack.counts[value]
        if count:
            mark = RATINGS[value]
            width = float(WIDTH * count / total)
            canvas.box(x, y, max(width - 1, 1), BAR, fill=mark.fill)
            look = {"fill": mark.ink, "font_weight": "bold", "text_anchor": "middle"}
            written = labels.number(count)
            if width_of(written, 12, bold=True) + BESIDE <= width:
                canvas.text(x + width / 2, y + 15, written, **look)
            x += width


def _counts(
    canvas: Canvas, labels: Labels, stack: Stack, options: Sequence[tuple[str, str]], y: float
) -> float:
    """Write the count of every option below its bar, also of those too small to hold it, and return the y."""
    if not stack.counts or not sum(stack.counts.values()):
        return y - 14
    step = WIDTH / len(options)
    for place, (value, _) in enumerate(options):
        mark = RATINGS[value]
        canvas.box(place * step, y - 8, 15, 13, fill=mark.fill)
        look: dict[str, str | float] = {"font_size": 11, "fill": mark.ink, "text_anchor": "middle"}
        canvas.text(place * step + 7.5, y + 2.5, mark.sign, **look)
        canvas.text(place * step + 20, y + 3, labels.number(stack.counts[value]), font_size=12)
    return y + 6


def _table(
    stacks: Sequence[Stack], options: Sequence[tuple[str, str]], labels: Labels, naming: Naming
) -> Table:
    rows = []
    for stack in stacks:
        cells = tuple(
            labels.figure(
                stack.counts[value] if stack.counts else None, f"{stack.path}/options/{value}/count"
            )
            for value, _ in options
        )
        rows.append(Row(Value(stack.name), cells))
    return Table(naming.title, (naming.head, *(words for _, words in options)), tuple(rows), naming.note)
