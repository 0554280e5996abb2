"""Take the fonts of documents from the system's packages, and write down what is in them.

Run by hand when a font is to be replaced: needs the packages fonts-noto-core and fonts-noto-cjk, and
fontTools. Noto Sans Arabic must be the release whose dots are part of the letters: with later ones text
copied from a PDF is garbage, and PDF/UA refuses it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import pylopdf_fonts_zh_cn
from arabic_for_reading import take_apart
from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

ROOT = Path(__file__).parent.parent
FONTS = ROOT / "portal" / "documents" / "fonts"
SYSTEM = Path("/usr/share/fonts/truetype/noto")
CHINESE_BOLD = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc")
COPIED = (
    "NotoSans-Regular.ttf",
    "NotoSans-Bold.ttf",
    "NotoSansArabic-Regular.ttf",
    "NotoSansArabic-Bold.ttf",
    "NotoSansSymbols2-Regular.ttf",
)
ARABIC = tuple(name for name in COPIED if "Arabic" in name)
BOLD_SUBSET = "NotoSansCJKsc-Bold.otf"
BEFORE_CHINESE = 0x2000
"""Below it are the letters that Noto Sans has."""
FIRST_LEVEL = range(0xB0, 0xD8)
"""Rows of GB 2312 with the characters in daily use."""


def main() -> None:
    """Copy, subset, and write fonts.json."""
    for name in COPIED:
        shutil.copy(SYSTEM / name, FONTS / name)
    for name in ARABIC:
        font = TTFont(FONTS / name)
        print(f"{name}: {take_apart(font)} ligatures taken apart")
        font.save(FONTS / name)
    _subset_bold(FONTS / BOLD_SUBSET)
    files = [FONTS / name for name in (*COPIED, BOLD_SUBSET)]
    chinese = pylopdf_fonts_zh_cn.sans_path()
    covered = set().union(*(TTFont(path).getBestCmap() for path in (*files, chinese)))
    described = {
        "digests": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (*files, chinese)},
        "characters": " ".join(_ranges(covered)),
    }
    (FONTS / "fonts.json").write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")
    print(f"{len(files)} files, {len(covered)} characters")


def _subset_bold(target: Path) -> None:
    """Keep the bold Chinese characters of daily use and of our own texts: headings need no others."""
    faces = TTCollection(CHINESE_BOLD).fonts
    number = [face["name"].getDebugName(1) for face in faces].index("Noto Sans CJK SC")
    options = subset.Options(hinting=False, glyph_names=False, notdef_outline=True)
    options.layout_features = ["*"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=_daily() | _our_own())
    face = TTFont(CHINESE_BOLD, fontNumber=number)
    subsetter.subset(face)
    face.save(target)


def _daily() -> set[int]:
    found = set()
    for row in (*range(0xA1, 0xAA), *FIRST_LEVEL):
        for cell in range(0xA1, 0xFF):
            found |= {ord(sign) for sign in bytes([row, cell]).decode("gb2312", "ignore")}
    return {code for code in found if code > BEFORE_CHINESE}


def _our_own() -> set[int]:
    text = (ROOT / "translations" / "zh" / "LC_MESSAGES" / "messages.po").read_text(encoding="utf-8")
    return {ord(sign) for sign in text if ord(sign) > BEFORE_CHINESE}


def _ranges(codes: Iterable[int]) -> Iterable[str]:
    first = last = -2
    for code in (*sorted(codes), -1):
        if code == last + 1:
            last = code
            continue
        if last >= 0:
            yield f"{first:x}-{last:x}" if last > first else f"{first:x}"
        first = last = code


if __name__ == "__main__":
    main()
