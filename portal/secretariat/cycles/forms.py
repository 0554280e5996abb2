"""Forms of a reporting cycle: its dates and lists, the countries invited, one country more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    Field,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, Regexp

from portal.accounts.forms import DAY, Day, PortalForm, WholeNumber, keepable, typed
from portal.countries.models import Country, Region
from portal.cycles.models import Cycle
from portal.cycles.services import CycleDates, CyclePlan
from portal.i18n import LANGUAGES
from portal.secretariat.words import REGIONS, TRACKS

DATES = ("period_start", "period_end", "opens", "due", "closes")
LONGEST_TITLE = 120
LONGEST_REVIEW = 180


def day_of(field: Field) -> date:
    """Return the day a field holds; valid after `validate`."""
    found = field.data
    if not isinstance(found, date):
        raise TypeError(field.name)
    return found


class CycleForm(PortalForm):
    """Everything of a cycle but its countries."""

    code = StringField(
        _("Code of the cycle"),
        [
            DataRequired(_("Please give a code, such as 2000.")),
            Regexp(r"[A-Za-z0-9-]{1,32}$", message=_("Please use letters, digits and hyphens only.")),
        ],
    )
    period_start = Day(_("First day of the reporting period"), [InputRequired(DAY)])
    period_end = Day(_("Last day of the reporting period"), [InputRequired(DAY)])
    opens = Day(_("Reports can be filed from"), [InputRequired(DAY)])
    due = Day(_("Reports are invited by"), [InputRequired(DAY)])
    closes = Day(_("Last day on which reports can be submitted"), [InputRequired(DAY)])
    review_days = WholeNumber(
        _("Days for the review by the resident coordinator"),
        [
            InputRequired(_("Please give a number of days.")),
            NumberRange(1, LONGEST_REVIEW, _("Please give between 1 and 180 days.")),
        ],
    )
    conferences = SelectMultipleField(_("Conferences, in the order of the questionnaire"))
    themes = SelectMultipleField(_("Themes"))
    title_en = StringField(
        _("Title in English"), [DataRequired(_("Please give a title.")), keepable, Length(max=LONGEST_TITLE)]
    )
    title_ar = StringField(_("Title in Arabic"), [Optional(), keepable, Length(max=LONGEST_TITLE)])
    title_zh = StringField(_("Title in Chinese"), [Optional(), keepable, Length(max=LONGEST_TITLE)])
    title_fr = StringField(_("Title in French"), [Optional(), keepable, Length(max=LONGEST_TITLE)])
    title_ru = StringField(_("Title in Russian"), [Optional(), keepable, Length(max=LONGEST_TITLE)])
    title_es = StringField(_("Title in Spanish"), [Optional(), keepable, Length(max=LONGEST_TITLE)])

    def __init__(
        self,
        conferences: Iterable[SelectChoice],
        themes: Iterable[SelectChoice],
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """Offer the conferences and themes that the questionnaires know, in the reader's language."""
        super().__init__(data=data)
        self.conferences.choices = list(conferences)
        self.themes.choices = list(themes)

    def validate_conferences(self, field: Field) -> None:
        """A cycle is about at least one conference."""
        if not field.data:
            raise ValidationError(_("Please choose at least one conference."))

    def validate_themes(self, field: Field) -> None:
        """A cycle has at least one theme."""
        if not field.data:
            raise ValidationError(_("Please choose at least one theme."))

    def titles(self) -> list[tuple[str, Field]]:
        """Return the title fields with the code of their language, English first."""
        codes = ["en", *(code for code in LANGUAGES if code != "en")]
        return [(code, self[f"title_{code}"]) for code in codes]

    def plan(self, invited: Mapping[str, tuple[str, str]] | None = None) -> CyclePlan:
        """Return the cycle as planned; valid after `validate`."""
        return CyclePlan(
            code=typed(self.code).strip(),
            title={code: typed(field) for code, field in self.titles() if typed(field).strip()},
            dates=CycleDates(*(day_of(self[name]) for name in DATES)),
            conferences=tuple(self.conferences.data or ()),
            themes=tuple(self.themes.data or ()),
            invited=dict(invited or {}),
            review_days=int(self.review_days.data or 0),
        )


def data_of(cycle: Cycle) -> dict[str, Any]:
    """Return what the form shows of a cycle."""
    names = ("code", *DATES, "review_days", "conferences", "themes")
    data = {name: getattr(cycle, name) for name in names}
    return data | {f"title_{code}": title for code, title in cycle.title.items()}


class PlaceForm(PortalForm):
    """Region and track of one invited country; the country's code is the form's prefix."""

    class Meta:
        # One page holds two hundred: the token of the page is checked before any view is called.
        csrf = False

    region = SelectField(
        _("Region"), choices=[SelectChoice(region.value, REGIONS[region]) for region in Region]
    )
    track = SelectField(_("Track"), choices=[SelectChoice(track, words) for track, words in TRACKS.items()])


class LaterForm(PortalForm):
    """One more country for a cycle that is open."""

    country = SelectField(_("Country"))
    region = SelectField(
        _("Region"), choices=[SelectChoice(region.value, REGIONS[region]) for region in Region]
    )
    track = SelectField(_("Track"), choices=[SelectChoice(track, words) for track, words in TRACKS.items()])

    def __init__(self, countries: Iterable[tuple[Country, str]]) -> None:
        """Offer the countries that are not invited, by the names given."""
        super().__init__()
        self.country.choices = [SelectChoice(country.code, name) for country, name in countries]
