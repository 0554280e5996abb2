"""The fonts of printed documents: where they are, that they are the right ones, what characters they have."""

from __future__ import annotations

import functools
import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn

FOLDER = Path(__file__).parents[1] / "fonts"
BOX = "\u25a1"
"""What stands for a character that no font has."""

REGULAR: Mapping[str, tuple[str, ...]] = {
    "ar": ("Noto Sans Arabic", "Noto Sans", "Noto Sans SC", "Noto Sans Symbols2"),
    "zh": ("Noto Sans SC", "Noto Sans", "Noto Sans Arabic", "Noto Sans Symbols2"),
    "": ("Noto Sans", "Noto Sans Arabic", "Noto Sans SC", "Noto Sans Symbols2"),
}
"""Families in order, by language; the empty name is for all others."""

_INVISIBLE = frozenset({"Cf", "Mn", "Me", "Zl", "Zp"})
"""Categories without a shape of their own: joiners, marks of direction, variation selectors."""


class FontError(Exception):
    """A font is missing or is not the one that was tried; the message names it."""


@dataclass(frozen=True)
class Typefaces:
    """The files of the fonts, and every character that at least one of them has."""

    files: tuple[Path, ...]
    characters: frozenset[int]

    def lacks(self, character: str) -> bool:
        """Whether a character would be printed as nothing; line ends and invisible marks are not printed."""
        if ord(character) in self.characters or character in "\n\t":
            return False
        return unicodedata.category(character) not in _INVISIBLE or unicodedata.combining(character) > 0


@functools.cache
def typefaces() -> Typefaces:
    """Return the fonts, each checked against its digest once a process; raises FontError."""
    described: Mapping[str, Any] = json.loads((FOLDER / "fonts.json").read_text("utf-8"))
    files = []
    for name, digest in described["digests"].items():
        path = FOLDER / name
        if not path.exists():
            path = pylopdf_fonts_zh_cn.sans_path()
        if path.name != name or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            raise FontError(f"the font {name} is not the one that documents were tried with")
        files.append(path)
    return Typefaces(tuple(files), frozenset(_codes(described["characters"])))


def _codes(ranges: str) -> set[int]:
    codes: set[int] = set()
    for part in ranges.split():
        first, _, last = part.partition("-")
        codes.update(range(int(first, 16), int(last or first, 16) + 1))
    return codes


def boxed(text: str, lacking: dict[str, None]) -> str:
    """Return a text with a box for each character that no font has; these are noted in `lacking`."""
    faces = typefaces()
    if all(ord(character) in faces.characters for character in text):
        return text
    written = []
    for character in text:
        if faces.lacks(character):
            lacking[character] = None
            character = BOX  # noqa: PLW2901 - what is written in its place
        written.append(character)
    return "".join(written)


def named(character: str) -> str:
    """Name a character by its number.

    >>> named(chr(0x1F600))
    'U+1F600'
    """
    return f"U+{ord(character):04X}"
