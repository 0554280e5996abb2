"""The figures of a cycle as they are sent: what is public is kept while nothing it rests on changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from portal.aggregation.aggregate import aggregate
from portal.aggregation.queries import cycle_input
from portal.aggregation.served import served
from portal.aggregation.writing import as_json
from portal.issued.live.issues import last_issue
from portal.issued.live.standing import standing
from portal.issued.queries import load

KEPT = "portal.issued.live"
MOST = 8
"""How many contents are kept; each takes a megabyte or two."""


@dataclass(frozen=True)
class Asked:
    """Which figures are asked for: those of a cycle, with trends from the previous one where it is given."""

    code: str
    previous: str | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the cycles that are read."""
        return (self.code,) if self.previous is None else (self.code, self.previous)


@dataclass
class Kept:
    """The contents sent last, by what was asked and how things stood; safe between threads."""

    most: int = MOST
    _contents: OrderedDict[tuple[Asked, str], bytes] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, asked: Asked, stood: str) -> bytes | None:
        """Return the content sent when things stood so, or None."""
        with self._lock:
            content = self._contents.get((asked, stood))
            if content is not None:
                self._contents.move_to_end((asked, stood))
            return content

    def put(self, asked: Asked, stood: str, content: bytes) -> None:
        """Keep a content; that which was not asked for the longest time goes."""
        with self._lock:
            self._contents[asked, stood] = content
            while len(self._contents) > self.most:
                self._contents.popitem(last=False)


def kept_figures(app: Any) -> Kept:
    """Return what an application keeps of the figures that it sent."""
    kept: Kept = app.extensions.setdefault(KEPT, Kept())
    return kept


def public_figures(session: Session, asked: Asked, kept: Kept) -> bytes:
    """Return aggregates/1 for the public, as last issued, made anew where anything changed; or NotFoundError.

    Kept only where nothing changed meanwhile either: else it could pass for what it is not.
    """
    before = standing(session, asked.codes)
    content = kept.get(asked, before)
    if content is None:
        content = served_figures(session, asked)
        if standing(session, asked.codes) == before:
            kept.put(asked, before, content)
    return content


def served_figures(session: Session, asked: Asked) -> bytes:
    """Return the blocks of the last issue, with the figures that are live."""
    current = cycle_input(session, asked.code, live=True)
    previous = cycle_input(session, asked.previous, live=True) if asked.previous else None
    last = last_issue(session, asked.code).readable
    issued = None if last is None else load(last)["aggregates"]
    return as_json(served(issued, current, previous))


def computed(session: Session, asked: Asked) -> bytes:
    """Return aggregates/1 for the secretariat as the figures stand; raises NotFoundError."""
    current = cycle_input(session, asked.code)
    previous = cycle_input(session, asked.previous) if asked.previous else None
    return as_json(aggregate(current, previous, "secretariat"))
