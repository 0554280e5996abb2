"""Email addresses: the one form in which they are kept and compared."""

from __future__ import annotations

import re

LONGEST = 254
WITHOUT_DOTS = frozenset({"gmail.com", "googlemail.com"})
"""Domains of one mail service for which points before the @ say nothing; both names are one domain."""
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


def mailbox_of(email: str) -> str:
    """Return the mailbox to which an address delivers, so that another spelling is seen to be the same.

    What follows a plus sign before the @ is a label of its owner. Points are ignored where the mail service
    is known to ignore them; elsewhere ``a.b`` and ``ab`` can be two persons.

    >>> [mailbox_of(one) for one in (" Ann+Portal@Example.ORG", "a.n.n@googlemail.com", "a.b@example.org")]
    ['ann@example.org', 'ann@gmail.com', 'a.b@example.org']
    """
    local, _, domain = fold_email(email).rpartition("@")
    local = local.partition("+")[0] or local
    if domain in WITHOUT_DOTS:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"
