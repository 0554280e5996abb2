"""Every form in which people write has the guard, so that nothing typed is lost."""

from __future__ import annotations

import re

from portal.web import static_files
from tests.house.tree import TEMPLATES, complaint, page_templates

UNGUARDED = {
    "accounts/sign_in.html": "an address and a password: nothing is written, and nobody is signed in yet",
    "accounts/forgotten.html": "an address alone, on a page for everybody",
}
"""Forms with a text field and without the guard: template → why. Searches (method get) are free."""

TAG = r"(?:[^>\"]|\"[^\"]*\")*"
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
FORM = re.compile(rf"<form\b({TAG})>(.*?)</form>", re.DOTALL)
MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)\(.*?%\}(.*?)\{%-?\s*endmacro", re.DOTALL)
IMPORT = re.compile(r"\{%-?\s*from \"([^\"]+)\" import ([^%]+?)\s*-?%\}")
CONTROL = re.compile(rf"<(?:textarea|input)\b{TAG}>", re.DOTALL)
NOT_TYPED = re.compile(
    r"<input\b.*\btype=\"(?:(?:hidden|password|file|radio|checkbox|submit)\"|\{\{ 'checkbox')|\breadonly>",
    re.DOTALL,
)
PASSWORD = re.compile(r"^.*type=\"password\".*$", re.MULTILINE)
BY_NAME = re.compile(r"\bform=\"(\w+)\"")
FIRST_VIEW = ("guard.js", "kept.js")
LIMIT = 6_000
"""Bytes, compressed, that each page of somebody signed in loads; the rest comes when something is kept."""


def _sources():
    return {
        path.relative_to(TEMPLATES).as_posix(): COMMENT.sub("", path.read_text(encoding="utf-8"))
        for path in page_templates()
    }


def _has_control(text):
    return any(not NOT_TYPED.search(control) for control in CONTROL.findall(text))


def _writing_macros(sources):
    """Return, by template, the names of macros that draw a text field there, own and imported ones."""
    bodies = {place: dict(MACRO.findall(source)) for place, source in sources.items()}
    known = {place: _imported(source) for place, source in sources.items()}
    for place, own in bodies.items():
        known[place].update({name: (place, name) for name in own})
    found: set[tuple[str, str]] = set()
    while (
        more := {
            (place, name)
            for place, own in bodies.items()
            for name, body in own.items()
            if _has_control(body) or "field._value()" in body or _calls(body, _in(known[place], found))
        }
        - found
    ):
        found |= more
    return {place: _in(names, found) for place, names in known.items()}


def _imported(source):
    return {
        name.strip(): (place, name.strip())
        for place, names in IMPORT.findall(source)
        for name in names.removesuffix(" with context").split(",")
    }


def _in(names, found):
    return {name for name, origin in names.items() if origin in found}


def _calls(text, macros):
    return any(re.search(rf"\b{name}\(", text) for name in macros)


def _forms_with_text():
    """Yield each posted form that holds a text field: its template and the attributes of its tag."""
    sources = _sources()
    macros = _writing_macros(sources)
    far = {
        name
        for text in sources.values()
        for control in CONTROL.findall(text)
        for name in BY_NAME.findall(control)
    }
    for template, source in sources.items():
        for attributes, body in FORM.findall(source):
            if 'method="get"' in attributes:
                continue
            own = re.search(r"\bid=\"(\w+)\"", attributes)
            typed = PASSWORD.sub("", body)
            if _has_control(typed) or _calls(typed, macros[template]) or (own and own[1] in far):
                yield template, attributes


def test_every_form_in_which_people_write_has_the_guard():
    found = [
        template
        for template, attributes in _forms_with_text()
        if "guarded(" not in attributes and template not in UNGUARDED
    ]
    assert not found, complaint(
        "Add {{ guarded(…) }} to the tag of the form, or the reason to UNGUARDED: no typed text may be lost.",
        found,
    )


def test_each_exception_is_still_a_form_without_the_guard():
    bare = {template for template, attributes in _forms_with_text() if "guarded(" not in attributes}
    assert set(UNGUARDED) == bare


def test_the_search_finds_forms_by_text_area_by_macro_and_by_name():
    guarded = {template for template, attributes in _forms_with_text() if "guarded(" in attributes}
    assert guarded >= {
        "filing/section.html",
        "filing/team/contribute.html",
        "filing/report.html",
        "review/report.html",
        "secretariat/reading/tags.html",
        "secretariat/invitations/invitations.html",
        "accounts/people.html",
    }


def test_the_guard_stays_small():
    files = static_files.read_folder(static_files.FOLDER).files
    sizes = {name: len(files[name].compressed or files[name].content) for name in FIRST_VIEW}
    assert sum(sizes.values()) <= LIMIT, sizes


def test_scripts_are_sent_without_comments_and_otherwise_line_by_line_as_written():
    files = static_files.read_folder(static_files.FOLDER).files
    for path in sorted(static_files.FOLDER.glob("*.js")):
        source = path.read_text(encoding="utf-8").splitlines()
        assert all(line.count("`") % 2 == 0 for line in source), f"{path.name}: a text over several lines"
        sent = files[path.name].content.decode().splitlines()
        written = [line.strip() for line in source if line.strip() and not line.strip().startswith("//")]
        assert len(sent) == len(written)
        for short, whole in zip(sent, written, strict=True):
            assert whole == short or whole.startswith(f"{short} // "), (path.name, whole)


def test_no_other_script_depends_on_the_guard():
    own = {"guard.js", "kept.js", "offers.js", "questions.js"}
    for name, file in static_files.read_folder(static_files.FOLDER).files.items():
        if name.endswith(".js") and name not in own:
            assert not re.search(rb"\b(?:import|guard\.js\"\))", file.content.split(b"\n", 2)[-1]), name
