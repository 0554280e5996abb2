"""A letter says the same in plain text and in HTML, in the direction of its language."""

from __future__ import annotations

import re

import pytest

from portal.i18n import LANGUAGES
from portal.mail.writing import Part, write_letter

HOSTILE = '<script>alert("1")</script> & more'


def _write(language="en", parts=("One sentence.",)):
    return write_letter("test", "a@example.org", language, "Subject", parts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_html_part_says_its_language_and_direction(language):
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in _write(language).html_body


@pytest.mark.parametrize("language", LANGUAGES)
def test_plain_text_and_html_hold_the_same_words_in_the_same_order(language):
    parts = ("One sentence.", Part("Two\nlines", "quote", "fr"), Part("https://portal.example/x", "link"))
    letter = _write(language, parts)
    bare = re.sub(r"<[^>]+>", " ", letter.html_body.partition("<body>")[2])
    assert bare.split() == letter.text_body.replace("> ", "").split()


def test_what_people_wrote_is_text_in_html_never_markup():
    letter = _write(parts=(Part(HOSTILE, "quote"), HOSTILE))
    assert "<script" not in letter.html_body
    assert letter.html_body.count("&lt;script&gt;") == 2
    assert f"> {HOSTILE}" in letter.text_body


def test_a_quotation_keeps_its_own_language_and_direction():
    letter = _write("en", (Part("نص", "quote", "ar"),))
    assert '<blockquote lang="ar" dir="rtl">' in letter.html_body


def test_a_link_can_be_followed():
    letter = _write(parts=(Part("https://portal.example/en/reports/5?a=1&b=2", "link"),))
    assert 'href="https://portal.example/en/reports/5?a=1&amp;b=2"' in letter.html_body
    assert "\n\nhttps://portal.example/en/reports/5?a=1&b=2\n\n" in letter.text_body


def test_paragraphs_without_words_are_left_out():
    assert _write(parts=("One.", "", Part("", "quote"))).text_body == _write(parts=("One.",)).text_body


def test_letters_carry_no_style_script_or_picture():
    assert not re.search(r"<(style|script|img|link)|style=|\son\w+=", _write().html_body)
