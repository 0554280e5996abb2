"""Pages of many invitations: the list as typed, its preview, and how far the work is."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import access
from portal.accounts.permissions import Permission
from portal.errors import NotFoundError
from portal.extensions import db
from portal.jobs.queries import get_task, recent_tasks
from portal.secretariat.invitations.lines import PROBLEMS, read_lines
from portal.secretariat.invitations.services import KIND, invite_all, what_is_known

blueprint = Blueprint("invitations", __name__, url_prefix="/invitations")


@blueprint.route("", methods=["GET", "POST"])
@access.requires(Permission.CYCLE_MANAGE)
def invitations() -> ResponseReturnValue:
    """Take a list of people, show it line by line, and send it only when it is confirmed."""
    text = request.form.get("text", "")
    lines = read_lines(text, what_is_known(db.session)) if text.strip() else []
    ready = [line for line in lines if not line.problem]
    if request.form.get("go") == "send" and ready:
        task = invite_all(db.session, ready, access.identity().user_id, access.now())
        return redirect(url_for("secretariat.invitations.progress", task_id=task.id), 303)
    return render_template(
        "secretariat/invitations/invitations.html",
        text=text,
        lines=lines,
        ready=len(ready),
        problems=PROBLEMS,
        tasks=recent_tasks(db.session, KIND),
        no_index=True,
    )


@blueprint.get("/<int:task_id>")
@access.requires(Permission.CYCLE_MANAGE)
def progress(task_id: int) -> ResponseReturnValue:
    """Show how many are written, and which lines were refused; the page can be left and found again."""
    task = get_task(db.session, task_id)
    if task.kind != KIND:
        raise NotFoundError("task_unknown")
    refused = [
        (item, entry) for item, entry in zip(task.order, task.outcome, strict=False) if "invited" not in entry
    ]
    return render_template("secretariat/invitations/progress.html", task=task, refused=refused, no_index=True)
