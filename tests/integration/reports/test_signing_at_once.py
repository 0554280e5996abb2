"""Two clicks on the button that signs: one filing, and the same receipt for both, on both databases."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from portal.accounts.permissions import HeldRole, Identity, Role
from portal.accounts.services import actor_of
from portal.filing.check.services import digest_of_answers, sign_report
from portal.filing.progress.overview import load_overview
from portal.reports.lifecycle.effects import Step
from portal.reports.lifecycle.situation import sides_of
from portal.reports.models import Filing
from portal.reports.queries import get_report, surroundings
from portal.reports.workflow import Action
from tests.factories import NOW, fill_report, make_account, make_report

CLICKS = 3


def test_somebody_who_signs_several_times_at_once_files_once(new_session):
    with new_session() as session:
        report = make_report(session)
        fill_report(session, report)
        person = make_account(session, Role.FOCAL_POINT, report.country_code)
        held = frozenset({HeldRole(Role.FOCAL_POINT, report.country_code)})
        identity, report_id = Identity(person.id, person.name, held), report.id
        session.commit()
    barrier = threading.Barrier(CLICKS, timeout=60)

    def sign(_click):
        with new_session() as session:
            report = get_report(session, report_id)
            overview = load_overview(session, surroundings(session, report), identity, NOW)
            step = Step(Action.SUBMIT, actor_of(identity), sides_of(session, identity, report), NOW)
            # A page is read without the lock of a writer; on SQLite a transaction waits for its turn.
            if session.get_bind().dialect.name == "postgresql":
                barrier.wait(timeout=30)
            shown = digest_of_answers(overview.context, overview.answers)
            number = sign_report(session, overview, step, shown=shown).filing.number
            session.commit()
            return number

    with ThreadPoolExecutor(CLICKS) as pool:
        assert [*pool.map(sign, range(CLICKS))] == [1] * CLICKS
    with new_session() as session:
        assert len(session.scalars(select(Filing)).all()) == 1
