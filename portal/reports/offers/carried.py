"""How much of a text was taken over word by word from texts that were offered. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.questionnaires.answering.words import words_of

RUN = 8
"""Words in a row that say the text was taken over; fewer are the language's own. In Chinese, characters."""
STEP = 5

Text = tuple[str, str]
"""A text and the code of its language."""


@dataclass(frozen=True)
class Share:
    """How many of the words of some texts were taken over."""

    taken: int
    words: int

    @property
    def percent(self) -> int:
        """Return the share in per cent, rounded to the nearest five.

        >>> Share(2, 5).percent, Share(1, 8).percent, Share(0, 0).percent
        (40, 15, 0)
        """
        return (200 * self.taken + STEP * self.words) // (2 * STEP * self.words) * STEP if self.words else 0


def share_of(texts: Iterable[Text], offered: Iterable[Text]) -> Share:
    """Return which part of the texts stands in the offered ones verbatim, in runs of at least eight words.

    It is found by comparing alone, whatever anybody said of the offers, and wherever in the report it stands.
    """
    known = {run for text, language in offered for run in _runs(words_of(text, language))}
    taken = total = 0
    for text, language in texts:
        words = words_of(text, language)
        covered = {
            place
            for start, run in enumerate(_runs(words))
            if run in known
            for place in range(start, start + RUN)
        }
        taken, total = taken + len(covered), total + len(words)
    return Share(taken, total)


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    for start in range(len(words) - RUN + 1):
        yield tuple(words[start : start + RUN])


def texts_in(value: object, language: str) -> Iterator[Text]:
    """Yield the texts in an answer (a wire value), each with its language; cells of tables too.

    >>> list(texts_in([{"note": {"text": "Bonjour", "language": "fr"}, "year": 1999}], "en"))
    [('Bonjour', 'fr')]
    """
    if isinstance(value, str):
        yield value, language
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item, language)
    elif isinstance(value, dict) and "text" in value:
        yield str(value["text"]), str(value.get("language", language))
    elif isinstance(value, dict):
        for cell in value.values():
            yield from texts_in(cell, language)
