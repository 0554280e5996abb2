"""A small portal with the pages of accounts and one page of text, which any country's people may post to."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

from flask import Blueprint, Flask, request

import config
from portal.accounts import access, services
from portal.accounts import views as accounts_views
from portal.accounts.permissions import Permission
from portal.db import prepare_engine
from portal.events.services import NOBODY
from portal.extensions import babel, csrf, db
from portal.operations import logs
from portal.web import errors, headers, health, jinja, locale, static_files, unit_of_work
from tests.samples.mailed import mailed_link

TEMPLATES = Path(__file__).parents[3] / "templates"
PASSWORD = "a sentence to remember"


class Fields(HTMLParser):
    """Collects the fields of the last form with a given action."""

    def __init__(self, action):
        super().__init__(convert_charrefs=True)
        self.action, self.inside, self.fields = action, False, []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            self.inside = attributes.get("action") == self.action
            self.fields = [] if self.inside else self.fields
        elif tag == "input" and self.inside and attributes.get("name"):
            self.fields.append((attributes["name"], attributes.get("value", "")))

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False


def fields_of(response, action):
    parser = Fields(action)
    parser.feed(response.get_data(as_text=True))
    return parser.fields


def found_in(text, pattern):
    """Return the first group of a pattern that must be there."""
    match = re.search(pattern, text)
    assert match, f"{pattern} is not in {text}"
    return match.group(1)


def token_of(response):
    return found_in(response.get_data(as_text=True), r'name="csrf_token" value="([^"]+)"')


def _pages(saved):
    pages = Blueprint("filing", __name__)

    def country_of(address):
        return address["country"]

    @pages.route("/<lang>/desk")
    @access.requires(Permission.DESK_READ)
    def desk():
        return "your desk"

    @pages.route("/<lang>/text/<country>", methods=["GET", "POST"])
    @access.requires(Permission.REPORT_EDIT, country_of=country_of)
    def text(country):
        if request.method == "POST":
            saved.append(request.form.to_dict(flat=False))
        return f"text of {country}"

    @pages.route("/<lang>/undeclared")
    def undeclared():
        return "never shown"

    return pages


class Portal:
    """The application, its texts saved so far, and short ways to make accounts and sign in."""

    def __init__(self, app, saved):
        self.app, self.saved = app, saved

    def add(self, email, *held, active=True):
        with self.app.app_context():
            now = datetime.now(UTC)
            hashed = self.app.extensions["portal.hasher"].hash(PASSWORD)
            new = services.NewAccount(email, email.partition("@")[0], "en", hashed)
            account = services.add_account(db.session, new, now)
            account.active = active
            for one in held:
                services.grant_role(db.session, account, one, NOBODY, now)
            db.session.commit()
            return account.id

    def client(self, email=None, password=PASSWORD):
        client = self.app.test_client()
        if email is not None:
            assert self.sign_in(client, email, password).status_code == 302
        return client

    def sign_in(self, client, email, password=PASSWORD, **fields):
        token = token_of(client.get("/en/sign-in"))
        values = {"csrf_token": token, "email": email, "password": password, **fields}
        return client.post("/en/sign-in", data=values)

    def post(self, client, page, address, **fields):
        token = token_of(client.get(page))
        return client.post(address, data={"csrf_token": token, **fields})

    def mailed_link(self, kind="invitation"):
        """Return the path of the link in the letter of a kind written last, as its reader gets it."""
        with self.app.app_context():
            link = mailed_link(db.session, kind)
            db.session.commit()
            return link

    def rows(self, statement):
        with self.app.app_context():
            return list(db.session.scalars(statement))

    def change(self, act):
        with self.app.app_context():
            result = act(db.session)
            db.session.commit()
            return result


def make_app(url, saved, *, key="k" * 40, testing=True, data_dir=None):
    settings = config.Settings(
        url, data_dir or Path("unused"), key, base_url="http://localhost", testing=testing
    )
    app = Flask("portal", template_folder=str(TEMPLATES), static_folder=None)
    app.config.update(
        SECRET_KEY=key,
        SQLALCHEMY_ENGINES={"default": url},
        SESSION_COOKIE_NAME="portal",
        PERMANENT_SESSION_LIFETIME=timedelta(minutes=settings.session_minutes),
        WTF_CSRF_TIME_LIMIT=None,
        TESTING=testing,
    )
    app.extensions["portal.settings"] = settings
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    csrf.init_app(app)
    babel.init_app(
        app, locale_selector=locale.current_locale, default_translation_directories=locale.DIRECTORY
    )
    if data_dir is not None:
        logs.init_app(app)
    for part in (locale, unit_of_work, access, headers, errors, static_files, jinja, health):
        part.init_app(app)
    app.register_blueprint(accounts_views.blueprint)
    app.register_blueprint(_pages(saved))
    return app
