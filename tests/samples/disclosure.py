"""Small cases of what figures and pages must not tell, served by the real application."""

from __future__ import annotations

from typing import Any

from portal import canonical
from portal.accounts.permissions import Role
from portal.events.services import NOBODY
from portal.exchange.importing import import_bundle
from portal.issued.services import EVERYTHING, Restriction, issue_tables
from tests.samples.portal import SamplePortal, now
from tests.unit.aggregation.bundles import DATA

ADVOCACY = "VNR.12.F3"


def bundle(name: str) -> dict[str, Any]:
    """Return the bundle of a case."""
    return dict(canonical.loads((DATA / "disclosure" / f"{name}.json").read_text(encoding="utf-8")))


class Served:
    """A portal with one bundle, as anybody reads it."""

    def __init__(self, folder, given: dict[str, Any]) -> None:
        self.portal = SamplePortal(folder)
        self.take(given)

    def take(self, given: dict[str, Any]) -> None:
        """Receive what a bundle has more than was received before."""
        with self.portal.session() as session:
            verdict = import_bundle(session, canonical.dumps(given).encode(), now())
            assert not verdict.faults, [str(fault) for fault in verdict.faults]

    def issue(self, restriction: Restriction = EVERYTHING, cycle: str = "2000") -> int:
        """Issue the tables of the cycle and return their number."""
        with self.portal.session() as session:
            return int(issue_tables(session, (cycle, None), restriction, NOBODY, now())[0].number)

    def get(self, address: str) -> Any:
        """Ask for an address as anybody may."""
        return self.portal.client(None).get(address)

    def figures(self) -> dict[str, Any]:
        """Return the figures that the API gives."""
        found = self.get("/api/v1/cycles/2000/aggregates")
        assert found.status_code == 200
        return dict(canonical.loads(found.data))

    def officer(self) -> Any:
        """Return a client that is signed in as an officer of the secretariat."""
        return self.portal.client(self.portal.add_person(Role.SECRETARIAT))
