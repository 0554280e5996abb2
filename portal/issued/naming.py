"""Names of tables in files: their number in the definitions (T1 to T12), and names a workbook takes.

Source: aggregation, section 6, "Regional and global tables".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST_NAME = 31
"""Characters of the name of a sheet."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")

NUMBERS = (
    ("T1", ("coverage.",)),
    ("T3", ("by_conference.", "progress_matrix")),
    ("T4", ("by_theme.", "theme_matrix", "tables.VNR.12.F", "ratings.VNR.12.F")),
    ("T5", ("obstacles.", "support.", "sources.")),
    ("T6", ("poverty",)),
    ("T7", ("assistance",)),
    ("T9", ("government_view.",)),
    ("T10", tuple(f"coordination.{name}" for name in ("ratings", "assessment", "by_assessment", "index"))),
    ("T11", ("coordination.",)),
    ("T12", ("best_practices",)),
    ("", ("trend", "countr")),
)
"""Beginnings of the names of tables; the first that fits says the number."""
OF_SECTION = {
    "VNR": {"B": "T2", "D": "T6", "E": "T7", "G": "T8", "H": "T9"},
    "RCR": {"C": "T11", "E": "T11", "F": "T11", "G": "T11", "H": "T10"},
    "BPR": dict.fromkeys("ABCD", "T12"),
}
"""Questions that stand in a numbered table by their instrument and section."""
_QUESTION = re.compile(r"\w+\.([A-Z]{3})\.\d+\.([A-Z])\d")

SHORTER = (
    ("coordination.by_assessment", "coord.assess"),
    ("coordination.", "coord."),
    ("government_view.", "govt_view."),
    ("trend_published.by_", "trend_pub."),
    ("trend_published.", "trend_pub."),
    ("by_measure.", "line."),
)
"""What a name too long for a sheet is shortened by."""


def number_of(name: str) -> str:
    """Return the number of the table to which a flat table belongs; empty for those beside them.

    >>> [number_of(name) for name in ("by_conference.WSSD95", "distributions.VNR.12.B1", "countries")]
    ['T3', 'T2', '']
    """
    for number, beginnings in NUMBERS:
        if name.startswith(beginnings):
            return number
    question = _QUESTION.match(name)
    return OF_SECTION.get(question.group(1), {}).get(question.group(2), "") if question else ""


def sheet_names(names: Iterable[str]) -> dict[str, str]:
    """Return for each table a name that a workbook takes: 31 characters, unique whatever the case.

    >>> list(sheet_names(["poverty", "coordination.by_assessment.self.RCR.13.H1"]).values())
    ['poverty', 'coord.assess.self.RCR.13.H1']
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        short = _shortened(_FORBIDDEN.sub("_", name), taken)
        taken.add(short.casefold())
        found[name] = short
    return found


def _shortened(name: str, taken: set[str]) -> str:
    """Shorten known beginnings; of a name still too long keep most of its end, which tells it apart."""
    short = name
    for long, shorter in SHORTER if len(name) > LONGEST_NAME else ():
        short = short.replace(long, shorter)
    if len(short) > LONGEST_NAME:
        short = f"{short[:8]}~{short[-22:]}"
    count = 1
    while short.casefold() in taken:
        count += 1
        mark = f"~{count}"
        short = short[: LONGEST_NAME - len(mark)].rstrip("~") + mark
    return short
