"""The pictures of a report and of a conference's page, drawn from their figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from portal.i18n import N_
from portal.summaries.figures.bound import Bound
from portal.summaries.pictures.changes import Change, slopes
from portal.summaries.pictures.heat import heat_table, state_of
from portal.summaries.pictures.labels import Labels, Naming
from portal.summaries.pictures.maps import tile_map
from portal.summaries.pictures.stacks import Stack, distributions
from portal.summaries.report.inputs import ReportInput
from portal.summaries.structure import Picture

COUNTRY = N_("Country")
CONFERENCE = N_("Conference")
ON_A_PAGE = 24
"""Countries of one heat table."""
STEPS = ("0", "1", "2", "3", "4")
COVERAGE = N_("Coverage: how far each country invited is")
PROGRESS = N_("Progress by conference")
TRENDS = N_("Changes since the previous cycle")
RATINGS = N_("Progress as rated by each Government")


def draw(given: ReportInput, name: str) -> Iterator[Picture]:
    """Yield the pictures of a name: coverage, progress, trends, or conference for the page of one."""
    found = _PICTURES.get(name)
    if found is not None:
        yield from found(given.bound)


def _labels(bound: Bound) -> Labels:
    names = {code: bound.country(code) for code in bound.aggregates["countries"]}
    return Labels.of(bound.wording("VNR.12.C1"), names, bound.source)


def _in_scope(bound: Bound, code: str) -> bool:
    region = bound.scope.partition("/")[2]
    return region in {"", bound.aggregates["countries"][code]["region"]}


def _coverage(bound: Bound) -> Iterator[Picture]:
    """Draw who reported, as far as the matrix of ratings tells everybody."""
    states = {
        code: _standing(cells)
        for code, cells in bound.aggregates["progress_matrix"].items()
        if _in_scope(bound, code) and cells
    }
    if states:
        naming = Naming("coverage", bound.say(COVERAGE), bound.say(COUNTRY))
        yield tile_map(states, _labels(bound), naming)


def _standing(cells: Mapping[str, Mapping[str, str]]) -> str:
    state = next(iter(cells.values()))["state"]
    return {"no_report": "none", "withdrawn": "withdrawn"}.get(state, "counted")


def _stack(bound: Bound, conference: str, scope: str, name: str) -> Stack:
    block = f"{scope}/by_conference/{conference}"
    counts = {step: bound.number(f"{block}/options/{step}/count") for step in STEPS}
    shown = {step: count for step, count in counts.items() if count is not None}
    return Stack(name, shown if len(shown) == len(STEPS) else None, block)


def _progress(bound: Bound, title: str = RATINGS) -> Iterator[Picture]:
    labels = _labels(bound)
    stacks = [
        _stack(bound, conference, bound.scope, labels.conferences[conference])
        for conference in bound.asked.conferences
    ]
    naming = Naming("progress", bound.say(title), bound.say(CONFERENCE))
    yield distributions(stacks, list(labels.progress.items()), labels, naming)


def _matrix(bound: Bound) -> Iterator[Picture]:
    """Draw the ratings country by country, as many on a picture as fit a page."""
    labels = _labels(bound)
    matrix = bound.aggregates["progress_matrix"]
    codes = sorted((code for code in matrix if _in_scope(bound, code)), key=labels.country)
    for start in range(0, len(codes), ON_A_PAGE):
        part = {code: matrix[code] for code in codes[start : start + ON_A_PAGE]}
        # Tables of one page are told apart by their captions.
        title = f"{bound.say(RATINGS)} ({min(part)} – {max(part)})"
        naming = Naming(f"matrix-{start}", title, bound.say(COUNTRY))
        yield heat_table(part, bound.asked.conferences, labels, naming)


def _trends(bound: Bound) -> Iterator[Picture]:
    labels = _labels(bound)
    changes = []
    for conference in bound.asked.conferences:
        path = bound.at(f"trend_published/by_conference/{conference}")
        higher, same, lower = (
            bound.number(f"{path}/{name}") for name in ("improved", "unchanged", "declined")
        )
        changes.append(Change(labels.conferences[conference], higher, same, lower, path))
    yield slopes(changes, labels, Naming("trends", bound.say(TRENDS), bound.say(CONFERENCE)))


def _conference(bound: Bound) -> Iterator[Picture]:
    (conference,) = bound.asked.conferences
    states = {
        code: state_of(cells[conference]) for code, cells in bound.aggregates["progress_matrix"].items()
    }
    if states:
        yield tile_map(states, _labels(bound), Naming("map", bound.say(RATINGS), bound.say(COUNTRY)))
    yield from _progress(bound, PROGRESS)


_PICTURES: Mapping[str, Callable[[Bound], Iterator[Picture]]] = {
    "coverage": _coverage,
    "matrix": _matrix,
    "progress": _progress,
    "trends": _trends,
    "conference": _conference,
}
