"""The form of an assignment: to whom, which pages, until when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types
from wtforms.validators import DataRequired, Optional

from portal.accounts.forms import Day, keepable
from portal.filing.forms import PageForm


class AssignForm(PageForm):
    """To whom, which pages, until when, with what request."""

    person = RadioField(_("Contributor"), [DataRequired(_("Please choose a person."))], coerce=str)
    pages = SelectMultipleField(_("Pages"), [DataRequired(_("Please choose at least one page."))])
    due = Day(_("Invited by"), [Optional()])
    note = TextAreaField(_("Note"), [keepable])

    def __init__(
        self, people: Sequence[SelectChoice], pages: Sequence[SelectChoice], *args: Any, **kwargs: Any
    ) -> None:
        """Offer the contributors and the pages of a report."""
        super().__init__(*args, **kwargs)
        self.person.choices = list(people)
        self.pages.choices = list(pages)
