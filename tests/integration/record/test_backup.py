"""A backup made while people work, restored elsewhere: record, figures and annexes are the same."""

from __future__ import annotations

import shutil
import threading

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from portal.aggregation.aggregate import aggregate
from portal.aggregation.queries import cycle_input
from portal.annexes.models import Annex
from portal.annexes.services import FOLDER, Upload, add_annex, remove_annex
from portal.annexes.storage import path_in, read
from portal.canonical import dumps
from portal.operations import backup
from portal.operations.record import audit
from portal.operations.record.anchoring import anchor_today
from portal.reports.models import Report
from portal.reports.queries import surroundings
from portal.reports.saving import Author
from tests.samples.annexes import CONTENT, KEY
from tests.samples.portal import SamplePortal, now
from tests.samples.world import CURRENT, make_world


@pytest.fixture(scope="module")
def moved(tmp_path_factory):
    """The folders of a portal and of its backup restored elsewhere, with what was attached meanwhile."""
    here, there = tmp_path_factory.mktemp("here"), tmp_path_factory.mktemp("there")
    portal = SamplePortal(here)
    world = make_world(portal)
    engine = create_engine(url_of(here))
    anchor_today(engine, here, now())
    engine.dispose()
    enough, stop = threading.Event(), threading.Event()

    def work():
        """Attach a file and take it out again, over and over: rows, events and files of every kind."""
        number = 0
        while not stop.is_set():
            number += 1
            with portal.session() as session:
                context = surroundings(session, session.get_one(Report, world.reports["QMD"]))
                upload = Upload("more.pdf", CONTENT + str(number).encode(), "More", "en")
                author = Author(None, "en", now())
                made = add_annex(session, context, KEY, upload, here, author)
                remove_annex(session, context, KEY, made.sha256, author)
            if number == 3:
                enough.set()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        assert enough.wait(60)
        backup.back_up(url_of(here), here, there / "backup", now())
    finally:
        stop.set()
        worker.join()
    portal.close()
    backup.restore(url_of(there), there / "data", there / "backup")
    return here, there / "data"


def url_of(folder):
    name = "portal.sqlite3" if folder.name != "there" else "other.sqlite3"
    return f"sqlite:///{folder / name}"


@pytest.fixture
def sessions(moved):
    here, there = moved
    engines = [create_engine(url_of(here)), create_engine(url_of(there.parent))]
    with Session(engines[0]) as one, Session(engines[1]) as other:
        yield one, other
    for engine in engines:
        engine.dispose()


def test_the_record_is_whole_on_both_sides(moved, sessions):
    for folder, session in zip(moved, sessions, strict=True):
        assert list(audit.verify(session, folder)) == []


@pytest.mark.parametrize("audience", ["secretariat", "public"])
def test_the_figures_are_the_same(sessions, audience):
    one, other = (dumps(aggregate(cycle_input(session, CURRENT), None, audience)) for session in sessions)
    assert one == other
    assert len(one) > 1000


def test_every_annex_that_the_restored_rows_name_is_there_with_the_same_bytes(moved, sessions):
    here, there = (folder / FOLDER for folder in moved)
    digests = list(sessions[1].scalars(select(Annex.sha256).distinct()))
    assert len(digests) >= 3
    assert all(read(there, digest) == read(here, digest) is not None for digest in digests)


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_an_annex_whose_file_was_changed_or_is_gone_is_named(moved, sessions, tmp_path, damage):
    folder = tmp_path / "data"
    shutil.copytree(moved[1], folder)
    annex = sessions[1].scalars(select(Annex)).first()
    path = path_in(folder / FOLDER, annex.sha256)
    if damage == "gone":
        path.unlink()
    else:
        path.chmod(0o600)
        path.write_bytes(b"%PDF-1.4 another")
    report = sessions[1].get_one(Report, annex.report_id)
    places = [finding.place for finding in audit.verify(sessions[1], folder)]
    assert any(place.startswith(f"{report.reference}, annex") for place in places), places
