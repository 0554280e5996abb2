"""The daily anchor over the heads of all streams, so that a tail which is cut off later shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from portal import canonical
from portal.events.chain import START
from portal.events.models import Anchor

Heads = dict[str, tuple[int, str]]
"""Stream to the number and hash of its last event."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with an anchor, or with a stream by it. `place` is a day, or a stream and an event."""

    place: str
    reason: str


def written(heads: Heads) -> str:
    """Return the heads as canonical JSON."""
    return canonical.dumps({stream: list(head) for stream, head in heads.items()})


def digest_of(day: date, heads: str, previous: str) -> str:
    """Return the SHA-256 over the day, the heads and the digest of the anchor before."""
    return canonical.digest(canonical.dumps({"day": day.isoformat(), "heads": heads, "previous": previous}))


def faults_of(anchors: Iterable[Anchor], hashes: dict[tuple[str, int], str]) -> Iterator[Fault]:
    """Yield what does not hold: anchors in order of days; `hashes` of every event by stream and number.

    Of a stream whose tail was cut off the first event missing is named, once.
    """
    previous, told = START, set()
    for anchor in anchors:
        if anchor.previous != previous or anchor.digest != digest_of(anchor.day, anchor.heads, previous):
            yield Fault(f"anchor of {anchor.day}", "changed, or one before it is missing")
        previous = anchor.digest
        for stream, (number, found) in canonical.loads(anchor.heads).items():
            if stream in told or hashes.get((stream, int(number))) == found:
                continue
            told.add(stream)
            yield _cut(stream, int(number), hashes, anchor.day)


def _cut(stream: str, number: int, hashes: dict[tuple[str, int], str], day: date) -> Fault:
    missing = next((one for one in range(1, number + 1) if (stream, one) not in hashes), None)
    if missing is None:
        return Fault(f"{stream}, event {number}", f"not the event that the anchor of {day} names")
    return Fault(f"{stream}, event {missing}", f"missing, though the anchor of {day} names event {number}")
