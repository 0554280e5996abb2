"""Checking of a catalogue: whole, current, with the placeholders and plural forms its texts need."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError

from portal.cli.translations.catalogues import entries_of, path_of, read_catalogue, strings_of
from portal.cli.translations.collecting import Key, Text
from portal.i18n import LANGUAGES, TRANSLATIONS

_PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]")


@dataclass(frozen=True)
class Fault:
    """One fault of a catalogue, at one text of it (or at the file)."""

    language: str
    key: Key
    reason: str

    def __str__(self) -> str:
        """Write the fault on one line.

        >>> str(Fault("fr", ("VNR.12.A1", "Name"), "not translated"))
        'fr VNR.12.A1 “Name”: not translated'
        """
        context, text = self.key
        place = " ".join(part for part in (self.language, context, f"“{text}”" if text else "") if part)
        return f"{place}: {self.reason}"


def check_catalogue(language: str, texts: Mapping[Key, Text], folder: Path = TRANSLATIONS) -> Iterator[Fault]:
    """Yield every fault of a language's catalogue against the texts of the program."""
    if not path_of(language, folder).is_file():
        yield Fault(language, ("", ""), "there is no catalogue")
        return
    try:
        catalogue = read_catalogue(language, folder)
    except (PoFileError, UnicodeDecodeError) as error:
        yield Fault(language, ("", ""), f"cannot be read: {error}")
        return
    yield from _check_plural_forms(language, catalogue)
    entries = entries_of(catalogue)
    for key in texts:
        if key not in entries:
            yield Fault(language, key, "not in the catalogue")
    for key, message in entries.items():
        if key in texts:
            yield from (Fault(language, key, reason) for reason in _reasons(message, texts[key], language))
        else:
            yield Fault(language, key, "no longer used")


def _check_plural_forms(language: str, catalogue: Catalog) -> Iterator[Fault]:
    """The order of the forms is Babel's: another one swaps their meaning (Arabic: 100 and 11)."""
    wanted = get_plural(Locale.parse(LANGUAGES[language].locale))
    found = (catalogue.num_plurals, catalogue.plural_expr)
    if found != (wanted.num_plurals, wanted.plural_expr):
        yield Fault(language, ("", ""), f"the header's plural forms are not {wanted.plural_forms}")


def _reasons(message: Message, text: Text, language: str) -> Iterator[str]:
    strings = strings_of(message)
    if message.fuzzy:
        yield "fuzzy"
    if message.pluralizable != (text.plural is not None):
        yield "has a plural where the text has none" if message.pluralizable else "lacks its plural"
    elif text.plural is not None and len(strings) != _forms(language):
        yield f"has {len(strings)} plural forms, not {_forms(language)}"
    if not all(strings):
        yield "not translated"
        return
    yield from _misplaced(strings, text)


def _forms(language: str) -> int:
    return get_plural(Locale.parse(LANGUAGES[language].locale)).num_plurals


def _misplaced(strings: list[str], text: Text) -> Iterator[str]:
    """Each placeholder of the text stands in its translation; a form for one or two may leave it out."""
    wanted = _placeholders(text.plural or text.singular)
    for string in strings:
        found = _placeholders(string)
        if found - wanted:
            yield f"has unknown placeholders: {', '.join(sorted(found - wanted))}"
        if wanted - found and (text.plural is None or string is strings[-1]):
            yield f"lacks placeholders: {', '.join(sorted(wanted - found))}"
        if wanted and not _can_be_filled(string, wanted | found):
            yield "cannot be filled in: a per cent sign is written %%"


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(_PLACEHOLDER.findall(text))


def _can_be_filled(text: str, names: frozenset[str]) -> bool:
    try:
        text % dict.fromkeys(names, 0)
    except (ValueError, KeyError, TypeError):
        return False
    return True
