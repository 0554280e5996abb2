"""Forms for one country in a cycle: a later date, a report received by mail."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types
from wtforms.validators import InputRequired, Length

from portal.accounts.forms import DAY, Day, PortalForm, keepable
from portal.i18n import LANGUAGES

LONGEST_NAME = 200


class ExtensionForm(PortalForm):
    """A later last day for one country."""

    until = Day(_("New last day"), [InputRequired(DAY)])


class ReceivedForm(PortalForm):
    """The language of a report received by mail."""

    language = RadioField(
        _("Language of the report"),
        [InputRequired(_("Please choose the language."))],
        choices=[SelectChoice(code, language.name) for code, language in LANGUAGES.items()],
    )


class RecordForm(PortalForm):
    """What is known of a report received by mail beside its answers."""

    received_on = Day(_("Received on"), [InputRequired(DAY)])
    signed_by = StringField(
        _("Signed by, as written on the report"),
        [keepable, Length(max=LONGEST_NAME, message=_("Please give a shorter name."))],
    )
    original = FileField(_("The report as received"))
