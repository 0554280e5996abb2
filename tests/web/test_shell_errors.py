"""Refusals and faults: a page in the reader's language, or problem+json; no text lost, no bare code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from flask import abort, request

from portal.errors import NotAllowedError, NotFoundError, PortalError, RefusedError, StaleError
from portal.reports.workflow import Guard
from portal.web import errors
from portal.web.sentences import SENTENCES
from tests.web.test_shell import make_shell, text_of

PORTAL = Path(errors.__file__).parents[1]
COMMANDS = {"cli", "demo", "exchange", "operations"}
"""Rooms whose refusals are told on the command line."""

REFUSALS = {"NotFoundError", "NotAllowedError", "RefusedError", "StaleError", "MalformedError"}


@pytest.fixture
def shell():
    app = make_shell()
    app.extensions["portal.settings"] = type("Settings", (), {"base_url": "http://localhost"})

    def refuse(kind):
        request.form.get("any")
        raise {
            "unknown": NotFoundError("country_unknown", country="XXX"),
            "forbidden": NotAllowedError("not_allowed"),
            "refused": RefusedError("step_refused", guards=["complete", "has_remark"]),
            "stale": StaleError("of no known code"),
            "plain": PortalError("country_unknown"),
        }[kind]

    def fail(status):
        if status == 500:
            raise ZeroDivisionError
        abort(status)

    for start in ("/<lang>", "/api/v1"):
        app.add_url_rule(f"{start}/refuse/<kind>", f"refuse{start}", refuse, methods=["GET", "POST"])
        app.add_url_rule(f"{start}/fail/<int:status>", f"fail{start}", fail)
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def test_an_address_that_leads_nowhere_is_answered_in_its_own_language(shell):
    response = shell.test_client().get("/ar/nowhere/at/all")
    assert response.status_code == 404
    assert '<html lang="ar" dir="rtl">' in text_of(response)


def test_an_address_without_language_is_answered_in_that_of_the_browser(shell):
    response = shell.test_client().get("/nowhere/at/all", headers={"Accept-Language": "fr-CA, en;q=0.5"})
    assert '<html lang="fr" dir="ltr">' in text_of(response)


def test_a_language_that_is_none_of_the_six_is_no_page(shell):
    assert shell.test_client().get("/de/").status_code == 404


@pytest.mark.parametrize(
    ("kind", "status", "sentence"),
    [
        ("unknown", 404, "There is no country with the code XXX."),
        ("forbidden", 403, "Your account does not include this step."),
        ("refused", 409, "Some answers are still missing"),
        ("refused", 409, "Write at least one remark first"),
        ("stale", 409, errors.ANY_REFUSAL),
        ("plain", 409, errors.ANY_REFUSAL),
    ],
)
def test_a_refusal_is_told_in_a_sentence(shell, kind, status, sentence):
    response = shell.test_client().get(f"/en/refuse/{kind}")
    assert response.status_code == status
    assert sentence in text_of(response)


@pytest.mark.parametrize(
    "status",
    [400, 401, 403, 404, 405, 413, 418, 429, 503],
)
def test_every_http_error_has_a_page_with_a_way_on(shell, status):
    response = shell.test_client().get(f"/en/fail/{status}")
    assert response.status_code == status
    assert response.mimetype == "text/html"
    page = text_of(response)
    assert re.search(r"<h1>\S.+</h1>", page)
    assert 'href="/en/"' in page


def test_a_fault_of_ours_is_told_without_its_inside(shell):
    shell.config["PROPAGATE_EXCEPTIONS"] = False
    response = shell.test_client().get("/en/fail/500")
    assert response.status_code == 500
    assert "Something went wrong on our side" in text_of(response)
    assert "ZeroDivision" not in text_of(response)


def test_the_headers_of_an_error_are_kept(shell):
    response = shell.test_client().post("/en/countries")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/v1/refuse/unknown", 404, "country_unknown"),
        ("/api/v1/refuse/stale", 409, "of no known code"),
        ("/api/v1/fail/403", 403, "forbidden"),
        ("/api/v1/nothing", 404, "not_found"),
    ],
)
def test_programs_get_a_problem_document(shell, address, status, code):
    response = shell.test_client().get(address)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    problem = response.get_json(force=True)
    assert (problem["status"], problem["code"], problem["type"]) == (status, code, "about:blank")


def test_a_refused_post_shows_again_what_was_typed_but_never_a_password(shell):
    typed = {
        "VNR.12.C3": "Enrolment of girls rose.\n<b>Budgets</b> doubled.",
        "password": "a secret sentence",
    }
    page = text_of(shell.test_client().post("/en/refuse/stale", data=typed))
    assert "Enrolment of girls rose.\n&lt;b&gt;Budgets&lt;/b&gt; doubled." in page
    assert "a secret sentence" not in page


def test_a_post_that_is_too_large_gets_its_page(shell):
    response = shell.test_client().post("/en/refuse/stale", data={"text": "x" * 30_000})
    assert response.status_code == 413
    assert "<h1>" in text_of(response)


def codes_raised():
    """Yield (code, place) of every domain error that the portal raises with a literal code."""
    for path in sorted(PORTAL.rglob("*.py")):
        if path.relative_to(PORTAL).parts[0] in COMMANDS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS:
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant):
                    yield first.value, f"{path.relative_to(PORTAL)}:{node.lineno}"


def test_every_code_has_its_sentence():
    raised = list(codes_raised())
    assert raised
    known = {*SENTENCES, "step_refused"}
    without = [f"{code} ({place})" for code, place in raised if code not in known]
    assert not without, f"Add a sentence for each to SENTENCES in portal/web/sentences.py: {without}"


def test_every_guard_of_the_workflow_has_its_sentence():
    assert set(errors.GUARDS) == {guard.value for guard in Guard}
