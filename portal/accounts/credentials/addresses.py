"""Email addresses: the one form in which they are kept and compared."""

from __future__ import annotations

import re

LONGEST = 254
_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}")


def fold_email(text: str) -> str:
    """Return an address as it is kept: without white space around it, case folded.

    >>> fold_email(" Focal.Point@Example.ORG ")
    'focal.point@example.org'
    """
    return text.strip().casefold()


def is_email(text: str) -> bool:
    r"""Whether a folded text can be an address: one that every mail server takes, without control characters.

    >>> is_email("a@example.org"), is_email("focal.point"), is_email("a@example.org\nbcc: b@example.org")
    (True, False, False)
    """
    return len(text) <= LONGEST and _ADDRESS.fullmatch(text) is not None
