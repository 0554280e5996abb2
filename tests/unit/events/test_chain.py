"""The hash chain: it is whole as written, and any change, gap or swap is found where it begins."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from portal.events.chain import START, Break, first_break, hash_of


@dataclass(frozen=True)
class Written:
    stream: str = "report:2000:XAA:national"
    number: int = 1
    at: datetime = datetime(2000, 3, 1, 12, tzinfo=UTC)
    kind: str = "submit"
    actor: int | None = 7
    actor_name: str = "Focal point"
    payload: dict[str, Any] = field(default_factory=dict)
    previous: str = START
    hash: str = ""


def _chain(length):
    links, previous = [], START
    for number in range(1, length + 1):
        link = Written(
            number=number, previous=previous, payload={"version": number, "share": Decimal("1.50")}
        )
        link = replace(link, hash=hash_of(link))
        links.append(link)
        previous = link.hash
    return links


@pytest.mark.parametrize("length", [0, 1, 5])
def test_a_chain_as_written_is_whole(length):
    assert first_break(_chain(length)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"stream": "report:2000:XBB:national"},
        {"at": datetime(2000, 3, 1, 13, tzinfo=UTC)},
        {"kind": "accept"},
        {"actor": 8},
        {"actor": None},
        {"actor_name": "Somebody else"},
        {"payload": {"version": 2, "share": Decimal("1.5")}},
        {"previous": "f" * 64},
        {"hash": "f" * 64},
    ],
)
def test_any_change_to_an_event_is_found(change):
    links = _chain(4)
    links[1] = replace(links[1], **change)
    broken = first_break(links)
    assert broken is not None
    assert (broken.number, broken.reason) == (2, "changed")


def test_an_event_written_anew_breaks_the_chain_at_the_next():
    links = _chain(4)
    forged = replace(links[1], kind="accept")
    links[1] = replace(forged, hash=hash_of(forged))
    assert first_break(links) == Break(links[0].stream, 3, "changed")


@pytest.mark.parametrize("missing", [0, 1])
def test_a_gap_is_found(missing):
    links = _chain(3)
    del links[missing]
    assert first_break(links) == Break("report:2000:XAA:national", missing + 1, "missing")


def test_a_doubled_event_is_found():
    links = _chain(2)
    assert first_break([links[0], links[0], links[1]]) == Break(links[0].stream, 2, "missing")


def test_the_hash_does_not_depend_on_the_zone_in_which_the_moment_was_told():
    link = Written()
    elsewhere = link.at.astimezone(timezone(timedelta(hours=14)))
    assert hash_of(replace(link, at=elsewhere)) == hash_of(link)
