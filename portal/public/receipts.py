"""Verifying a receipt: the digest that somebody typed, or that of the file which goes with the receipt."""

from __future__ import annotations

from typing import IO, Any

from sqlalchemy.orm import Session

from portal import canonical
from portal.countries.queries import get_country
from portal.cycles.queries import get_cycle
from portal.errors import RefusedError
from portal.reports.filings import CODE, SIGNED
from portal.reports.models import Filing
from portal.reports.queries import filing_by_digest

DIGITS = 64
DIGITS_OF_CODE = 32
LARGEST_FILE = 8 * 1024 * 1024
"""Bytes of the largest file that is looked at: many times what the longest report takes."""


def plain_digest(typed: str) -> str:
    """Return a digest as the portal writes it, however it was broken into lines or groups.

    >>> plain_digest(" AB cd ")
    'abcd'
    """
    return "".join(typed.split()).lower()


def find_filing(session: Session, digest: str, code: str) -> Filing | None:
    """Return the filing of a digest and the code printed beside it, or None: one of them confirms nothing."""
    if (len(digest), len(code)) != (DIGITS, DIGITS_OF_CODE):
        return None
    return filing_by_digest(session, digest, code)


def read_file(file: IO[bytes]) -> tuple[str, str]:
    """Return the digest of a file and the code in it, empty where it has none.

    The file of a receipt holds what was signed and the code; the text that was signed alone is taken too. A
    program that opened a file and wrote it again may have changed its spaces and line ends, not what it says.
    Raises RefusedError for a file that is empty, too large, or no content of a report.
    """
    content = file.read(LARGEST_FILE + 1)
    if not content:
        raise RefusedError("receipt_empty")
    if len(content) > LARGEST_FILE:
        raise RefusedError("receipt_too_large")
    return _digest_and_code(content)


def _digest_and_code(content: bytes) -> tuple[str, str]:
    try:
        found, code = canonical.loads(content.decode("utf-8-sig")), ""
        if isinstance(found, dict) and SIGNED in found:
            found, code = found[SIGNED], plain_digest(str(found.get(CODE, "")))
        if isinstance(found, dict) and "answers" in found:
            text = canonical.dumps(found)
            text.encode()  # half characters, which JSON can name and no filing holds
            return canonical.digest(text), code
    except (ValueError, TypeError, ArithmeticError, RecursionError):
        pass  # told below, as any other file that is not of a receipt
    raise RefusedError("receipt_of_nothing")


def receipt_facts(session: Session, filing: Filing) -> dict[str, Any]:
    """Return what a receipt tells whoever holds it: country, cycle, version, when; nothing of the answers."""
    report = filing.report
    return {
        "filing": filing,
        "report": report,
        "country": get_country(session, report.country_code),
        "cycle": get_cycle(session, report.cycle_code),
    }
