"""The regional and global tables T1 to T12 as sections of a document.

Source: aggregation, section 6, "Regional and global tables": each by region and in total.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from portal.i18n import N_, NP_
from portal.summaries.figures import blocks
from portal.summaries.figures.blocks import SCOPES, Column
from portal.summaries.figures.bound import Bound
from portal.summaries.figures.questions import ADOPTED, question_tables
from portal.summaries.structure import Row, Section, Table, Value

TITLES: Mapping[str, str] = {
    "T1": N_("Coverage"),
    "T2": N_("Mechanisms and plans"),
    "T3": N_("Progress by conference"),
    "T4": N_("Progress by theme"),
    "T5": N_("Obstacles and support"),
    "T6": N_("Extreme poverty and common targets"),
    "T7": N_("Resources"),
    "T8": N_("Participation"),
    "T9": N_("The Government's view of the United Nations system"),
    "T10": N_("Coordination of the United Nations system"),
    "T11": N_("Thematic groups, frameworks, Bretton Woods institutions, support to plans"),
    "T12": N_("Best practices"),
}
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "T2": ("VNR.12.B1", "VNR.12.B7", "VNR.12.B9"),
    "T6": ("VNR.12.D1", "VNR.12.D3", "VNR.12.D6"),
    "T7": ("VNR.12.E1", "VNR.12.E2", "VNR.12.E3", "VNR.12.E5", "VNR.12.E6", "VNR.12.E7", "VNR.12.E8"),
    "T8": ("VNR.12.G1", "VNR.12.G2", "VNR.12.G3", "VNR.12.G4", "VNR.12.G6"),
    "T9": ("VNR.12.H1", "VNR.12.H2", "VNR.12.H3", "VNR.12.H4", "VNR.12.H5", "VNR.12.H6", "VND.15.X10"),
    "T10": (*(f"RCR.13.H{number}" for number in range(1, 7)), "RCR.13.H7"),
    "T11": ("RCR.14.C1", "RCR.14.E1", "RCR.14.E2", "RCR.14.E3", "RCR.14.F1", "RCR.14.F2", "RCR.14.F3"),
    "T12": (),
}
"""The questions of each table, in order."""

REPORTS: Mapping[str, str] = {
    "received": NP_("column of reports", "Received"),
    "counted": NP_("column of reports", "Counted"),
    "published": NP_("column of reports", "Published"),
}
PRACTICES: Mapping[str, str] = {
    "received": NP_("column of practices", "Received"),
    "counted": NP_("column of practices", "Counted"),
    "published": NP_("column of practices", "Published"),
    "declined": NP_("column of practices", "Declined"),
    "withdrawn": NP_("column of practices", "Withdrawn"),
}
"""Headings of the columns of T1 and of T12, by the path of their figures."""

EXPECTED = NP_("column of reports", "Invited")
WITHDRAWN = NP_("column of reports", "Withdrawn")
ON_TIME = N_("By the invited date")
WITH_DATA = N_("Countries with data")
ON_PATH = N_("On the straight path to halving by 2015")
OFF_PATH = N_("Off that path")
PROVIDERS = N_("Providers of assistance")
RECIPIENTS = N_("Recipients of assistance")
NATIONAL = N_("National reports")
ANNUAL = N_("Annual reports of resident coordinators")
REQUESTED = N_("Requested")
PLANS = N_("Plans adopted, where they were requested")
REQUESTS = N_("Requests of Governments for support to a national strategy or plan")
WITH_PRACTICES = N_("Countries with at least one")
CONFERENCE = N_("Conference")
THEME = N_("Theme")


def table_sections(bound: Bound) -> Iterator[Section]:
    """Yield T1 to T12, each a section."""
    for number, title in TITLES.items():
        tables = tuple(tables_of(bound, number))
        yield Section(int(number[1:]), number, bound.say(title), tables)


def tables_of(bound: Bound, number: str) -> Iterator[Table]:
    """Yield the tables under one number, such as T3."""
    builder = _BUILDERS.get(number)
    if builder is not None:
        yield from builder(bound)
    for code in QUESTIONS.get(number, ()):
        yield from question_tables(bound, code)


def coverage(bound: Bound) -> Iterator[Table]:
    """Yield the coverage of national and coordinators' reports, by region and in total."""
    for family, title in (("national", NATIONAL), ("coordinators", ANNUAL)):
        rows = [
            (
                blocks.scope_name(bound, scope),
                f"coverage/{family}/{'all' if scope == 'total' else scope}",
            )
            for scope in SCOPES
        ]
        yield blocks.of_rows(
            bound, bound.say(title), bound.say(blocks.REGION), rows, _coverage_columns(bound)
        )


def _coverage_columns(bound: Bound) -> list[Column]:
    shares = [
        Column(f"{bound.say(label)}{suffix}", path + ending)
        for path, label in REPORTS.items()
        for suffix, ending in (("", ""), (", %", "_pct"))
    ]
    return [
        Column(bound.say(EXPECTED), "expected"),
        *shares,
        Column(bound.say(WITHDRAWN), "withdrawn"),
        Column(bound.say(ON_TIME), "on_time"),
        Column(f"{bound.say(ON_TIME)}, %", "on_time_pct"),
    ]


def progress(bound: Bound) -> Iterator[Table]:
    """Yield the ratings of all conferences in the scope, then each conference by region."""
    code = "VNR.12.C1"
    columns = progress_columns(bound, f"total/by_conference/{bound.asked.conferences[0]}")
    names = [
        (conference, bound.wording(code).conference(conference)) for conference in bound.asked.conferences
    ]
    yield blocks.of_rows(
        bound,
        bound.say(TITLES["T3"]),
        bound.say(CONFERENCE),
        [(name, bound.at(f"by_conference/{conference}")) for conference, name in names],
        columns,
    )
    for conference, name in names:
        yield blocks.by_region(bound, name, f"by_conference/{conference}", columns)


def themes(bound: Bound) -> Iterator[Table]:
    """Yield the ratings of all themes in the scope, then each theme by region."""
    wording = bound.wording("VNR.12.F1")
    columns = progress_columns(bound, f"total/by_theme/{bound.asked.themes[0]}", "progress")
    names = [(theme, wording.option("THEME", theme)) for theme in bound.asked.themes]
    rows = [(name, bound.at(f"by_theme/{theme}")) for theme, name in names]
    yield blocks.of_rows(bound, bound.say(TITLES["T4"]), bound.say(THEME), rows, columns)
    for theme, name in names:
        yield blocks.by_region(bound, name, f"by_theme/{theme}", columns)


def progress_columns(bound: Bound, block: str, column: str = "") -> tuple[Column, ...]:
    """Return the columns of ratings of progress; `column` of the table of themes, empty for conferences."""
    code = "VNR.12.F1" if column else "VNR.12.C1"
    return (
        *blocks.answered(bound),
        *blocks.options(blocks.option_labels(bound, code, block, column)),
        Column(bound.say(blocks.SUBSTANTIAL), "substantial_or_better", shares=True),
        *blocks.means(bound),
    )


def obstacles(bound: Bound) -> Iterator[Table]:
    """Yield obstacles and support: by country with regions, then by conference."""
    for name, code in (("obstacles", "VNR.12.C5"), ("support", "VNR.12.C7")):
        yield from across(bound, name, code)
        yield from across_conferences(bound, name, code)


def across(bound: Bound, name: str, code: str, block: str = "by_country") -> Iterator[Table]:
    """Yield a choice of section C, options in rows, by region."""
    caption = bound.wording(code).question(code)
    labels = blocks.option_labels(bound, code, f"total/{name}/{block}")
    places = [(blocks.scope_name(bound, scope), f"{scope}/{name}/{block}") for scope in SCOPES]
    yield _options_in_rows(bound, caption, labels, places)


def across_conferences(bound: Bound, name: str, code: str) -> Iterator[Table]:
    """Yield a choice of section C, options in rows, by conference."""
    labels = blocks.option_labels(bound, code, f"total/{name}/by_country")
    conferences = [
        (bound.wording(code).conference(conference), bound.at(f"{name}/by_conference/{conference}"))
        for conference in bound.asked.conferences
    ]
    yield _options_in_rows(bound, bound.wording(code).question(code), labels, conferences)


def _options_in_rows(
    bound: Bound, caption: str, labels: list[tuple[str, str]], places: list[tuple[str, str]]
) -> Table:
    """Return a table whose columns are places (name and path of the block) and whose rows are options."""
    from_n = [("n", bound.say(blocks.COUNT_OF_ANSWERS)), *labels]
    rows = []
    for value, label in from_n:
        cells = tuple(
            bound.value(f"{path}/n") if value == "n" else bound.share(f"{path}/options/{value}")
            for _, path in places
        )
        rows.append(Row(Value(label), cells))
    return Table(caption, (caption, *(name for name, _ in places)), tuple(rows))


def poverty(bound: Bound) -> Iterator[Table]:
    """Yield the position on the path to 2015, then the medians of each poverty line."""
    caption = bound.wording("VNR.12.D2").question("VNR.12.D2")
    columns = (
        Column(bound.say(WITH_DATA), "n"),
        Column(bound.say(ON_PATH), "on_path", shares=True),
        Column(bound.say(OFF_PATH), "off_path", shares=True),
    )
    yield blocks.by_region(bound, caption, "poverty", columns)


def assistance(bound: Bound) -> Iterator[Table]:
    """Yield providers and recipients."""
    columns = (
        Column(bound.say(blocks.COUNT_OF_ANSWERS), "n"),
        Column(bound.say(PROVIDERS), "providers", shares=True),
        Column(bound.say(RECIPIENTS), "recipients", shares=True),
    )
    yield blocks.by_region(bound, bound.wording("VNR.12.E1").question("VNR.12.E1"), "assistance", columns)


def support_to_plans(bound: Bound) -> Iterator[Table]:
    """Yield requests and adopted plans."""
    n = Column(bound.say(blocks.COUNT_OF_ANSWERS), "n")
    requested = Column(bound.say(REQUESTED), "requested", shares=True)
    adopted = Column(bound.say(ADOPTED), "adopted", shares=True)
    yield blocks.by_region(bound, bound.say(REQUESTS), "coordination/requests", (n, requested))
    yield blocks.by_region(bound, bound.say(PLANS), "coordination/plans", (n, adopted))


def practices(bound: Bound) -> Iterator[Table]:
    """Yield the totals of best practices, then by conference, theme, scale and evidence."""
    columns = (
        *(Column(bound.say(label), path) for path, label in PRACTICES.items()),
        Column(bound.say(WITH_PRACTICES), "countries", shares=True),
    )
    yield blocks.by_region(bound, bound.say(TITLES["T12"]), "best_practices", columns)
    for name, code in PRACTICE_CHOICES.items():
        labels = blocks.option_labels(bound, code, f"total/best_practices/{name}")
        places = [(blocks.scope_name(bound, scope), f"{scope}/best_practices/{name}") for scope in SCOPES]
        yield _options_in_rows(bound, bound.wording(code).question(code), labels, places)


PRACTICE_CHOICES: Mapping[str, str] = {
    "by_conference": "BPR.12.A2",
    "by_theme": "BPR.12.A3",
    "by_scale": "BPR.12.A4",
    "by_evidence": "BPR.12.C2",
}

_BUILDERS: Mapping[str, Callable[[Bound], Iterator[Table]]] = {
    "T1": coverage,
    "T3": progress,
    "T4": themes,
    "T5": obstacles,
    "T6": poverty,
    "T7": assistance,
    "T11": support_to_plans,
    "T12": practices,
}
"""Tables that are more than the answers to a question."""
