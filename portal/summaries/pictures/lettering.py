"""How wide a text is drawn, where its lines break, and which of its characters a drawing can hold.

Widths are estimates for the fonts named in the drawings (about a tenth too wide rather than too narrow).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

NARROW = frozenset("!'(),-.:;IJ[]`fijlt| ")
BROAD = frozenset("%@MWmw")
HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_TOKENS = re.compile(rf"\s+|[{HAN}]|[^\s{HAN}]+")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
ELLIPSIS = "…"


def drawable(text: str) -> str:
    r"""Return a text as a drawing can hold it: no character that XML forbids, no mark that turns direction.

    >>> drawable("a\x00b\u202ec")
    'a\ufffdbc'
    """
    return _DIRECTION.sub("", _ILLEGAL.sub("\ufffd", text))


def is_right_to_left(text: str) -> bool:
    """Whether a text holds a letter that is written from the right."""
    return any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in text)


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return the estimated width of a text at a size, in the same units."""
    wide = sum(_share(character) for character in text) * size
    return wide * 1.06 if bold else wide


def _share(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in {"W", "F"}:
        return 1.0
    if character in NARROW:
        return 0.33
    if character in BROAD:
        return 0.92
    if unicodedata.bidirectional(character) == "AL":
        return 0.62
    return 0.72 if character.isupper() else 0.6


def lines_of(text: str, width: float, size: float, *, bold: bool = False, most: int = 6) -> tuple[str, ...]:
    """Break a text into lines of a width; what does not fit into the most lines ends in an ellipsis.

    >>> lines_of("World Summit for Social Development", 100, 12)
    ('World Summit', 'for Social', 'Development')
    """
    lines, line = [], ""
    for token in _pieces(drawable(text), width, size, bold=bold):
        if line and width_of((line + token).rstrip(), size, bold=bold) > width:
            lines.append(line.rstrip())
            line = ""
        line = (line + token).lstrip()
    lines.append(line.rstrip())
    kept = [found for found in lines if found] or [""]
    if len(kept) > most:
        kept = [*kept[: most - 1], kept[most - 1] + ELLIPSIS]
    return tuple(kept)


def _pieces(text: str, width: float, size: float, *, bold: bool) -> Iterator[str]:
    """Yield words, Han characters and white space; a word wider than a line in parts."""
    for token in _TOKENS.findall(text):
        if width_of(token, size, bold=bold) <= width:
            yield " " if token.isspace() else token
            continue
        step = max(1, int(width / (size * (1.1 if bold else 1.0))))
        yield from (token[start : start + step] for start in range(0, len(token), step))
