"""The parts of a report and their order, before an officer arranges them.

A part's key begins with what it is: ``h/`` a heading, ``p/`` a paragraph of `lines`, ``t/`` a table, ``f/`` a
picture, ``q/`` a quotation. Source: resolution, paragraphs 16, 17 and 18; coverage first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from portal.i18n import N_
from portal.summaries.report.inputs import Part, ReportInput

HEADINGS: Mapping[str, tuple[str, str]] = {
    "introduction": (N_("Introduction"), ""),
    "coverage": (N_("Coverage"), "12, 15"),
    "mechanisms": (N_("Mechanisms and plans"), "12"),
    "progress": (N_("Progress by conference"), "12"),
    "trends": (N_("Changes since the previous cycle"), "12"),
    "themes": (N_("Cross-cutting themes"), "12, 14"),
    "obstacles": (N_("Obstacles and support needed"), "12"),
    "poverty": (N_("Extreme poverty and common targets"), "1, 2"),
    "resources": (N_("Resources"), "3"),
    "participation": (N_("Participation of civil society"), "4"),
    "system": (N_("Coordination of the United Nations system"), "13, 14"),
    "practices": (N_("Best practices"), "12, 15"),
    "voices": (N_("From the reports"), "12"),
    "notes": (N_("Notes on the figures"), ""),
}
"""The sections: title, and the paragraphs of the resolution that they answer."""

ORDER: Mapping[str, tuple[str, ...]] = {
    "progress": tuple(HEADINGS),
    "review": (
        *("introduction", "coverage", "system", "mechanisms", "progress", "trends", "themes"),
        *("practices", "voices", "notes"),
    ),
    "evaluation": (
        *("introduction", "coverage", "system", "obstacles", "resources", "practices", "voices", "notes"),
    ),
}
"""The sections of each kind of report."""


def default_parts(given: ReportInput) -> tuple[Part, ...]:
    """Return the parts of a report in order; figures decide only whether a table or a note has its place."""
    keys: list[str] = []
    for section in ORDER[given.kind]:
        found = list(_SECTIONS[section](given))
        if found:
            keys += [f"h/{section}", *found]
    return tuple(Part(key) for key in keys)


def _introduction(given: ReportInput) -> Iterator[str]:
    yield f"p/mandate/{given.kind}"
    yield "p/basis"
    if given.pack.kind:
        yield "p/pack"
    yield "p/small"


def _coverage(given: ReportInput) -> Iterator[str]:
    yield "p/coverage/national"
    yield "p/coverage/time"
    if given.bound.scope == "total":
        yield "p/coverage/tracks"
    yield "p/coverage/coordinators"
    if given.bound.found(f"{given.bound.coverage('national')}/low_coverage"):
        yield "p/coverage/low"
    yield "t/T1/0"
    yield "f/coverage"


def _progress(given: ReportInput) -> Iterator[str]:
    yield "p/progress/scale"
    for conference in given.bound.asked.conferences:
        yield f"p/progress/{conference}"
    yield "f/progress"
    yield "t/T3/0"
    if given.pack.region:
        yield "f/matrix"


def _trends(given: ReportInput) -> Iterator[str]:
    if given.previous:
        for conference in given.bound.asked.conferences:
            yield f"p/trend/{conference}"
        yield "f/trends"


def _themes(given: ReportInput) -> Iterator[str]:
    for theme in given.bound.asked.themes:
        yield f"p/theme/{theme}"
    yield "t/T4/0"


def _voices(given: ReportInput) -> Iterator[str]:
    if given.quotes:
        yield "p/voices"
        yield from given.quotes


def _always(*keys: str) -> Callable[[ReportInput], Iterator[str]]:
    return lambda _given: iter(keys)


_SECTIONS: Mapping[str, Callable[[ReportInput], Iterator[str]]] = {
    "introduction": _introduction,
    "coverage": _coverage,
    "mechanisms": _always("p/mechanism", "p/plan", "p/indicators", "t/T2/0"),
    "progress": _progress,
    "trends": _trends,
    "themes": _themes,
    "obstacles": _always("p/obstacles", "p/support", "t/T5/0"),
    "poverty": _always("p/poverty/target", "p/poverty", "t/T6/0"),
    "resources": _always("p/assistance", "p/initiative", "t/T7/0"),
    "participation": _always("p/participation", "p/actors", "t/T8/0"),
    "system": _always(
        *("p/system/requests", "p/system/view", "p/system/groups", "p/system/framework", "p/system/plans"),
        *("t/T9/3", "t/T10/0", "t/T11/0"),
    ),
    "practices": _always("p/practices", "t/T12/0"),
    "voices": _voices,
    "notes": _always("p/method", "p/data"),
}
