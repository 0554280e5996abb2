"""Forms of the desks that read reports: remarks, a note, the text of a decision, all that one page holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, SelectField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types

from portal.accounts.forms import PortalForm, keepable, typed
from portal.i18n import LANGUAGES

LANGUAGE_CHOICES = [SelectChoice(code, language.name) for code, language in LANGUAGES.items()]


def present(_form: Form, field: Field) -> None:
    """Ask for a text that holds more than white space."""
    if not (field.data or "").strip():
        raise ValidationError(_("Please write a text."))


class RemarkForm(PortalForm):
    """One remark on one question; the key of the question is the form's prefix."""

    class Meta:
        # One page holds many: the token of the page is checked before any view is called.
        csrf = False

    reason = SelectField(_("Reason"))
    text = TextAreaField(_("Remark"), [present, keepable])

    def __init__(self, *args: Any, reasons: Iterable[SelectChoice] = (), **kwargs: Any) -> None:
        """Offer the reason codes of the questionnaire, already in the reader's language."""
        super().__init__(*args, **kwargs)
        self.reason.choices = [SelectChoice("", _("Choose a reason")), *reasons]

    def validate_reason(self, field: SelectField) -> None:
        """A remark has a reason: reasons can be counted, texts cannot."""
        if not field.data:
            raise ValidationError(_("Please choose a reason."))


class NoteForm(PortalForm):
    """A private note."""

    class Meta:
        csrf = False

    text = TextAreaField(_("Note"), [keepable])


class LanguageForm(PortalForm):
    """The language in which somebody writes."""

    class Meta:
        csrf = False

    language = SelectField(_("Language you write in"), choices=LANGUAGE_CHOICES)


class DecisionForm(PortalForm):
    """A decision that takes a text if somebody wants to write one."""

    text = TextAreaField(_("Text"), [keepable])
    language = SelectField(_("Language of the text"), choices=LANGUAGE_CHOICES)


class ObservationForm(DecisionForm):
    """What a reviewer may say of a report that is complete and clear."""

    text = TextAreaField(_("Observation"), [keepable])


class ReturnForm(DecisionForm):
    """What a Government is asked to clarify."""

    text = TextAreaField(_("Message to the Government"), [present, keepable])


class ReasonForm(DecisionForm):
    """A decision that must be explained."""

    text = TextAreaField(_("Reason"), [present, keepable])


# --- one page of typing ----------------------------------------------------------------------------

TEXT = "-text"
NOTE = "note"


@dataclass(frozen=True)
class Pad:
    """Everything typed beside a report, so that one button keeps all of it."""

    remarks: Mapping[str, RemarkForm]
    note: NoteForm
    language: LanguageForm

    def validate(self) -> bool:
        """Whether all of it can be kept; every fault is found at once."""
        faults = [not form.validate() for form in (*self.remarks.values(), self.note, self.language)]
        return not any(faults)

    def errors(self) -> Iterator[tuple[str, object]]:
        """Yield the id of each control to mend, and a sentence that names its question."""
        for key, form in self.remarks.items():
            for target, sentence in form.all_errors():
                yield target, gettext("%(question)s: %(sentence)s", question=_short(key), sentence=sentence)
        yield from self.note.all_errors()

    def drafts(self) -> Iterator[tuple[str, str, str]]:
        """Yield key, reason code and text of the remarks as typed."""
        for key, form in self.remarks.items():
            yield key, typed(form.reason), typed(form.text)


def read_pad(posted: MultiDict[str, str], reasons: Iterable[SelectChoice], language: str) -> Pad:
    """Read what was posted; a question without a text has no remark, whatever its reason says."""
    offered = list(reasons)
    texts = (name for name, text in posted.items() if name.endswith(TEXT) and text.strip())
    keys = (name.removesuffix(TEXT) for name in texts if name != f"{NOTE}{TEXT}")
    found = {key: RemarkForm(posted, prefix=key, reasons=offered) for key in keys}
    return Pad(found, NoteForm(posted, prefix=NOTE), LanguageForm(posted, data={"language": language}))


def empty_pad(language: str) -> Pad:
    """Return the pad of a page that is opened."""
    nothing: MultiDict[str, str] = MultiDict()
    return Pad({}, NoteForm(nothing, prefix=NOTE), LanguageForm(nothing, data={"language": language}))


def _short(key: str) -> str:
    """Return the name people say aloud: ``C5 · WSSD95`` of ``VNR.12.C5@WSSD95``."""
    return key.rsplit(".", 1)[-1].replace("@", " · ")
