"""What an officer's text may hold: figures of the data set by their paths, and no number that is typed."""

from __future__ import annotations

from portal.errors import RefusedError
from portal.summaries.figures.bound import Bound
from portal.summaries.report.binding import typed_numbers, unknown_paths

LONGEST_TEXT = 20_000


def demand_bound(text: str, bound: Bound) -> None:
    """Refuse a text that is empty, too long, or holds a number that is not taken from the data.

    Raises RefusedError with what is to be mended: the paths not known, or the numbers typed.
    """
    if not text.strip():
        raise RefusedError("report_text_empty")
    if len(text) > LONGEST_TEXT:
        raise RefusedError("report_text_long", longest=LONGEST_TEXT)
    unknown = unknown_paths(text, bound)
    if unknown:
        raise RefusedError("report_figure_unknown", paths=", ".join(unknown))
    typed = typed_numbers(text)
    if typed:
        raise RefusedError("report_number_typed", numbers=", ".join(typed))
