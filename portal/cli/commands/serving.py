"""Commands that keep the portal going: serve, jobs run-once, clock, mail send, demo."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from config import Settings
from portal.accounts.credentials.passwords import Hasher
from portal.app import create_app
from portal.cli.context import (
    DONE,
    CommandRefusedError,
    Commands,
    Context,
    add_command,
    add_group,
    tell,
)
from portal.cli.server import BufferingWorker
from portal.demo.accounts import FILE
from portal.demo.removal import remove_demo
from portal.demo.services import load_demo
from portal.extensions import db
from portal.jobs.keeping import Keeper
from portal.jobs.runner import Runner, open_queue
from portal.mail.mailer import send_pending
from portal.operations import logs
from portal.operations.clock import run_clock
from portal.operations.database import demand_current, initialise, opened
from portal.operations.jobs import bound_jobs, run_jobs
from portal.web.health import LOADING

_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - the server's own heartbeat files, made safely by it


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    add_command(commands, "serve", serve, "Create or upgrade the database, load the demonstration, serve.")
    showing = add_command(
        commands, "demo", demonstrate, "Load the demonstration; what is there already stays."
    )
    showing.add_argument("--remove", action="store_true", help="take the demonstration away, for the record")
    add_command(commands, "clock", tick, "Take the steps that are due because a review window is over.")
    group = add_group(commands, "jobs", "What is done beside the pages.")
    add_command(group, "run-once", run_once, "Do every job that is due, once, without the server.")
    group = add_group(commands, "mail", "Outgoing letters.")
    add_command(group, "send", send, "Send the letters that wait.")


def run_once(context: Context) -> int:
    """Do one round of all jobs, beside a server or without one; each is committed by itself."""
    with opened(context.settings.database_url) as engine:
        demand_current(engine)
        done = run_jobs(engine, context.settings, context.now)
    faults = [f"{name}: {fault}" for name, fault in done.items() if isinstance(fault, Exception)]
    if faults:
        raise CommandRefusedError(faults)
    tell(f"{name}: {count}" for name, count in done.items())
    return DONE


def tick(context: Context) -> int:
    """Take the clock's steps, once."""
    with context.writing() as session:
        taken = run_clock(session, context.now)
    tell([f"Steps taken: {taken}."])
    return DONE


def send(context: Context) -> int:
    """Send the letters that are due; each is committed by itself, for it cannot be called back."""
    with context.session() as session:
        counts = send_pending(session, context.settings, context.now)
    tell([f"Sent: {counts.sent}. To be tried again: {counts.deferred}. Waiting: {counts.waiting}."])
    return DONE


def demonstrate(context: Context) -> int:
    """Load what is missing of the demonstration; accounts that are made are printed, this once."""
    data_dir = context.settings.data_dir
    if context.arguments.remove:
        with context.writing() as session:
            gone = remove_demo(session, data_dir, context.now)
            cycles, accounts = gone.keys["cycle"], len(gone.accounts)
        tell([f"Taken away: {', '.join(cycles) or 'nothing'}. Accounts closed: {accounts}."])
        return DONE
    try:
        with context.writing() as session:
            loaded = load_demo(session, data_dir, Hasher(), context.now)
    finally:
        (data_dir / LOADING).unlink(missing_ok=True)
    tell([f"Demonstration cycles loaded: {', '.join(loaded.cycles) or 'none'}."])
    show_accounts(context, loaded.accounts)
    return DONE


def show_accounts(context: Context, accounts: str) -> None:
    """Print new accounts once to a terminal; anything else may be a log, and is told where they stand."""
    if accounts and sys.stdout.isatty():
        context.write(accounts)
    elif accounts:
        tell([f"Accounts of the demonstration: {context.settings.data_dir / FILE}"])


# --- serving -------------------------------------------------------------------------------------


def serve(context: Context) -> int:
    """Serve until stopped. The demonstration is loaded beside the server, which answers from the start."""
    settings = context.settings
    initialise(settings.database_url)
    mark = settings.data_dir / LOADING
    mark.unlink(missing_ok=True)
    if settings.demo:
        mark.touch()
    tell([f"Serving on {settings.base_url}"])
    logs.configure()
    _Server(settings).run()
    return DONE


class _Server(BaseApplication):  # type: ignore[misc]  # its package publishes no types
    """The production server, configured from the settings instead of from a file of its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loader: subprocess.Popen[bytes] | None = None
        super().__init__()

    def load_config(self) -> None:
        settings = self._settings
        options: dict[str, Any] = {
            "bind": f"{settings.bind}:{settings.port}",
            "workers": settings.workers,
            "threads": settings.threads,
            "worker_class": BufferingWorker,
            "preload_app": True,
            "timeout": 120,
            "graceful_timeout": 20,
            "loglevel": "warning",
            "control_socket_disable": True,
            "proc_name": "portal",
            "when_ready": self._on_ready,
            "post_worker_init": _on_worker,
            "worker_exit": _on_worker_exit,
            "on_exit": self._on_exit,
        }
        if _SHARED_MEMORY.is_dir():
            options["worker_tmp_dir"] = str(_SHARED_MEMORY)
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the application, once before the workers part: none of them inherits a connection."""
        app = create_app(self._settings)
        with app.app_context():
            db.engine.dispose()
        return app

    def _on_ready(self, _server: Any) -> None:
        if self._settings.demo:
            command = [sys.executable, "-m", "portal.cli.main", "demo"]
            self._loader = subprocess.Popen(command)  # noqa: S603 - our own program

    def _on_exit(self, _server: Any) -> None:
        if self._loader is not None and self._loader.poll() is None:
            self._loader.terminate()


def _on_worker(worker: Any) -> None:
    """Open the queue in this process, and take part in who does the jobs: one process of all at a time."""
    app: Flask = worker.wsgi
    settings: Settings = app.extensions["portal.settings"]
    with app.app_context():
        engine = db.engine
    runner = Runner(open_queue(settings.queue_url, settings.secret_key), bound_jobs(engine, settings))
    app.extensions["portal.jobs"] = runner
    if settings.jobs:
        worker.keeper = Keeper(engine, runner, (settings.data_dir / LOADING).exists)
        worker.keeper.start()


def _on_worker_exit(_server: Any, worker: Any) -> None:
    keeper: Keeper | None = getattr(worker, "keeper", None)
    if keeper is not None:
        keeper.stop()
