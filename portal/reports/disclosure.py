"""What of a filing may be shown to whom; pages, documents, search and figures all ask here.

Source: design, "Who sees what"; consent as in aggregation, section 4; section H and H7 as in the
questionnaire.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from portal.reports.workflow import COUNTED, RECEIVED, Status

SYSTEM_VIEW = "VNR.12.H"
"""Beginning of the codes of section H: the Government's view of the United Nations system."""
NEVER_SHARED = frozenset({"VNR.12.H7"})
"""Answers for the secretariat alone (and the Government itself)."""
CONTACTS = frozenset({"VNR.12.A2", "BPR.12.D5"})
"""Contact details; those of a practice are published with their own consent only."""
DECLARATIONS = frozenset({"VNR.12.Z3"})
CATALOGUE_CODES = frozenset({"BPR.12.A1", "BPR.12.A5", "BPR.12.B1"})
"""Title, lead institution and summary of a practice (BPCONSENT, summary)."""

SUMMARY_NUMBERS = {
    "VNR.12": "A4 A5 A6 B1 B2 B3 B6 B7 B8 B9 C1 C2 C5 C7 D1 D2 D3 D6 E1 E3 E4 E6 E7 F1 F2 G1 G2 G3 G6 "
    "H1 H3 H4 H5 H6 I5 I6",
    "VND.15": "X2 X3 X4 X5 X6 X8 X9 X10",
}
SUMMARY_CODES = frozenset(
    f"{prefix}.{number}" for prefix, numbers in SUMMARY_NUMBERS.items() for number in numbers.split()
)
"""Questions that belong to the country summary (aggregation, section 4)."""


class Audience(StrEnum):
    """For whom something is shown."""

    AUTHOR = "author"
    REVIEWER = "reviewer"
    SECRETARIAT = "secretariat"
    PUBLIC = "public"


@dataclass(frozen=True)
class Disclosed:
    """The state of a filing that decides what may be shown.

    `consent`: full, partial, summary or none; `withheld`: sections not to be published; `suspended`: by the
    secretariat. `contact`: the contact of a practice may be published (BPR.12.Z2).
    """

    status: Status
    consent: str
    withheld: frozenset[str] = frozenset()
    suspended: bool = False
    contact: bool = False


def may_read_filing(audience: Audience, filed: Disclosed) -> bool:
    """Whether the filing as a whole may be opened by the audience.

    A report that was recalled is its author's own draft again, and its filing with it.
    """
    if audience is Audience.AUTHOR:
        return True
    if audience is Audience.SECRETARIAT:
        return filed.status is not Status.DRAFT
    if audience is Audience.REVIEWER:
        return filed.status in RECEIVED
    return filed.status is Status.PUBLISHED and filed.consent in {"full", "partial"}


def is_public_in_full(filed: Disclosed, *, reserved: bool) -> bool:
    """Whether everybody may read all of a filing, so that its digest confirms no guess (aggregation, 8.13).

    `reserved`: it holds answers that are never public.
    """
    return filed.consent == "full" and not reserved and may_read_filing(Audience.PUBLIC, filed)


def holds_reserved(codes: Iterable[str], *, contact: bool) -> bool:
    """Whether one of these questions is never public; `contact`: that of a practice may be published."""
    return any(code in NEVER_SHARED or (code in CONTACTS and not contact) for code in codes)


def may_read_summary(audience: Audience, filed: Disclosed) -> bool:
    """Whether the country summary may be shown: to the public from acceptance, if consent allows."""
    if audience is not Audience.PUBLIC:
        return may_read_filing(audience, filed)
    return filed.status in COUNTED and filed.consent != "none" and not filed.suspended


def may_read_answer(audience: Audience, filed: Disclosed, section: str, code: str) -> bool:
    """Whether one answer of a filing may be shown in its full text."""
    if not may_read_filing(audience, filed):
        return False
    if audience in {Audience.AUTHOR, Audience.SECRETARIAT}:
        return True
    if code in NEVER_SHARED:
        return False
    if audience is Audience.REVIEWER:
        return not is_system_view(code) or filed.status in COUNTED
    if code in CONTACTS:
        return filed.contact
    return section not in filed.withheld and code not in DECLARATIONS


def may_read_in_catalogue(audience: Audience, filed: Disclosed, code: str) -> bool:
    """Whether one answer of a practice may be shown in the catalogue of best practices.

    From acceptance its title, summary and lead institution, unless consent is ``none``.
    """
    return code in CATALOGUE_CODES and may_read_summary(audience, filed)


def is_system_view(code: str) -> bool:
    """Whether a question asks for the Government's view of the United Nations system.

    >>> is_system_view("VNR.12.H3"), is_system_view("RCR.13.H3")
    (True, False)
    """
    return code.startswith(SYSTEM_VIEW)


def may_read_in_summary(audience: Audience, filed: Disclosed, section: str, code: str) -> bool:
    """Whether one answer may be shown in the country summary."""
    if code not in SUMMARY_CODES or not may_read_summary(audience, filed):
        return False
    if audience is Audience.REVIEWER:
        return not is_system_view(code) or filed.status in COUNTED
    return audience is not Audience.PUBLIC or section not in filed.withheld
