"""The draft resolution as one text in one language, in the order of the document."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data" / "resolution.json"
SOURCE_LANGUAGE = "zh"


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: its anchor (``para-12``, ``P1``), printed number (empty in the preamble) and text."""

    anchor: str
    number: str
    text: str


@dataclass(frozen=True)
class Part:
    """A part of the document: its heading (empty before the first), its paragraphs, and how deep it lies."""

    heading: str
    paragraphs: tuple[Paragraph, ...]
    depth: int = 0


@dataclass(frozen=True)
class Resolution:
    """The document in one language; `notice` says that a translation is one of courtesy."""

    title: str
    heading: tuple[str, ...]
    opening: str
    parts: tuple[Part, ...]
    footnotes: tuple[str, ...]
    notice: str


@functools.cache
def resolution_in(language: str) -> Resolution:
    """Return the draft resolution in one of the six languages; raises KeyError for another.

    Source: the text of 1998 in Chinese, with courtesy translations into the five other languages.
    """
    content = json.loads(DATA.read_text(encoding="utf-8"))
    return Resolution(
        title=_in(content["title"], language),
        heading=tuple(_in(line, language) for line in content["heading"].values()),
        opening=_in(content["enacting_words"], language),
        parts=tuple(_parts(content, language)),
        footnotes=tuple(f"{note['mark']} {_in(note, language)}" for note in content["footnotes"]),
        notice="" if language == SOURCE_LANGUAGE else content["translation_notice"][language],
    )


def _in(item: Mapping[str, Any], language: str) -> str:
    return str(item["zh"] if language == SOURCE_LANGUAGE else item["courtesy_translation"][language])


def _parts(content: Mapping[str, Any], language: str) -> Iterator[Part]:
    yield Part("", tuple(Paragraph(item["id"], "", _in(item, language)) for item in content["preambular"]))
    for section in content["sections"]:
        paragraphs = [item for item in content["operative"] if item["section"] == section["id"]]
        plain = [item for item in paragraphs if item["subsection"] is None]
        yield Part(f"{section['id']}. {_in(section, language)}", _numbered(plain, language))
        for part in section.get("subsections", ()):
            inside = [item for item in paragraphs if item["subsection"] == part["id"]]
            yield Part(_in(part, language), _numbered(inside, language), depth=1)


def _numbered(items: list[dict[str, Any]], language: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(f"para-{item['id']}", str(item["number"]), _in(item, language)) for item in items)
