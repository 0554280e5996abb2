"""The form that attaches a file."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types
from wtforms.validators import InputRequired, Length

from portal.accounts.forms import keepable
from portal.filing.forms import PageForm
from portal.i18n import LANGUAGES


class AnnexForm(PageForm):
    """A file with its title and the language it is written in."""

    file = FileField(_("File"))
    title = StringField(
        _("Title of the file"), [InputRequired(_("Please give a title.")), Length(max=200), keepable]
    )
    language = RadioField(
        _("Language of the file"),
        choices=[SelectChoice(value=one.code, label=one.name) for one in LANGUAGES.values()],
    )
