"""Marks of WordprocessingML that its library has no names for: direction, language, fonts, fields."""

from __future__ import annotations

from typing import Any

from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

LOCALES = {"ar": "ar-SA", "en": "en-GB", "es": "es-ES", "fr": "fr-FR", "ru": "ru-RU", "zh": "zh-CN"}
LATIN, ARABIC, CHINESE = "Arial", "Arial", "Microsoft YaHei"
_NOT_XML = {0xFFFE: "\u25a1", 0xFFFF: "\u25a1"}
"""Numbers that are no characters and that no XML may hold: a box stands in their place."""


def writable(text: str) -> str:
    """Return a text as XML can hold it."""
    return text.translate(_NOT_XML)


def element(name: str, **attributes: str) -> Any:
    """Make an element such as ``w:rtl`` with attributes of the same space."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def set_fonts(properties: Any) -> None:
    """Name the fonts of all scripts in properties of runs, instead of those of the theme."""
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    fonts = element("w:rFonts", ascii=LATIN, hAnsi=LATIN, cs=ARABIC, eastAsia=CHINESE)
    properties.insert(0, fonts)


def set_language(properties: Any, code: str) -> None:
    """Mark properties of runs with a language, for the spelling and the voice."""
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    locale = LOCALES.get(code, "en-GB")
    properties.append(element("w:lang", val=locale, eastAsia="zh-CN", bidi="ar-SA"))


def mark_run(run: Run, code: str, *, right_to_left: bool) -> None:
    """Mark a run with its language and direction."""
    properties = run._element.get_or_add_rPr()  # noqa: SLF001 - the library's own way to its XML
    if right_to_left:
        properties.append(element("w:rtl"))
    set_language(properties, code)


def mark_paragraph(paragraph: Paragraph, *, right_to_left: bool) -> None:
    """Set the direction of a paragraph that is not the document's."""
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - the library's own way to its XML
    for old in properties.findall(qn("w:bidi")):
        properties.remove(old)
    mark = element("w:bidi", val="1" if right_to_left else "0")
    # The order of the properties is part of the format: bidi stands before the alignment.
    following = properties.find(qn("w:jc"))
    if following is None:
        properties.append(mark)
    else:
        following.addprevious(mark)


def repeat_header(table: Table) -> None:
    """Repeat the first row on every page, and keep rows whole."""
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - the library's own way to its XML
        properties.append(element("w:cantSplit"))
        if number == 0:
            properties.append(element("w:tblHeader"))


def add_field(paragraph: Paragraph, instruction: str) -> None:
    """Add a field that the word processor fills, such as PAGE."""
    field = element("w:fldSimple", instr=instruction)
    run = element("w:r")
    text = element("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001 - the library's own way to its XML


def describe_picture(run: Run, title: str, description: str) -> None:
    """Give the picture of a run its alt text."""
    for properties in run._element.iter(qn("wp:docPr")):  # noqa: SLF001 - the library's own way to its XML
        properties.set("title", title)
        properties.set("descr", description)


def prepare(word: Word, code: str, *, right_to_left: bool) -> None:
    """Set fonts, language and direction of all styles and of the page."""
    styles = word.styles.element
    defaults = styles.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    set_fonts(defaults)
    set_language(defaults, code)
    for style in styles.iter(qn("w:style")):
        properties = style.find(qn("w:rPr"))
        if properties is not None and properties.find(qn("w:rFonts")) is not None:
            set_fonts(properties)
    if right_to_left:
        normal = word.styles["Normal"].element
        normal.get_or_add_pPr().append(element("w:bidi"))
        for section in word.sections:
            section._sectPr.append(element("w:bidi"))  # noqa: SLF001 - the library's own way to its XML
