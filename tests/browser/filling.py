"""Fills in any page of a report through its real controls, from answers in the exchange format."""

from __future__ import annotations

from decimal import Decimal

from playwright.sync_api import expect

from portal.questionnaires.answering.parsing import format_number
from portal.questionnaires.definition import OTHER
from portal.reports.models import Report
from portal.reports.queries import surroundings
from tests.browser.visiting import check_fits, follow
from tests.factories import complete_answers

SAVE, NEXT = "button.button[name=go][value=stay]", "button.primary[name=go][value=next]"
BLOCK = "section.question[data-key]"


def answers_for(portal, reference, **how):
    """Return complete answers to a report, by key."""
    with portal.session() as session:
        report = session.query(Report).filter_by(reference=reference).one()
        context = surroundings(session, report)
        return complete_answers(
            context.questionnaire, context.asked, language=report.language, period=context.period, **how
        )


class Filler:
    """One person at one report. `left`: answers not given yet, by key."""

    def __init__(self, page, answers, language):
        self.page, self.language = page, language
        self.answers = dict(answers)
        self.left = {key for key in answers if not key.endswith((".other", ".Z3"))}

    def fill_all(self):
        """Fill in page after page with the button that leads on, until no page of the form follows."""
        while self.page.locator(NEXT).count():
            self.fill_page()
            check_fits(self.page)
            follow(self.page, self.page.locator(NEXT))
        return self

    def fill_page(self):
        """Answer every question of this page, and those that the answers bring up."""
        while keys := self._open_keys():
            for key in keys:
                self.answer(key)
            follow(self.page, self.page.locator(SAVE))

    def answer(self, key):
        """Answer one question."""
        self.left.discard(key)
        value = self.answers[key]
        if isinstance(value, dict) and "from" in value:
            for end, day in value.items():
                self._set(f"{key}~{end}", day)
        elif isinstance(value, list) and isinstance(value[0], dict):
            for number, row in enumerate(value):
                self._fill_row(key, number, row)
        else:
            self._set(key, value)
        if f"{key}.{OTHER}" in self.answers:
            self._set(f"{key}.{OTHER}", self.answers[f"{key}.{OTHER}"])

    def _open_keys(self):
        shown = self.page.locator(BLOCK).evaluate_all("blocks => blocks.map(block => block.dataset.key)")
        return [key for key in shown if key in self.left]

    def _fill_row(self, key, number, row):
        cards = self.page.locator(f'[id="q-{key}"] .row-card')
        if cards.count() <= number:
            follow(self.page, self.page.locator(f'button[name="add~{key}"]'))
            expect(cards).to_have_count(number + 1)
        name = cards.nth(number).locator(f'input[name="{key}~rows"]').get_attribute("value")
        for column, value in row.items():
            self._set(f"{key}~{name}~{column}", value)

    def _set(self, name, value):
        """Put a value into the control of that name, whatever the control is."""
        controls = self.page.locator(f'main [name="{name}"]')
        kind = controls.first.evaluate("control => control.type || control.tagName")
        if kind in {"radio", "checkbox"}:
            for one in value if isinstance(value, list) else [value]:
                self.page.locator(f'main [name="{name}"][value="{one}"]').check()
        elif kind.startswith("select"):
            controls.select_option(value)
        else:
            controls.fill(self._typed(value))

    def _typed(self, value):
        is_number = isinstance(value, int | Decimal)
        return format_number(value, self.language) if is_number else value
