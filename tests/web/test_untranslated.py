"""No page speaks English to a reader of another language.

In Arabic, Chinese and Russian every word in Latin letters is looked at: what is no code, name or text of
the samples is a word nobody translated. French and Spanish share the letters: there no text may be a message
of the catalogues in its English form.
"""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser

import pytest
from babel.messages.pofile import read_po

from portal.i18n import LANGUAGES, TRANSLATIONS
from tests.factories import TEXTS
from tests.samples.pages import FILES, page_rules, pages
from tests.samples.world import COUNTRY_WORDS, CYCLE_TITLES

OTHER_LETTERS = ("ar", "ru", "zh")
LATIN = ("es", "fr")
SHOWN_ATTRIBUTES = ("alt", "aria-label", "placeholder", "title")
UNSEEN = frozenset({"script", "style", "textarea", "code"})
VOID = frozenset(
    {"br", "hr", "img", "input", "link", "meta", "path", "circle", "rect", "use", "line", "polyline"}
)

PROPER = (
    "portal users invite",  # a command, as it is typed
    "UTC",  # universal time, as written in every language of the samples
    "PDF",
    "JSON",
    "SHA-256",
    "report.pdf",  # the name of a file, as it was sent
    "plan.pdf",
    "http://localhost",  # where the samples are served
    "A/50/3/Rev.1",  # symbol of a document
)
CODES = re.compile(
    r"[\w.+-]+@[\w.-]+"  # addresses
    r"|[\w-]+-v\d+"  # names of reports
    r"|/[a-z]{2}/reports/\d+\S*"  # addresses of pages in letters
    r"|\b[0-9a-f]{16,64}\b"  # digests
    r"|\b[A-Z]{3}\.\d+\.[A-Z]\d+(?:@\w+)?"  # keys of answers
    r"|\b[A-Z][A-Z0-9]{0,6}\b"  # codes of sections, questions, countries and conferences
    r"|\([a-z]\)"  # clauses of a paragraph
    r"|\b[a-f]\b",
    re.ASCII,  # a Chinese character beside a code is no part of it
)
WORD = re.compile(r"[A-Za-z]{2,}")


class Reader(HTMLParser):
    """Collects what a person sees or hears of a page: texts with the language they are said to be in."""

    def __init__(self, language):
        super().__init__()
        self.stack = [("", language)]
        self.texts: list[tuple[str, str]] = []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        language = found.get("lang") or found.get("hreflang") or self.stack[-1][1]
        for name in SHOWN_ATTRIBUTES:
            if found.get(name):
                self.texts.append((found[name], language))
        if tag not in VOID:
            self.stack.append((tag, language))

    def handle_endtag(self, tag):
        while len(self.stack) > 1 and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data):
        language = self.stack[-1][1]
        if data.strip() and not any(name in UNSEEN for name, _ in self.stack):
            self.texts.append((data, language))


def texts_of(html, language):
    """Return the texts of a page that are said to be in its own language."""
    reader = Reader(language)
    reader.feed(html)
    return [text for text, said in reader.texts if said == language]


@cache
def own_words():
    """Texts of the samples: what people typed, and names, the longest first."""
    words = [*TEXTS.values(), *COUNTRY_WORDS.values(), *CYCLE_TITLES.values(), *PROPER]
    words += [language.name for language in LANGUAGES.values()]
    words.append(TEXTS["en"][:60])  # as a list of quotations shows its beginning
    words.append("committee")  # the code of a tag
    words.append(TEXTS["en"][:40])  # as it stands where a text has 40 characters at most
    words += ["Invited person", "Permanent Mission", "A colleague", "Ministry", "Plan"]
    return sorted(words, key=len, reverse=True)


@cache
def english_messages(language):
    """Messages of the catalogue that are no text of the language: no translation, no language's name."""
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file)
    plain = [message for message in catalogue if isinstance(message.id, str) and message.id]
    own = {message.string for message in plain} | {known.name for known in LANGUAGES.values()}
    return {message.id for message in plain if "%(" not in message.id} - own


def without_own_words(text):
    for word in own_words():
        text = text.replace(word, " ")
    text = re.sub(r"\bSample [a-z]+(?: [a-z]+){0,2}", " ", text)
    return CODES.sub(" ", text)


def sentences(html, language):
    return [re.sub(r"\s+", " ", text).strip() for text in texts_of(html, language)]


def visited(world, language):
    """Yield every page of the portal in a language, each as its own reader sees it."""
    clients = {}
    for sample in pages(world):
        if sample.endpoint in FILES:
            continue
        who = (sample.reader, sample.country)
        if who not in clients:
            person = world.people[sample.reader] if sample.reader is not None else None
            clients[who] = world.portal.client(person, sample.country)
        answer = clients[who].get(sample.address(world.portal.app, language))
        assert answer.status_code in {200, 404, 410}, f"{sample.name}: {answer.status_code}"
        yield sample, answer.get_data(as_text=True)


def test_every_page_has_a_sample(world):
    known = {sample.endpoint for sample in pages(world)}
    assert {rule.endpoint for rule in page_rules(world.portal.app)} - known == set()


@pytest.mark.parametrize("language", OTHER_LETTERS)
def test_no_latin_word_is_left_where_another_script_is_written(world, language):
    found = {
        f"{sample.name}: {text}"
        for sample, html in visited(world, language)
        for text in sentences(html, language)
        if WORD.search(without_own_words(text))
    }
    assert not found, "\n".join(sorted(found))


@pytest.mark.parametrize("language", LATIN)
def test_no_message_is_left_in_english_where_the_letters_are_the_same(world, language):
    english = english_messages(language)
    found = {
        f"{sample.name}: {text}"
        for sample, html in visited(world, language)
        for text in sentences(html, language)
        if text in english
    }
    assert not found, "\n".join(sorted(found))


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_page_says_its_language_and_direction(world, language):
    wanted = f'<html lang="{language}" dir="{LANGUAGES[language].direction}"'
    for sample, html in visited(world, language):
        assert wanted in html, sample.name
