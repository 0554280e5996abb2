"""Forms of the author side's pages beside the questionnaire: whether what was sent can be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types

from portal.accounts.forms import keepable
from portal.i18n import LANGUAGES


class PageForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF publishes no types
    """A form whose errors can be listed with links to their fields; the token is checked once, before."""

    class Meta:
        csrf = False

    def all_errors(self) -> Iterator[tuple[str, Any]]:
        """Yield the id of the control and the sentence of each error."""
        for field in self:
            yield from ((field.id, error) for error in field.errors)


class StartForm(PageForm):
    """In which language a report is written."""

    report_language = RadioField(
        _("Language of the report"),
        choices=[SelectChoice(value=one.code, label=one.name) for one in LANGUAGES.values()],
    )


class StepForm(PageForm):
    """The text that goes with a step."""

    text = TextAreaField(_("Reasons, for the record"), [keepable])


class ReplyForm(PageForm):
    """The answer to a remark."""

    reply = TextAreaField(_("Your answer"), [keepable])


class SignForm(PageForm):
    """The declaration of whoever signs, and the digest of the answers that the page showed."""

    declaration = BooleanField()
    shown = HiddenField()
