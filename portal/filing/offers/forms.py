"""The form by which an office chooses the country whose answers it offers itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types
from wtforms.validators import DataRequired

from portal.filing.forms import PageForm


class CopyForm(PageForm):
    """From which report."""

    source = RadioField(_("Country"), [DataRequired(_("Please choose a country."))], coerce=str)

    def __init__(self, sources: Sequence[SelectChoice], *args: Any, **kwargs: Any) -> None:
        """Offer the reports of the office's other countries."""
        super().__init__(*args, **kwargs)
        self.source.choices = list(sources)
