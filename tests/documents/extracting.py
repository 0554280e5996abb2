"""The text of a document in any format, as a program that knows nothing of us reads it."""

from __future__ import annotations

import io
import re
import subprocess
import unicodedata
from html.parser import HTMLParser

import docx
import openpyxl
import simplejson

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def text_of(content: bytes, form: str) -> str:
    """Return all text of a document."""
    return {"pdf": of_pdf, "docx": of_docx, "xlsx": of_xlsx, "html": of_html, "json": of_json}[form](content)


def of_pdf(content: bytes) -> str:
    """Return the text twice: as it lies on the page, and in the order in which it was written."""
    texts = [
        subprocess.run(["pdftotext", *way, "-", "-"], input=content, capture_output=True, check=True).stdout
        for way in ([], ["-raw"])
    ]
    return "\n".join(text.decode("utf-8") for text in texts)


def of_docx(content: bytes) -> str:
    word = docx.Document(io.BytesIO(content))
    texts = [paragraph.text for paragraph in word.paragraphs]
    for table in word.tables:
        texts += [cell.text for cell in table._cells]
    for part in (word.sections[0].header, word.sections[0].footer):
        texts += [paragraph.text for paragraph in part.paragraphs]
    return "\n".join(texts)


def of_xlsx(content: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(content))
    # The words of a rating stand in the format of its number.
    return "\n".join(
        str(cell.value) + (_words_beside(cell.number_format) if cell.data_type == "n" else "")
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    )


def _words_beside(number_format: str) -> str:
    return number_format.removeprefix("General").replace('"', "")


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.elements: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.elements.append(tag)
        self._hidden += tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.texts.append(data)


def parsed(content: bytes) -> _Texts:
    """Return the texts and the names of the elements of an HTML page."""
    parser = _Texts()
    parser.feed(content.decode("utf-8"))
    parser.close()
    return parser


def of_html(content: bytes) -> str:
    return "".join(parsed(content).texts)


def of_json(content: bytes) -> str:
    return "\n".join(_strings(simplejson.loads(content)))


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return [] if value is None else [str(value)]


def words_of(text: str) -> set[str]:
    """Return the words of a text without the signs around them: what survives any break of a line."""
    plain = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return {found for found in re.findall(r"[^\W_]+", plain) if found}


def squeezed(text: str) -> str:
    """Return a text without white space and invisible marks."""
    return re.sub(r"\s+", "", INVISIBLE.sub("", text))
