"""How an event's hash is made, and whether a chain of them is whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from portal import canonical

START = "0" * 64


class Link(Protocol):
    """What of an event goes into its hash."""

    @property
    def stream(self) -> str: ...
    @property
    def number(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def kind(self) -> str: ...
    @property
    def actor(self) -> int | None: ...
    @property
    def actor_name(self) -> str: ...
    @property
    def payload(self) -> dict[str, Any]: ...
    @property
    def previous(self) -> str: ...
    @property
    def hash(self) -> str: ...


@dataclass(frozen=True)
class Break:
    """The first place where a chain is broken."""

    stream: str
    number: int
    reason: str


def hash_of(link: Link) -> str:
    """Return the SHA-256 over everything the event says and the hash before it."""
    return canonical.digest(
        canonical.dumps(
            {
                "stream": link.stream,
                "number": link.number,
                "at": link.at.astimezone(UTC).isoformat(),
                "kind": link.kind,
                "actor": link.actor,
                "actor_name": link.actor_name,
                "payload": link.payload,
                "previous": link.previous,
            }
        )
    )


def first_break(links: Iterable[Link]) -> Break | None:
    """Return the first broken link of one stream in order, or None where the chain is whole."""
    previous, expected = START, 1
    for link in links:
        if link.number != expected:
            return Break(link.stream, expected, "missing")
        if link.previous != previous or link.hash != hash_of(link):
            return Break(link.stream, link.number, "changed")
        previous, expected = link.hash, expected + 1
    return None
