"""The files of the project, as the tests of its conventions read them."""

from __future__ import annotations

import ast
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PORTAL = ROOT / "portal"
TEMPLATES = ROOT / "templates"
TRANSLATIONS = ROOT / "translations"


@dataclass(frozen=True)
class PythonFile:
    """A module's place in the checkout, its text and its syntax tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def place(self) -> str:
        return name_of(self.path)


def name_of(path: Path) -> str:
    """Return the path from the top of the checkout, as it is written in messages and lists."""
    return path.relative_to(ROOT).as_posix()


@cache
def python_files(*folders: str) -> tuple[PythonFile, ...]:
    """Read all modules below these folders."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    texts = [(path, path.read_text(encoding="utf-8")) for path in paths]
    return tuple(PythonFile(path, text, ast.parse(text, str(path))) for path, text in texts)


@cache
def portal_modules() -> tuple[PythonFile, ...]:
    """Read all modules of the application, without the empty `__init__.py`."""
    return tuple(module for module in python_files("portal") if module.path.name != "__init__.py")


@cache
def project_files() -> tuple[Path, ...]:
    """List what is, or is about to be, under version control."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / name for name in listing.stdout.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def page_templates() -> list[Path]:
    """List the templates that make pages and parts of pages."""
    return sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".svg", ".jinja", ".j2"})


def complaint(rule: str, found: list[str]) -> str:
    """Word a failure: the rule first, then each place that breaks it."""
    return "\n  ".join([rule, *found])
