"""Questions that the answers just given make apply, or not apply any more, on the page that gave them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template

from portal.filing.section.drawing import Wish, draw_page
from portal.filing.section.page import Page


@dataclass(frozen=True)
class Appeared:
    """What changed on a page: keys that apply now and were not there, each after its neighbour; keys gone."""

    new: tuple[str, ...]
    gone: tuple[str, ...]
    order: tuple[str, ...]

    def before(self, key: str) -> str:
        """Return the key of the question before this one; empty for the first of the page."""
        place = self.order.index(key)
        return self.order[place - 1] if place else ""


def appeared(page: Page, there: Iterable[str]) -> Appeared:
    """Return what changed on a page that had the questions `there`."""
    had = list(dict.fromkeys(there))
    order = tuple(key for key, _question in page.shown())
    return Appeared(
        new=tuple(key for key in order if key not in had),
        gone=tuple(key for key in had if key not in order),
        order=order,
    )


def drawn_blocks(page: Page, found: Appeared, person: int | None, now: datetime) -> Sequence[dict[str, str]]:
    """Return the new questions as the page would have drawn them, in order, each with the key before it."""
    if not found.new:
        return []
    views = {view.key: view for view in draw_page(page, person, now, Wish()).questions}
    return [
        {
            "key": key,
            "after": found.before(key),
            "html": render_template("filing/question.html", q=views[key]),
        }
        for key in found.new
    ]
