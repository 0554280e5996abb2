"""What changed between two texts, word by word: for a reader who knows the earlier one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

LONGEST = 700
"""Words of one text beyond which no difference is shown: the cost grows with their product."""

_WORDS = re.compile(r"\s+|[\u3400-\u9fff\uf900-\ufaff]\s*|[^\s\u3400-\u9fff\uf900-\ufaff]+\s*")
"""A word with the white space after it, so that the tokens of a text are the text."""


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """A piece of text that stayed, went or came."""

    change: Change
    text: str


def difference(before: str, after: str) -> tuple[Piece, ...] | None:
    """Return the pieces of both texts in reading order, or None where they are the same or too long.

    Chinese signs are words of their own. The pieces that stayed or came make the later text, those that
    stayed or went the earlier one.

    >>> [(piece.change.value, piece.text) for piece in difference("one two", "one three") or ()]
    [('same', 'one '), ('gone', 'two'), ('new', 'three')]
    """
    earlier, later = _WORDS.findall(before), _WORDS.findall(after)
    if before == after or max(len(earlier), len(later)) > LONGEST:
        return None
    return tuple(_pieces(earlier, later))


def _pieces(earlier: list[str], later: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, earlier, later, autojunk=False)
    for _, first, last, start, end in matcher.get_opcodes():
        gone, new = "".join(earlier[first:last]), "".join(later[start:end])
        if gone == new:
            yield Piece(Change.SAME, new)
            continue
        if gone:
            yield Piece(Change.GONE, gone)
        if new:
            yield Piece(Change.NEW, new)
