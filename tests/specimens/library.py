"""The tiny questionnaires of this folder, and what the specimens' cycle asks."""

from __future__ import annotations

import hashlib
from pathlib import Path

from portal.questionnaires.definition import Asked, Questionnaire
from portal.questionnaires.loader import load_library

SPECIMENS = Path(__file__).parent
ASKED = Asked("rc", ("WSC90", "WSSD95"), ("poverty", "rights"))


def specimen(name, prefix="TST", release="1") -> Questionnaire:
    """Return a questionnaire of one of the libraries of this folder."""
    return load_library(SPECIMENS / name).release(prefix, release)


def write_library(folder: Path, files, *, locked=()) -> Path:
    """Write a library of its own for a test; `locked` names the files of its lock."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in locked]
    (folder / "published.lock").write_text("".join(lines), encoding="utf-8")
    return folder
