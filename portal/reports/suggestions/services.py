"""Links for colleagues without an account: made, revoked, written through, handed in; suggestions decided."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from portal.accounts.credentials.addresses import fold_email, is_email
from portal.accounts.credentials.tokens import new_token, token_hash
from portal.accounts.permissions import Permission, of_author, permits
from portal.accounts.queries import identity_of
from portal.canonical import same
from portal.deadlines import PRESSED_TWICE, end_after
from portal.errors import RefusedError
from portal.events.services import Actor, append_event
from portal.questionnaires.answering.conditions import is_answered
from portal.reports.assignments.queries import PageName
from portal.reports.lifecycle.starting import stream_of
from portal.reports.merge import can_keep_both, is_table, keep_both
from portal.reports.models import Report
from portal.reports.queries import answers_of
from portal.reports.saving import Author, Change, Outcome, save_answers
from portal.reports.suggestions.models import ColleagueLink, Suggestion, SuggestionDecision
from portal.reports.suggestions.queries import drafts_of
from portal.reports.suggestions.rules import LINK_LASTS, LinkState, link_state
from portal.reports.workflow import EDITABLE

Typed = Mapping[str, tuple[Any, str]]
"""What somebody typed: key → (value, its language); the value None where nothing was typed."""


@dataclass(frozen=True)
class LinkDraft:
    """For whom a link is made, to which page. `email` empty: the link is handed over by its maker."""

    page: PageName
    name: str
    language: str
    institution: str = ""
    email: str = ""
    note: str = ""
    shows_answers: bool = False
    lasts: timedelta = LINK_LASTS


def make_link(
    session: Session, report: Report, draft: LinkDraft, actor: Actor, now: datetime
) -> tuple[ColleagueLink, str]:
    """Make a link and return it with its token, which is kept nowhere.

    Raises RefusedError report_not_editable or email_impossible.
    """
    if report.status not in EDITABLE:
        raise RefusedError("report_not_editable")
    email = fold_email(draft.email)
    if email and not is_email(email):
        raise RefusedError("email_impossible")
    token = new_token()
    section, conference = draft.page
    link = ColleagueLink(
        token_hash=token_hash(token),
        report_id=report.id,
        section=section,
        conference=conference or "",
        name=draft.name,
        institution=draft.institution,
        email=email,
        language=draft.language,
        note=draft.note,
        shows_answers=draft.shows_answers,
        made_by=actor.id,
        made_at=now,
        expires_at=end_after(now, draft.lasts),
    )
    session.add(link)
    session.flush()
    _record(session, report, link, "colleague_link_made", actor, now)
    return link, token


def make_link_once(
    session: Session, report: Report, draft: LinkDraft, actor: Actor, now: datetime
) -> tuple[ColleagueLink, str, bool]:
    """Make a link as a button does that may be pressed twice; also return whether it is new.

    Raises as `make_link`. Of a link made a moment ago the person sees the answer to the second press: its
    token is the one that works, beside the key of the letter.
    """
    found = _just_made(session, report, draft, actor, now)
    if found is None:
        return *make_link(session, report, draft, actor, now), True
    token = new_token()
    found.token_hash = token_hash(token)
    return found, token, False


def _just_made(
    session: Session, report: Report, draft: LinkDraft, actor: Actor, now: datetime
) -> ColleagueLink | None:
    """Return this same link where the same person made it a moment ago and nobody opened it."""
    session.get_one(Report, report.id, with_for_update=True)
    statement = select(ColleagueLink).where(
        ColleagueLink.report_id == report.id,
        ColleagueLink.section == draft.page[0],
        ColleagueLink.conference == (draft.page[1] or ""),
        ColleagueLink.name == draft.name,
        ColleagueLink.institution == draft.institution,
        ColleagueLink.email == fold_email(draft.email),
        ColleagueLink.language == draft.language,
        ColleagueLink.note == draft.note,
        ColleagueLink.shows_answers == draft.shows_answers,
        ColleagueLink.expires_at == end_after(now, draft.lasts),
        ColleagueLink.made_by == actor.id,
        ColleagueLink.made_at > now - PRESSED_TWICE,
        ColleagueLink.opened_at.is_(None),
        ColleagueLink.sent_at.is_(None),
        ColleagueLink.revoked_at.is_(None),
    )
    return session.scalar(statement.limit(1))


def revoke_link(session: Session, report: Report, link: ColleagueLink, actor: Actor, now: datetime) -> None:
    """Take a link back; one that was used or taken back already stays as it is."""
    if link.sent_at is None and link.revoked_at is None:
        link.revoked_at = now
        _record(session, report, link, "colleague_link_revoked", actor, now)


def state_of(link: ColleagueLink, now: datetime) -> LinkState:
    """Return where a link stands."""
    return link_state(link.sent_at, link.revoked_at, link.expires_at, now)


def refuse_closed(session: Session, link: ColleagueLink, report: Report, now: datetime) -> None:
    """Raise RefusedError link_used, link_revoked, link_expired, or report_not_editable.

    A link does not outlive the role of whoever answers for it: it counts as taken back.
    """
    state = state_of(link, now)
    if state is not LinkState.OPEN:
        raise RefusedError(f"link_{state.value}")
    if report.status not in EDITABLE:
        raise RefusedError("report_not_editable")
    if not _is_answered_for(session, link, report):
        raise RefusedError("link_revoked")


def _is_answered_for(session: Session, link: ColleagueLink, report: Report) -> bool:
    """Whether the person who made a link, or to whom it passed on, may still prepare the report."""
    if link.made_by is None:
        return True
    found = identity_of(session, link.made_by)
    asked = of_author(Permission.REPORT_PREPARE, report.filed_by)
    return found is not None and permits(found[0], asked, report.country_code)


def end_links(session: Session, account_id: int, country: str | None, by: Actor, now: datetime) -> int:
    """Take back the open links that an account answers for and may no longer; return how many."""
    statement = (
        select(ColleagueLink, Report)
        .join(Report, Report.id == ColleagueLink.report_id)
        .where(ColleagueLink.made_by == account_id, *is_open(now))
        .order_by(ColleagueLink.id)
    )
    if country is not None:
        statement = statement.where(Report.country_code == country)
    ending = [row for row in session.execute(statement) if not _is_answered_for(session, row[0], row[1])]
    for link, report in ending:
        revoke_link(session, report, link, by, now)
    return len(ending)


def keep_typed(
    session: Session, link: ColleagueLink, typed: Typed, shown: Mapping[str, Any], now: datetime
) -> None:
    """Keep what a colleague typed as drafts; the link must be open.

    `shown`: the answers that the page showed, which are no suggestion.
    """
    known = drafts_of(session, link.id)
    for key, (value, language) in typed.items():
        found = known.get(key)
        if not is_answered(value) or (found is None and same(value, shown.get(key))):
            if found is not None:
                session.delete(found)
        elif found is None:
            session.add(
                Suggestion(
                    link_id=link.id,
                    report_id=link.report_id,
                    key=key,
                    value=value,
                    language=language,
                    written_at=now,
                )
            )
        elif not same(found.value, value) or found.language != language:
            found.value, found.language, found.written_at = value, language, now
    link.opened_at = link.opened_at or now
    session.flush()


def hand_in(session: Session, report: Report, link: ColleagueLink, now: datetime) -> list[Suggestion]:
    """Use the link up: what was typed waits for a decision. Raises RefusedError nothing_suggested."""
    found = list(drafts_of(session, link.id).values())
    if not found:
        raise RefusedError("nothing_suggested")
    link.sent_at = now
    _record(session, report, link, "colleague_handed_in", Actor(None, link.name), now)
    session.flush()
    return found


@dataclass(frozen=True)
class Decision:
    """What is done with a suggestion. `text`: the words taken over in its place; `seen`: revision shown."""

    kind: SuggestionDecision
    seen: int = 0
    text: str | None = None


def decide(
    session: Session, report: Report, suggestion: Suggestion, decision: Decision, author: Author
) -> Outcome:
    """Accept, edit or decline a suggestion; the answer is then the deciding person's own.

    A text that came meanwhile stays in force, and the one taken over is set aside for a choice. Raises
    RefusedError already_decided, or report_not_editable unless it is declined.
    """
    if suggestion.decided_at is not None:
        raise RefusedError("already_decided")
    declined = decision.kind is SuggestionDecision.DECLINED
    if not declined and report.status not in EDITABLE:
        raise RefusedError("report_not_editable")
    outcome = Outcome()
    kind = decision.kind
    if not declined:
        value = decision.text if decision.text is not None else _joined(session, suggestion)
        is_changed = decision.text is not None and decision.text != suggestion.value
        kind = SuggestionDecision.EDITED if is_changed else SuggestionDecision.ACCEPTED
        by = Author(author.account_id, suggestion.language, author.now)
        outcome = save_answers(session, report, [Change(suggestion.key, value, decision.seen)], by)
    suggestion.decision, suggestion.decided_at = kind, author.now
    suggestion.decided_by = author.account_id
    session.flush()
    return outcome


def _joined(session: Session, suggestion: Suggestion) -> Any:
    """Return the value to write: the rows of a table come to those that are there, none are replaced."""
    value = suggestion.value
    current = answers_of(session, suggestion.report_id, [suggestion.key]).get(suggestion.key)
    if current is not None and is_table(value) and can_keep_both(value, current.value):
        return keep_both(value, current.value)
    return value


def is_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a link that can still be used."""
    return (
        ColleagueLink.sent_at.is_(None),
        ColleagueLink.revoked_at.is_(None),
        ColleagueLink.expires_at > now,
    )


def pass_on_links(
    session: Session, reports: Iterable[int], predecessors: Collection[int], heir: int, now: datetime
) -> int:
    """Make another person the one who answers for the open links of these persons; return how many."""
    moved = session.execute(
        update(ColleagueLink)
        .where(
            ColleagueLink.report_id.in_(list(reports)),
            ColleagueLink.made_by.in_(list(predecessors)),
            *is_open(now),
        )
        .values(made_by=heir)
        .returning(ColleagueLink.id)
    )
    return len(moved.all())


def _record(
    session: Session, report: Report, link: ColleagueLink, kind: str, actor: Actor, now: datetime
) -> None:
    page = "/".join(filter(None, (link.section, link.conference)))
    append_event(session, stream_of(report), kind, {"link": link.id, "page": page}, actor, now)
