"""What the public may see: rules 1 to 4, 8 and 12 of section 8, on lists of replies."""

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


def safe(replies: list[Any], *, many_or_public: bool = True) -> bool:
    """Rules 2 and 3, of one region or of several taken together; rule 3 alone where not `many_or_public`."""
    given = contributing(replies)
    if many_or_public and len(given) < MINIMUM and not all(reply["public"] for reply in given):
        return False
    hidden = [reply for reply in replies if not reply["public"] and reply["says"] is not None]
    # A country on another poverty line has data: it is in n, and says nothing.
    in_n = [reply for reply in hidden if reply["state"] in {"answered", "elsewhere"}]
    by_country: dict[str, set[Any]] = {}
    for reply in in_n or hidden:
        by_country.setdefault(reply["country"], set()).update(reply["says"])
    if not by_country:
        return True
    return len(by_country) > 1 and not set.intersection(*by_country.values())


def settle(
    replies: list[Any],
    *conditions: dict[str, bool],
    least: int = 0,
    beside: tuple[list[Any], ...] = (),
    past: tuple[tuple[dict[str, bool], list[Any]], ...] = (),
) -> dict[str, bool]:
    """Return the flag of the counts in each scope: rules 2 and 3, then 8 and 12, then 4.

    `least` is the number of countries a figure needs that has no counts beside it (rule 1). Of the replies
    `beside`, rule 3 must hold too. `past`: of each earlier issue, the flags and the replies.
    """

    def allowed(places: list[str], total: bool) -> bool:
        def here(of: list[Any]) -> list[Any]:
            return [reply for reply in of if reply["region"] in places]

        def unlike(these: list[Any], those: list[Any]) -> list[Any]:
            return [
                reply
                for reply in here(these)
                if not reply["public"] and reply["report"] not in {other["report"] for other in here(those)}
            ]

        return (
            safe(here(replies))
            and all(safe(here(other), many_or_public=False) for other in beside)
            and all(
                safe(unlike(replies, before)) and safe(unlike(before, replies))
                for shown, before in past
                if shown[TOTAL if total else places[0]]
            )
        )

    flags = {}
    for scope in SCOPES:
        given = contributing(within(replies, scope))
        flags[scope] = (
            bool(given)
            and len(countries(given)) >= least
            and allowed(list(REGIONS) if scope == TOTAL else [scope], scope == TOTAL)
            and all(condition[scope] for condition in conditions)
        )
    while flags[TOTAL]:
        hidden = [region for region in REGIONS if not flags[region]]
        still = [region for region in REGIONS if flags[region]]
        if not still or not hidden or allowed(hidden, True):
            break
        smallest = min(still, key=lambda region: (len(contributing(within(replies, region))), region))
        flags[smallest] = False
    return flags


def suppressed(flags: list[bool], n: int, replies: list[Any]) -> bool:
    """Rule 10: a flag is false, and something may be withheld."""
    return not all(flags) and (n > 0 or any(not reply["public"] for reply in replies))
