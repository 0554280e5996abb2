"""The English sentence of each refusal a command can meet; those of pages serve where they fit."""

from __future__ import annotations

from collections.abc import Mapping

from portal.errors import PortalError
from portal.web import sentences

SENTENCES: Mapping[str, str] = {
    "backup_not_whole": "The backup is not whole: %(file)s is missing or was changed.",
    "backup_of_other_database": "The backup is of another kind of database: %(wanted)s is not in it.",
    "backup_of_later_release": "The backup was made by a later release of the portal.",
    "backup_without_manifest": "%(folder)s holds no backup of the portal.",
    "database_missing": "There is no database at %(file)s.",
    "database_not_current": "The database is that of another release; `portal init` upgrades it.",
    "database_not_empty": (
        "The portal holds accounts or cycles already; they are replaced only with --replace."
    ),
    "demonstration_in_use": (
        "Somebody has worked with the demonstration: %(what)s. Nothing was taken away; please keep it with "
        "PORTAL_DEMO=0, or move that work first."
    ),
    "folder_not_empty": "There is something in %(folder)s already; nothing is overwritten.",
    "program_missing": "The program %(program)s of PostgreSQL is not installed.",
    "program_refused": "%(program)s: %(reason)s",
}
"""Code of a refusal to its sentence. Commands speak English: they are for who operates the portal."""


def sentence_of(refusal: PortalError) -> str:
    """Return the sentence of a refusal, or its code with what is known of it."""
    sentence = SENTENCES.get(refusal.code) or sentences.SENTENCES.get(refusal.code)
    if sentence is None:
        details = ", ".join(f"{name} {value}" for name, value in refusal.params.items())
        return f"{refusal.code} ({details})" if details else refusal.code
    return sentence % refusal.params if refusal.params else sentence
