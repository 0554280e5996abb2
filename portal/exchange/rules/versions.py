"""Rules for the versions of one report, in the bundle and together with those the portal knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from portal.exchange.faults import Fault
from portal.reports.workflow import COUNTED, Status

Identity = tuple[str, ...]
"""What makes versions those of one report: ``national 2000 KEN``, or ``practice`` and the practice's name."""

OUT_OF_FORCE = frozenset({Status.SUPERSEDED, Status.WITHDRAWN})


@dataclass(frozen=True)
class Version:
    """One version of a report; `label` is its id, `day` the day of first submission, YYYY-MM-DD."""

    label: str
    identity: Identity
    version: int
    status: Status
    day: str | None


def check_versions(given: Sequence[Version], known: Sequence[Version]) -> Iterator[Fault]:
    """Yield the faults of the versions given; `known` are those of the portal, under the ids they have there.

    A version of the portal that the bundle gives again is in both.
    """
    of_portal = _by_identity(known)
    ids = {version.label for version in known}
    for identity, versions in _by_identity(given).items():
        there = of_portal.get(identity, [])
        yield from _check_numbers(versions)
        yield from _check_force(versions)
        yield from _check_days(versions, there)
        for version in (version for version in versions if version.label not in ids):
            yield from _check_against(version, there)


def _by_identity(versions: Iterable[Version]) -> Mapping[Identity, list[Version]]:
    found: defaultdict[Identity, list[Version]] = defaultdict(list)
    for version in sorted(versions, key=lambda item: item.version):
        found[version.identity].append(version)
    return found


def _check_numbers(versions: Sequence[Version]) -> Iterator[Fault]:
    seen: dict[int, str] = {}
    for version in versions:
        other = seen.setdefault(version.version, version.label)
        if other != version.label:
            params = {"other": other, "version": version.version}
            yield Fault(version.label, "version", "duplicate_version", params)


def _check_force(versions: Sequence[Version]) -> Iterator[Fault]:
    """At most one version counts, and those before it are superseded or withdrawn."""
    counted = [version for version in versions if version.status in COUNTED]
    if not counted:
        return
    in_force = counted[-1]
    for version in versions:
        if version.version >= in_force.version and version not in counted:
            continue
        if version is not in_force and version.status not in OUT_OF_FORCE:
            yield _standing(version, in_force)


def _standing(version: Version, in_force: Version) -> Fault:
    code = "two_counted" if version.status in COUNTED else "lower_version_standing"
    return Fault(version.label, "status", code, {"other": in_force.label})


def _check_days(versions: Sequence[Version], there: Sequence[Version]) -> Iterator[Fault]:
    first = next((version for version in (*there, *versions) if version.day), None)
    if first is None:
        return
    for version in versions:
        params = {"other": first.label, "day": first.day}
        if version.day is None and version.label != first.label:
            yield Fault(version.label, "first_submitted", "first_submitted_missing", params)
        elif version.day is not None and version.day != first.day:
            yield Fault(version.label, "first_submitted", "first_submitted_differs", params)


def _check_against(version: Version, there: Sequence[Version]) -> Iterator[Fault]:
    """Hold a new version against those of the portal."""
    for known in there:
        params = {"other": known.label, "version": known.version, "status": known.status.value}
        if known.version == version.version:
            yield Fault(version.label, "version", "version_known", params)
        elif known.version > version.version:
            if known.status in COUNTED and version.status not in OUT_OF_FORCE:
                yield _standing(version, known)
        elif version.status in COUNTED and known.status not in COUNTED | OUT_OF_FORCE:
            yield Fault(version.label, "status", "earlier_in_progress", params)
