"""Public pages of the reading room: the questions, one question with all countries' answers, as a file."""

from __future__ import annotations

import io

from flask import abort, render_template, request, send_file
from flask.typing import ResponseReturnValue

from portal.accounts.access import language_of_request, now, public
from portal.cycles.models import Cycle
from portal.db import row_number
from portal.documents.rendering import FORMATS, file_name, render
from portal.extensions import db
from portal.passages.reading.exporting import FILES, document_of
from portal.passages.reading.offered import offered
from portal.passages.reading.page import asked_for
from portal.passages.reading.queries import questionnaires_of, reports_by_question
from portal.passages.room import Room, open_room
from portal.reports.coverage.queries import public_cycle, public_cycles
from portal.reports.disclosure import Audience


@public
def answers() -> ResponseReturnValue:
    """The questions of a cycle or, where the address names one, every answer to it that is published."""
    cycles = public_cycles(db.session)
    if not cycles:
        return render_template("public/answers/questions.html", cycles=[], cycle=None, sections=())
    cycle = public_cycle(db.session, request.args.get("cycle") or cycles[0].code)
    if request.args.get("question"):
        room = _room(cycle)
        return render_template(
            "public/answers/answers.html",
            room=room,
            files=FILES,
            no_index=bool(asked_for(room.wanted)),
            demonstration=cycle.demonstration,
        )
    narratives = "all" not in request.args
    return render_template(
        "public/answers/questions.html",
        cycles=cycles,
        cycle=cycle,
        sections=offered(questionnaires_of(cycle), Audience.PUBLIC, narratives=narratives),
        narratives=narratives,
        reports=reports_by_question(db.session, cycle, Audience.PUBLIC),
        demonstration=cycle.demonstration,
    )


@public
def answers_file(name: str) -> ResponseReturnValue:
    """The answers that fit, all of them, as a file to be saved."""
    if name not in FILES:
        abort(404)
    room = _room(public_cycle(db.session, request.args.get("cycle", "")))
    document = document_of(room.reading, name, now())
    return send_file(
        io.BytesIO(render(document, name)),
        mimetype=FORMATS[name].media_type,
        as_attachment=True,
        download_name=file_name(document, name),
    )


def _room(cycle: Cycle) -> Room:
    page = row_number(request.args.get("page", "1"))
    return open_room(db.session, cycle, Audience.PUBLIC, request.args, language_of_request(), page)
