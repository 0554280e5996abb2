"""The form of the Government's comment."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, TextAreaField

from portal.accounts.forms import keepable
from portal.filing.forms import PageForm
from portal.reports.remarks.forms import LANGUAGE_CHOICES


class CommentForm(PageForm):
    """A comment in a language, and the revision its writer was shown."""

    text = TextAreaField(_("Comments of the Government"), [keepable])
    language = SelectField(_("Language of the text"), choices=LANGUAGE_CHOICES)
    seen = HiddenField()
