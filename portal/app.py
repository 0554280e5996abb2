"""The factory: assembles extensions, rooms of pages and the shell; decides nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask import Flask

import config as settings_module
from portal.accounts import access
from portal.accounts import views as accounts_views
from portal.accounts.people import handover
from portal.api import views as api_views
from portal.db import prepare_engine
from portal.events.rows import sealing  # noqa: F401 - it listens to every session
from portal.extensions import babel, csrf, db
from portal.filing import views as filing_views
from portal.operations import logs
from portal.public import views as public_views
from portal.reports import succession
from portal.review import views as review_views
from portal.secretariat import views as secretariat_views
from portal.web import compression, errors, headers, health, jinja, locale, static_files, unit_of_work
from portal.web.arrival import bodies, limits, made, proxies

TEMPLATES = Path(__file__).parent.parent / "templates"


def create_app(settings: settings_module.Settings | None = None) -> Flask:
    """Return the application for these settings (default: those of the environment)."""
    settings = settings or settings_module.from_environment()
    app = Flask("portal", template_folder=str(TEMPLATES), static_folder=None)
    _configure(app, settings)
    proxies.init_app(app)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    # First what is sent is read, then it is asked whether the view may be reached, then a lock is taken.
    bodies.init_app(app)
    csrf.init_app(app)
    limits.count_after(app)
    handover.register(succession.ESTATES)
    babel.init_app(
        app, locale_selector=locale.current_locale, default_translation_directories=locale.DIRECTORY
    )
    for part in (
        logs,
        compression,
        locale,
        unit_of_work,
        access,
        headers,
        errors,
        jinja,
        static_files,
        health,
    ):
        part.init_app(app)
    limits.count_before(app)
    unit_of_work.let_write(app)
    for views in (accounts_views, filing_views, review_views, secretariat_views, public_views):
        app.register_blueprint(views.blueprint)
    api_views.init_app(app)
    made.keep_files(app)
    return app


def _configure(app: Flask, settings: settings_module.Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_ENGINES={
            "default": {"url": settings.database_url, "hide_parameters": True, "pool_pre_ping": True}
        },
        # The prefix lets no other host, and no page without TLS, plant a cookie of this name.
        SESSION_COOKIE_NAME="__Host-portal" if settings.https else "portal",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        PERMANENT_SESSION_LIFETIME=timedelta(minutes=settings.session_minutes),
        MAX_CONTENT_LENGTH=32 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=8 * 1024 * 1024,
        MAX_FORM_PARTS=5000,
        WTF_CSRF_TIME_LIMIT=None,
        # A token is bound to a cookie that only we can set; Referer, which some withhold, adds nothing.
        WTF_CSRF_SSL_STRICT=False,
        TESTING=settings.testing,
    )
    app.extensions["portal.settings"] = settings
