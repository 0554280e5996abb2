"""Measure the portal: `make bench`; with `ARGS="--against COMMIT"` this build against that one."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bench import against, aggregation, documents, first_view, form, summary  # noqa: E402 - tests/ is found by its path
from bench.material import make_material  # noqa: E402 - as above
from bench.measuring import FULL, QUICK, Note, Ratio, Scale  # noqa: E402 - as above


def main() -> int:
    """Measure everything and print it line by line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, under a minute")
    parser.add_argument(
        "--against", metavar="COMMIT", help="measure this build against that one, and nothing else"
    )
    given = parser.parse_args()
    scale = QUICK if given.quick else FULL
    print(f"{datetime.now(UTC):%Y-%m-%d}, {'quick' if scale is QUICK else 'full'} size. ", end="")
    print("Ratios of times measured in turn: product ÷ floor; 2 is twice as long.")
    print(f"\n{'runs':>5} {'least':>8} {'median':>8}  what")
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        place = Path(folder)
        if given.against:
            found: Iterator[Ratio | Note] = against.measure(given.against, place, scale)
        else:
            found = measures(place, scale, documents.found_office())
        for measured in found:
            print(line(measured), flush=True)
    return 0


def measures(folder: Path, scale: Scale, office: str | None) -> Iterator[Ratio | Note]:
    """Make two portals with histories of different length, and take every measure."""
    yield from form.measure(folder / "form", scale)
    short = make_material(folder / "short", scale.countries, scale.few)
    long = make_material(folder / "long", scale.countries, scale.many)
    yield from summary.measure(short, long, scale)
    yield from aggregation.measure(short, long, scale)
    yield from first_view.measure(short)
    yield from documents.measure(short, folder / "documents", scale, office)


def line(measured: Ratio | Note) -> str:
    """Write one line of the table."""
    if isinstance(measured, Note):
        return f"{'':>23}  {measured.name}: {measured.text}"
    return f"{measured.runs:>5} {measured.least:>8.2f} {measured.median:>8.2f}  {measured.name}"


if __name__ == "__main__":
    sys.exit(main())
