"""Forms of the secretariat's reading room: a tag on a passage, the names of a tag."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import Field, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types
from wtforms.validators import DataRequired, Length, Optional

from portal.accounts.forms import PortalForm, keepable, typed
from portal.db import row_number
from portal.i18n import LANGUAGES
from portal.passages.marking import LONGEST_NAME
from portal.passages.services import Passage

TOO_LONG = _("Please give a shorter name.")
REFUSALS: Mapping[str, Any] = {
    "passage_not_found": _(
        "This passage does not occur in the answer as it was filed. Please copy it exactly."
    ),
    "passage_tagged": _("This passage has this tag already."),
    "passage_without_text": _("Only an answer that is a text can be tagged."),
    "tag_exists": _("Another tag has this name."),
    "tag_without_name": _("Please give a name in at least one language."),
}
"""What is told beside a form of each refusal."""


def _name(label: Any) -> StringField:
    return StringField(label, [Optional(), keepable, Length(max=LONGEST_NAME, message=TOO_LONG)])


class PassageForm(PortalForm):
    """A tag for a passage of one answer; nothing typed means the whole answer."""

    filing = HiddenField(validators=[DataRequired()])
    key = HiddenField(validators=[DataRequired()])
    tag = SelectField(_("Tag"))
    passage = TextAreaField(_("Passage, exactly as it stands in the answer"), [keepable])

    def __init__(self, tags: Iterable[tuple[str, str]]) -> None:
        """Offer the tags there are, as pairs of code and name."""
        super().__init__()
        self.tag.choices = [SelectChoice(code, name) for code, name in tags]

    def place(self) -> Passage:
        """Return what is to be tagged; valid after `validate`."""
        return Passage(row_number(typed(self.filing)), typed(self.key), typed(self.passage))


class TagForm(PortalForm):
    """The names of a tag by language; one is enough."""

    name_en = _name(_("Name in English"))
    name_ar = _name(_("Name in Arabic"))
    name_zh = _name(_("Name in Chinese"))
    name_fr = _name(_("Name in French"))
    name_ru = _name(_("Name in Russian"))
    name_es = _name(_("Name in Spanish"))

    def fields_by_language(self) -> list[tuple[str, Field]]:
        """Return the fields with the code of their language, in the order of the lists."""
        return [(code, self[f"name_{code}"]) for code in LANGUAGES]

    def names(self) -> dict[str, str]:
        """Return what was typed, by language."""
        return {code: typed(field) for code, field in self.fields_by_language()}


def data_of(names: Mapping[str, str]) -> dict[str, str]:
    """Return what the form shows of the names of a tag."""
    return {f"name_{code}": name for code, name in names.items()}
