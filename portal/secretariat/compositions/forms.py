"""Forms of the secretariat's reports: what to compose from, and a paragraph's text."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types
from wtforms.validators import DataRequired

from portal.accounts.forms import PortalForm, keepable


class StartForm(PortalForm):
    """A new report: its kind, the issued tables it is bound to, and what it is confined to."""

    kind = SelectField(
        _("Kind of report"),
        choices=[
            SelectChoice("progress", _("Progress report")),
            SelectChoice("review", _("Review of progress")),
            SelectChoice("evaluation", _("Evaluation pack")),
        ],
    )
    issue = SelectField(_("Issued tables"), validators=[DataRequired()])
    pack = SelectField(_("Confined to"))

    def __init__(self, issues: Iterable[tuple[str, str]], packs: Iterable[tuple[str, str]]) -> None:
        """Offer issues and packs, as pairs of value and name."""
        super().__init__()
        self.issue.choices = [SelectChoice(value, name) for value, name in issues]
        self.pack.choices = [SelectChoice("", _("Everything")), *(SelectChoice(*pack) for pack in packs)]


class TextForm(PortalForm):
    """The text of a paragraph in the language of the page."""

    text = TextAreaField(_("Text of the paragraph"), [keepable])
    revision = HiddenField()


class QuoteForm(PortalForm):
    """A quotation to be added."""

    quote = SelectField(_("Text of a Government"), validators=[DataRequired()])

    def __init__(self, quotes: Iterable[tuple[str, str]]) -> None:
        """Offer the texts that may be quoted, as pairs of part and name."""
        super().__init__()
        self.quote.choices = [SelectChoice(value, name) for value, name in quotes]
