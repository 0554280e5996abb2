"""Files that cost much are made once per state of their data, a few at a time."""

from __future__ import annotations

import threading

import pytest

import config
from portal.app import create_app
from portal.events.services import NOBODY, append_event
from portal.issued.files import FORMATS
from portal.web.arrival import made
from tests.samples.portal import SamplePortal, now

ENDPOINT = "public.figures_file"


class KeepingPortal(SamplePortal):
    """A portal that keeps what it made, and in which making is counted, and held where a test wants."""

    def __init__(self, folder, monkeypatch):
        super().__init__(folder)
        self.close()
        self.made, self.begun, self.go_on = 0, threading.Semaphore(0), threading.Event()
        self.go_on.set()
        url = f"sqlite:///{folder / 'portal.sqlite3'}"
        settings = config.Settings(url, folder, "k" * 40, testing=True, kept_seconds=600)
        keep = made.keep_files

        def counted(app):
            view = app.view_functions[ENDPOINT]

            def make(**parts):
                self.made += 1
                self.begun.release()
                assert self.go_on.wait(60)
                return view(**parts)

            make.__dict__.update(view.__dict__)
            app.view_functions[ENDPOINT] = make
            keep(app)

        monkeypatch.setattr(made, "keep_files", counted)
        self.app = create_app(settings)
        self.cycle = self.new_place().cycle


@pytest.fixture
def portal(tmp_path, monkeypatch):
    portal = KeepingPortal(tmp_path, monkeypatch)
    yield portal
    portal.go_on.set()
    portal.close()


def address(portal, language="en", form="csv"):
    return f"/{language}/data/{portal.cycle}/{form}"


def form_of(portal):
    """Return a format in which figures can be had."""
    return next(iter(FORMATS))


def test_the_same_file_is_made_once_and_given_as_it_was(portal):
    where = address(portal, form=form_of(portal))
    first = portal.app.test_client().get(where)
    second = portal.app.test_client().get(where)
    assert first.status_code == 200
    assert portal.made == 1
    assert second.data == first.data
    for name in ("Content-Type", "Content-Disposition", "Cache-Control", "X-Robots-Tag"):
        assert second.headers.get(name) == first.headers.get(name)


def test_another_language_or_question_is_another_file(portal):
    form = form_of(portal)
    for where in (
        address(portal, "en", form),
        address(portal, "fr", form),
        address(portal, "en", form) + "?a=1",
    ):
        assert portal.app.test_client().get(where).status_code == 200
    assert portal.made == 3


def test_whatever_stands_in_the_record_anew_has_it_made_anew(portal):
    where = address(portal, form=form_of(portal))
    portal.app.test_client().get(where)
    with portal.session() as session:
        append_event(session, "portal", "tried", {}, NOBODY, now())
    portal.app.test_client().get(where)
    assert portal.made == 2


def test_a_page_that_says_no_is_not_kept(portal):
    assert portal.app.test_client().get(address(portal, form="nothing")).status_code == 404
    assert not list((portal.folder / made.FOLDER).glob("*.made"))


def test_what_is_kept_is_bounded(portal, monkeypatch):
    monkeypatch.setattr(made, "FEW", 2)
    for number in range(4):
        portal.app.test_client().get(f"{address(portal, form=form_of(portal))}?a={number}")
    assert len(list((portal.folder / made.FOLDER).glob("*.made"))) == 2


def test_a_few_are_made_at_once_one_waits_and_the_others_are_asked_to_come_again(portal):
    portal.go_on.clear()
    answers = {}

    def ask(number):
        answers[number] = portal.app.test_client().get(f"{address(portal, form=form_of(portal))}?a={number}")

    makers = [threading.Thread(target=ask, args=(number,)) for number in range(made.PLACES + 1)]
    for thread in makers:
        thread.start()
    for _ in range(made.PLACES):
        assert portal.begun.acquire(timeout=60)
    # The third holds the one place for waiting as soon as it finds no other.
    while made._waiting._value != 0:
        assert any(thread.is_alive() for thread in makers)
    refused = portal.app.test_client().get(f"{address(portal, 'fr', form_of(portal))}?a=9")
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "5"
    assert '<html lang="fr"' in refused.text
    assert portal.app.test_client().get("/en/sign-in").status_code == 200
    portal.go_on.set()
    for thread in makers:
        thread.join()
    assert {answer.status_code for answer in answers.values()} == {200}
    assert portal.made == made.PLACES + 1


def test_every_endpoint_whose_files_are_kept_exists_and_is_for_everybody(world):
    views = world.portal.app.view_functions
    assert views.keys() >= made.MADE
