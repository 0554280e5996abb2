"""Modules, functions, rooms and templates stay small enough to read at one sitting."""

from __future__ import annotations

import ast
from collections import Counter

from tests.house.exceptions import FULL_ROOMS, LONG_MODULES
from tests.house.tree import ROOT, complaint, name_of, page_templates, portal_modules

MODULE_LINES = 300
MODULE_LINES_AT_MOST = 400
FUNCTION_LINES_AT_MOST = 40  # the aim is 25; complexity (8) and parameters (5) are checked by ruff
MODULES_IN_A_ROOM = 8
TEMPLATE_LINES_AT_MOST = 160  # the aim is 120


def _lines(text):
    return len(text.splitlines())


def _functions(tree):
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _body_lines(function):
    """Count the lines of a function from the first statement after its docstring to its end."""
    statements = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return function.end_lineno - statements[0].lineno + 1 if statements else 0


def test_no_module_is_longer_than_400_lines():
    found = [
        f"{module.place}: {_lines(module.text)} lines"
        for module in portal_modules()
        if _lines(module.text) > MODULE_LINES_AT_MOST
    ]
    assert not found, complaint("Split these modules: 400 lines is the limit, 60 to 200 are normal.", found)


def test_a_module_longer_than_300_lines_has_a_reason():
    long = {module.place for module in portal_modules() if _lines(module.text) > MODULE_LINES}
    found = sorted(long - LONG_MODULES.keys())
    assert not found, complaint(
        "Split these modules (over 300 lines), or give a reason in LONG_MODULES, tests/house/exceptions.py.",
        found,
    )
    stale = sorted(LONG_MODULES.keys() - long)
    assert not stale, complaint("These are short again; take them out of LONG_MODULES.", stale)


def test_no_function_is_longer_than_40_lines():
    found = [
        f"{module.place}:{function.lineno} {function.name}: {_body_lines(function)} lines"
        for module in portal_modules()
        for function in _functions(module.tree)
        if _body_lines(function) > FUNCTION_LINES_AT_MOST
    ]
    assert not found, complaint(
        "Give parts of these functions a name: 40 lines is the limit, 25 the aim.", found
    )


def test_no_room_has_more_than_eight_modules():
    counts = Counter(name_of(module.path.parent) for module in portal_modules())
    full = {room: count for room, count in counts.items() if count > MODULES_IN_A_ROOM}
    found = [f"{room}: {count} modules" for room, count in sorted(full.items()) if room not in FULL_ROOMS]
    assert not found, complaint(
        "A ninth module means two rooms (or a nested one); otherwise give the reason in "
        "tests/house/exceptions.py, FULL_ROOMS.",
        found,
    )
    stale = sorted(FULL_ROOMS.keys() - full.keys())
    assert not stale, complaint(
        "These have eight modules or fewer again; take them out of FULL_ROOMS.", stale
    )


def test_no_template_is_longer_than_160_lines():
    found = [
        f"{name_of(path)}: {_lines(path.read_text(encoding='utf-8'))} lines"
        for path in page_templates()
        if _lines(path.read_text(encoding="utf-8")) > TEMPLATE_LINES_AT_MOST
    ]
    assert not found, complaint("Move parts of these templates into macros or includes.", found)


def test_every_exception_has_a_reason():
    found = [place for place, reason in {**LONG_MODULES, **FULL_ROOMS}.items() if len(reason.split()) < 3]
    assert not found, complaint("An exception needs its reason in a few words.", found)
    gone = [place for place in {**LONG_MODULES, **FULL_ROOMS} if not (ROOT / place).exists()]
    assert not gone, complaint("These are gone; take them out of tests/house/exceptions.py.", gone)
