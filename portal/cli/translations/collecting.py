"""Collecting of every text that is translated: from code, from templates, from the questionnaires."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from babel.messages.extract import extract_from_dir

from portal.questionnaires.loader import load_library
from portal.questionnaires.messages import catalogue_entries

ROOT = Path(__file__).parents[3]
FOLDERS = ("portal", "templates")
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2"), ("**.jinja", "jinja2")]
OPTIONS: dict[str, dict[str, Any]] = {"**.html": {"encoding": "utf-8", "silent": "false"}}
KEYWORDS: dict[str, Any] = {
    "_": None,
    "N_": None,
    "NP_": ((1, "c"), 2),
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}

Key: TypeAlias = tuple[str, str]
"""Context (empty: none) and English text (of a plural: its singular)."""


@dataclass(frozen=True)
class Text:
    """One text to be translated; `plural` is its English plural, where it has one."""

    context: str
    singular: str
    plural: str | None = None

    @property
    def key(self) -> Key:
        """Return what tells it from every other text."""
        return self.context, self.singular


def collect(root: Path = ROOT) -> dict[Key, Text]:
    """Return every text once; one that is used with a plural somewhere has it everywhere."""
    found: dict[Key, Text] = {}
    for text in (*_written(root), *_asked()):
        known = found.get(text.key)
        if known is None or known.plural is None:
            found[text.key] = text
    return found


def _asked() -> Iterator[Text]:
    for context, english in catalogue_entries(load_library()):
        yield Text(context, english)


def _written(root: Path) -> Iterator[Text]:
    for folder in FOLDERS:
        messages = extract_from_dir(root / folder, METHODS, OPTIONS, KEYWORDS)
        for _file, _line, message, _comments, context in messages:
            parts = message if isinstance(message, tuple) else (message,)
            singular, plural = parts[0], parts[1] if len(parts) > 1 else None
            if singular:
                yield Text(context or "", singular, plural)
