"""Text with figures in it: a figure stands as the path of its data, in braces, and is never typed.

``Reports were received from {coverage/national/all/received} countries.``
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal.summaries.figures.bound import Bound, table_of
from portal.summaries.structure import Run

FIGURE = re.compile(r"\{([A-Za-z][\w@./-]*)\}")
NO_FIGURE = re.compile(r"\{=([^{}]*)\}")
"""A number that is no figure: ``{=0.7}``, ``{=E/1998/L.23}``."""
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?!\d|[.,]\d)")
_DIGITS = re.compile(r"\d[\d.,\u00a0\u202f]*")


def runs_of(text: str, bound: Bound, language: str | None = None) -> tuple[Run, ...]:
    """Return a text as stretches: its words in `language` (None: the document's), its figures with source."""
    runs: list[Run] = []
    place = 0
    for found in FIGURE.finditer(text):
        _add_words(runs, text[place : found.start()], language)
        path = found[1]
        runs.append(Run(bound.written(path), bound.source(path)))
        place = found.end()
    _add_words(runs, text[place:], language)
    return tuple(runs)


def _add_words(runs: list[Run], text: str, language: str | None) -> None:
    words = NO_FIGURE.sub(r"\1", text)
    if words:
        runs.append(Run(words, language=language))


def paths_in(text: str) -> Iterator[str]:
    """Yield the paths of the figures of a text, in order."""
    yield from (found[1] for found in FIGURE.finditer(text))


def references(text: str) -> str:
    """Return the tables that the figures of a text belong to, for print: ``T1, T3``."""
    tables = {table_of(path) for path in paths_in(text)} - {""}
    return ", ".join(sorted(tables, key=lambda table: int(table[1:])))


def unknown_paths(text: str, bound: Bound) -> list[str]:
    """Return the paths in a text under which the data have no figure."""
    return [path for path in paths_in(text) if not _is_figure(path, bound)]


def _is_figure(path: str, bound: Bound) -> bool:
    try:
        value = bound.found(path)
    except KeyError:
        return False
    return value is None or (not isinstance(value, str | bool) and not hasattr(value, "items"))


def typed_numbers(text: str) -> list[str]:
    """Return the numbers that were typed instead of taken from the data; years are dates, no figures.

    >>> typed_numbers("In 1999 {total/poverty/n} of 45 countries, {=12} (b)")
    ['45']
    """
    plain = _YEAR.sub("", NO_FIGURE.sub("", FIGURE.sub("", text)))
    return [found[0].rstrip(".,\u00a0\u202f") for found in _DIGITS.finditer(plain)]
