"""Pages work under a strict content security policy, and in both directions of writing."""

from __future__ import annotations

import re

from tests.house.tree import PORTAL, TEMPLATES, complaint, name_of, page_templates

NOT_MARKUP = re.compile(r"\{#.*?#\}|\{%.*?%\}|<!--.*?-->", re.DOTALL)
CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)

INLINE_CODE = {
    "a script without src": re.compile(r"<script(?![^>]*\ssrc\s*=)", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=\s*[\"'{]", re.IGNORECASE),
    "an event attribute": re.compile(r"\son[a-z]+\s*=\s*[\"'{]", re.IGNORECASE),
    "a javascript: address": re.compile(r"[\"']\s*javascript:", re.IGNORECASE),
}
# Documents and letters leave the site as single files and carry their own style.
CARRY_THEIR_STYLE = {"documents", "letters"}

PHYSICAL = re.compile(
    r"""(?:^|[;{\s])(
        (?:scroll-)?(?:margin|padding)-(?:left|right)
      | border-(?:left|right)(?:-(?:width|style|color))?
      | border-(?:top|bottom)-(?:left|right)-radius
      | (?:left|right)
    )\s*:
    | (text-align|float|clear)\s*:\s*(?:left|right)\b""",
    re.VERBOSE,
)


def _faults_of(path):
    markup = NOT_MARKUP.sub(lambda match: "\n" * match.group().count("\n"), path.read_text(encoding="utf-8"))
    for name, pattern in INLINE_CODE.items():
        if "style" in name and path.relative_to(TEMPLATES).parts[0] in CARRY_THEIR_STYLE:
            continue
        for match in pattern.finditer(markup):
            yield f"{name_of(path)}:{markup.count(chr(10), 0, match.start()) + 1} {name}"


def test_pages_hold_no_inline_code():
    found = [fault for path in page_templates() for fault in _faults_of(path)]
    assert not found, complaint(
        "Move these to a file in portal/web/static; the browser refuses them here.", found
    )


def test_style_sheets_name_start_and_end_instead_of_left_and_right():
    own = (path for path in (PORTAL / "web" / "static").rglob("*.css") if "vendor" not in path.parts)
    found = []
    for path in sorted(own):
        text = CSS_COMMENT.sub(
            lambda match: "\n" * match.group().count("\n"), path.read_text(encoding="utf-8")
        )
        found += [
            f"{name_of(path)}:{number} {line.strip()}"
            for number, line in enumerate(text.splitlines(), start=1)
            if PHYSICAL.search(line)
        ]
    assert not found, complaint(
        "Arabic is written from the right: use margin-inline-start, inset-inline-end, text-align: start …",
        found,
    )


def test_the_search_for_left_and_right_finds_what_it_should():
    for line in (
        "  margin-left: 1em;",
        "a{left:0}",
        "text-align: right;",
        "b { float:left }",
        "border-right: 0;",
    ):
        assert PHYSICAL.search(line), line
    for line in ("margin-inline-start: 1em", "text-align: start", ".left { color: red }", "a:hover{top: 0}"):
        assert not PHYSICAL.search(line), line
