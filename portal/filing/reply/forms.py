"""The form of the Government's comment."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, TextAreaField

from portal.accounts.forms import keepable
from portal.filing.forms import PageForm


class CommentForm(PageForm):
    """A comment, and the revision its writer was shown."""

    text = TextAreaField(_("Comments of the Government"), [keepable])
    seen = HiddenField()
