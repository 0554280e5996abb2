"""Reminding countries, before the invited date, of a report that has not come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from portal.notifications.reminding import write_reminder
from portal.reports.reminding.queries import reminders_due


def send_reminders(session: Session, now: datetime) -> int:
    """Queue every reminder that is due and return the number of letters. Each is written once.

    Never commits; several processes may try at once.
    """
    return sum(write_reminder(session, due, now) for due in reminders_due(session, now))
