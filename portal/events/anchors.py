"""The daily anchor over the heads of all streams, so that a tail which is cut off later shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portal import canonical
from portal.events.chain import START
from portal.events.models import Anchor

LATE = timedelta(days=2)
"""An anchor is expected the day after the one before; more than a day later it is odd."""

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


def odd_days(anchors: Iterable[Anchor], today: date) -> Iterator[tuple[Anchor, str]]:
    """Yield anchors whose day asks for an explanation: made after days without one, or of a day to come."""
    before, last = None, None
    for anchor in anchors:
        if before is not None and anchor.day > before + LATE:
            yield anchor, f"the one before is of {before}: the portal stood still, or a clock was wrong"
        before, last = anchor.day, anchor
    if last is not None and last.day > today:
        yield last, "of a day to come: no anchor is made until somebody explains it"


def faults_of(
    anchors: Iterable[Anchor], hashes: dict[tuple[str, int], str], accepted: Collection[str] = ()
) -> Iterator[Fault]:
    """Yield what does not hold: anchors in order of making; `hashes` of every event by stream and number.

    After an anchor whose digest is `accepted` an earlier day may come.

    Of a stream whose tail was cut off the first event missing is named, once.
    """
    previous, told, day = START, set(), date.min
    for anchor in anchors:
        if anchor.day <= day and previous not in accepted:
            yield Fault(f"anchor of {anchor.day}", f"made after that of {day}, which is not earlier")
        day = anchor.day
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
