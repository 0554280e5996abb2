"""Trends: matched answers of two cycles, all of them and the public ones (section 7; rules 8.1 and 8.9)."""

from __future__ import annotations

from typing import Any

from tests.unit.aggregation.naive.blocks import exact, mean, rounded
from tests.unit.aggregation.naive.figures import Cycle, Scoped, theme_rating, turned
from tests.unit.aggregation.naive.hiding import MINIMUM, SCOPES, within
from tests.unit.aggregation.naive.questions import all_questions
from tests.unit.aggregation.naive.reports import public

HAS = {"YN", "YNPREP", "YNPARTLY"}


def trends(current: Cycle, previous: Cycle | None) -> Scoped:
    """Return both trends in each scope: null without a previous cycle."""
    if previous is None:
        return {scope: {"trend": None, "trend_published": None} for scope in SCOPES}
    return turned(
        {"trend": trend(current, previous, False), "trend_published": trend(current, previous, True)}
    )


def trend(current: Cycle, previous: Cycle, published: bool) -> Scoped:
    now, before = current.cycle, previous.cycle
    conferences = {
        name: rating_pairs(
            current, previous, "VNR.12.C1", lambda item, name=name: item["shown"][f"VNR.12.C1@{name}"]
        )
        for name in now["conferences"]
        if name in before["conferences"]
    }
    themes = {
        name: rating_pairs(current, previous, "VNR.12.F1", lambda item, name=name: theme_rating(item, name))
        for name in now["themes"]
        if name in before["themes"]
    }
    ratings = {
        code: rating_pairs(current, previous, code, lambda item, code=code: item["shown"].get(code))
        for code, question in all_questions().items()
        if question["kind"] == "rating"
        and "mean" in question["aggregate"]
        and not question["repeated"]
        and question["instrument"] != "BPR"
    }
    yes_no = {
        code: matched(current, previous, code, lambda item, code=code: item["shown"].get(code))
        for code, question in all_questions().items()
        if (question["set"] in HAS or question["kind"] == "yesno")
        and "dist" in question["aggregate"]
        and question["instrument"] != "BPR"
    }
    everything = [pair for pairs in conferences.values() for pair in pairs]
    nothing = dict.fromkeys(SCOPES)
    return turned(
        {
            "by_conference": turned(
                {
                    name: change(conferences[name], published) if name in conferences else nothing
                    for name in now["conferences"]
                }
            ),
            "by_theme": turned(
                {
                    name: change(themes[name], published) if name in themes else nothing
                    for name in now["themes"]
                }
            ),
            "all": change(everything, published),
            "ratings": turned({code: change(pairs, published) for code, pairs in ratings.items()}),
            "yes_no": turned({code: yes_no_change(pairs, published) for code, pairs in yes_no.items()}),
        }
    )


def matched(current: Cycle, previous: Cycle, code: str, value: Any) -> list[dict[str, Any]]:
    """Return an entry for each country with a counted report in both cycles whose track is asked the question.

    Its `values` are the answers before and now, or None where one of them is not given.
    """
    question, found = all_questions()[code], []
    for item in current.of(question):
        earlier = [each for each in previous.of(question) if each["country"] == item["country"]]
        if not earlier or not asked_by_track(code, item["track"]):
            continue
        values = value(earlier[0]), value(item)
        found.append(
            {
                "country": item["country"],
                "region": item["region"],
                "public": public(item["counted"], code) and public(earlier[0]["counted"], code),
                "values": None if None in values else values,
            }
        )
    return found


def asked_by_track(code: str, track: str) -> bool:
    if code.startswith("VND."):
        return track == "norc"
    return track == "rc" or not (code.startswith("VNR.12.H") or code in {"VNR.12.F5", "VNR.12.A6"})


def rating_pairs(current: Cycle, previous: Cycle, code: str, value: Any) -> list[dict[str, Any]]:
    def number(item: dict[str, Any]) -> Any:
        given = value(item)
        return None if given in (None, "na") else exact(given)

    return matched(current, previous, code, number)


def counted(entries: list[Any], published: bool) -> tuple[list[Any], dict[str, Any]]:
    """Return the pairs of one scope, and the figures and flag that all changes have."""
    if published:
        entries = [entry for entry in entries if entry["public"]]
    pairs = [entry for entry in entries if entry["values"]]
    open_to_all = all(entry["public"] for entry in entries)
    return pairs, {
        "pairs": len(pairs),
        "countries": len({pair["country"] for pair in pairs}),
        "displayed": bool(pairs) and open_to_all,
        "suppressed": not open_to_all,
    }


def change(entries: list[Any], published: bool) -> Scoped:
    found = {}
    for scope in SCOPES:
        pairs, block = counted(within(entries, scope), published)
        steps = [pair["values"][1] - pair["values"][0] for pair in pairs]
        shown = block["displayed"] and block["countries"] >= MINIMUM
        found[scope] = {
            **block,
            "improved": sum(step > 0 for step in steps),
            "unchanged": sum(step == 0 for step in steps),
            "declined": sum(step < 0 for step in steps),
            "mean_change": rounded(mean(steps), 2),
            "mean_displayed": shown,
            "suppressed": block["suppressed"] or (bool(pairs) and not shown),
        }
    return found


def yes_no_change(entries: list[Any], published: bool) -> Scoped:
    found = {}
    for scope in SCOPES:
        pairs, block = counted(within(entries, scope), published)
        steps = [tuple(value == "yes" for value in pair["values"]) for pair in pairs]
        found[scope] = {
            **block,
            "gained": steps.count((False, True)),
            "kept": steps.count((True, True)),
            "lost": steps.count((True, False)),
            "never": steps.count((False, False)),
        }
    return found
