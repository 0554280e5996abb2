"""What slow senders cost everybody else: medians with 28 of them held open, ÷ medians without.

`.venv/bin/python bench/slow_senders.py` measures on SQLite, with `--postgresql` on a server of its own.
Sixteen bodies stand still and twelve posts of 15 kB come at a trickle while others are timed.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.orm import Session

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from portal.accounts.credentials.passwords import Hasher  # noqa: E402 - tests/ is found by its path
from portal.accounts.permissions import Role  # noqa: E402 - as above
from portal.operations.database import initialise, opened  # noqa: E402 - as above
from tests.factories import make_account  # noqa: E402 - as above
from tests.postgres import running_server  # noqa: E402 - as above
from tests.serving import Server, Visitor, stalled  # noqa: E402 - as above

EMAIL, PASSWORD = "officer@example.org", "a sentence to remember"
STALLED, SLOW, SIZE = 16, 12, 15000
TRICKLE = 0.5
"""Seconds between two pieces of a slow post: longer than anything that is measured."""


def main() -> int:
    """Measure in turn without and with slow senders, and print the ratio of the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--rounds", type=int, default=4, help="of each kind, in turn")
    parser.add_argument("--times", type=int, default=8, help="how often each is done in a round")
    asked = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-bench-")))
        url = f"sqlite:///{folder / 'portal.sqlite3'}"
        if asked.postgresql:
            url = stack.enter_context(running_server()).create_database()
        server = started(folder, url)
        stack.callback(server.stop)
        calm, slow = measured(server.port, asked.rounds, asked.times)
    print(f"{'PostgreSQL' if asked.postgresql else 'SQLite'}, {asked.rounds} rounds of {asked.times}")
    for name in calm:
        ratio = statistics.median(slow[name]) / statistics.median(calm[name])
        print(f"{name:>10}: {ratio:5.2f}")
    return 0


def started(folder: Path, url: str) -> Server:
    """Start a portal in which one person has an account."""
    initialise(url)
    with opened(url) as engine, Session(engine) as session, session.begin():
        account = make_account(session, Role.SECRETARIAT, email=EMAIL)
        account.password_hash = Hasher().hash(PASSWORD)
    environment = {"PORTAL_DATA_DIR": str(folder), "PORTAL_DATABASE_URL": url, "PORTAL_DEMO": "0"}
    server = Server({**environment, "PORTAL_JOBS": "0"}, folder)
    server.wait_for("/readyz", 200)
    return server


def measured(port: int, rounds: int, times: int) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Return the seconds that each thing took, without and with slow senders."""
    visitor = Visitor(port)
    steps = {"saves": lambda: save(visitor), "sign-in": lambda: sign_in(port), "/healthz": lambda: ask(port)}
    calm: dict[str, list[float]] = {name: [] for name in steps}
    slow: dict[str, list[float]] = {name: [] for name in steps}
    visitor.get("/en/sign-in")
    expect(visitor.post("/en/sign-in", email=EMAIL, password=PASSWORD), 302)
    visitor.get("/en/account")
    for number in range(2 * rounds + 2):
        disturbed = number % 2
        with slow_senders(port) if disturbed else contextlib.nullcontext():
            for name, step in steps.items():
                for _ in range(times):
                    begun = time.perf_counter()
                    step()
                    if number > 1:  # the first round of each kind warms up
                        (slow if disturbed else calm)[name].append(time.perf_counter() - begun)
    return calm, slow


def save(visitor: Visitor) -> None:
    """Save something of one's own."""
    expect(visitor.post("/en/account", name="Officer", language="en"), 302)


def sign_in(port: int) -> None:
    """Open the page of signing in and sign in, as a new visitor."""
    visitor = Visitor(port)
    expect(visitor.get("/en/sign-in"), 200)
    expect(visitor.post("/en/sign-in", email=EMAIL, password=PASSWORD), 302)


def ask(port: int) -> None:
    """Ask whether the portal lives."""
    expect(Visitor(port).get("/healthz"), 200)


def expect(status: int, wanted: int) -> None:
    """Stop where the portal answers something else: its time would say nothing."""
    if status != wanted:
        raise SystemExit(f"answered {status} instead of {wanted}")


@contextlib.contextmanager
def slow_senders(port: int) -> Iterator[None]:
    """Hold bodies that stand still and posts that come at a trickle."""
    over = threading.Event()
    with (
        stalled(port, "/en/sign-in", times=STALLED),
        stalled(port, "/en/contribute/a-token", times=SLOW, announced=SIZE) as lines,
    ):

        def trickle() -> None:
            while not over.wait(TRICKLE):
                for line in lines:
                    line.sendall(b"b" * 20)

        sender = threading.Thread(target=trickle)
        sender.start()
        try:
            yield
        finally:
            over.set()
            sender.join()


if __name__ == "__main__":
    sys.exit(main())
