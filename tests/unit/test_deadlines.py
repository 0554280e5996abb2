"""A day named as a deadline lasts until it has ended everywhere on earth."""

from __future__ import annotations

import ast
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from portal.deadlines import end_after, end_of, is_over, last_day, running_day, sentence, submission_day
from portal.i18n import LANGUAGES

DAY = date(2000, 3, 31)
NOON = datetime(2000, 4, 1, 12, tzinfo=UTC)
WESTERNMOST = timezone(timedelta(hours=-12))


def test_the_last_moment_of_a_day_is_that_of_the_places_where_it_ends_last():
    assert end_of(DAY) == NOON == datetime(2000, 4, 1, 0, 0, tzinfo=WESTERNMOST)


@pytest.mark.parametrize(
    ("moment", "over"),
    [
        (datetime(2000, 3, 31, 23, 59, tzinfo=timezone(timedelta(hours=-5))), False),
        (datetime(2000, 4, 1, 0, 30, tzinfo=UTC), False),
        (NOON - timedelta(microseconds=1), False),
        (NOON, True),
    ],
)
def test_a_deadline_is_met_until_its_day_has_ended_everywhere(moment, over):
    assert is_over(DAY, moment) is over
    assert (running_day(moment) > DAY) is over
    assert submission_day(moment, DAY) == (date(2000, 4, 1) if over else DAY)


def test_a_submission_before_the_invited_day_counts_on_its_own_day():
    assert submission_day(datetime(2000, 3, 2, 3, tzinfo=UTC), DAY) == date(2000, 3, 2)
    assert submission_day(datetime(2000, 4, 5, 3, tzinfo=UTC), DAY) == date(2000, 4, 5)


def test_a_period_of_days_ends_with_its_last_day_which_is_the_day_named():
    end = end_after(datetime(2000, 3, 10, 15, tzinfo=UTC), timedelta(days=21))
    assert end == NOON
    assert last_day(end) == DAY


def test_a_link_made_before_names_no_day_that_is_not_whole():
    assert last_day(datetime(2000, 4, 1, 11, tzinfo=UTC)) == date(2000, 3, 30)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_and_letters_say_it_in_every_language(language):
    assert "12:00" in sentence(language)
    assert sentence(language) != sentence("en") or language == "en"


def test_no_module_compares_a_deadline_with_a_day_of_its_own():
    """`due`, `closes`, `until` are compared by portal.deadlines alone, or with each other."""
    clocks = {"date", "today"}
    found = []
    for path in Path("portal").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Compare):
                sides = [node.left, *node.comparators]
                names = {
                    one.attr for side in sides for one in ast.walk(side) if isinstance(one, ast.Attribute)
                }
                if names & {"due", "closes"} and names & clocks:
                    found.append(f"{path}:{node.lineno}")
    # A cycle opens with the day in universal time; the day of a deadline is never compared with it.
    assert [place for place in found if "deadlines.py" not in place] == []
