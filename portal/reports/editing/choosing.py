"""Whether and how two texts of an answer are kept together: it follows from what is asked."""

from __future__ import annotations

from typing import Any

from portal.i18n import LANGUAGES
from portal.questionnaires.definition import Kind, parse_key
from portal.questionnaires.loader import load_library
from portal.reports.merge import PARAGRAPHS, can_keep_both
from portal.reports.models import Report


def can_choose_both(report: Report, key: str, mine: Any, theirs: Any) -> bool:
    """Whether two values of an answer can be kept together: texts, multiple choices and tables can."""
    is_text = parse_key(key).other or _kind(report, key) in {Kind.TEXT, Kind.LONG}
    return (is_text or not isinstance(mine, str)) and can_keep_both(mine, theirs)


def between(report: Report, key: str, language: str) -> str:
    """Return what stands between two texts kept together: an answer of one line has no paragraphs."""
    is_long = _kind(report, key) is Kind.LONG and not parse_key(key).other
    return PARAGRAPHS if is_long or language not in LANGUAGES else LANGUAGES[language].semicolon


def _kind(report: Report, key: str) -> Kind:
    return load_library().release(report.instrument, report.release).question(parse_key(key).code).kind
