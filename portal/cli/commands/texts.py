"""Commands for what is asked and how it is worded: questionnaires check, translations check and update."""

from __future__ import annotations

from pathlib import Path

from portal.cli.context import DONE, CommandRefusedError, Commands, Context, add_command, add_group, tell
from portal.cli.translations.catalogues import (
    TARGETS,
    bring_up_to_date,
    read_catalogue,
    strings_of,
    write_catalogue,
)
from portal.cli.translations.checking import check_catalogue
from portal.cli.translations.collecting import collect
from portal.i18n import TRANSLATIONS
from portal.questionnaires.loader import check_library


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    asked = add_group(commands, "questionnaires", "What is asked.")
    add_command(asked, "check", check_questionnaires, "List every fault of the questionnaires.")
    worded = add_group(commands, "translations", "The catalogues of the six languages.")
    checking = add_command(worded, "check", check_translations, "List what is missing or wrong in them.")
    updating = add_command(worded, "update", update_translations, "Bring the catalogues up to date.")
    for parser in (checking, updating):
        parser.add_argument("--folder", type=Path, default=TRANSLATIONS, metavar="DIR")


def check_questionnaires(_context: Context) -> int:
    """List every fault of the questionnaires, by file and line."""
    faults = check_library()
    if faults:
        raise CommandRefusedError(faults)
    tell(["The questionnaires are sound."])
    return DONE


def check_translations(context: Context) -> int:
    """List every fault of the catalogues."""
    texts = collect()
    folder = context.arguments.folder
    faults = [fault for language in TARGETS for fault in check_catalogue(language, texts, folder)]
    if faults:
        raise CommandRefusedError([*faults, f"Faults: {len(faults)}."])
    tell([f"The catalogues are whole and current; texts: {len(texts)}."])
    return DONE


def update_translations(context: Context) -> int:
    """Bring the catalogues up to date; translations are kept, new texts are left empty."""
    texts, folder = collect(), context.arguments.folder
    for language in TARGETS:
        catalogue = bring_up_to_date(read_catalogue(language, folder), texts, language)
        write_catalogue(catalogue, language, folder)
        missing = sum(not all(strings_of(message)) for message in catalogue if message.id)
        tell([f"{language}: {len(texts)} texts, {missing} not translated"])
    return DONE
