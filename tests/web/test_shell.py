"""The shell of every page: languages, navigation, notices, written dates and figures."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import jinja2
import pytest
from flask import Blueprint, Flask, flash, g, redirect, render_template_string, request
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect

from portal.accounts.permissions import HeldRole, Identity, Role
from portal.i18n import LANGUAGES, NP_, translate
from portal.web import compression, errors, headers, jinja, locale, static_files

TEMPLATES = Path(__file__).parents[2] / "templates"
PAGE = """{% extends "layout/base.html" %}{% block title %}A page{% endblock %}
{% block aside %}<p>at the side</p>{% endblock %}
{% block content %}<h1>A page</h1>{{ said }}{% endblock %}"""
FOCAL_POINT = Identity(1, "National focal point", frozenset({HeldRole(Role.FOCAL_POINT, "AAA")}))
OFFICER = Identity(2, "Secretariat officer", frozenset({HeldRole(Role.SECRETARIAT)}))


def make_shell(identity=None):
    """Return an application with the shell alone, and pages of its own that show it."""
    app = Flask("portal", template_folder=str(TEMPLATES), static_folder=None)
    app.config.update(SECRET_KEY="for a second", MAX_CONTENT_LENGTH=20_000, TRAP_HTTP_EXCEPTIONS=False)
    CSRFProtect(app)
    Babel(app, locale_selector=locale.current_locale, default_translation_directories=locale.DIRECTORY)
    if identity is not None:
        app.before_request(lambda: setattr(g, "identity", identity))
    for part in (compression, locale, headers, errors, jinja, static_files):
        part.init_app(app)
    app.register_blueprint(_public_pages())
    for room, page in (("filing", "desk"), ("secretariat", "home")):
        pages = Blueprint(room, __name__)
        pages.add_url_rule(f"/<lang>/{room}", page, lambda: render_template_string(PAGE))
        app.register_blueprint(pages)
    return app


def _public_pages():
    pages = Blueprint("public", __name__, url_prefix="/<lang>")
    pages.add_url_rule("/", "home", lambda: render_template_string(PAGE))
    pages.add_url_rule("/countries", "countries", lambda: render_template_string(PAGE))
    pages.add_url_rule(
        "/shown/<country>", "shown", lambda country: render_template_string(PAGE, **request.args.to_dict())
    )
    pages.add_url_rule("/only-post", "only_post", lambda: render_template_string(PAGE), methods=["POST"])
    pages.add_url_rule("/flash", "flashed", _flash)
    return pages


def _flash():
    flash({"code": "country_unknown", "params": {"country": "XXX"}}, "attention")  # type: ignore[arg-type]
    return redirect("/en/")


@pytest.fixture
def shell():
    return make_shell()


def text_of(response):
    return response.get_data(as_text=True)


def links_by_language(page):
    return {
        code: address
        for address, code in re.findall(
            r'<a href="([^"]+)" lang="(\w\w)" hreflang="\2"', page.replace("&amp;", "&")
        )
    }


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_page_states_its_language_and_direction(shell, code):
    page = text_of(shell.test_client().get(f"/{code}/countries"))
    assert f'<html lang="{code}" dir="{LANGUAGES[code].direction}">' in page


def test_each_language_leads_to_the_same_page_with_the_same_question(shell):
    page = text_of(shell.test_client().get("/en/shown/KEN?cycle=2000&cycle=1999"))
    expected = {code: f"/{code}/shown/KEN?cycle=2000&cycle=1999" for code in LANGUAGES}
    assert links_by_language(page) == expected


def test_a_parameter_cannot_bend_the_links_to_other_languages(shell):
    page = text_of(
        shell.test_client().get("/en/shown/KEN?lang=xx&country=YYY&_external=1&_scheme=javascript")
    )
    assert links_by_language(page) == {code: f"/{code}/shown/KEN" for code in LANGUAGES}


def test_a_page_that_only_takes_posts_leads_to_the_front_page_of_another_language(shell):
    shell.config["WTF_CSRF_ENABLED"] = False
    page = text_of(shell.test_client().post("/en/only-post"))
    assert links_by_language(page)["fr"] == "/fr/"


def test_navigation_shows_rooms_that_exist_and_are_open_to_the_person():
    public = text_of(make_shell().test_client().get("/en/"))
    focal_point = text_of(make_shell(FOCAL_POINT).test_client().get("/en/"))
    officer = text_of(make_shell(OFFICER).test_client().get("/en/"))
    assert 'href="/en/countries"' in public
    assert "conferences" not in public
    assert [("/en/filing" in page, "/en/secretariat" in page) for page in (public, focal_point, officer)] == [
        (False, False),
        (True, False),
        (False, True),
    ]


def test_the_page_one_is_on_is_marked(shell):
    page = text_of(shell.test_client().get("/en/countries"))
    assert re.findall(r'<a href="([^"]+)" aria-current="page">', page) == ["/en/countries"] * 2


def test_the_public_gets_no_cookie(shell):
    assert "Set-Cookie" not in shell.test_client().get("/en/").headers


def test_demonstration_pages_say_so_and_stay_out_of_search_engines(shell):
    client = shell.test_client()
    plain, marked = (text_of(client.get(f"/en/shown/KEN{query}")) for query in ("", "?demonstration=1"))
    assert "Demonstration, filed by nobody" in marked
    assert '<meta name="robots" content="noindex' in marked
    assert "Demonstration" not in plain
    assert "noindex" not in plain


def test_what_stands_at_the_side_is_drawn_for_wide_and_for_small_screens(shell):
    assert text_of(shell.test_client().get("/en/")).count("at the side") == 2


def test_a_flashed_code_is_told_as_a_sentence(shell):
    page = text_of(shell.test_client().get("/en/flash", follow_redirects=True))
    assert "There is no country with the code XXX." in page
    assert 'role="status"' in page


def test_what_people_typed_is_escaped(shell):
    page = text_of(shell.test_client().get("/en/shown/KEN?said=%3Cscript%3Ealert(1)%3C/script%3E"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_every_template_can_be_read(shell):
    names = shell.jinja_env.list_templates(extensions=["html", "xml", "txt"])
    assert "layout/base.html" in names
    broken = []
    for name in names:
        try:
            shell.jinja_env.get_template(name)
        except jinja2.TemplateSyntaxError as error:
            broken.append(f"{name}:{error.lineno} {error.message}")
    assert not broken


@pytest.mark.parametrize(
    ("code", "day", "moment", "number"),
    [
        ("en", "31 March 2000", "31 March 2000, 14:02 UTC", "1,234.50"),
        ("fr", "31 mars 2000", "31 mars 2000, 14:02 UTC", "1\u202f234,50"),
        ("es", "31 de marzo de 2000", "31 de marzo de 2000, 14:02 UTC", "1.234,50"),
        ("ru", "31 марта 2000 г.", "31 марта 2000 г., 14:02 UTC", "1\xa0234,50"),
        ("ar", "31 آذار/مارس 2000", "31 آذار/مارس 2000، 14:02 UTC", "1,234.50"),
        ("zh", "2000年3月31日", "2000年3月31日, 14:02 UTC", "1,234.50"),
    ],
)
def test_dates_and_figures_are_written_as_the_language_does_with_western_digits(
    shell, code, day, moment, number
):
    with shell.test_request_context(f"/{code}/"):
        shell.preprocess_request()
        assert jinja.day(date(2000, 3, 31)) == day
        assert jinja.moment(datetime(2000, 3, 31, 14, 2, tzinfo=UTC)) == moment
        assert jinja.number(Decimal("1234.5"), 2) == number


def test_nothing_is_written_for_nothing(shell):
    with shell.test_request_context("/en/"):
        assert (jinja.day(None), jinja.clock(None), jinja.moment(None), jinja.number(None)) == (
            "",
            "",
            "",
            "",
        )


def test_lists_have_the_comma_of_the_language(shell):
    with shell.test_request_context("/ar/"):
        shell.preprocess_request()
        assert jinja.listed(["1", "2"]) == "1، 2"


@pytest.mark.parametrize(("code", "times"), [("zh", 1), ("ar", 1), ("fr", 1)])
def test_the_legend_says_not_applicable_once(shell, code, times):
    """In Chinese and Arabic the sign for it is the word itself."""
    legend = '{% from "macros/status.html" import rating_legend %}{{ rating_legend() }}'
    with shell.test_request_context(f"/{code}/"):
        g.language = code
        html = render_template_string(legend)
    assert html.count(translate(code, "Not applicable")) == times


def test_a_text_marked_with_a_context_is_found_by_templates(shell):
    with shell.test_request_context("/fr/"):
        g.language = "fr"
        assert render_template_string("{{ _(word) }}", word=NP_("trend", "Declined")) == "En recul"
