"""Settings: the only reader of the environment, parsed and checked once into a frozen value.

A setting has a default only where the default is safe in production.

======================= ======================= ==================================================
Variable                Default                 Meaning
======================= ======================= ==================================================
PORT                    8000                    Port of ``make run`` and ``portal serve``.
PORTAL_BIND             127.0.0.1               Address the server listens on.
PORTAL_DATA_DIR         ./instance              Database, annexes, key, demonstration accounts.
PORTAL_DATABASE_URL     SQLite in the data dir  ``postgresql+psycopg://…`` for PostgreSQL.
PORTAL_SECRET_KEY       a file in the data dir  Signs sessions; made at random, mode 0600, on first start.
PORTAL_MAIL_URL         none: letters wait      ``smtp://user:password@host:port`` (``smtps`` for TLS).
PORTAL_MAIL_FROM        portal@localhost        Sender of letters.
PORTAL_BASE_URL         http://127.0.0.1:PORT   Address in letters and receipts.
PORTAL_HTTPS            0                       1: cookies only over HTTPS, Strict-Transport-Security sent.
PORTAL_WORKERS          2                       Processes of the production server.
PORTAL_THREADS          4                       Threads in each process.
PORTAL_BODY_SECONDS     120                     So long a request may take to arrive, longer at 8 kB a second.
PORTAL_LIMITS           see LIMITS below        Changes: ``sign-in/address=50 per hour, verify/whole=none``.
PORTAL_KEPT_SECONDS     600                     So long a public file is given again while nothing changed.
PORTAL_SECURITY_CONTACT none: no security.txt   Where weaknesses are told: ``mailto:…`` or ``https://…``.
PORTAL_PROXIES          none                    Addresses or networks, with commas, of trusted proxies.
PORTAL_JOBS             1                       0: ``portal serve`` does no jobs (others do).
PORTAL_QUEUE_URL        PostgreSQL, else a file Queue of jobs: ``postgresql://…`` or ``sqlite:///file``.
PORTAL_DEMO             0 (``make run``: 1)     1: ``portal serve`` loads the demonstration.
PORTAL_SCANNER          none: not scanned       Program that is given an annex: exit 0 clean, 1 refused.
PORTAL_SECURITY_DAYS    400                     The security log is kept for so many days.
PORTAL_SESSION_MINUTES  480                     A session ends after this time without a request.
======================= ======================= ==================================================
"""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

LIMITS: Mapping[str, str] = {
    "sign-in": "5 per 15 minutes",
    "sign-in/address": "30 per 15 minutes",
    "sign-in/account": "100 per hour",
    "sign-in/whole": "1000 per 10 minutes",
    "reset/account": "10 per hour",
    "reset/address": "10 per hour",
    "reset/whole": "300 per hour",
    "link/account": "30 per 10 minutes",
    "link/address": "30 per 10 minutes",
    "verify/account": "60 per 10 minutes",
    "verify/address": "60 per 10 minutes",
    "verify/whole": "1200 per 10 minutes",
    "document/account": "120 per 10 minutes",
    "document/address": "120 per 10 minutes",
    "document/whole": "1200 per 10 minutes",
}
"""How often each thing may be asked for (`sign-in`: wrong passwords, `link`: secret links that lead nowhere).

`sign-in` alone is one account tried from one address; `account` an account from everywhere, `address` an
address of the network, `whole` everybody together.
"""
_LIMIT = re.compile(r"[1-9]\d{0,6} per ([1-9]\d{0,4} )?(second|minute|hour|day)s?|none")


class SettingsError(ValueError):
    """A variable of the environment has an impossible value; the message names it."""


@dataclass(frozen=True)
class Settings:
    """Every setting of the portal, checked."""

    database_url: str
    data_dir: Path
    secret_key: str
    port: int = 8000
    bind: str = "127.0.0.1"
    mail_url: str | None = None
    mail_from: str = "portal@localhost"
    base_url: str = "http://127.0.0.1:8000"
    https: bool = False
    workers: int = 2
    threads: int = 4
    body_seconds: int = 120
    proxies: tuple[str, ...] = ()
    kept_seconds: int = 0
    security_contact: str | None = None
    limits: Mapping[str, str] = field(default_factory=dict)
    session_minutes: int = 480
    security_days: int = 400
    scanner: str | None = None
    queue_url: str = ""
    jobs: bool = True
    demo: bool = False
    testing: bool = False


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings, create data directory and key; raises SettingsError naming what is at fault."""
    env = os.environ if environment is None else environment
    data_dir = Path(env.get("PORTAL_DATA_DIR", "instance")).resolve()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    port = _integer(env, "PORT", 8000, 1, 65535)
    database_url = env.get("PORTAL_DATABASE_URL") or f"sqlite:///{data_dir / 'portal.sqlite3'}"
    return Settings(
        database_url=database_url,
        data_dir=data_dir,
        secret_key=env.get("PORTAL_SECRET_KEY") or _secret_key(data_dir / "secret-key"),
        port=port,
        bind=env.get("PORTAL_BIND", "127.0.0.1"),
        mail_url=env.get("PORTAL_MAIL_URL") or None,
        mail_from=env.get("PORTAL_MAIL_FROM", "portal@localhost"),
        base_url=(env.get("PORTAL_BASE_URL") or f"http://127.0.0.1:{port}").rstrip("/"),
        https=_integer(env, "PORTAL_HTTPS", 0, 0, 1) == 1,
        workers=_integer(env, "PORTAL_WORKERS", 2, 1, 64),
        threads=_integer(env, "PORTAL_THREADS", 4, 1, 64),
        body_seconds=_integer(env, "PORTAL_BODY_SECONDS", 120, 1, 86400),
        proxies=_networks(env, "PORTAL_PROXIES"),
        limits=_limits(env, "PORTAL_LIMITS"),
        kept_seconds=_integer(env, "PORTAL_KEPT_SECONDS", 600, 0, 86400),
        security_contact=_contact(env, "PORTAL_SECURITY_CONTACT"),
        session_minutes=_integer(env, "PORTAL_SESSION_MINUTES", 480, 5, 10080),
        security_days=_integer(env, "PORTAL_SECURITY_DAYS", 400, 1, 36500),
        scanner=env.get("PORTAL_SCANNER") or None,
        queue_url=env.get("PORTAL_QUEUE_URL") or _queue_url(database_url, data_dir),
        jobs=_integer(env, "PORTAL_JOBS", 1, 0, 1) == 1,
        demo=_integer(env, "PORTAL_DEMO", 0, 0, 1) == 1,
    )


def _queue_url(database_url: str, data_dir: Path) -> str:
    """Return where jobs are queued unless told otherwise: where every machine of the portal sees it."""
    return database_url if database_url.startswith("postgresql") else f"sqlite:///{data_dir / 'jobs.sqlite3'}"


def _integer(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = env.get(name, "")
    if not text:
        return default
    if not text.isdecimal() or not low <= int(text) <= high:
        message = f"{name} must be a whole number from {low} to {high}, not {text!r}"
        raise SettingsError(message)
    return int(text)


def _contact(env: Mapping[str, str], name: str) -> str | None:
    contact = env.get(name) or None
    if contact and not re.fullmatch(r"(mailto:|https://|tel:)[!-~]+", contact):
        message = f"{name} must begin with mailto:, https:// or tel:, not {contact!r}"
        raise SettingsError(message)
    return contact


def _limits(env: Mapping[str, str], name: str) -> Mapping[str, str]:
    """Return every limit, those named in the setting changed."""
    found = dict(LIMITS)
    for change in filter(None, (part.strip() for part in env.get(name, "").split(","))):
        limit, _, text = (side.strip() for side in change.partition("="))
        if limit not in LIMITS or not _LIMIT.fullmatch(text):
            message = f"{name} cannot be read: {change!r}; write such as sign-in/address=50 per hour"
            raise SettingsError(message)
        found[limit] = text
    return found


def _networks(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return the networks named, each written out; a single address is a network of one."""
    parts = [part.strip() for part in env.get(name, "").split(",") if part.strip()]
    try:
        return tuple(str(ipaddress.ip_network(part)) for part in parts)
    except ValueError as fault:
        message = f"{name} must be addresses or networks: {fault}"
        raise SettingsError(message) from fault


def _secret_key(path: Path) -> str:
    """Return the key in the file, made at random with mode 0600 where there is none."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key
