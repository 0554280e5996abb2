"""The composed text of a paragraph: a sentence of `lines`, with the paths of its figures in braces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from portal import i18n
from portal.summaries.figures.blocks import option_labels
from portal.summaries.figures.bound import Bound
from portal.summaries.report.inputs import ReportInput
from portal.summaries.report.lines import ITEM, LINES, MOST, Line

WITH_SUBJECT = frozenset({"progress", "trend", "theme"})
"""Lines that are said of one conference or theme: its code follows the name."""
HOW_MANY = 3
"""How many entries a list of what was named most often has."""


def say_line(given: ReportInput, name: str) -> str:
    """Return the text of a line, such as ``coverage/national`` or ``progress/WSSD95``.

    Raises KeyError for a line that there is not.
    """
    first, _, rest = name.partition("/")
    subject = rest if name not in LINES and first in WITH_SUBJECT else ""
    line = LINES[first if subject else name]
    bound = given.bound
    paths = {word: full_path(bound, path, subject) for word, path in line.figures.items()}
    words = _words(given, name, subject)
    if any(bound.number(paths[need]) is None for need in line.needs):
        return bound.say(line.instead, **words)
    return _said(bound, line, paths, words)


def _said(bound: Bound, line: Line, paths: Mapping[str, str], words: Mapping[str, str]) -> str:
    tokens = {word: f"{{{path}}}" for word, path in paths.items()}
    said = bound.say(line.text, **words, **tokens)
    if line.more and all(bound.number(path) is not None for path in paths.values()):
        gap = "" if bound.language == "zh" else " "
        said += gap + bound.say(line.more, **words, **tokens)
    return said


def full_path(bound: Bound, path: str, subject: str = "") -> str:
    """Return the path in the data of a short path.

    ``national:received``, ``=coverage/…``, ``~poverty/n``; ``*`` is the subject.
    """
    path = path.replace("*", subject)
    if path.startswith("="):
        return path[1:]
    if path.startswith("~"):
        return bound.at(path[1:])
    family, _, name = path.partition(":")
    return f"{bound.coverage(family)}/{name}"


def _words(given: ReportInput, name: str, subject: str) -> dict[str, str]:
    """Return the words of a line that are no figures."""
    bound = given.bound
    words = {"cycle": given.cycle, "date": i18n.written_date(given.language, given.frozen_on)}
    if subject:
        wording = bound.wording("VNR.12.C1")
        theme = name.startswith("theme/")
        words["subject"] = wording.option("THEME", subject) if theme else wording.conference(subject)
    if name in MOST:
        words["most"] = _most(bound, *MOST[name])
    if name == "pack":
        listed = [bound.wording("VNR.12.C1").conference(code) for code in bound.asked.conferences]
        named = [bound.say(given.pack.name)] if given.pack.region else listed
        words["pack"] = _listed(given.language, named, "؛ ", "; ")
    return words


def _most(bound: Bound, code: str, short: str) -> str:
    """Write what was named most often; of two named equally often the first as asked comes first."""
    block = full_path(bound, short)
    counted = [
        (bound.number(f"{block}/options/{value}/count") or 0, value, label)
        for value, label in option_labels(bound, code, block)
    ]
    named = sorted((entry for entry in counted if entry[0]), key=lambda entry: -entry[0])[:HOW_MANY]
    items = (
        bound.say(
            ITEM,
            label=label,
            count=f"{{{block}/options/{value}/count}}",
            share=f"{{{block}/options/{value}/pct}}",
        )
        for _, value, label in named
    )
    return _listed(bound.language, items, "؛ ", "; ")


def _listed(language: str, texts: Iterable[str], arabic: str, other: str) -> str:
    return {"ar": arabic, "zh": "；"}.get(language, other).join(texts)
