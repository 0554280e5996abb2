"""Valid by default: countries, cycles, accounts, reports and whole sets of answers."""

from __future__ import annotations

import itertools
import random
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import Account, Grant
from portal.accounts.permissions import HeldRole, Identity, Role
from portal.countries.models import Country, Region
from portal.cycles.models import Cycle
from portal.cycles.services import CycleDates, CyclePlan, create_cycle, open_cycle
from portal.events.services import NOBODY, Actor
from portal.questionnaires.answering.conditions import asked_keys, holds, offers_other, options_for
from portal.questionnaires.answering.values import with_row_ids
from portal.questionnaires.definition import (
    NONE,
    NOT_APPLICABLE,
    OTHER,
    AnswerKey,
    AnswerType,
    Asked,
    Kind,
    Questionnaire,
)
from portal.reports.lifecycle.effects import Step
from portal.reports.lifecycle.starting import start_report
from portal.reports.lifecycle.steps import transition
from portal.reports.models import Report
from portal.reports.queries import answers_of, surroundings
from portal.reports.saving import Author, Change, Outcome, save_answers
from portal.reports.workflow import Action, Side

NOW = datetime(2000, 3, 15, 9, 30, tzinfo=UTC)
"""The moment at which tests begin that do not need the real one."""

CONFERENCES = ("WCHR93", "WSSD95")
THEMES = ("poverty", "gender")

TEXTS = {
    "ar": "أُنشئت لجنة وطنية للمتابعة، وهي تجتمع كل ثلاثة أشهر.",
    "en": "A national committee for follow-up was set up; it meets every quarter.",
    "es": "Se creó un comité nacional de seguimiento que se reúne cada trimestre.",
    "fr": "Un comité national de suivi a été créé ; il se réunit chaque trimestre.",
    "ru": "Создан национальный комитет по последующей деятельности; он собирается ежеквартально.",
    "zh": "设立了国家后续行动委员会，每季度开会一次。",
}
"""A sentence in each language, short enough for every question that asks for a text."""

_numbers = itertools.count(1)


# --- who and when ---------------------------------------------------------------------------------


def make_country(session: Session, code: str = "XAA", **fields: Any) -> Country:
    """Return a fictional country, made where it is not known yet."""
    known = session.get(Country, code)
    if known is not None:
        return known
    country = Country(
        **{
            "code": code,
            "names": {language: f"{code} {language}" for language in TEXTS},
            "region": Region.AFRICA,
            "default_track": "rc",
            "fictional": True,
            **fields,
        }
    )
    session.add(country)
    session.flush()
    return country


def make_cycle(
    session: Session,
    code: str = "2000",
    *,
    now: datetime = NOW,
    invited: Mapping[str, str] | None = None,
    opened: bool = True,
    **plan: Any,
) -> Cycle:
    """Return a cycle open at `now`: due in 60 days, closing in 90. `invited`: country → track.

    By default XAA (rc) and XBB (norc) are invited; the period is the year before. More of a `CyclePlan` can
    be given by name. The countries are made where they are not known.
    """
    tracks = {"XAA": "rc", "XBB": "norc"} if invited is None else dict(invited)
    for country, track in tracks.items():
        make_country(session, country, default_track=track)
    session.flush()
    regions = {country: session.get_one(Country, country).region.value for country in tracks}
    cycle = create_cycle(
        session,
        CyclePlan(
            **{
                "code": code,
                "title": {"en": f"Reporting cycle {code}"},
                "dates": make_dates(now),
                "conferences": CONFERENCES,
                "themes": THEMES,
                "invited": {country: (regions[country], track) for country, track in tracks.items()},
                **plan,
            }
        ),
        NOBODY,
        now - timedelta(days=40),
    )
    if opened:
        open_cycle(session, cycle, NOBODY, now - timedelta(days=35))
    return cycle


def make_dates(now: datetime = NOW) -> CycleDates:
    """Return the dates of a cycle that is open at `now`."""
    day = now.date()
    return CycleDates(
        period_start=date(day.year - 1, 1, 1),
        period_end=date(day.year - 1, 12, 31),
        opens=day - timedelta(days=30),
        due=day + timedelta(days=60),
        closes=day + timedelta(days=90),
    )


def make_account(
    session: Session,
    role: Role | None = Role.FOCAL_POINT,
    country: str | None = "XAA",
    *,
    now: datetime = NOW,
    **fields: Any,
) -> Account:
    """Return an account, named after its role, that holds one role (None: no role at all).

    The roles for all countries take no country; more roles with `grant`.
    """
    number = next(_numbers)
    account = Account(
        **{
            "email": f"{role or 'nobody'}-{number}@portal.example",
            "name": f"{str(role or 'nobody').replace('_', ' ').capitalize()} {number}",
            "language": "en",
            "created_at": now,
            **fields,
        }
    )
    session.add(account)
    session.flush()
    if role is not None:
        grant(session, account, role, country, now=now)
    return account


def grant(
    session: Session, account: Account, role: Role, country: str | None = "XAA", *, now: datetime = NOW
) -> Grant:
    """Give an account a role; secretariat and administrator hold theirs for all countries."""
    everywhere = role in {Role.SECRETARIAT, Role.ADMINISTRATOR}
    if country is not None and not everywhere:
        make_country(session, country)
    held = Grant(account_id=account.id, role=role, country=None if everywhere else country, granted_at=now)
    session.add(held)
    session.flush()
    return held


def identity_for(session: Session, account: Account) -> Identity:
    """Return the identity under which an account asks."""
    grants = session.scalars(select(Grant).where(Grant.account_id == account.id))
    return Identity(
        account.id,
        account.name,
        frozenset(HeldRole(held.role, held.country) for held in grants),
        account.language,
    )


def actor_for(account: Account | None) -> Actor:
    """Return the account as the record names it; without an account, nobody."""
    return NOBODY if account is None else Actor(account.id, account.name)


# --- reports --------------------------------------------------------------------------------------


def make_report(
    session: Session,
    cycle: Cycle | None = None,
    country: str = "XAA",
    *,
    language: str = "en",
    by: Account | None = None,
    now: datetime = NOW,
    **more: Any,
) -> Report:
    """Return a national report just started; its cycle is made where none is given."""
    cycle = cycle or make_cycle(session, now=now)
    return start_report(session, cycle, country, language, actor_for(by), now, **more)


def fill_report(
    session: Session,
    report: Report,
    answers: Mapping[str, Any] | None = None,
    *,
    by: Account | None = None,
    now: datetime = NOW,
) -> Outcome:
    """Save answers (wire values) as one person does who sees the newest of each; default: complete ones."""
    context = surroundings(session, report)
    if answers is None:
        answers = complete_answers(
            context.questionnaire, context.asked, language=report.language, period=context.period
        )
    known = answers_of(session, report.id)
    changes = [
        Change(key, with_row_ids(value, new_row_id), known[key].revision if key in known else 0)
        for key, value in answers.items()
    ]
    session.expire_all()
    outcome = save_answers(session, report, changes, Author(by.id if by else None, report.language, now))
    session.expire_all()
    return outcome


def make_submitted_report(
    session: Session, cycle: Cycle | None = None, country: str = "XAA", **more: Any
) -> Report:
    """Return a national report, complete and submitted; parameters as for `make_report`."""
    report = make_report(session, cycle, country, **more)
    now, by = more.get("now", NOW), more.get("by")
    fill_report(session, report, by=by, now=now)
    return take(session, report, Action.SUBMIT, Side.SIGNATORY, by=by, now=now)


def take(
    session: Session,
    report: Report,
    action: Action,
    side: Side,
    *,
    text: str | None = None,
    by: Account | None = None,
    now: datetime = NOW,
) -> Report:
    """Take a step of the workflow on one side and return the report."""
    step = Step(action, actor_for(by), frozenset({side}), now, text=text, language="en")
    return transition(session, report.id, step)


# --- answers --------------------------------------------------------------------------------------


def new_row_id() -> str:
    """Return a permanent id for a row of a table."""
    return uuid.uuid4().hex


def complete_answers(
    questionnaire: Questionnaire,
    asked: Asked,
    *,
    language: str = "en",
    period: tuple[date, date] | None = None,
    only_required: bool = False,
    dice: random.Random | None = None,
) -> dict[str, Any]:
    """Return answers (wire values) to every question shown, ready to be submitted: declared, consent full.

    Always the same answers, unless `dice` are given: then options, numbers and rows are thrown. With
    `only_required` the optional questions stay unanswered. Texts are in `language`.
    """
    filler = _Filler(questionnaire, asked, language, period, dice)
    answers: dict[str, Any] = {}
    for key, question in asked_keys(questionnaire, asked):
        if not holds(question.show_if, answers, asked.track, key.conference):
            continue
        if question.kind is Kind.FILE or (only_required and not question.required):
            continue
        answers |= filler.answer(key, question.type)
    if "RCR.14.C2" in answers:
        answers["RCR.14.C1"] = len(answers["RCR.14.C2"])
    return answers


_DECLARATION, _CONSENT = "VNR.12.Z3", "VNR.12.Z1"
_FIXED: Mapping[str, Any] = {_DECLARATION: "yes", _CONSENT: "full", "BPR.12.Z1": "full"}


class _Filler:
    """Fills in one questionnaire, always in the same way or by dice."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        asked: Asked,
        language: str,
        period: tuple[date, date] | None,
        dice: random.Random | None,
    ) -> None:
        self.questionnaire = questionnaire
        self.asked = asked
        self.text = TEXTS[language]
        self.period = period or (date(1999, 1, 1), date(1999, 12, 31))
        self.dice = dice

    def answer(self, key: AnswerKey, answer_type: AnswerType) -> dict[str, Any]:
        """Return the answer under its key, with the text of its `other` where that is chosen."""
        value = _FIXED.get(key.code, None) or self.value(answer_type)
        answers = {str(key): value}
        if offers_other(self.questionnaire, answer_type) and OTHER in _listed(value):
            answers[f"{key}.{OTHER}"] = self.text
        return answers

    def value(self, answer_type: AnswerType) -> Any:
        fill = _FILLERS.get(answer_type.kind, _Filler.number)
        return fill(self, answer_type)

    def option(self, answer_type: AnswerType) -> str:
        return self.options(answer_type, 1)[0]

    def some_options(self, answer_type: AnswerType) -> list[str]:
        return self.options(answer_type, self.throw(1, answer_type.max_choices or 3, default=2))

    def rows(self, answer_type: AnswerType) -> list[dict[str, Any]]:
        return [self.row(answer_type) for _ in range(self.throw(1, 3, default=2))]

    def words(self, answer_type: AnswerType) -> str:
        return self.text[: answer_type.limit] if answer_type.kind is Kind.TEXT else self.text

    def email(self, _type: AnswerType) -> str:
        return "focal.point@portal.example"

    def day(self, _type: AnswerType) -> str:
        return self.period[0].isoformat()

    def days(self, _type: AnswerType) -> dict[str, str]:
        return {"from": self.period[0].isoformat(), "to": self.period[1].isoformat()}

    def number(self, answer_type: AnswerType) -> Any:
        if answer_type.kind is Kind.YEAR:
            return 1995
        low = answer_type.minimum or Decimal(0)
        high = min(answer_type.maximum or low + 40, low + 40)
        if answer_type.kind is Kind.INTEGER or answer_type.decimals == 0:
            return int(self.throw(int(low), int(high), default=int(low) + 2))
        whole = self.throw(int(low), int(high) - 1, default=int(low) + 1)
        return Decimal(f"{whole}.50") if self.throw(0, 1, default=1) else Decimal(f"{whole}.5")

    def row(self, answer_type: AnswerType) -> dict[str, Any]:
        cells: dict[str, Any] = {}
        for column in answer_type.columns:
            cells[column.name] = self.value(column.type)
            if offers_other(self.questionnaire, column.type) and OTHER in _listed(cells[column.name]):
                cells[f"{column.name}.{OTHER}"] = self.text
        return cells

    def options(self, answer_type: AnswerType, count: int) -> list[str]:
        offered = [option.value for option in options_for(self.questionnaire, answer_type, self.asked)]
        if answer_type.kind is Kind.YESNO:
            offered = ["yes", "no"]
        wanted = [value for value in offered if value not in {NONE, NOT_APPLICABLE}]
        if self.dice is None:
            return [value for value in wanted if value != OTHER][:count]
        return self.dice.sample(wanted, min(count, len(wanted)))

    def throw(self, low: int, high: int, *, default: int) -> int:
        return min(max(default, low), high) if self.dice is None else self.dice.randint(low, high)


_FILLERS = {
    Kind.SINGLE: _Filler.option,
    Kind.RATING: _Filler.option,
    Kind.YESNO: _Filler.option,
    Kind.MULTI: _Filler.some_options,
    Kind.TABLE: _Filler.rows,
    Kind.TEXT: _Filler.words,
    Kind.LONG: _Filler.words,
    Kind.EMAIL: _Filler.email,
    Kind.DATE: _Filler.day,
    Kind.DATERANGE: _Filler.days,
}


def _listed(value: Any) -> Iterable[str]:
    return value if isinstance(value, list) else [value]
