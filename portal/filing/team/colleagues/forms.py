"""The form of a link for a colleague without an account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types
from wtforms.validators import DataRequired, Length

from portal.accounts.credentials.addresses import LONGEST
from portal.accounts.forms import NAME_LONGEST, keepable
from portal.filing.forms import PageForm
from portal.i18n import LANGUAGES
from portal.reports.suggestions.rules import DAYS_OFFERED, LINK_LASTS

SHORTER = _("Please give a shorter name.")


class LinkForm(PageForm):
    """For whom, to which page, in which language, for how long."""

    name = StringField(
        _("Name"),
        [DataRequired(_("Please give a name.")), keepable, Length(max=NAME_LONGEST, message=SHORTER)],
    )
    institution = StringField(_("Institution"), [keepable, Length(max=NAME_LONGEST, message=SHORTER)])
    email = StringField(
        _("Email address"),
        [Length(max=LONGEST, message=_("This is not an email address that letters can be sent to."))],
    )
    page = RadioField(_("Page"), [DataRequired(_("Please choose a page."))], coerce=str)
    language = RadioField(
        _("Language of the page"),
        choices=[SelectChoice(code, language.name) for code, language in LANGUAGES.items()],
    )
    days = RadioField(_("The link works for"), coerce=str)
    note = TextAreaField(_("Note"), [keepable])
    shows_answers = BooleanField(_("Show the present answers of this page"))

    def __init__(self, pages: Sequence[SelectChoice], *args: Any, **kwargs: Any) -> None:
        """Offer the pages of a report."""
        super().__init__(*args, **kwargs)
        self.page.choices = list(pages)
        self.days.choices = [
            SelectChoice(str(days), ngettext("%(num)s day", "%(num)s days", days)) for days in DAYS_OFFERED
        ]
        if not self.days.data or self.days.data == "None":
            self.days.data = str(LINK_LASTS.days)
