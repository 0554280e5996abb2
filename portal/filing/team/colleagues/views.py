"""The page on which links for colleagues without an account are made, listed and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.access import base_url, now, requires
from portal.accounts.permissions import Permission
from portal.accounts.queries import accounts_by_id
from portal.countries.queries import get_country
from portal.deadlines import last_day
from portal.errors import RefusedError
from portal.extensions import db
from portal.filing.drawn import draw_about
from portal.filing.reaching import actor, context_at, country_of_report, preparer, reader_language, report_at
from portal.filing.team.colleagues.forms import LinkForm
from portal.filing.team.colleagues.letters import LinkText, colleague_letter
from portal.filing.team.pages import page_choices, page_of, title_of
from portal.i18n import pick, translate_in, written_date
from portal.mail.keys import KEY
from portal.mail.services import queue_letter
from portal.reports.queries import Surroundings
from portal.reports.suggestions.models import ColleagueLink
from portal.reports.suggestions.queries import link_of, links_of
from portal.reports.suggestions.rules import LinkState
from portal.reports.suggestions.services import LinkDraft, make_link_once, revoke_link, state_of
from portal.reports.workflow import EDITABLE

NEW_LINK = "colleague_link"


@dataclass(frozen=True)
class Line:
    """One link as listed: its page, its state, and who made it."""

    link: ColleagueLink
    title: str
    state: LinkState
    by: str


@requires(Permission.REPORT_PREPARE, country_of_report, instead=preparer)
def colleagues(report_id: int) -> ResponseReturnValue:
    """List the links of a report with their state; a post makes one."""
    context = context_at(report_id)
    form = LinkForm(page_choices(context), data={"language": reader_language()})
    if request.method == "POST" and form.validate():
        try:
            return _make(context, form)
        except RefusedError as refusal:
            if refusal.code != "email_impossible":
                raise
            form.email.errors = [_("This is not an email address that letters can be sent to.")]
    page = draw_about(
        context,
        "filing/team/colleagues.html",
        lines=_lines(context, now()),
        form=form,
        errors=list(form.all_errors()),
        is_open=context.report.status in EDITABLE,
        new_link=session.pop(NEW_LINK, None) if request.method == "GET" else None,
    )
    return page, 422 if form.errors else 200


@requires(Permission.REPORT_PREPARE, country_of_report, instead=preparer)
def colleague_revoke(report_id: int, link_id: int) -> ResponseReturnValue:
    """Take a link back."""
    report = report_at(report_id)
    revoke_link(db.session, report, link_of(db.session, report_id, link_id), actor(), now())
    flash(_("The link is taken back; it no longer works."))
    return redirect(url_for("filing.colleagues", report_id=report_id), 303)


def _make(context: Surroundings, form: LinkForm) -> ResponseReturnValue:
    draft = LinkDraft(
        page=page_of(form.page.data),
        name=str(form.name.data),
        institution=form.institution.data or "",
        email=form.email.data or "",
        language=form.language.data,
        note=form.note.data or "",
        shows_answers=bool(form.shows_answers.data),
        lasts=timedelta(days=int(form.days.data)),
    )
    link, token, is_new = make_link_once(db.session, context.report, draft, actor(), now())
    address = f"{base_url()}/{link.language}/contribute/{token}"
    if link.email and is_new:
        _send(context, link, f"{base_url()}/{link.language}/contribute/{KEY}")
    # Shown once on the next page, and kept nowhere: the link can be handed over otherwise.
    session[NEW_LINK] = [link.name, address, bool(link.email)]
    return redirect(url_for("filing.colleagues", report_id=context.report.id), 303)


def _send(context: Surroundings, link: ColleagueLink, address: str) -> None:
    language, questionnaire = link.language, context.questionnaire
    section = questionnaire.section(link.section)
    page = translate_in(language, f"{section.owner}:{section.id}", section.title)
    text = LinkText(
        report=translate_in(language, questionnaire.prefix, questionnaire.title),
        country=pick(get_country(db.session, context.country).names, language),
        page=f"{page} ({link.conference})" if link.conference else page,
        date=written_date(language, last_day(link.expires_at)),
        link=address,
        note=link.note,
    )
    queue_letter(db.session, colleague_letter(link.email, language, text, link.id), now())


def _lines(context: Surroundings, moment: datetime) -> list[Line]:
    links = links_of(db.session, context.report.id)
    names = accounts_by_id(db.session, {link.made_by for link in links if link.made_by})
    return [
        Line(
            link,
            title_of(context, (link.section, link.conference or None)),
            state_of(link, moment),
            names[link.made_by].name if link.made_by else "",
        )
        for link in links
    ]
