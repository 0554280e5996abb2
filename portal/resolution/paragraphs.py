"""The paragraph or clause of the draft resolution behind a question, in one of the six languages."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data" / "resolution.json"
SOURCE = "zh"


@dataclass(frozen=True)
class Passage:
    """A paragraph, or one clause of it, in one language.

    `number` is that of the paragraph as printed, `clause` its letter (empty for a whole paragraph).
    """

    number: str
    clause: str
    text: str
    language: str

    @property
    def anchor(self) -> str:
        """Return the anchor of the paragraph on the page of the resolution."""
        return f"para-{self.number}"


def paragraph(reference: str, language: str) -> Passage:
    """Return what a clause id of a question (``12.b``, ``2.a``) or a paragraph's number (``17``) refers to.

    Paragraphs 12 to 15 are printed with clauses; the ids of other paragraphs name a subject inside them, and
    the whole paragraph is returned. Raises KeyError for a paragraph or a language that does not exist.

    >>> paragraph("12.c", "en").text
    'and encourages the promotion of best practices;'
    >>> paragraph("3.c", "en").clause
    ''
    """
    passages = _passages(language)
    return passages[reference] if reference in passages else passages[reference.partition(".")[0]]


def passages(references: tuple[str, ...], language: str) -> tuple[Passage, ...]:
    """Return the passages of some references, each once, in their order."""
    return tuple(dict.fromkeys(paragraph(reference, language) for reference in references))


@functools.cache
def _passages(language: str) -> Mapping[str, Passage]:
    content = json.loads(DATA.read_text(encoding="utf-8"))
    return dict(_read(content["operative"], language))


def _read(items: list[dict[str, Any]], language: str) -> Iterator[tuple[str, Passage]]:
    for item in items:
        number = str(item["number"])
        yield number, Passage(number, "", _text(item, language), language)
        for clause in item.get("clauses", ()):
            letter = clause["id"].partition(".")[2]
            yield clause["id"], Passage(number, letter, _text(clause, language), language)


def _text(item: Mapping[str, Any], language: str) -> str:
    return str(item[SOURCE] if language == SOURCE else item["courtesy_translation"][language])
