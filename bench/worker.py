"""One build of the portal, measured step by step: `python worker.py TREE FOLDER COUNTRIES CYCLES`.

Makes its material in FOLDER by the `bench` of TREE, issues the last cycle, and writes a line `ready`. For
each line it reads, the name of a step, it takes the step once and answers with two numbers: seconds of the
processor, and bytes answered. A step that fails ends the program.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.material import Material

Step = Callable[[], int]


def main() -> None:
    """Make the material of the build that is named, and answer."""
    tree, folder, countries, cycles = sys.argv[1:]
    sys.path[0] = tree
    from bench.material import make_material  # noqa: PLC0415 - of the build that is named, known only now

    answers, sys.stdout = sys.stdout, sys.stderr
    material = make_material(Path(folder) / "material", int(countries), int(cycles))
    issue(material)
    steps = steps_of(material)
    print("ready", flush=True, file=answers)
    for line in sys.stdin:
        begun = time.process_time()
        size = steps[line.strip()]()
        print(time.process_time() - begun, size, flush=True, file=answers)


def issue(material: Material) -> None:
    """Issue the tables of the last cycle, with trends from the one before."""
    from sqlalchemy.orm import Session  # noqa: PLC0415 - as above

    from bench.aggregation import _engine  # noqa: PLC0415 - as above
    from portal.events.services import NOBODY  # noqa: PLC0415 - as above
    from portal.issued.services import EVERYTHING, issue_tables  # noqa: PLC0415 - as above

    now = datetime(int(material.latest), 7, 1, tzinfo=UTC)
    with _engine(material) as engine, Session(engine) as session, session.begin():
        issue_tables(session, (material.latest, material.before), EVERYTHING, NOBODY, now)


def steps_of(material: Material) -> Mapping[str, Step]:
    """Return what can be asked: the computation, and pages and files that hold figures."""
    from bench.aggregation import _engine  # noqa: PLC0415 - as above
    from portal.aggregation.aggregate import aggregate  # noqa: PLC0415 - as above
    from portal.aggregation.queries import cycle_input  # noqa: PLC0415 - as above
    from portal.db import reading  # noqa: PLC0415 - as above

    client = material.app().test_client()
    engines = contextlib.ExitStack()
    engine = engines.enter_context(_engine(material))
    cycle = material.latest

    def figures() -> int:
        from sqlalchemy.orm import Session  # noqa: PLC0415 - as above

        with reading(), Session(engine) as session:
            current, previous = cycle_input(session, cycle), cycle_input(session, material.before)
            return len(aggregate(current, previous, "secretariat")["countries"])

    def page(address: str) -> Step:
        def step() -> int:
            response = client.get(address)
            if response.status_code != 200:
                raise SystemExit(f"{address}: {response.status}")
            return len(response.data)

        return step

    return {
        "aggregate": figures,
        "figure": page(f"/en/cycles/{cycle}/figures/total/poverty/n"),
        "conference": page(f"/en/conferences/WSSD95/{cycle}"),
        "conference file": page(f"/en/conferences/WSSD95/{cycle}/xlsx"),
        "figures as JSON": page(f"/en/data/{cycle}/json"),
        "figures as CSV": page(f"/en/data/{cycle}/csv"),
        "tables as XLSX": page(f"/en/data/{cycle}/tables/xlsx"),
        "aggregates of the interface": page(f"/api/v1/cycles/{cycle}/aggregates"),
        "country summary": page(f"/en/countries/{material.shown}/{cycle}"),
    }


if __name__ == "__main__":
    main()
