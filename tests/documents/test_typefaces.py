"""The fonts are the ones that documents were tried with, and cover what is written."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from portal import i18n
from portal.documents.setting import typefaces as module
from portal.documents.setting.typefaces import BOX, FontError, boxed, typefaces


def test_a_font_that_is_not_the_one_tried_is_refused(tmp_path, monkeypatch):
    for path in module.FOLDER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    changed = tmp_path / "NotoSans-Bold.ttf"
    changed.write_bytes(changed.read_bytes()[:-1] + b"x")
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    with pytest.raises(FontError, match="NotoSans-Bold"):
        typefaces.__wrapped__()


def test_the_list_of_characters_is_that_of_the_fonts():
    found: set[int] = set()
    for path in typefaces().files:
        with TTFont(path, lazy=True) as font:
            found |= set(font.getBestCmap())
    assert found == typefaces().characters


@pytest.mark.parametrize("code", [code for code in i18n.LANGUAGES if code != "en"])
def test_every_character_of_our_own_texts_can_be_printed(code):
    lacking: dict[str, None] = {}
    for message in i18n.catalogue(code)._catalog.values():
        boxed(str(message), lacking)
    assert lacking == {}


def test_a_character_that_no_font_has_is_a_box_and_is_noted_once():
    lacking: dict[str, None] = {}
    assert boxed("a\U0001f600b\U0001f600\n\u200f", lacking) == f"a{BOX}b{BOX}\n\u200f"
    assert list(lacking) == ["\U0001f600"]
