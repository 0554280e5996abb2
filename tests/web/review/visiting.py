"""A person at a desk: opens pages, posts forms with their token, counts the questions asked."""

from __future__ import annotations

import contextlib
import html
import re

from sqlalchemy import event

from portal.cycles.queries import get_cycle
from portal.events.services import NOBODY
from portal.extensions import db
from portal.reports.lifecycle.effects import Step
from portal.reports.lifecycle.steps import transition
from portal.reports.models import Report
from portal.reports.queries import surroundings
from portal.reports.workflow import Action, Side
from tests.factories import complete_answers, fill_report, make_report
from tests.samples.portal import now

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Answer:
    """A page as it came: its status, where it leads, its markup and its text."""

    def __init__(self, response):
        self.status = response.status_code
        self.location = response.headers.get("Location", "")
        self.headers = response.headers
        self.data = response.data
        self.html = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
        self.text = html.unescape(" ".join(re.sub(r"<[^>]+>", " ", self.html).split()))

    def __contains__(self, text):
        return text in self.text


class Visitor:
    """Somebody signed in, with a browser without JavaScript."""

    def __init__(self, portal, person, language="en"):
        self.portal, self.client, self.language = portal, portal.client(person), language

    def get(self, path, **query):
        return Answer(self.client.get(f"/{self.language}/{path}", query_string=query))

    def post(self, path, page=None, **fields):
        """Post fields with the token of a page (default: the page itself)."""
        found = TOKEN.search(self.client.get(f"/{self.language}/{page or path}").get_data(as_text=True))
        data = {"csrf_token": found.group(1) if found else "", **fields}
        response = self.client.post(f"/{self.language}/{path}", data=data, content_type="multipart/form-data")
        # A large body is sent from a temporary file, which the test client leaves open.
        response.request.environ["wsgi.input"].close()
        return Answer(response)


@contextlib.contextmanager
def questions_asked(portal):
    """Collect the statements that reach the database."""
    statements = []
    with portal.app.app_context():
        engine = db.engine

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def count_questions(visitor, path):
    """Return how many statements a page takes; the first visit warms what is read once a process."""
    visitor.get(path)
    with questions_asked(visitor.portal) as statements:
        assert visitor.get(path).status == 200
    return len(statements)


def file_report(portal, cycle, country, answers=None, *, language="en"):
    """File a complete report, some answers of which can be given or left out (None), and return its id."""
    with portal.session() as session:
        report = make_report(session, get_cycle(session, cycle), country, language=language, now=now())
        context = surroundings(session, report)
        values = complete_answers(
            context.questionnaire, context.asked, language=language, period=context.period
        )
        values |= answers or {}
        kept = {key: value for key, value in values.items() if value is not None}
        fill_report(session, report, kept, now=now())
        session.expire_all()
        take_step(session, report.id, Action.SUBMIT, Side.SIGNATORY)
        return report.id


def take_step(session, report_id, action, side, text=None, by=None):
    """Take a step of the workflow without a page."""
    taken = Step(action, by or NOBODY, frozenset({side}), now(), text=text, language="en")
    return transition(session, report_id, taken)


def step(portal, report_id, action, side, text=None):
    """Take a step of the workflow in a transaction of its own."""
    with portal.session() as session:
        take_step(session, report_id, action, side, text)


def status_of(portal, report_id):
    """Return the status of a report as the database has it now."""
    with portal.session() as session:
        session.expire_all()
        return session.get_one(Report, report_id).status.value
