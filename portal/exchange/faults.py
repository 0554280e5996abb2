"""What is wrong with a bundle: each fault with the submission, the place in it, a code and a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.questionnaires.messages import MESSAGES, Problem

BUNDLE = "bundle"
"""Label of what belongs to no country, cycle or submission."""


@dataclass(frozen=True)
class Fault:
    """One fault. `label` is the id of the submission (or ``cycle 2000``, ``country ARL``, ``bundle``).

    `place` is the key of an answer (``VNR.12.B3``, with row and column of a table) or a field of the entry;
    empty where the whole is meant. `code` is a key of SENTENCES or of the messages of answers.
    """

    label: str
    place: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def sentence(self) -> str:
        """Return the English sentence: bundles are read by who operates the portal."""
        return (SENTENCES.get(self.code) or MESSAGES[self.code]) % self.params

    def __str__(self) -> str:
        """Write the fault on one line.

        >>> str(Fault("N1", "VNR.12.B3", "unknown_option", {"value": "mayor"}))
        'N1 VNR.12.B3: “mayor” is not one of the options. (unknown_option)'
        """
        where = " ".join(part for part in (self.label, self.place) if part)
        line = f"{where}: {self.sentence} ({self.code})"
        return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in line)


def fault_of(label: str, problem: Problem) -> Fault:
    """Return the fault for a problem of an answer."""
    place = problem.key
    if problem.row is not None:
        place += f", row {problem.row}"
    if problem.column is not None:
        place += f", {problem.column}"
    return Fault(label, place, problem.code, problem.params)


SENTENCES: Mapping[str, str] = {
    # the file
    "not_utf8": "The file is not UTF-8: line %(line)s, byte %(column)s.",
    "not_json": "The file is not JSON: line %(line)s, column %(column)s: %(reason)s.",
    "duplicate_key": "“%(key)s” is given twice.",
    "not_bundle": "The file is not a bundle of the format report-bundle/1.",
    # the shape
    "field_missing": "“%(field)s” is missing.",
    "field_unknown": "“%(field)s” is not a field of the format.",
    "field_type": "Something of another kind is expected here (%(expected)s).",
    "field_value": "%(value)s is not possible here.",
    "field_twice": "Something is listed twice.",
    "not_date": "“%(value)s” is not a date of the calendar.",
    "not_storable": "%(value)s is too large.",
    # countries and cycles
    "country_twice": "The country is given twice.",
    "cycle_twice": "The cycle is given twice.",
    "invited_twice": "%(country)s is invited twice.",
    "invited_unknown": "%(country)s is invited and is not known, neither in the bundle nor in the portal.",
    "period_reversed": "The reporting period ends before it begins.",
    "dates_reversed": "“opens”, “due” and “closes” are not in this order.",
    "theme_reserved": "“%(theme)s” is not a theme of a cycle.",
    "cycle_differs": "The cycle is known and differs in: %(fields)s.",
    "release_unknown": "The questionnaire %(instrument)s has no release “%(release)s”.",
    # submissions
    "duplicate_id": "The id is given to %(count)s submissions.",
    "cycle_unknown": "The cycle “%(cycle)s” is not known, neither in the bundle nor in the portal.",
    "cycle_not_open": "The cycle “%(cycle)s” has not been opened.",
    "country_unknown": "The country “%(country)s” is not known, neither in the bundle nor in the portal.",
    "country_not_invited": "%(country)s is not invited in the cycle %(cycle)s.",
    "wrong_track": "%(instrument)s is not for %(country)s, whose track in the cycle %(cycle)s is %(track)s.",
    "duplicate_version": "%(other)s is version %(version)s of the same report.",
    "version_known": "The portal knows version %(version)s of this report as %(other)s.",
    "two_counted": "%(other)s is accepted or published as well; only one version of a report is.",
    "lower_version_standing": (
        "%(other)s, a later version, is accepted or published: this one is superseded or withdrawn then."
    ),
    "earlier_in_progress": "%(other)s, an earlier version, is %(status)s in the portal.",
    "first_submitted_differs": "The day of first submission differs from that of %(other)s (%(day)s).",
    "first_submitted_missing": "%(other)s, a version of the same report, was first submitted on %(day)s.",
    "known_id_other_content": "The id is known with other content; it differs in: %(fields)s.",
}
"""Code of a fault to its sentence; those of single answers are among the messages of questionnaires."""
