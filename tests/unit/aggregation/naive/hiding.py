"""What the public may see: rules 1 to 4 and 8 of section 8, on lists of replies."""

from __future__ import annotations

from typing import Any

from tests.unit.aggregation.naive.reports import REGIONS

MINIMUM = 3
TOTAL = "total"
SCOPES = [TOTAL, *REGIONS]


def within(replies: list[Any], scope: str) -> list[Any]:
    return [reply for reply in replies if scope in (TOTAL, reply["region"])]


def contributing(replies: list[Any]) -> list[Any]:
    """Return the replies that make n."""
    return [reply for reply in replies if reply["state"] == "answered"]


def countries(replies: list[Any]) -> set[str]:
    return {reply["country"] for reply in replies}


def safe(replies: list[Any]) -> bool:
    """Rules 2 and 3, of one region or of several taken together."""
    given = contributing(replies)
    if len(given) < MINIMUM and not all(reply["public"] for reply in given):
        return False
    hidden: dict[str, set[Any]] = {}
    for reply in replies:
        if not reply["public"] and reply["says"] is not None:
            hidden.setdefault(reply["country"], set()).update(reply["says"])
    if not hidden:
        return True
    return len(hidden) > 1 and not set.intersection(*hidden.values())


def settle(replies: list[Any], *conditions: dict[str, bool], least: int = 0) -> dict[str, bool]:
    """Return the flag of the counts in each scope: rules 2 and 3, then 8, then 4.

    `least` is the number of countries a figure needs that has no counts beside it (rule 1).
    """
    flags = {}
    for scope in SCOPES:
        part = within(replies, scope)
        given = contributing(part)
        flags[scope] = (
            bool(given)
            and len(countries(given)) >= least
            and safe(part)
            and all(condition[scope] for condition in conditions)
        )
    while flags[TOTAL]:
        together = [reply for reply in replies if not flags[reply["region"]]]
        still = [region for region in REGIONS if flags[region]]
        if safe(together) or not still:
            break
        smallest = min(still, key=lambda region: (len(contributing(within(replies, region))), region))
        flags[smallest] = False
    return flags


def suppressed(flags: list[bool], n: int, replies: list[Any]) -> bool:
    """Rule 10: a flag is false, and something may be withheld."""
    return not all(flags) and (n > 0 or any(not reply["public"] for reply in replies))
