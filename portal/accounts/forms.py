"""Forms of signing in, passwords and one's own account: whether what was sent can be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    Form,
    IntegerField,
    PasswordField,
    RadioField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types
from wtforms.validators import DataRequired, EqualTo, Length

from portal.accounts.credentials.passwords import LONGEST, SHORTEST, problem_of
from portal.i18n import LANGUAGES
from portal.questionnaires.answering.parsing import UnreadableError, parse_date, parse_number
from portal.questionnaires.answering.words import LONGEST_TEXT, TextRefusedError, clean_text

NAME_LONGEST = 200
PASSWORD_PROBLEMS = {
    "password_short": _("Please choose a password of at least %(count)s characters.", count=SHORTEST),
    "password_long": _("Please choose a password of at most %(count)s characters.", count=LONGEST),
    "password_is_email": _("Please choose a password other than your email address."),
}
DAY = _("Please give a day, written as in 2000-03-31.")
WHOLE_NUMBER = _("Please write a whole number in digits.")
OLD_PAGE = _("This page was open for a long time. Please send it once more.")


def typed(field: Field) -> str:
    """Return what was typed or chosen, an empty text for nothing."""
    return str(field.data or "")


def keepable(_form: Form, field: Field) -> None:
    """Refuse characters that no file and no database can hold, and endless texts; write line ends as LF."""
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
    if len(field.data) > LONGEST_TEXT:
        raise ValidationError(
            _(
                "The text has %(length)s characters; one text may have %(limit)s. Please shorten it.",
                length=len(field.data),
                limit=LONGEST_TEXT,
            )
        )


class Day(DateField):
    """A day, written year-month-day in the digits of any of the six languages."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; what cannot be read is told in our own words."""
        text = next(iter(valuelist), "")
        try:
            self.data = date.fromisoformat(parse_date(text)) if text else None
        except UnreadableError as error:
            raise ValueError(DAY) from error


class WholeNumber(IntegerField):
    """A whole number, typed in the custom of the language in which the page is read."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; what cannot be read is told in our own words."""
        text = next(iter(valuelist), "")
        try:
            number = parse_number(text, get_locale().language, whole=True) if text else None
        except UnreadableError as error:
            raise ValueError(WHOLE_NUMBER) from error
        if number is not None and number != number.to_integral_value():
            raise ValueError(WHOLE_NUMBER)
        self.data = None if number is None else int(number)


class PortalForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF publishes no types
    """A form whose errors can be listed with links to their fields."""

    def all_errors(self) -> Iterator[tuple[str, Any]]:
        """Yield the id of the control and the sentence of each error; a token that is too old has its own."""
        for field in self:
            if field.errors and field.name == "csrf_token":
                yield "content", OLD_PAGE
            else:
                yield from ((field.id, error) for error in field.errors)


class SignInForm(PortalForm):
    """Email address and password."""

    email = StringField(_("Email address"), [DataRequired(_("Please give your email address.")), keepable])
    password = PasswordField(_("Password"), [DataRequired(_("Please give your password."))])


class ConfirmForm(PortalForm):
    """The password once more, from somebody who has an account."""

    password = PasswordField(_("Password"), [DataRequired(_("Please give your password."))])


class EmptyForm(PortalForm):
    """A button only."""


class NewPasswordForm(PortalForm):
    """A new password, typed twice."""

    password = PasswordField(_("New password"), [DataRequired(_("Please choose a password."))])
    again = PasswordField(
        _("The same password again"), [EqualTo("password", _("The two passwords are not the same."))]
    )

    def __init__(self, *args: Any, email: str = "", **kwargs: Any) -> None:
        """Keep the email address, which the password must not be."""
        super().__init__(*args, **kwargs)
        self.owner = email

    def validate_password(self, field: PasswordField) -> None:
        """Ask the rule of passwords."""
        problem = problem_of(field.data or "", self.owner)
        if problem:
            raise ValidationError(str(PASSWORD_PROBLEMS[problem]))


class AcceptForm(NewPasswordForm):
    """Name and password of somebody who accepts an invitation."""

    name = StringField(
        _("Your name, as others will see it"),
        [
            DataRequired(_("Please give your name.")),
            keepable,
            Length(max=NAME_LONGEST, message=_("Please give a shorter name.")),
        ],
    )


class ChangePasswordForm(NewPasswordForm):
    """The password so far, and a new one."""

    current = PasswordField(_("Your password so far"), [DataRequired(_("Please give your password so far."))])


class ForgottenForm(PortalForm):
    """The address of an account whose password is forgotten."""

    email = StringField(_("Email address"), [DataRequired(_("Please give your email address.")), keepable])


class ProfileForm(PortalForm):
    """Name and language of an account."""

    name = StringField(
        _("Your name, as others will see it"),
        [
            DataRequired(_("Please give your name.")),
            keepable,
            Length(max=NAME_LONGEST, message=_("Please give a shorter name.")),
        ],
    )
    language = RadioField(
        _("Language of letters to you, and of pages without a language in their address"),
        choices=[SelectChoice(code, language.name) for code, language in LANGUAGES.items()],
        validate_choice=True,
    )
