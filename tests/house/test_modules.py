"""What every module of the application keeps to."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

from tests.house.tree import PORTAL, ROOT, complaint, name_of, portal_modules, project_files, python_files

NAMES_THAT_SAY_NOTHING = {"common", "helper", "helpers", "manager", "misc", "stuff", "util", "utils"}

# Modules that are pure rules. Patterns, because rooms are built one after the other.
PURE_MODULES = (
    "aggregation/**/*.py",
    "questionnaires/**/*.py",
    "*/workflow.py",
    "*/merge.py",
    "*/disclosure.py",
    "*/permissions.py",
)
NOT_PURE = {"aggregation/queries.py"}


def _calls(tree):
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _is_naive_clock(call):
    if not isinstance(call.func, ast.Attribute):
        return False
    owner = ast.unparse(call.func.value).rpartition(".")[2]
    if call.func.attr in {"utcnow", "utcfromtimestamp", "today"}:
        return owner in {"datetime", "date"}
    return call.func.attr == "now" and owner == "datetime" and not call.args and not call.keywords


def test_every_init_file_is_empty():
    found = [
        module.place
        for module in python_files("portal", "tests")
        if module.path.name == "__init__.py" and module.text
    ]
    assert not found, complaint(
        "An __init__.py stays empty: importing a rule must not import the rest of its room.", found
    )


def test_every_package_has_an_init_file():
    found = sorted(
        {name_of(module.path.parent) for module in portal_modules()}
        - {name_of(path.parent) for path in PORTAL.rglob("__init__.py")}
    )
    assert not found, complaint("Add an empty __init__.py, or the layers are not checked there.", found)


def test_every_module_says_in_its_first_line_what_lives_there():
    first_lines = {m.place: (ast.get_docstring(m.tree) or "").partition("\n")[0] for m in portal_modules()}
    found = [place for place, line in first_lines.items() if len(line.split()) < 2]
    assert not found, complaint(
        "Begin these modules with a docstring: one sentence on what lives there.", found
    )


def test_only_the_settings_read_the_environment():
    pattern = re.compile(r"\bos\.(environb?|getenv)\b|from os import .*\b(environ|getenv)\b")
    found = [module.place for module in python_files("portal", "migrations") if pattern.search(module.text)]
    assert not found, complaint("Only config.py reads the environment; take a setting instead.", found)


def test_no_clock_is_read_without_a_time_zone():
    found = [
        f"{module.place}:{call.lineno} {ast.unparse(call)}"
        for module in python_files("portal", "migrations", "tests", "scripts", "bench")
        for call in _calls(module.tree)
        if _is_naive_clock(call)
    ]
    assert not found, complaint("Write datetime.now(UTC), or better take `now` as a parameter.", found)


def test_no_file_has_a_name_that_says_nothing():
    found = [
        name_of(path)
        for path in project_files()
        if NAMES_THAT_SAY_NOTHING & {part.partition(".")[0] for part in path.relative_to(ROOT).parts}
    ]
    assert not found, complaint("Name these after what they hold.", found)


def test_every_exception_to_a_rule_says_why():
    pattern = re.compile(r"#\s*(noqa|type:\s*ignore)(?!: [A-Z0-9, ]+ - \S|\[[a-z, -]+\]\s+# \S)")
    found = [
        f"{module.place}:{number}"
        for module in python_files("portal", "migrations", "scripts", "bench")
        for number, line in enumerate(module.text.splitlines(), start=1)
        if pattern.search(line)
    ]
    assert not found, complaint(
        "Give the rule and the reason: `# noqa: S608 - why` or `# type: ignore[code]  # why`.", found
    )


def test_importing_a_rule_imports_no_web_and_no_database():
    paths = {path for pattern in PURE_MODULES for path in PORTAL.glob(pattern) if path.name != "__init__.py"}
    names = sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in paths
        if path.relative_to(PORTAL).as_posix() not in NOT_PURE
    )
    assert names, "PURE_MODULES matches no module: the rules have moved, and nothing is checked any more."
    program = (
        f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\n"
        "print(*sorted({'flask', 'werkzeug', 'sqlalchemy', 'psycopg'} & sys.modules.keys()))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert not result.stdout.strip(), f"Rules are pure, and one of {names} imports: {result.stdout}"
