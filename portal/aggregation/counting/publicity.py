"""Which answers of a counted report are public, as far as status and consent allow.

Source: aggregation, rule 8.2, with the contents of the country summary (section 4) and the sentences of
section 6 on coordinators' reports and best practices.
"""

from __future__ import annotations

from portal.aggregation.inputs import ReportFacts

FULL = "full"
PARTIAL = "partial"
NONE = "none"

SUMMARY_CODES = frozenset(
    f"VNR.12.{number}"
    for number in (
        *(
            "A4",
            "A5",
            "A6",
            "B1",
            "B2",
            "B3",
            "B6",
            "B7",
            "B8",
            "B9",
            "C1",
            "C2",
            "C5",
            "C7",
            "D1",
            "D2",
            "D3",
            "D6",
        ),
        *(
            "E1",
            "E3",
            "E4",
            "E6",
            "E7",
            "F1",
            "F2",
            "G1",
            "G2",
            "G3",
            "G6",
            "H1",
            "H3",
            "H4",
            "H5",
            "H6",
            "I5",
            "I6",
        ),
    )
) | {f"VND.15.{number}" for number in ("X2", "X3", "X4", "X5", "X6", "X8", "X9", "X10")}
"""The items of the country summary, by code."""


def section_of(code: str) -> str:
    """Return the section of a question from its code.

    >>> section_of("VND.15.X10")
    'X'
    """
    return code.rsplit(".", 1)[1][0]


def is_public(report: ReportFacts, code: str) -> bool:
    """Whether the answer of this counted report to this question is public (rule 8.2).

    It is where the report is published with consent `full` (or `partial`, the section not being withheld), or
    where the item belongs to the country summary and a summary is issued. A coordinator's report is public
    when published, whatever its consent; a practice when published in full.
    """
    published = report.status == "published"
    if report.instrument == "RCR":
        return published
    if report.instrument == "BPR":
        return published and report.consent == FULL
    if report.consent == NONE or _is_withheld(report, code):
        return False
    return code in SUMMARY_CODES or (published and report.consent in {FULL, PARTIAL})


def _is_withheld(report: ReportFacts, code: str) -> bool:
    return report.consent == PARTIAL and section_of(code) in report.withheld
