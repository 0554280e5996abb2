"""Packs: what of the figures concerns one functional commission, one regional commission, or one conference.

Source: paragraphs 5 and 6 of the resolution; which body follows up which conference is data (packs.csv).
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from portal.i18n import N_

KINDS = ("commission", "regional", "conference")

NAMES = (
    N_("Commission for Social Development"),
    N_("Commission on the Status of Women"),
    N_("Commission on Population and Development"),
    N_("Commission on Sustainable Development"),
    N_("Commission on Human Rights"),
    N_("Commission on Human Settlements"),
    N_("Committee on World Food Security"),
    N_("Executive Board of the United Nations Children's Fund"),
    N_("Economic Commission for Africa"),
    N_("Economic and Social Commission for Asia and the Pacific"),
    N_("Economic Commission for Europe"),
    N_("Economic Commission for Latin America and the Caribbean"),
    N_("Economic and Social Commission for Western Asia"),
)
"""The names in the table, for the catalogues."""


@dataclass(frozen=True)
class Pack:
    """A filter of a report. `conferences` empty: all of the cycle; `region` empty: all regions.

    `name` is English, for the catalogues; a conference has none, its name is in the questionnaire.
    """

    kind: str = ""
    code: str = ""
    conferences: tuple[str, ...] = ()
    region: str = ""
    name: str = ""

    @property
    def scope(self) -> str:
        """Return where the paths of its figures begin."""
        return f"by_region/{self.region}" if self.region else "total"

    def of_cycle(self, conferences: Iterable[str]) -> tuple[str, ...]:
        """Return those conferences of a cycle that the pack looks at, in the cycle's order."""
        return tuple(code for code in conferences if not self.conferences or code in self.conferences)


EVERYTHING = Pack()


@functools.cache
def packs() -> tuple[Pack, ...]:
    """Return the packs of the commissions, in order."""
    with Path(__file__).with_name("packs.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Pack(row["kind"], row["code"], tuple(row["conferences"].split()), row["region"], row["name"])
            for row in csv.DictReader(file)
        )


def packs_of_cycle(conferences: Iterable[str]) -> tuple[Pack, ...]:
    """Return the packs that have something in a cycle, then one for each of its conferences."""
    listed = tuple(conferences)
    found = tuple(pack for pack in packs() if pack.of_cycle(listed))
    return (*found, *(Pack("conference", code, (code,)) for code in listed))


def find_pack(kind: str, code: str) -> Pack:
    """Return a pack by its kind and code; both empty: everything. Raises LookupError."""
    if not kind and not code:
        return EVERYTHING
    if kind == "conference":
        return Pack(kind, code, (code,))
    for pack in packs():
        if (pack.kind, pack.code) == (kind, code):
            return pack
    raise LookupError(f"{kind} {code}")
