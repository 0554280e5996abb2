"""The worked example explained, with what lists its contributions for either audience."""

from __future__ import annotations

import functools

from portal.aggregation.provenance.explaining import Explained, explain
from portal.provenance.describing import Describer
from portal.provenance.listing import Lister
from portal.reports.disclosure import Audience
from tests.unit.aggregation.bundles import cycle_input, read

NAMES = {"ARL": "Arlandia", "BOR": "Borovia", "COR": "Cordamar", "DUN": "Dunmere"}


@functools.cache
def explained() -> Explained:
    """Return the example with its previous cycle."""
    bundle = read("report_bundle_example.json")
    return explain(cycle_input(bundle, "2000"), cycle_input(bundle, "1999"))


def describer(language: str = "en") -> Describer:
    return Describer(language, explained().workings.frame.cycle, NAMES)


def lister(audience: Audience, language: str = "en") -> Lister:
    return Lister(describer(language), audience, {})
