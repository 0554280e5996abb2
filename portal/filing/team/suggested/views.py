"""The page on which texts suggested by colleagues are accepted, edited or declined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.access import identity, now, requires
from portal.accounts.permissions import Permission
from portal.db import row_number
from portal.errors import RefusedError
from portal.extensions import db
from portal.filing import texts
from portal.filing.drawn import draw_about
from portal.filing.reaching import context_at, country_of_report, preparer
from portal.filing.versions import plain_text
from portal.questionnaires.answering.words import TextRefusedError, clean_text
from portal.questionnaires.definition import Kind, parse_key
from portal.reports.models import Answer
from portal.reports.queries import Surroundings, answers_of
from portal.reports.saving import Author
from portal.reports.suggestions.models import ColleagueLink, Suggestion, SuggestionDecision
from portal.reports.suggestions.queries import suggestion_of, waiting_suggestions
from portal.reports.suggestions.services import Decision, decide
from portal.reports.workflow import EDITABLE

WRITTEN = frozenset({Kind.TEXT, Kind.LONG, Kind.EMAIL})


@dataclass(frozen=True)
class Line:
    """One suggestion beside the present answer. `typed` in place of its text: what could not be kept."""

    suggestion: Suggestion
    link: ColleagueLink
    question: str
    text: str
    editable: bool
    present: str
    present_language: str
    revision: int
    typed: str | None = None
    error: str = ""


@requires(Permission.REPORT_PREPARE, country_of_report, instead=preparer)
def suggestions(report_id: int) -> ResponseReturnValue:
    """List the texts that wait for a decision, each beside the present answer."""
    return _page(context_at(report_id))


@requires(Permission.REPORT_PREPARE, country_of_report, instead=preparer)
def decide_suggestion(report_id: int, suggestion_id: int) -> ResponseReturnValue:
    """Accept a suggestion, take it over with changes, or decline it."""
    context = context_at(report_id)
    found, _link = suggestion_of(db.session, report_id, suggestion_id)
    kind, text = _chosen(), None
    if kind is SuggestionDecision.EDITED:
        if not _is_written(context, found.key):
            raise RefusedError("choice_unknown", choice=kind.value)
        try:
            text = clean_text(request.form.get("text", ""))
        except TextRefusedError as refused:
            sentence = _(
                "Character %(position)s of the text (%(character)s) cannot be kept. Please delete it.",
                position=refused.position,
                character=refused.character,
            )
            return _page(context, (found.id, request.form.get("text", ""), sentence))
    decision = Decision(kind, row_number(request.form.get("seen", "")), text)
    author = Author(identity().user_id, found.language, now())
    outcome = decide(db.session, context.report, found, decision, author)
    if outcome.conflicts:
        flash(_("Yet another text came meanwhile. Both are shown below."), "attention")
        return redirect(url_for("filing.report", report_id=report_id, _anchor="set-aside"), 303)
    flash(_("Declined. The text stays on record.") if kind is SuggestionDecision.DECLINED else _("Saved."))
    return redirect(url_for("filing.suggestions", report_id=report_id), 303)


def _chosen() -> SuggestionDecision:
    wanted = request.form.get("decision", "")
    if wanted not in set(SuggestionDecision):
        raise RefusedError("choice_unknown", choice=wanted)
    return SuggestionDecision(wanted)


def _page(context: Surroundings, refused: tuple[int, str, str] | None = None) -> ResponseReturnValue:
    waiting = waiting_suggestions(db.session, context.report.id)
    answers = answers_of(db.session, context.report.id, {one.key for one, _link in waiting})
    lines = [
        _line(context, one, link, answers.get(one.key), refused)
        for one, link in waiting
        if context.questionnaire.has(parse_key(one.key).code)
    ]
    page = draw_about(
        context,
        "filing/team/suggestions.html",
        lines=lines,
        is_open=context.report.status in EDITABLE,
        errors=[(f"text-{line.suggestion.id}", line.error) for line in lines if line.error],
    )
    return page, 422 if refused else 200


def _line(
    context: Surroundings,
    one: Suggestion,
    link: ColleagueLink,
    answer: Answer | None,
    refused: tuple[int, str, str] | None,
) -> Line:
    is_this = refused is not None and refused[0] == one.id
    return Line(
        suggestion=one,
        link=link,
        question=texts.key_title(context.questionnaire, one.key),
        text=plain_text(context, one.key, one.value),
        editable=_is_written(context, one.key),
        present=_present(context, one.key, answer.value if answer else None),
        present_language=answer.language if answer else context.report.language,
        revision=answer.revision if answer else 0,
        typed=refused[1] if is_this and refused else None,
        error=refused[2] if is_this and refused else "",
    )


def _present(context: Surroundings, key: str, value: Any) -> str:
    return "" if value is None else plain_text(context, key, value)


def _is_written(context: Surroundings, key: str) -> bool:
    parts = parse_key(key)
    return parts.other or context.questionnaire.question(parts.code).kind in WRITTEN
