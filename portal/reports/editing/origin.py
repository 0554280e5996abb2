"""What a change was made from: the open page that sends it, and the text that this page showed."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Any

from portal import canonical
from portal.canonical import same
from portal.db import row_number

DIGEST_LENGTH = 12
_PAGE = re.compile(r"[A-Za-z0-9_-]{8,32}")


@dataclass(frozen=True)
class OpenPage:
    """A page of a form as one browser has it open: its id, and the turn of this post.

    A page counts what it sends. `typing`: sent while the person types, not by a button; programs that do so
    need not count.
    """

    id: str
    turn: int = 0
    typing: bool = False


@dataclass(frozen=True)
class Seen:
    """Which text of an answer a page showed: its revision (0: none) and, where it is known, its digest."""

    revision: int = 0
    digest: str = ""

    def __str__(self) -> str:
        """Return it as a form carries it."""
        return f"{self.revision}.{self.digest}" if self.digest else str(self.revision)


@dataclass(frozen=True)
class Stand:
    """How an answer stands, or stood: its value, revision (0: there is none) and language."""

    value: Any = None
    revision: int = 0
    language: str = ""

    @property
    def digest(self) -> str:
        """Return the digest of the text."""
        return text_digest(self.value, self.language)

    def says(self, value: Any, language: str) -> bool:
        """Whether it is this value already; a text, in this language."""
        return same(self.value, value) and (language == self.language or not isinstance(value, str))


@dataclass(frozen=True)
class Origin:
    """The text that a change was made from.

    `known` False: the page showed a text that this answer never had. `late`: the same page sent a newer one
    already. `drawn` False: it is what the page sent before.
    """

    stand: Stand = Stand()
    known: bool = True
    late: bool = False
    drawn: bool = True

    def still_stands(self, current: Stand) -> bool:
        """Whether nothing came between."""
        is_same = self.known and current.revision == self.stand.revision
        return is_same and same(current.value, self.stand.value)


def new_page_id() -> str:
    """Return the id of a page that is being drawn."""
    return secrets.token_urlsafe(12)


def open_page(page_id: str, turn: str, *, typing: bool) -> OpenPage | None:
    """Return the page that sent a post; None where it does not say which.

    >>> open_page("0123456789abcdef", "3", typing=True)
    OpenPage(id='0123456789abcdef', turn=3, typing=True)
    >>> open_page("", "3", typing=True)
    """
    return OpenPage(page_id, row_number(turn), typing) if _PAGE.fullmatch(page_id) else None


def read_seen(text: str) -> Seen:
    """Return which text a page showed, from what its form carried: the revision, or with it the digest.

    >>> read_seen("7"), str(read_seen("7.0123456789ab"))
    (Seen(revision=7, digest=''), '7.0123456789ab')
    """
    revision, _, digest = text.partition(".")
    return Seen(row_number(revision), digest[:DIGEST_LENGTH])


def text_digest(value: Any, language: str) -> str:
    """Return the digest of an answer as it is shown; the language counts with a text alone.

    >>> text_digest(None, "en") == text_digest(None, ""), text_digest("a", "en") == text_digest("a", "fr")
    (True, False)
    """
    shown = [value, language if isinstance(value, str) else ""]
    return canonical.digest(canonical.dumps(shown))[:DIGEST_LENGTH]
