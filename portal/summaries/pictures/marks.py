"""How a rating or a state is marked: colour, hatch and sign together, and the legend in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.i18n import N_
from portal.summaries.pictures.canvas import EDGE, INK, LINE, PAPER, QUIET, WASH, Canvas
from portal.summaries.pictures.labels import Labels
from portal.summaries.pictures.lettering import lines_of

RISING, FALLING, LEVEL, CROSSED = (
    "M-1 7L7-1M-1 1L1-1M5 7L7 5",
    "M-1-1L7 7M5-1L7 1M-1 5L1 7",
    "M0 3H6",
    "M0 3H6M3 0V6",
)


@dataclass(frozen=True)
class Mark:
    """A fill, the colour of what is written on it, the sign that stands in it, and its edge."""

    fill: str
    ink: str = INK
    sign: str = ""
    edge: str = ""
    dashed: bool = False
    hatch: tuple[str, str] = ("", "")


# The fourth blue is a little deeper than on pages: here figures are smaller, and white on it must be 4.5 : 1.
STEPS = ("#E9EFF4", "#B9D4E8", "#7FB2D6", "#2A76AA", "#0A4A75")
RATINGS: Mapping[str, Mark] = {
    str(step): Mark(fill, PAPER if step > 2 else INK, str(step))  # noqa: PLR2004 - the third blue takes ink
    for step, fill in enumerate(STEPS)
}
HIDDEN = Mark(PAPER, QUIET, "×", LINE, hatch=(FALLING, "#E3CBA4"))
STATES: Mapping[str, Mark] = {
    "na": Mark(PAPER, INK, "∅", LINE, hatch=(RISING, "#C9D3DC")),
    "missing": Mark(PAPER, INK, "–", EDGE),
    "no_report": Mark(PAPER, INK, "··", EDGE, dashed=True),
    "withdrawn": Mark(PAPER, INK, "/", EDGE, hatch=(LEVEL, "#D5DCE3")),
    "withheld": HIDDEN,
    "outside": Mark(WASH, QUIET),
}
COVERAGE: Mapping[str, Mark] = {
    "published": Mark(STEPS[4], PAPER, "✓"),
    "counted": Mark(STEPS[2], INK, "+"),
    "received": Mark(STEPS[0], INK, "•"),
    "none": STATES["no_report"],
    "withdrawn": STATES["withdrawn"],
    "outside": STATES["outside"],
}
STATE_WORDS: Mapping[str, str] = {
    "na": N_("Not applicable"),
    "missing": N_("Not answered"),
    "no_report": N_("No report of this cycle is accepted yet."),
    "withdrawn": N_("Withdrawn"),
    "withheld": N_("Not shown to the public"),
    "outside": N_("Not among the countries invited"),
    "published": N_("Published"),
    "counted": N_("Accepted"),
    "received": N_("Received"),
    "none": N_("No report of this cycle is accepted yet."),
}
HIDDEN_WORDS = N_("Not shown here.")


def fill_of(canvas: Canvas, name: str, mark: Mark) -> str:
    """Return the fill of a mark, its hatch defined in the drawing where it has one."""
    path, colour = mark.hatch
    return canvas.hatch(name, colour, path, mark.fill) if path else mark.fill


def edge_of(mark: Mark) -> dict[str, str | float]:
    """Return the attributes of a mark's edge."""
    if not mark.edge:
        return {}
    return {"stroke": mark.edge, **({"stroke_dasharray": "2 2"} if mark.dashed else {})}


def state_words(labels: Labels, state: str) -> str:
    """Return the words of a rating ("0" to "4") or of a state."""
    if state in RATINGS:
        return labels.progress.get(state, state)
    return labels.say(STATE_WORDS[state])


@dataclass(frozen=True)
class Entry:
    """One line of a legend."""

    name: str
    mark: Mark
    words: str


def legend(canvas: Canvas, place: tuple[float, float, float], entries: Iterable[Entry]) -> float:
    """Draw a legend at x, y, as wide as given, and return the y below it."""
    x, y, width = place
    for entry in entries:
        mark = entry.mark
        canvas.box(x + 0.5, y + 0.5, 21, 17, fill=fill_of(canvas, entry.name, mark), **edge_of(mark))
        if mark.sign:
            canvas.text(x + 11, y + 13.5, mark.sign, fill=mark.ink, font_weight="bold", text_anchor="middle")
        bottom = canvas.lines(x + 28, y + 13, lines_of(entry.words, width - 28, 12), font_size=12)
        y = max(y + 22, bottom - 6)
    return y
