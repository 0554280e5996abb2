"""Forms of the desks that read reports: remarks, notes and the text of a decision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field, Form, SelectField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types

from portal.accounts.forms import PortalForm
from portal.i18n import LANGUAGES
from portal.questionnaires.answering.words import TextRefusedError, clean_text

LANGUAGE_CHOICES = [SelectChoice(code, language.name) for code, language in LANGUAGES.items()]


def keepable(_form: Form, field: Field) -> None:
    """Refuse characters that no file and no database can hold; write line ends as LF."""
    try:
        field.data = clean_text(field.data or "")
    except TextRefusedError as error:
        raise ValidationError(
            _(
                "Character %(position)s of the text (%(character)s) cannot be kept. Please delete it.",
                position=error.position,
                character=error.character,
            )
        ) from error


def present(_form: Form, field: Field) -> None:
    """Ask for a text that holds more than white space."""
    if not (field.data or "").strip():
        raise ValidationError(_("Please write a text."))


class RemarkForm(PortalForm):
    """One remark on one question; the key of the question is the form's prefix."""

    class Meta:
        # One page holds many: the token of the page is checked before any view is called.
        csrf = False

    reason = SelectField(_("Reason"))
    text = TextAreaField(_("Remark"), [present, keepable])

    def __init__(self, *args: Any, reasons: Iterable[SelectChoice] = (), **kwargs: Any) -> None:
        """Offer the reason codes of the questionnaire, already in the reader's language."""
        super().__init__(*args, **kwargs)
        self.reason.choices = [SelectChoice("", _("Choose a reason")), *reasons]

    def validate_reason(self, field: SelectField) -> None:
        """A remark has a reason: reasons can be counted, texts cannot."""
        if not field.data:
            raise ValidationError(_("Please choose a reason."))


class NoteForm(PortalForm):
    """A private note."""

    class Meta:
        csrf = False

    text = TextAreaField(_("Note"), [keepable])


class LanguageForm(PortalForm):
    """The language in which somebody writes."""

    class Meta:
        csrf = False

    language = SelectField(_("Language you write in"), choices=LANGUAGE_CHOICES)


class DecisionForm(PortalForm):
    """A decision that takes a text if somebody wants to write one."""

    text = TextAreaField(_("Text"), [keepable])
    language = SelectField(_("Language of the text"), choices=LANGUAGE_CHOICES)


class ReasonedForm(DecisionForm):
    """A decision that must be explained."""

    text = TextAreaField(_("Text"), [present, keepable])
