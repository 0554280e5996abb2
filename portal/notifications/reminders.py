"""When a reminder is due before an invited date, who is written to, and what the letter says. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from portal.accounts.permissions import Role
from portal.i18n import N_
from portal.notifications.letters import FOCAL, HEADS

DAYS = (1, 7, 30)
"""Days before the invited date, in order."""

ROLES: Mapping[str, frozenset[Role]] = {"national": FOCAL, "coordinator": HEADS}
"""Families of reports that are invited by a date, with those who lead them."""

SUBJECT = N_("%(report)s, %(country)s: invited by %(date)s")
INVITED_BY = N_("The report is invited by %(day)s.")
UNTIL = N_("It can be submitted until %(date)s.")
ADDRESS = N_("You can start it or go on with it at this address. Every text you save is kept.")
THANKS = N_("If it is on its way, please accept our thanks.")
PLACE = "/desk"


def reminder_due(invited_by: date, today: date) -> int | None:
    """Return the reminder that is due: of 30, 7 and 1 days before, the last whose day has come; else None.

    One that was missed is not made up for once the next is due; after the invited date there is none.

    >>> day = date(2000, 3, 31)
    >>> [reminder_due(day, date(2000, 3, n)) for n in (1, 24, 30, 31)], reminder_due(day, date(2000, 2, 29))
    ([30, 7, 1, 1], None)
    """
    left = (invited_by - today).days
    return next((days for days in DAYS if 0 <= left <= days), None)
