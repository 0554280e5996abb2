"""The form of an invitation: whether what was sent can be read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types
from wtforms.validators import DataRequired, Length

from portal.accounts.credentials.addresses import LONGEST
from portal.accounts.forms import NAME_LONGEST, PortalForm, keepable
from portal.accounts.people.rules import TITLES
from portal.accounts.permissions import Role
from portal.i18n import LANGUAGES


class InviteForm(PortalForm):
    """Whom to invite to what, in which language."""

    role = RadioField(_("Role"), [DataRequired(_("Please choose a role."))], coerce=str)
    email = StringField(
        _("Email address"),
        [
            DataRequired(_("Please give the email address of the person.")),
            Length(max=LONGEST, message=_("This is not an email address that letters can be sent to.")),
        ],
    )
    name = StringField(
        _("Name"), [keepable, Length(max=NAME_LONGEST, message=_("Please give a shorter name."))]
    )
    language = RadioField(
        _("Language of the invitation"),
        choices=[SelectChoice(code, language.name) for code, language in LANGUAGES.items()],
    )
    hands_over = BooleanField(
        _("This person follows me: when the invitation is accepted, the same role of mine ends")
    )

    def __init__(self, roles: Collection[Role], *args: Any, **kwargs: Any) -> None:
        """Offer the roles that the person who invites may give."""
        super().__init__(*args, **kwargs)
        self.role.choices = [SelectChoice(role.value, gettext(TITLES[role])) for role in roles]
        if not self.role.data and len(roles) == 1:
            self.role.data = next(iter(roles)).value
