"""Eight authors at one report over HTTP, with choices and killed servers: nothing acknowledged is lost.

A text is acknowledged when an answer said that it is saved, or set aside. From then on each word of it is
in force, waits for a choice, or was taken out by somebody who had it before them: by the page that wrote it,
by a person who wrote over what their page showed, or by a choice. Every word is typed once, and so traced.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

import config
from portal.accounts.permissions import Role
from portal.app import create_app
from portal.db import prepare_engine
from portal.extensions import db
from portal.operations import schema
from portal.reports.models import AnswerRevision, SetAside
from portal.reports.queries import answers_of, open_set_aside
from tests.factories import make_account, make_cycle, make_report
from tests.samples.portal import now
from tests.scaling import times
from tests.web.filing.desk import Form, Reader

pytestmark = pytest.mark.scaled

SAVES = times(20_000)
AUTHORS = 8
SAVES_BETWEEN_KILLS = min(150, SAVES // 4)
SECTIONS = {"A": ("VNR.12.A1", "VNR.12.A2"), "D": ("VNR.12.D4", "VNR.12.D2")}
COLUMN = {"VNR.12.A2": "name", "VNR.12.D2": "source"}
KEYS = tuple(key for keys in SECTIONS.values() for key in keys)
SECRET = "k" * 40
TEXTS_OF_A_PAGE = 8
"""So many saves a page lives on average, before it is opened anew."""


@pytest.fixture(scope="session")
def prepare_database():
    """Make the tables as an operator does: through the migrations."""
    return schema.upgrade


# --- the server ----------------------------------------------------------------------------------


class Server:
    """`portal serve` in processes of its own, whose workers can be killed as a machine dies."""

    def __init__(self, database_url: str, folder: Path, workers: int) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environment = {
            **os.environ,
            "PORT": str(self.port),
            "PORTAL_DATA_DIR": str(folder),
            "PORTAL_DATABASE_URL": database_url,
            "PORTAL_SECRET_KEY": SECRET,
            "PORTAL_WORKERS": str(workers),
            "PORTAL_THREADS": "8",
            "PORTAL_JOBS": "0",
            "PORTAL_DEMO": "0",
        }
        self.log = (folder / "server.txt").open("w")
        self.kills = 0
        self.start()

    def start(self) -> None:
        """Start it, as whoever watches over it does."""
        command = [sys.executable, "-m", "portal.cli.main", "serve"]
        self.process = subprocess.Popen(command, env=self.environment, stdout=self.log, stderr=self.log)

    def wait(self) -> None:
        """Wait until it answers."""
        for _attempt in range(1200):
            if self.process.poll() is not None:
                break
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.1)
            finally:
                connection.close()
        raise AssertionError(Path(self.log.name).read_text()[-3000:])

    def kill_workers(self) -> None:
        """Kill every process that answers, in the middle of whatever it does; new ones take their place."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for child in children:
            os.kill(int(child), signal.SIGKILL)
        self.kills += 1

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)
        self.log.close()


# --- the authors ---------------------------------------------------------------------------------


@dataclass
class Record:
    """What all authors did: words acknowledged, words taken out on purpose, choices made."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    given_up: set[str] = field(default_factory=set)
    choices: list[tuple[int, str, str, int]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    saves: int = 0

    def begin(self) -> bool:
        """Count one more save; False when there were enough."""
        with self.lock:
            self.saves += 1
            return self.saves <= SAVES


class Author:
    """A person with a browser, at one page of the report at a time."""

    def __init__(self, number: int, server: Server, cookie: str, report: int, record: Record) -> None:
        self.number, self.server, self.report, self.record = number, server, report, record
        self.cookie = cookie
        self.dice = random.Random(number)
        self.typed = 0
        self.connection: http.client.HTTPConnection | None = None

    def word(self) -> str:
        self.typed += 1
        return f"w{self.number}x{self.typed}"

    def run(self) -> None:
        try:
            self.work()
        finally:
            self.leave()

    def leave(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def work(self) -> None:
        while self.open():
            while self.record.begin():
                self.save()
                if self.dice.random() < 1 / TEXTS_OF_A_PAGE:
                    break
            else:
                return

    # --- http --------------------------------------------------------------------------------

    def ask(self, method: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        """Return status, location and text of an answer; None where none arrived."""
        sent = {"Cookie": self.cookie, **(headers or {})}
        text = None
        if body is not None:
            text = urlencode(list(body.items(multi=True)))
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
            self.connection.request(method, f"/en/reports/{self.report}/sections/{self.section}", text, sent)
            response = self.connection.getresponse()
            answer = response.status, response.read().decode()
        except (OSError, http.client.HTTPException):
            self.leave()
            self.record.counts["answers that never arrived"] += 1
            return None
        for value in response.headers.get_all("Set-Cookie") or ():
            if value.startswith(self.cookie.partition("=")[0]):
                self.cookie = value.partition(";")[0]
        if answer[0] >= 500:
            # Nothing is acknowledged; the log must say that the database had no turn free in time.
            self.record.counts["refused by a busy database"] += 1
            return None
        return answer

    # --- the page ----------------------------------------------------------------------------

    def open(self) -> bool:
        self.section = self.dice.choice(sorted(SECTIONS))
        for _attempt in range(2400):
            answer = self.ask("GET")
            if answer is not None:
                assert answer[0] == 200, answer
                self.take(answer[1])
                return True
            time.sleep(0.05)
        raise AssertionError("the server does not come back")

    def take(self, html: str) -> None:
        """Have the page that an answer holds before one."""
        form: Form = next(
            one for one in Reader(html).forms if one.action.endswith(f"/sections/{self.section}")
        )
        self.fields, self.buttons = form.fields(), form.buttons
        self.turn = 0
        # What the page shows, or sent last: words that disappear from it are taken out on purpose.
        self.known = {key: self.words_of(key) for key in SECTIONS[self.section]}
        self.own = dict.fromkeys(self.known, "")

    def words_of(self, key: str) -> set[str]:
        if key not in COLUMN:
            return set(self.fields.get(key, "").replace(";", " ").split())
        rows = self.fields.getlist(f"{key}~rows")
        named = {row: self.fields.get(f"{key}~{row}~{COLUMN[key]}", "") for row in rows}
        return {f"{word}@{row}" for row, word in named.items() if word}

    def cells(self, key: str) -> list[str]:
        return [f"{key}~{row}~{COLUMN[key]}" for row in self.fields.getlist(f"{key}~rows")]

    def type_in(self, key: str) -> None:
        """Type into a question, and note what is taken out of it."""
        if key in COLUMN:
            self.type_row(key)
        else:
            kept = self.own[key] if self.dice.random() < 0.7 else ""
            self.own[key] = self.fields[key] = f"{kept} {self.word()}".strip()
        gone = self.known[key] - self.words_of(key)
        with self.record.lock:
            self.record.given_up |= gone
        self.known[key] = self.words_of(key)

    def type_row(self, key: str) -> None:
        rows = self.fields.getlist(f"{key}~rows")
        if len(rows) > 4 or (len(rows) > 1 and self.dice.random() < 0.15):
            gone = self.dice.choice(rows)
            self.fields.setlist(f"{key}~rows", [row for row in rows if row != gone])
        elif len(rows) < 2 or self.dice.random() < 0.3:
            new = f"{self.number}-{self.typed}"
            self.fields.add(f"{key}~rows", new)
            self.fields[f"{key}~{new}~{COLUMN[key]}"] = self.word()
        else:
            self.fields[self.dice.choice(self.cells(key))] = self.word()

    # --- saving ------------------------------------------------------------------------------

    def save(self) -> None:
        key = self.dice.choices(SECTIONS[self.section], [1, 2])[0]
        self.type_in(key)
        self.turn += 1
        self.fields["~turn"] = str(self.turn)
        if self.dice.random() < 0.75:
            self.autosave(key)
        else:
            self.press()

    def autosave(self, key: str) -> None:
        """Send one question, as the script does a moment after typing."""
        mine = {"csrf_token", "~page", "~turn"}
        sent: MultiDict[str, str] = MultiDict(
            (name, value)
            for name, value in self.fields.items(multi=True)
            if name in mine or name in (key, f"rev~{key}", f"aside~{key}") or name.startswith(f"{key}~")
        )
        sent.setlist("~keys", [key])
        sent["~shown"] = " ".join(self.fields.getlist("~keys"))
        words = self.words_of(key)
        answer = self.ask("POST", sent, {"X-Autosave": "1"})
        if answer is None:
            return  # the line says nothing, and the page types on
        told = json.loads(answer[1])
        assert key in {*told["saved"], *told["conflicts"]}, told
        self.acknowledge(key, words, "while typing")
        for name, value in told["hidden"].items():
            self.fields[name] = value

    def press(self) -> None:
        """Press Save, and where two texts meet, choose."""
        sent: MultiDict[str, str] = MultiDict(self.fields.items(multi=True))
        sent["go"] = "stay"
        words = {key: self.words_of(key) for key in self.known}
        answer = self.ask("POST", sent)
        if answer is None:
            return
        for key, found in words.items():
            self.acknowledge(key, found, "by the button")
        if answer[0] == 200:
            self.take(answer[1])
            self.choose()
        else:
            self.open()

    def acknowledge(self, key: str, words: set[str], how: str) -> None:
        with self.record.lock:
            self.record.acknowledged |= {word.partition("@")[0]: key for word in words}
            self.record.counts[f"saved {how}"] += 1

    def choose(self) -> None:
        """Settle what the page offers to choose, one at a time."""
        for _attempt in range(3):
            offered = [(name, value) for name, value in self.buttons if name.startswith("choose~")]
            if not offered:
                return
            wanted = self.dice.choices(["both", "mine", "theirs"], [6, 2, 2])[0]
            name = self.dice.choice(offered)[0]
            choice = wanted if (name, wanted) in offered else "theirs"
            number = int(name.partition("~")[2])
            seen = {key: int(self.fields[f"rev~{key}"].partition(".")[0]) for key in self.known}
            with self.record.lock:
                self.record.choices += [(number, choice, key, revision) for key, revision in seen.items()]
                self.record.counts[f"chosen: {choice}"] += 1
            sent: MultiDict[str, str] = MultiDict(self.fields.items(multi=True))
            sent[name] = choice
            answer = self.ask("POST", sent)
            if answer is None or answer[0] != 200:
                self.open()
                if answer is not None:
                    return
            else:
                self.take(answer[1])


# --- what must be true ---------------------------------------------------------------------------


def _words(value: Any) -> list[str]:
    """Return every word of an answer; that of a row with the row's id, as the same word may stand in two."""
    if isinstance(value, str):
        return value.replace(";", " ").split()
    rows = value if isinstance(value, list) else []
    return [f"{cell}@{row['_id']}" for row in rows for name, cell in row.items() if name != "_id"]


def _bare(words: Iterable[str]) -> list[str]:
    return [word.partition("@")[0] for word in words]


def _chosen_away(session: Session, report: int, record: Record) -> set[str]:
    """Return the words that a choice took out: those of one text that the other one had not."""
    texts = {
        (one.key, one.revision): one.value
        for one in session.scalars(select(AnswerRevision).where(AnswerRevision.report_id == report))
    }
    asides = {one.id: one for one in session.scalars(select(SetAside).where(SetAside.report_id == report))}
    found: set[str] = set()
    for number, choice, key, revision in record.choices:
        aside = asides[number]
        if aside.key != key or choice == "both":
            continue
        mine, theirs = set(_words(aside.value)), set(_words(texts.get((key, revision))))
        found |= mine - theirs if choice == "theirs" else theirs - mine
    return found


def _vanished(session: Session, report: int) -> set[str]:
    """Return every word that ever went out of force, a row with the words in it."""
    kept = select(AnswerRevision).where(AnswerRevision.report_id == report)
    before: dict[str, set[str]] = {}
    found: set[str] = set()
    for one in session.scalars(kept.order_by(AnswerRevision.key, AnswerRevision.revision)):
        words = set(_words(one.value))
        found |= before.get(one.key, set()) - words
        before[one.key] = words
    return found


def _check(session: Session, report: int, record: Record) -> dict[str, Any]:
    in_force = {key: _bare(_words(one.value)) for key, one in answers_of(session, report, KEYS).items()}
    waiting = {word for kept in open_set_aside(session, report) for word in _bare(_words(kept.value))}
    standing = waiting | {word for words in in_force.values() for word in words}
    taken_out = record.given_up | _chosen_away(session, report, record)
    lost = record.acknowledged.keys() - standing - set(_bare(taken_out))
    doubled = [word for words in in_force.values() for word, many in Counter(words).items() if many > 1]
    settled = select(SetAside.choice).where(SetAside.report_id == report)
    return {
        "acknowledged": len(record.acknowledged),
        "in force": sum(map(len, in_force.values())),
        "waiting": len(waiting),
        "vanished": sorted(_vanished(session, report) - taken_out),
        "set aside": dict(Counter(map(str, session.scalars(settled)))),
        "lost": sorted(lost),
        "doubled": sorted(doubled),
    }


def _cookies(app: Any, accounts: list[tuple[int, int]]) -> list[str]:
    found = []
    for number, epoch in accounts:
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie.update(account=number, epoch=epoch, seen=int(time.time()))
        name = app.config["SESSION_COOKIE_NAME"]
        kept = client.get_cookie(name)
        assert kept is not None
        found.append(f"{name}={kept.value}")
    return found


def test_eight_authors_with_choices_and_kills_lose_and_double_nothing(database_url, tmp_path):
    engine = create_engine(database_url)
    prepare_engine(engine)
    with Session(engine) as session, session.begin():
        cycle = make_cycle(session, "T1", now=now(), invited={"XAA": "rc"})
        report = make_report(session, cycle, "XAA", now=now()).id
        people = [make_account(session, Role.ALTERNATE, "XAA", now=now()) for _ in range(AUTHORS)]
        accounts = [(one.id, one.epoch) for one in people]
    app = create_app(config.Settings(database_url, tmp_path, SECRET, testing=True))
    cookies = _cookies(app, accounts)
    with app.app_context():
        db.engine.dispose()
    server = Server(database_url, tmp_path, 1 if database_url.startswith("sqlite") else 2)
    record = Record()
    began = time.monotonic()
    try:
        server.wait()
        authors = [Author(n, server, cookie, report, record) for n, cookie in enumerate(cookies)]
        with ThreadPoolExecutor(AUTHORS) as pool:
            running = [pool.submit(author.run) for author in authors]
            killed_at = 0
            while not all(one.done() for one in running):
                if record.saves - killed_at >= SAVES_BETWEEN_KILLS:
                    killed_at = record.saves
                    server.kill_workers()
                if server.process.poll() is not None:
                    # A process killed while it began takes the others with it.
                    server.start()
                time.sleep(0.02)
            for one in running:
                one.result()
    finally:
        server.stop()
    faults = [line for line in (tmp_path / "server.txt").read_text().splitlines() if '"exception"' in line]
    assert [line for line in faults if "database is locked" not in line] == []
    with Session(engine) as session:
        found = _check(session, report, record)
    engine.dispose()
    took = round(time.monotonic() - began)
    sys.stdout.write(f"{SAVES} saves, {server.kills} kills, {took} s: {dict(record.counts)} {found}\n")
    assert found["lost"] == []
    assert found["vanished"] == []
    assert found["doubled"] == []
    # Without meetings, choices and kills the test would prove nothing.
    assert server.kills >= 2
    assert record.counts["chosen: both"] > SAVES // 200
    assert found["acknowledged"] > SAVES // 2
