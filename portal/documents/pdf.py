"""Writer of documents as PDF (PDF/UA-1 and PDF/A-2a), set by Typst from data: no text is ever markup."""

from __future__ import annotations

import functools
import logging
import re
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import simplejson
import typst

from portal import i18n
from portal.documents.plain import as_plain
from portal.documents.setting.letters import tell_letters_once
from portal.documents.setting.typefaces import REGULAR, boxed, named, typefaces
from portal.summaries.structure import Document

TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"
STANDARDS: list[Any] = ["ua-1", "a-2a"]
HIGHEST = 1.25
"""Height of a picture in print, in widths of the text."""
_VIEW = re.compile(r'viewBox="([^"]+)"')
_logger = logging.getLogger("portal.documents")
_one_at_a_time = threading.Lock()


@functools.cache
def _compiler() -> typst.Compiler:
    """Return the one compiler of this process: it reads the template's folder, and only our fonts."""
    return typst.Compiler(
        root=TEMPLATES,
        font_paths=typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=sorted({path.parent.as_posix() for path in typefaces().files}),
        ),
    )


def render(document: Document) -> bytes:
    """Write a document; a character that no font has stands as a box, and the document names it.

    Should the standards refuse something all the same, the document is written without them and the refusal
    is logged: a Government gets its summary.
    """
    data = drawn(document)
    moment = document.made_at
    try:
        return _compiled(data, moment, STANDARDS)
    except typst.TypstError as refusal:
        _logger.warning("a document was written without PDF/UA and PDF/A: %s", refusal.message)
        return _compiled(data, moment, [])


def _compiled(data: str, moment: datetime | None, standards: list[Any]) -> bytes:
    with _one_at_a_time:
        found = _compiler().compile(
            input=TEMPLATES / "document.typ",
            format="pdf",
            sys_inputs={"document": data},
            pdf_standards=standards,
            timestamp=int(moment.timestamp()) if moment else 0,
        )
    if not isinstance(found, bytes):  # pragma: no cover - one document is one file
        raise TypeError("Typst wrote no single file")
    return tell_letters_once(found)


def picture(svg: str, language: str, width_points: int = 480, density: int = 200) -> bytes:
    """Draw an SVG as PNG with our fonts, for formats that hold no SVG."""
    data = simplejson.dumps({"svg": svg, "width": width_points, "fonts": fonts_of(language)})
    with _one_at_a_time:
        found = _compiler().compile(
            input=TEMPLATES / "picture.typ", format="png", ppi=density, sys_inputs={"picture": data}
        )
    return found[0] if isinstance(found, list) else found or b""


def fonts_of(language: str) -> tuple[str, ...]:
    """Return the families of a language, in order."""
    return REGULAR.get(language, REGULAR[""])


def drawn(document: Document) -> str:
    """Return what the template draws: the document as data, every character of it printable."""
    lacking: dict[str, None] = {}
    plain = _printable(as_plain(document), lacking)
    plain["words"] = dict(document.words)
    _size_pictures(plain)
    plain["direction"] = i18n.direction_of(document.language)
    plain["directions"] = {code: found.direction for code, found in i18n.LANGUAGES.items()}
    plain["fonts"] = {code: fonts_of(code) for code in (*i18n.LANGUAGES, "")}
    if lacking:
        told = ", ".join(named(character) for character in lacking)
        plain["notices"].append(document.words["boxes"] % {"characters": told})
    written: str = simplejson.dumps(plain, use_decimal=True, ensure_ascii=False)
    return written


def _size_pictures(plain: dict[str, Any]) -> None:
    """Give each picture the share of the width at which it still fits a page."""
    for section in plain["sections"]:
        for block in section["blocks"]:
            if block["block"] == "picture":
                block["width"] = 100 * width_share(block["svg"])


def width_share(svg: str) -> float:
    """Return the share of the text's width that a drawing may take: higher than a page it is made smaller.

    >>> width_share('<svg viewBox="0 0 420 210">'), width_share('<svg viewBox="0 0 420 1050">')
    (1.0, 0.5)
    """
    found = _VIEW.search(svg)
    if found is None:
        return 1.0
    width, height = (float(part) for part in found[1].split()[2:])
    return min(1.0, HIGHEST * width / height)


def _printable(value: Any, lacking: dict[str, None]) -> Any:
    if isinstance(value, str):
        return boxed(value, lacking)
    if isinstance(value, dict):
        return {
            key: item if key in {"svg", "made_at"} else _printable(item, lacking)
            for key, item in value.items()
        }
    return [_printable(item, lacking) for item in value] if isinstance(value, list) else value
