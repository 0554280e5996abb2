"""The catalogues as files: read, brought up to date, and written always in the same way."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from portal.cli.translations.collecting import Key, Text
from portal.i18n import DEFAULT, LANGUAGES, TRANSLATIONS

TARGETS = tuple(sorted(code for code in LANGUAGES if code != DEFAULT))
"""The languages that have a catalogue: English is the source text."""

_WIDTH = 110
_HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


def path_of(language: str, folder: Path = TRANSLATIONS) -> Path:
    """Return the place of a catalogue."""
    return folder / language / "LC_MESSAGES" / "messages.po"


def plural_forms(language: str) -> str:
    """Return the header line of a language's plural forms, in the order in which Babel counts them."""
    return get_plural(Locale.parse(LANGUAGES[language].locale)).plural_forms.rstrip("; ") + ";"


def read_catalogue(language: str, folder: Path = TRANSLATIONS) -> Catalog:
    """Return a catalogue, an empty one where there is none; raises PoFileError for a file with faults."""
    path = path_of(language, folder)
    content = path.read_bytes() if path.is_file() else b""
    return read_po(io.BytesIO(content), locale=language, abort_invalid=True)


def entries_of(catalogue: Catalog) -> dict[Key, Message]:
    """Return the entries of a catalogue by context and English text, without the header."""
    return {key_of(message): message for message in catalogue if message.id}


def key_of(message: Message) -> Key:
    """Return context and English text of an entry."""
    return message.context or "", message.id if isinstance(message.id, str) else message.id[0]


def bring_up_to_date(catalogue: Catalog, texts: Mapping[Key, Text], language: str) -> Catalog:
    """Return a catalogue of exactly these texts, each with the translation it has; nothing is guessed.

    What is no longer used goes to the end as a comment, and comes back with its text.
    """
    known = entries_of(catalogue)
    retired = {key_of(message): message for message in catalogue.obsolete.values()}
    number = get_plural(Locale.parse(LANGUAGES[language].locale)).num_plurals
    new = Catalog(locale=language)
    for key in sorted(texts, key=_position):
        text = texts[key]
        message = known.get(key) or retired.get(key)
        identity = text.singular if text.plural is None else (text.singular, text.plural)
        new.add(
            identity,
            _string(message, text, number),
            context=text.context or None,
            flags=message.flags & {"fuzzy"} if message else (),
        )
    for key, message in sorted({**retired, **known}.items()):
        if key not in texts and any(strings_of(message)):
            new.obsolete[key] = message
    return new


def write_catalogue(catalogue: Catalog, language: str, folder: Path = TRANSLATIONS) -> bool:
    """Write a catalogue where it differs from the file, and return whether it did."""
    body = io.BytesIO()
    write_po(body, catalogue, width=_WIDTH, no_location=True, omit_header=True)
    header = _HEADER.format(language=language, plurals=plural_forms(language))
    content = header.encode() + body.getvalue().strip() + b"\n"
    path = path_of(language, folder)
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


def _string(message: Message | None, text: Text, number: int) -> str | tuple[str, ...]:
    """Return the translation there is, in the shape the text needs now."""
    strings = strings_of(message) if message else []
    if text.plural is None:
        return strings[0] if strings else ""
    kept = strings if message is not None and message.pluralizable and len(strings) == number else []
    return tuple(kept) or ("",) * number


def strings_of(message: Message) -> list[str]:
    """Return the translations of an entry: one, or one for each plural form; empty where there is none."""
    return list(message.string) if isinstance(message.string, list | tuple) else [message.string or ""]


def _position(key: Key) -> tuple[tuple[tuple[int, int, str], ...], str, str]:
    """Texts of the interface first, then those of the questionnaires, B2 before B10."""
    context, text = key
    parts = re.split(r"(\d+)", context)
    numbered = tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)
    return numbered, text.casefold(), text
