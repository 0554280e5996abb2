"""Tries to deduce answers from all that the application tells anybody about a small cycle, at two dates.

Known limits (aggregation, 8.11) are left out: (a) nothing is concluded from a figure being withheld; (b)
nobody is one of the countries; (c) a condition told by what it shows is excepted by name; (d) two dates are
compared one block at a time, one date with all blocks at once; (e) an option not chosen may be known.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from portal import canonical
from portal.reports.models import Filing, Report
from tests.samples.disclosure import Served
from tests.unit.aggregation.naive.figures import Cycle
from tests.unit.aggregation.naive.hiding import SCOPES
from tests.unit.aggregation.naive.riddles import COUNTRIES, Riddle, invented
from tests.unit.aggregation.naive.solving import block_at, counts_in, minus, sums, told

ROWS = (
    "poverty/positions/{}/on_path",
    "coordination/index/{}/mean",
    "government_view/comparison/{}/government",
)
NAMES = ("en", "fr", "es", "ru", "ar", "zh")
MADE = {"language": "en", "submitted_at": "2000-03-01T09:00:00Z"}


@dataclass
class Case:
    """A cycle with its reports, some of which come after the first issue."""

    code: str
    riddle: Riddle
    later: frozenset[str]
    statements: int = 0
    told: list[str] = field(default_factory=list)

    def cycle_at(self, date: int) -> dict[str, Any]:
        """Return the cycle at the first or the second date."""
        reports = self.riddle.cycle["submissions"]
        there = [one for one in reports if date or one["country"] not in self.later]
        return {**self.riddle.cycle, "submissions": there}

    def bundle_at(self, date: int) -> dict[str, Any]:
        """Return what is received until a date, as a bundle."""
        cycle = self.cycle_at(date)
        titles = dict.fromkeys(NAMES, f"Cycle {self.code}")
        dates = {"period_start": "1999-01-01", "period_end": "1999-12-31", "opens": "2000-01-04"}
        opened = {**cycle, "title": titles, **dates, "closes": "2000-06-30"}
        reports = opened.pop("submissions")
        return {
            "schema": "report-bundle/1",
            "generated_at": "2000-07-01T00:00:00Z",
            "countries": [
                {
                    "code": place["country"],
                    "names": dict.fromkeys(NAMES, f"Country {place['country']}"),
                    "region": "africa",
                    "track": "rc",
                    "fictional": True,
                }
                for place in cycle["invited"]
            ],
            "cycles": [opened],
            "submissions": [self._submission(report) for report in reports],
        }

    def _submission(self, report: dict[str, Any]) -> dict[str, Any]:
        given = {name: value for name, value in report.items() if name != "subject"}
        given["id"] = f"{self.code}-{report['id']}"
        given["filed_by"] = "coordinator" if report["instrument"] == "RCR" else "government"
        if report["instrument"] == "BPR":
            given["practice"] = given["id"]
        answers = {key: value for key, value in report["answers"].items() if value not in (None, [])}
        return {**given, **MADE, "cycle": self.code, "answers": answers}


def case_of(seed: int, codes: list[str], code: str) -> Case:
    """Invent a case: what consent does not let be published is accepted only."""
    riddle = invented(seed, codes)
    riddle.cycle["code"] = code
    reports = riddle.cycle["submissions"]
    consent = {"VNR": "VNR.12.Z1", "BPR": "BPR.12.Z1"}
    for report in reports:
        key = consent.get(report["instrument"])
        kept_back = key is not None and report["answers"].get(key) not in {"full", "partial"}
        if report["status"] == "published" and kept_back:
            report["status"] = "accepted"
        if report["instrument"] == "BPR":
            report["answers"].pop("VNR.12.Z2", None)
            if report["answers"].get("BPR.12.Z1") == "partial":
                report["answers"]["BPR.12.Z1"] = "none"
                report["status"] = "accepted"
    riddle.file(reports)
    chance = random.Random(seed)
    hidden = sorted(riddle.possible)
    later = chance.sample(hidden, min(len(hidden), chance.randint(1, 2)))
    return Case(code, riddle, frozenset(later))


def try_all(served: Served, case: Case) -> Case:
    """Serve a case at both dates, and note what is told of answers that are not public."""
    dates: list[tuple[int, dict[str, Any]]] = []
    for date in (0, 1):
        served.take(case.bundle_at(date))
        _compare_addresses(served, case)
        between = _figures(served, case)
        # Between two issues the figures are those of the first date, or they move with the reports.
        if not dates or not _same_blocks(case, between, dates[-1][1]):
            dates.append((date, between))
        served.issue(cycle=case.code)
        dates.append((date, _figures(served, case)))
        _compare_addresses(served, case)
    _solve(case, dates)
    _look_for_digests(served, case)
    return case


def _figures(served: Served, case: Case) -> dict[str, Any]:
    found = served.get(f"/api/v1/cycles/{case.code}/aggregates")
    assert found.status_code == 200
    return dict(canonical.loads(found.data))


def _same_blocks(case: Case, left: dict[str, Any], right: dict[str, Any]) -> bool:
    paths = case.riddle.figures(Cycle(case.cycle_at(1)))
    return all(
        dict(counts_in(block_at(left, scope, path))) == dict(counts_in(block_at(right, scope, path)))
        for path, scope in itertools.product(paths, SCOPES)
    )


def _solve(case: Case, dates: list[tuple[int, dict[str, Any]]]) -> None:
    paths = list(case.riddle.figures(Cycle(case.cycle_at(1))))
    by_limit_c = case.riddle.told_by_another_section()
    for date, figures in dates:
        _note(case, [(date, figures)], paths, by_limit_c)
    for path in paths:
        _note(case, dates, [path], by_limit_c)


def _note(
    case: Case, dates: list[tuple[int, dict[str, Any]]], paths: list[str], by_limit_c: set[str]
) -> None:
    """Note what all explanations of these figures have in common."""
    seen = {
        (number, scope, path, key): value
        for number, (_, figures) in enumerate(dates)
        for path in paths
        for scope in SCOPES
        for key, value in counts_in(block_at(figures, scope, path))
    }
    case.statements += len(seen)

    def vector(reports: list[dict[str, Any]]) -> tuple[int, ...]:
        counts: dict[Any, int] = {}
        for number, (date, _) in enumerate(dates):
            there = [one for one in reports if date or one["country"] not in case.later]
            found = case.riddle.figures(Cycle({**case.riddle.cycle, "submissions": there}))
            for path, scope in itertools.product(paths, SCOPES):
                for key, value in counts_in(found[path][scope]):
                    counts[number, scope, path, key] = value
        return tuple(counts[figure] for figure in seen)

    possible = case.riddle.possible
    fixed = [one for one in case.riddle.cycle["submissions"] if one["country"] not in possible]
    wanted = minus(tuple(seen.values()), vector(fixed))
    adding = {country: [vector(one["reports"]) for one in answers] for country, answers in possible.items()}
    for country, answers in possible.items():
        others = sums([own for other, own in adding.items() if other != country], wanted)
        fitting = [
            one for one, own in zip(answers, adding[country], strict=True) if minus(wanted, own) in others
        ]
        assert fitting, "the true answers explain the figures"
        there = any(date or country not in case.later for date, _ in dates)
        words = {word for word in told(fitting) if word[0] not in by_limit_c} if there else set()
        case.told += [f"{case.code}: {country} says {word}" for word in sorted(map(str, words))]


def _compare_addresses(served: Served, case: Case) -> None:
    """Note any address about one country that tells whether its answer, not public, is there."""
    kept_back = [
        country
        for country in sorted(case.riddle.possible)
        if all(
            one["status"] != "published"
            for one in case.riddle.cycle["submissions"]
            if one["country"] == country
        )
    ]
    for row in ROWS:
        pages = {}
        for country in kept_back:
            found = served.get(f"/en/cycles/{case.code}/figures/total/{row.format(country)}")
            pages[found.status_code, found.get_data(as_text=True).replace(country, "XXX")] = country
            case.statements += 1
        if len(pages) > 1:
            case.told.append(f"{case.code}: {row} answers differently for {sorted(pages.values())}")


def _look_for_digests(served: Served, case: Case) -> None:
    """Note a digest of a filing that is not public, wherever anybody may read."""
    addresses = [f"/en/answers?cycle={case.code}", f"/en/countries?cycle={case.code}", "/en/data"]
    addresses += ["/en/practices", "/api/v1/issues", "/api/v1/practices"]
    for country in COUNTRIES:
        about = f"/en/countries/{country}/{case.code}"
        addresses += [about, f"{about}/report", f"{about}/summary.json", f"{about}/coordinator"]
    for code in case.riddle.codes:
        addresses.append(f"/en/answers?cycle={case.code}&question={code.partition('@')[0]}")
    issues = served.get("/api/v1/issues").get_json()["items"]
    addresses += [one["content"] for one in issues if one["cycle"] == case.code and one["content"]]
    everything = b"\n".join(served.get(address).data for address in addresses)
    case.statements += len(addresses)
    with served.portal.session() as session:
        rows = session.execute(
            select(Report.country_code, Filing.digest)
            .join(Filing, Filing.report_id == Report.id)
            .where(Report.cycle_code == case.code)
        )
        case.told += [
            f"{case.code}: the digest of {country} is shown"
            for country, digest in rows
            if country in case.riddle.possible and digest[:16].encode() in everything
        ]
