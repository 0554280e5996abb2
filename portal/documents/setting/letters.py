"""The letters that a reader of a PDF copies: an Arabic letter and its vowel mark are each told once.

Where a letter carries a mark of its own glyph, the writer of the PDF gives the text of both to each of the
two glyphs, in the font's table or as the "actual text" of a span, and copied text has them twice. Here the
mark's glyph keeps the mark and the letter's glyph the letter.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import pikepdf

_LINE = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>")
_SPAN = re.compile(rb"/Span<</ActualText<FEFF([0-9A-F]{8,})>>>BDC")
_ARABIC = range(0x600, 0x700)


def tell_letters_once(written: bytes) -> bytes:
    """Return a PDF whose letters and marks are told once; the very same bytes where none were told twice."""
    with pikepdf.open(io.BytesIO(written)) as pdf:
        changed = [*map(_mend_font, _fonts(pdf)), *map(_mend_page, pdf.pages)]
        if not any(changed):
            return written
        target = io.BytesIO()
        pdf.save(target, deterministic_id=True, fix_metadata_version=False)
        return target.getvalue()


def _is_vocalised(text: str) -> bool:
    """Whether a text is one Arabic letter with marks."""
    return (
        len(text) > 1
        and ord(text[0]) in _ARABIC
        and not unicodedata.combining(text[0])
        and all(unicodedata.combining(sign) for sign in text[1:])
    )


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be")


def _mend_page(page: pikepdf.Page) -> bool:
    """Take the text of both from the spans of one; the font's table then tells each by itself."""
    contents = page.obj.Contents
    changed = False
    for stream in contents if isinstance(contents, pikepdf.Array) else [contents]:
        drawn = stream.read_bytes()
        mended = _SPAN.sub(_bare_span, drawn)
        if mended != drawn:
            stream.write(mended)
            changed = True
    return changed


def _bare_span(found: re.Match[bytes]) -> bytes:
    return b"/Span<<>>BDC" if _is_vocalised(_text(found[1])) else found[0]


def _fonts(pdf: pikepdf.Pdf) -> Iterable[Any]:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/Type0" and "/ToUnicode" in item:
            yield item


def _mend_font(font: Any) -> bool:
    """Mend the texts of the glyphs of one font; whether there was anything to mend."""
    stream = font.ToUnicode
    told = stream.read_bytes()
    texts = {found[1]: _text(found[2]) for found in _LINE.finditer(told)}
    bare = _bare(texts, font.DescendantFonts[0])
    marks = {sign for glyph in bare for sign in texts[glyph][-1:]}
    changes = {
        glyph: text[1:] if glyph in bare else text[0]
        for glyph, text in texts.items()
        if _is_vocalised(text) and (glyph in bare or not marks.isdisjoint(text[1:]))
    }
    if changes:
        stream.write(_LINE.sub(lambda found: _line(found, changes), told))
    return bool(changes)


def _line(found: re.Match[bytes], changes: Mapping[bytes, str]) -> bytes:
    text = changes.get(found[1])
    if text is None:
        return found[0]
    return b"<%b> <%b>" % (found[1], text.encode("utf-16-be").hex().upper().encode())


def _bare(texts: Iterable[bytes], descendant: Any) -> set[bytes]:
    """Return the glyphs without a width of their own: marks."""
    widths, usual = _widths(descendant.get("/W", [])), float(descendant.get("/DW", 1000))
    return {glyph for glyph in texts if widths.get(int(glyph, 16), usual) == 0}


def _widths(listed: Iterable[Any]) -> dict[int, float]:
    """Read the widths of glyphs: a number and a list, or two numbers and the width of all between them."""
    found: dict[int, float] = {}
    parts = list(listed)
    while parts:
        first = int(parts.pop(0))
        if isinstance(parts[0], pikepdf.Array):
            found.update((first + place, float(width)) for place, width in enumerate(parts.pop(0)))
        else:
            last, width = int(parts.pop(0)), float(parts.pop(0))
            found.update(dict.fromkeys(range(first, last + 1), width))
    return found
