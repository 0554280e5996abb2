from __future__ import annotations

import gettext
import io
import string

import pytest
from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from portal.cli.translations.catalogues import (
    TARGETS,
    bring_up_to_date,
    entries_of,
    path_of,
    read_catalogue,
    write_catalogue,
)
from portal.cli.translations.checking import check_catalogue
from portal.cli.translations.collecting import Text, collect
from portal.i18n import LANGUAGES

ALPHABET = string.ascii_lowercase


def texts(*found):
    return {text.key: text for text in found}


GREETING = Text("", "Good morning, %(name)s")
REPORTS = Text("", "%(num)s report", "%(num)s reports")
QUESTION = Text("VNR.12.A1", "Name")


def update(folder, found, language="fr"):
    catalogue = bring_up_to_date(read_catalogue(language, folder), found, language)
    return write_catalogue(catalogue, language, folder)


def translate(folder, language="fr", **strings):
    """Write translations by hand, as a translator does: the singular's first word names the entry."""
    path = path_of(language, folder)
    catalogue = read_po(io.BytesIO(path.read_bytes()), locale=language)
    for message in entries_of(catalogue).values():
        english = message.id if isinstance(message.id, str) else message.id[0]
        for word, string_ in strings.items():
            if word in english.replace("%(num)s ", ""):
                message.string = string_
    write_catalogue(catalogue, language, folder)


def reasons(folder, found, language="fr"):
    return [fault.reason for fault in check_catalogue(language, found, folder)]


def test_a_new_text_is_left_empty_and_told(tmp_path):
    found = texts(GREETING, REPORTS, QUESTION)
    assert reasons(tmp_path, found) == ["there is no catalogue"]
    assert update(tmp_path, found)
    assert reasons(tmp_path, found) == ["not translated"] * 3


def test_a_whole_catalogue_has_no_fault_and_is_not_written_again(tmp_path):
    found = texts(GREETING, REPORTS, QUESTION)
    update(tmp_path, found)
    translate(tmp_path, Good="Bonjour, %(name)s", report=("%(num)s rapport", "%(num)s rapports"), Name="Nom")
    assert not reasons(tmp_path, found)
    assert not update(tmp_path, found)


def test_a_translation_is_never_guessed_from_another_text(tmp_path):
    update(tmp_path, texts(GREETING))
    translate(tmp_path, Good="Bonjour, %(name)s")
    found = texts(Text("", "Good morning to you, %(name)s"))
    assert reasons(tmp_path, found) == ["not in the catalogue", "no longer used"]
    update(tmp_path, found)
    assert reasons(tmp_path, found) == ["not translated"]


def test_a_text_that_comes_back_finds_its_translation_again(tmp_path):
    update(tmp_path, texts(GREETING, QUESTION))
    translate(tmp_path, Good="Bonjour, %(name)s", Name="Nom")
    update(tmp_path, texts(QUESTION))
    assert not reasons(tmp_path, texts(QUESTION))
    update(tmp_path, texts(GREETING, QUESTION))
    assert not reasons(tmp_path, texts(GREETING, QUESTION))


@pytest.mark.parametrize(
    ("string_", "reason"),
    [
        ("Bonjour", "lacks placeholders: name"),
        ("Bonjour, %(nom)s", "has unknown placeholders: nom"),
        ("Bonjour, %(name)s, à 100 %", "cannot be filled in"),
    ],
)
def test_placeholders_are_those_of_the_text(tmp_path, string_, reason):
    update(tmp_path, texts(GREETING))
    translate(tmp_path, Good=string_)
    assert any(reason in told for told in reasons(tmp_path, texts(GREETING)))


def test_a_singular_may_be_written_in_words(tmp_path):
    update(tmp_path, texts(REPORTS))
    translate(tmp_path, report=("un rapport", "%(num)s rapports"))
    assert not reasons(tmp_path, texts(REPORTS))


def test_a_guess_marked_fuzzy_is_told(tmp_path):
    update(tmp_path, texts(QUESTION))
    translate(tmp_path, Name="Nom")
    path = path_of("fr", tmp_path)
    path.write_text(path.read_text().replace('msgctxt "VNR.12.A1"', '#, fuzzy\nmsgctxt "VNR.12.A1"'))
    assert reasons(tmp_path, texts(QUESTION)) == ["fuzzy"]


def test_a_text_that_got_a_plural_is_translated_anew(tmp_path):
    update(tmp_path, texts(Text("", "%(num)s report")))
    translate(tmp_path, report="%(num)s rapport")
    assert reasons(tmp_path, texts(REPORTS)) == ["lacks its plural"]
    update(tmp_path, texts(REPORTS))
    assert reasons(tmp_path, texts(REPORTS)) == ["not translated"]


@pytest.mark.parametrize("content", [b"nonsense\n", b'msgid "a"\nmsgstr "\xff"\n'])
def test_a_file_that_cannot_be_read_is_told(tmp_path, content):
    path = path_of("fr", tmp_path)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert "cannot be read" in reasons(tmp_path, texts(QUESTION))[0]


def test_plural_forms_in_another_order_are_told(tmp_path):
    """In the header usual elsewhere the last two Arabic forms have each other's meaning."""
    update(tmp_path, texts(QUESTION), "ar")
    translate(tmp_path, "ar", Name="الاسم")
    path = path_of("ar", tmp_path)
    lines = [
        '"Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : '
        'n%100>=11 ? 4 : 5);\\n"'
        if line.startswith('"Plural-Forms')
        else line
        for line in path.read_text().splitlines()
    ]
    path.write_text("\n".join(line for line in lines if not line.startswith('"n%100')) + "\n")
    assert any("plural forms" in reason for reason in reasons(tmp_path, texts(QUESTION), "ar"))


@pytest.mark.parametrize("language", TARGETS)
def test_each_number_finds_the_form_its_language_has_for_it(tmp_path, language):
    update(tmp_path, texts(REPORTS), language)
    rule = Locale.parse(LANGUAGES[language].locale).plural_form
    catalogue = read_catalogue(language, tmp_path)
    number = catalogue.num_plurals
    translate(tmp_path, language, report=tuple(f"{ALPHABET[form]} %(num)s" for form in range(number)))
    compiled = io.BytesIO()
    write_mo(compiled, read_catalogue(language, tmp_path))
    compiled.seek(0)
    found = gettext.GNUTranslations(compiled)
    forms: dict[str, str] = {}
    for count in (0, 1, 2, 5, 15, 100, 1000000):
        form = found.ngettext(REPORTS.singular, str(REPORTS.plural), count)[0]
        if count != 1000000:  # a form for millions is one that gettext does not know
            assert forms.setdefault(rule(count), form) == form
    assert len(set(forms.values())) == len(forms)


def test_texts_are_collected_from_code_templates_and_questionnaires():
    found = collect()
    assert any(text.plural for text in found.values())
    assert ("VNR.12.A1", "Name of the authority submitting this report") in found
    assert ("OBST:finance", found[next(key for key in found if key[0] == "OBST:finance")].singular) in found
    assert ("", "There is no such account.") in found


def test_collecting_twice_writes_the_same_file(tmp_path):
    found = collect()
    update(tmp_path, found)
    before = path_of("fr", tmp_path).read_bytes()
    assert not update(tmp_path, dict(reversed(found.items())))
    assert path_of("fr", tmp_path).read_bytes() == before
    assert b"Babel" not in before[:400]
