"""What of a letter is shown to somebody who is not its reader: everything but the keys in its links."""

from __future__ import annotations

import re

KEY = re.compile(r"(?<=/)[A-Za-z0-9_-]{32,}")
"""A part of an address as long as a token; codes and numbers in addresses are shorter."""


def masked(text: str) -> str:
    """Return a text with three points in place of the tokens of its links: they open what is the reader's.

    >>> masked("Open https://portal.example/en/invitation/" + "a1_-" * 10 + " soon")
    'Open https://portal.example/en/invitation/… soon'
    >>> masked("https://portal.example/en/reports/5")
    'https://portal.example/en/reports/5'
    """
    return KEY.sub("…", text)
