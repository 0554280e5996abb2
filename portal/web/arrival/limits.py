"""Limits of what anybody may ask for: guesses of links, resets, verifications, documents."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, Response, request

from portal.accounts import access
from portal.accounts.limits import counting
from portal.accounts.limits.counting import Counted

LINKS = frozenset({"accounts.links.invitation", "accounts.links.new_password", "filing.contribute"})
"""Pages opened by a secret link: what is counted is a link that does not exist or has ended."""

ASKED: Mapping[str, str] = {
    "accounts.links.forgotten": "reset",
    "public.verify": "verify",
    "public.verify_file": "verify",
    **dict.fromkeys(
        (
            "public.answers_file",
            "public.composed_file",
            "public.conference_file",
            "public.figures_file",
            "public.issue_download",
            "public.summary_file",
            "public.tables_file",
            "secretariat.figures.answers",
            "secretariat.figures.file",
        ),
        "document",
    ),
}
"""What is counted each time it is asked for, by endpoint: the name of its limits."""


def count_before(app: Flask) -> None:
    """Count before the view; registered while the request cannot write, and so waits for nothing it holds."""
    app.before_request(_before)


def count_after(app: Flask) -> None:
    """Count links that lead nowhere; registered before the unit of work, to come after its end."""
    app.after_request(_after)


def _before() -> None:
    if request.endpoint in LINKS:
        counting.demand(_asked("link"))
    name = ASKED.get(request.endpoint or "")
    if name is None or (name == "reset" and request.method != "POST"):
        return
    counted = _asked(name)
    counting.demand(counted)
    counting.count(counted)


def _after(response: Response) -> Response:
    if request.endpoint in LINKS and response.status_code in {404, 410}:
        counting.count(_asked("link"))
    return response


def _asked(name: str) -> list[Counted]:
    who = access.identity().user_id
    if who is not None:
        return [Counted(f"{name}/account", str(who))]
    return [Counted(f"{name}/address", request.remote_addr or ""), Counted(f"{name}/whole", "")]
