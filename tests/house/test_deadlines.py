"""Every page that names a day as a deadline says in words when that day ends."""

from __future__ import annotations

import re

from tests.house.tree import TEMPLATES, complaint, page_templates

NAMED = re.compile(r"\| last_day\b|\.(?:closes|due) \| day\b")
SAID = "day_note()"


def _sources():
    return {
        path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8") for path in page_templates()
    }


def test_every_page_that_names_a_deadline_says_when_the_day_ends():
    found = [place for place, text in _sources().items() if NAMED.search(text) and SAID not in text]
    assert not found, complaint("Say {{ day_note() }} beside the deadline.", found)


def test_every_page_that_names_an_opening_says_that_it_is_in_universal_time():
    found = [
        f"{place}: {line.strip()[:90]}"
        for place, text in _sources().items()
        for line in text.splitlines()
        if ".opens | day" in line and "00:00 UTC" not in line
    ]
    assert not found, complaint("What begins does so at 00:00 UTC: say it.", found)
