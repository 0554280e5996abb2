from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, select, text, update
from sqlalchemy.orm import Session

from config import Settings
from portal import canonical
from portal.accounts.permissions import Role
from portal.db import prepare_engine
from portal.events.models import Event
from portal.operations.clock import run_clock
from portal.operations.jobs import run_jobs
from portal.reports.models import Filing, Report
from tests.bundles import EXAMPLE, small_bundle, submission, written
from tests.factories import make_account


@pytest.fixture
def engine(database_url):
    engine = create_engine(database_url)
    prepare_engine(engine)
    yield engine
    engine.dispose()


def exported(portal):
    bundle = json.loads(portal("export").output)
    bundle.pop("generated_at")
    return bundle


# --- init ---


def test_init_twice_changes_nothing(portal, engine):
    def countries():
        with engine.connect() as connection:
            return connection.execute(text("SELECT count(*) FROM country")).scalar()

    assert portal("init").status == 0
    before = countries()
    assert before == 195
    ran = portal("init")
    assert ran.status == 0
    assert "countries added: 0" in ran.told
    assert countries() == before


def test_a_command_on_the_database_of_another_release_is_refused(portal, engine):
    portal("init")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    ran = portal("export")
    assert ran.status == 1
    assert "portal init" in ran.told


# --- the record ---


def test_a_whole_record_is_verified(portal):
    portal("import", EXAMPLE)
    ran = portal("audit", "verify")
    assert (ran.status, ran.told.splitlines()[1]) == (0, "There is no anchor yet.")
    digest = portal("audit", "anchor").told.split()[-1]
    ran = portal("audit", "verify")
    assert (ran.status, ran.told.split()[-1]) == (0, digest)


def test_rounds_of_several_processes_forward_a_report_once(waiting, portal, data_dir, database_url):
    with Session(waiting) as session:
        for report in session.scalars(select(Report)):
            report.submitted_at = report.started_at = datetime.now(UTC) - timedelta(days=40)
        session.commit()
    environment = {**os.environ, "PORTAL_DATA_DIR": str(data_dir), "PORTAL_DATABASE_URL": database_url}
    command = [sys.executable, "-m", "portal.cli.main", "jobs", "run-once"]
    processes = [subprocess.Popen(command, env=environment) for _ in range(2)]
    assert [process.wait() for process in processes] == [0, 0]
    with Session(waiting) as session:
        kinds = session.scalars(select(Event.kind).where(Event.kind.in_(["lapse", "close_comments"]))).all()
    assert sorted(kinds) == ["close_comments", "lapse"]
    assert len((data_dir / "anchors.log").read_text().splitlines()) == 1
    assert portal("audit", "verify").status == 0


@pytest.mark.parametrize(
    "change",
    [
        update(Event).where(Event.number == 1).values(actor_name="somebody else"),
        update(Filing).values(content='{"answers": {}}'),
        update(Filing).values(content="x", digest=canonical.digest("x")),
        text("DELETE FROM event WHERE number = 1"),
    ],
    ids=["event", "text", "text and digest", "missing"],
)
def test_a_record_that_was_changed_is_told(portal, engine, change):
    portal("import", EXAMPLE)
    with engine.begin() as connection:
        connection.execute(change)
    ran = portal("audit", "verify")
    assert ran.status == 1
    assert ran.told


# --- backup ---


def test_a_backup_brings_everything_back(portal, folder, data_dir):
    portal("import", EXAMPLE)
    (data_dir / "annexes").mkdir()
    (data_dir / "annexes" / "a").write_bytes(b"an annex")
    portal("audit", "anchor")
    (data_dir / "jobs.sqlite3").write_bytes(b"what is asked for anew every minute")
    before, key = exported(portal), (data_dir / "secret-key").read_text()
    target = folder / "backup"
    assert portal("backup", target).status == 0
    assert not (target / "files" / "jobs.sqlite3").exists()
    anchors = (data_dir / "anchors.log").read_text()
    (data_dir / "anchors.log").write_text("")
    (data_dir / "annexes" / "a").unlink()
    (data_dir / "secret-key").write_text("another")
    bundle = folder / "more.json"
    bundle.write_bytes(written(small_bundle(submission(id="N77", cycle="2001"), cycle="2001")))
    portal("import", bundle)
    assert exported(portal) != before
    assert portal("restore", target, "--replace").status == 0
    assert exported(portal) == before
    assert (data_dir / "annexes" / "a").read_bytes() == b"an annex"
    assert (data_dir / "secret-key").read_text() == key
    assert (data_dir / "anchors.log").read_text() == anchors
    assert portal("audit", "verify").status == 0


def test_a_restore_overwrites_nothing_unless_asked(portal, folder):
    portal("import", EXAMPLE)
    portal("backup", folder / "backup")
    before = exported(portal)
    ran = portal("restore", folder / "backup")
    assert ran.status == 1
    assert "--replace" in ran.told
    assert exported(portal) == before


def test_a_backup_overwrites_nothing(portal, folder):
    portal("init")
    (folder / "notes").write_text("mine")
    assert portal("backup", folder).status == 1
    assert (folder / "notes").read_text() == "mine"


def test_a_backup_that_was_damaged_is_refused(portal, folder, data_dir):
    portal("import", EXAMPLE)
    portal("backup", folder / "backup")
    before = exported(portal)
    (folder / "backup" / "files" / "secret-key").write_text("damaged")
    ran = portal("restore", folder / "backup", "--replace")
    assert ran.status == 1
    assert "secret-key" in ran.told
    assert exported(portal) == before


def test_a_backup_of_a_later_release_is_refused(portal, folder):
    portal("import", EXAMPLE)
    portal("backup", folder / "backup")
    before = exported(portal)
    manifest = folder / "backup" / "manifest.json"
    later = {**json.loads(manifest.read_text()), "revision": "of tomorrow"}
    manifest.write_text(json.dumps(later))
    ran = portal("restore", folder / "backup", "--replace")
    assert ran.status == 1
    assert "later release" in ran.told
    assert exported(portal) == before


def test_a_folder_that_is_no_backup_is_refused(portal, folder):
    portal("init")
    assert portal("restore", folder, "--replace").status == 1


# --- accounts ---


def test_inviting_somebody_prints_the_link_once(portal):
    portal("init")
    ran = portal(
        "users",
        "invite",
        "Focal.Point@example.org",
        "--role",
        "focal_point",
        "--country",
        "KEN",
        "--lang",
        "fr",
    )
    assert ran.status == 0
    assert ran.output.startswith("https://portal.example/fr/invitation/")
    assert ran.output.count("\n") == 1


@pytest.mark.parametrize(
    ("more", "status"),
    [
        (("--role", "focal_point"), 1),
        (("--role", "secretariat", "--country", "KEN"), 1),
        (("--role", "focal_point", "--country", "ZZZ"), 1),
        (("--role", "king"), 2),
        (("--role", "secretariat", "--lang", "de"), 2),
    ],
)
def test_an_invitation_that_cannot_be_is_refused(portal, more, status):
    portal("init")
    ran = portal("users", "invite", "a@example.org", *more)
    assert (ran.status, ran.output) == (status, "")
    assert ran.told


def test_a_password_is_reset_for_known_accounts_alone(portal, engine):
    portal("init")
    with Session(engine) as session, session.begin():
        make_account(session, Role.FOCAL_POINT, "KEN", email="focal.point@example.org", language="fr")
    assert portal("users", "reset", "nobody@example.org").status == 1
    ran = portal("users", "reset", "Focal.Point@example.org")
    assert ran.status == 0
    assert ran.output.startswith("https://portal.example/fr/new-password/")


def test_accounts_are_listed_with_their_roles(portal, engine):
    portal("init")
    assert portal("users", "list").output == ""
    with Session(engine) as session, session.begin():
        make_account(session, Role.FOCAL_POINT, "KEN", email="focal.point@example.org", name="Focal point")
        make_account(
            session, Role.SECRETARIAT, None, email="officer@example.org", name="Officer", active=False
        )
    lines = [line.split("\t") for line in portal("users", "list").output.splitlines()]
    assert [(line[0], line[1], line[-1]) for line in lines] == [
        ("focal.point@example.org", "active", "focal_point:KEN"),
        ("officer@example.org", "inactive", "secretariat"),
    ]


# --- the clock ---


@pytest.fixture
def waiting(portal, folder, engine):
    """A report that has waited for its reviewer since the first second."""
    bundle = folder / "waiting.json"
    bundle.write_bytes(
        written(
            small_bundle(
                submission(status="submitted"),
                submission(id="N2", country="BOR", instrument="VND", status="submitted"),
                submission(
                    {"RCR.13.A1": "Office"},
                    id="R1",
                    instrument="RCR",
                    country="COR",
                    status="submitted",
                    filed_by="coordinator",
                ),
            )
        )
    )
    assert portal("import", bundle).status == 0
    return engine


def statuses(engine):
    with Session(engine) as session:
        return dict(session.execute(select(Report.reference, Report.status)).all())


def test_the_clock_forwards_what_waited_too_long_and_nothing_else(waiting):
    now = datetime.now(UTC)
    with Session(waiting) as session, session.begin():
        assert run_clock(session, now + timedelta(days=20)) == 0
    with Session(waiting) as session, session.begin():
        assert run_clock(session, now + timedelta(days=23)) == 2
        assert run_clock(session, now + timedelta(days=24)) == 0
    assert statuses(waiting) == {"N1": "endorsed", "N2": "submitted", "R1": "endorsed"}
    with Session(waiting) as session:
        lapsed = dict(session.execute(select(Report.reference, Report.lapsed)).all())
    assert lapsed == {"N1": True, "N2": False, "R1": False}


def test_clocks_of_several_processes_forward_a_report_once(waiting):
    now = datetime.now(UTC) + timedelta(days=23)
    taken, barrier = [], threading.Barrier(4, timeout=60)

    def tick():
        barrier.wait()
        with Session(waiting) as session, session.begin():
            taken.append(run_clock(session, now))

    threads = [threading.Thread(target=tick) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(taken) == 2
    with Session(waiting) as session:
        kinds = session.scalars(select(Event.kind).where(Event.kind.in_(["lapse", "close_comments"]))).all()
    assert sorted(kinds) == ["close_comments", "lapse"]


def test_the_clock_as_a_command_finds_nothing_due_today(waiting, portal):
    ran = portal("clock")
    assert (ran.status, ran.told) == (0, "Steps taken: 0.\n")


def test_a_round_of_jobs_takes_the_steps_that_are_due(waiting, folder):
    settings = Settings(database_url="", data_dir=folder, secret_key="x")
    run_jobs(waiting, settings, datetime.now(UTC))
    assert statuses(waiting)["N1"] == "submitted"
    run_jobs(waiting, settings, datetime.now(UTC) + timedelta(days=23))
    assert statuses(waiting)["N1"] == "endorsed"


def test_letters_wait_where_there_is_no_mail_server(portal):
    portal("init")
    portal("users", "invite", "a@example.org", "--role", "secretariat")
    assert "Waiting: 1" in portal("mail", "send").told
