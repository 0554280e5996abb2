"""The page of a country summary: with many cycles of history it costs what it costs with few."""

from __future__ import annotations

from collections.abc import Iterator

from bench.material import Material
from bench.measuring import Ratio, Scale, Step, in_turn


def measure(short: Material, long: Material, scale: Scale) -> Iterator[Ratio]:
    """Compare the same country's page in two portals that keep histories of different length."""
    lengths = f"{len(long.cycles)} cycles kept ÷ with {len(short.cycles)}"
    yield in_turn(
        f"page of a country summary with {lengths}",
        _page(long),
        _page(short),
        scale.rounds,
    )


def _page(material: Material) -> Step:
    client = material.app().test_client()
    address = f"/en/countries/{material.shown}/{material.latest}"

    def step() -> None:
        response = client.get(address)
        assert response.status_code == 200, response.status

    return step
