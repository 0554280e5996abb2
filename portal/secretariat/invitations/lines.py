"""Many invitations as lines of text (country, role, address, name, language), and what is to mend."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from portal.accounts.credentials.addresses import fold_email, is_email
from portal.accounts.permissions import Role
from portal.i18n import DEFAULT, LANGUAGES, N_

INVITED = (Role.FOCAL_POINT, Role.SIGNATORY, Role.COORDINATOR, Role.OFFICER_IN_CHARGE)
"""Whom the secretariat invites to a country."""
MOST = 1000
SEPARATORS = ("\t", ";", ",")

PROBLEMS: Mapping[str, str] = {
    "fields": N_("Please give country, role and address, and if wished name and language."),
    "country": N_("There is no country of this code."),
    "role": N_("The role is one of: focal_point, signatory, coordinator, officer_in_charge."),
    "email": N_("This is not an email address that letters can be sent to."),
    "language": N_("The language is one of: ar, en, es, fr, ru, zh."),
    "twice": N_("This person stands in the list twice for this role."),
    "holds": N_("This person holds the role already."),
    "too_many": N_("The list is too long; please send it in parts."),
}
"""Code of a problem of a line to its sentence, in English."""


@dataclass(frozen=True)
class Line:
    """One line as typed, read: `problem` is a code of PROBLEMS, or empty where it can be sent."""

    number: int
    typed: str
    country: str = ""
    role: str = ""
    email: str = ""
    name: str = ""
    language: str = DEFAULT
    problem: str = ""

    @property
    def item(self) -> dict[str, str]:
        """Return the line as an item of long work."""
        return {
            "country": self.country,
            "role": self.role,
            "email": self.email,
            "name": self.name,
            "language": self.language,
        }


@dataclass(frozen=True)
class Known:
    """What lines are judged by: codes of countries, and who holds what (address, role, country)."""

    countries: Collection[str]
    holders: Collection[tuple[str, str, str]]


def read_lines(text: str, known: Known) -> list[Line]:
    """Read the lines of a text, empty ones left out; each is judged by itself and beside the others.

    >>> [line.problem for line in read_lines("KEN;focal_point;a@example.org", Known({"KEN"}, set()))]
    ['']
    """
    seen: set[tuple[str, str, str]] = set()
    lines = []
    for line in _parsed(text):
        place = (line.email, line.role, line.country)
        problem = line.problem or _problem(line, known, seen)
        seen.add(place)
        lines.append(Line(line.number, line.typed, **line.item, problem=problem))
    return lines


def _parsed(text: str) -> Iterator[Line]:
    for number, typed in enumerate(text.splitlines(), 1):
        if not typed.strip():
            continue
        separator = next((one for one in SEPARATORS if one in typed), ",")
        [cells] = csv.reader(io.StringIO(typed), delimiter=separator)
        fields = [cell.strip() for cell in cells] + ["", ""]
        if not 3 <= len(cells) <= 5:  # noqa: PLR2004 - three fields must be given, two more can be
            yield Line(number, typed, problem="fields")
            continue
        country, role, email, name, language = fields[:5]
        yield Line(
            number, typed, country.upper(), role.lower(), fold_email(email), name, language.lower() or DEFAULT
        )


def _problem(line: Line, known: Known, seen: Collection[tuple[str, str, str]]) -> str:
    place = (line.email, line.role, line.country)
    checks = (
        ("country", line.country not in known.countries),
        ("role", line.role not in {role.value for role in INVITED}),
        ("email", not is_email(line.email)),
        ("language", line.language not in LANGUAGES),
        ("twice", place in seen),
        ("holds", place in known.holders),
        ("too_many", len(seen) >= MOST),
    )
    return next((code for code, is_wrong in checks if is_wrong), "")
