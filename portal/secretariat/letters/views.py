"""The letters of the portal: which wait, were sent or were given up, and why; one more try."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import access
from portal.accounts.permissions import Permission
from portal.db import row_number
from portal.extensions import db
from portal.mail.queries import AT_A_TIME, LetterState, counts_by_state, get_letter, letters_in, state_of
from portal.mail.services import try_again
from portal.mail.writing import PORTAL
from portal.secretariat.letters.masking import masked

blueprint = Blueprint("letters", __name__, url_prefix="/letters")


@blueprint.get("")
@access.requires(Permission.LETTER_READ)
def letters() -> ResponseReturnValue:
    """List the letters, the newest first, of one state if asked."""
    wanted = request.args.get("state", "")
    state = LetterState(wanted) if wanted in set(LetterState) else None
    page = max(row_number(request.args.get("page", "1")), 1)
    counts = counts_by_state(db.session)
    total = counts[state] if state else sum(counts.values())
    return render_template(
        "secretariat/letters/letters.html",
        letters=[(letter, state_of(letter)) for letter in letters_in(db.session, state, page)],
        counts=counts,
        state=state,
        page=page,
        pages=(total + AT_A_TIME - 1) // AT_A_TIME,
        without_server=current_app.extensions["portal.settings"].mail_url is None,
        no_index=True,
    )


@blueprint.get("/<int:letter_id>")
@access.requires(Permission.LETTER_READ)
def letter(letter_id: int) -> ResponseReturnValue:
    """Show one letter: its way so far, and its text without the keys in its links."""
    found = get_letter(db.session, letter_id)
    return render_template(
        "secretariat/letters/letter.html",
        letter=found,
        state=state_of(found),
        text=masked(found.text_body.replace(PORTAL, access.base_url())),
        no_index=True,
    )


@blueprint.post("/<int:letter_id>/again")
@access.requires(Permission.LETTER_READ)
def again(letter_id: int) -> ResponseReturnValue:
    """Let a letter be tried again now."""
    try_again(db.session, get_letter(db.session, letter_id), access.now())
    flash(_("The letter is tried again now."))
    return redirect(url_for("secretariat.letters.letter", letter_id=letter_id))
