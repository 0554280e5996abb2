"""The portal served on a loopback port, and a real Chromium that visits it."""

from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from playwright.sync_api import sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.browser.visiting import Visitors
from tests.samples.portal import SamplePortal

CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""The tests may run as root, without a graphics card, and must not look anything up outside."""


class LivePortal(SamplePortal):
    """The portal as served; `faults` collects what a page raised."""

    def __init__(self, folder, base_url, faults):
        super().__init__(folder, base_url)
        self.faults = faults


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """One server for all tests of a process; each test opens a cycle with countries of its own."""
    faults: list[str] = []

    class Handler(WSGIRequestHandler):
        def log(self, type, message, *args):  # noqa: A002 - werkzeug's name
            if type == "error":
                faults.append(message % args if args else message)

    server = make_server("127.0.0.1", 0, lambda environ, start: [], threaded=True, request_handler=Handler)
    portal = LivePortal(tmp_path_factory.mktemp("served"), f"http://127.0.0.1:{server.server_port}", faults)
    server.app = portal.app
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield portal
    server.shutdown()
    thread.join()
    server.server_close()
    portal.close()


@pytest.fixture
def portal(served):
    """The portal; the test fails where a page raised something."""
    served.faults.clear()
    yield served
    assert not served.faults, "\n".join(served.faults)


@pytest.fixture(scope="session")
def stage():
    """The thread in which the browser is driven.

    Playwright keeps an event loop running in its thread, in which Flask and other tests then cannot work.
    """
    with ThreadPoolExecutor(max_workers=1) as executor:
        yield executor


def pytest_pyfunc_call(pyfuncitem):
    """Run the tests of this folder in the thread of the browser."""
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    stage = pyfuncitem._request.getfixturevalue("stage")
    stage.submit(pyfuncitem.obj, **arguments).result()
    return True


@pytest.fixture(scope="session")
def chromium(stage):
    """One Chromium for all tests of a process."""
    path = shutil.which("chromium")
    assert path, "There is no Chromium: `make setup-tests` installs it."
    playwright = stage.submit(lambda: sync_playwright().start()).result()
    launch = partial(playwright.chromium.launch, executable_path=path, args=list(CHROMIUM))
    browser = stage.submit(launch).result()
    yield browser
    stage.submit(browser.close).result()
    stage.submit(playwright.stop).result()


@pytest.fixture
def visitors(stage, chromium, portal):
    """People with a browser each; the test fails where a browser complained or went elsewhere."""
    everybody = Visitors(chromium, portal.base_url)
    yield everybody
    stage.submit(everybody.leave).result()
    assert not everybody.complaints, "\n".join(everybody.complaints)
