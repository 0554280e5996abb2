"""What is kept in a process while nothing it rests on changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from portal.issued.live.standing import standing

Content = TypeVar("Content")


@dataclass
class Kept(Generic[Content]):
    """The contents made last, by what was asked and how things stood; safe between threads."""

    most: int
    _contents: OrderedDict[tuple[Hashable, str], Content] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, asked: Hashable, stood: str) -> Content | None:
        """Return the content made when things stood so, or None."""
        with self._lock:
            content = self._contents.get((asked, stood))
            if content is not None:
                self._contents.move_to_end((asked, stood))
            return content

    def put(self, asked: Hashable, stood: str, content: Content) -> None:
        """Keep a content; that which was not asked for the longest time goes."""
        with self._lock:
            self._contents[asked, stood] = content
            while len(self._contents) > self.most:
                self._contents.popitem(last=False)

    def while_standing(
        self, session: Session, asked: Hashable, codes: Iterable[str], make: Callable[[], Content]
    ) -> Content:
        """Return a content, made anew where anything of these cycles changed.

        Kept only where nothing changed meanwhile either: else it could pass for what it is not.
        """
        named = tuple(codes)
        before = standing(session, named)
        content = self.get(asked, before)
        if content is None:
            content = make()
            if standing(session, named) == before:
                self.put(asked, before, content)
        return content
