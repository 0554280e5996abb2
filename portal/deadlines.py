"""When a day named as a deadline is over: when it has ended everywhere on earth, at 12:00 UTC the day after.

The last places to end a day are twelve hours behind universal time. Every comparison with a day on which
something is invited, closes, lapses or stops working asks here, so that pages, letters and rules agree.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from portal.i18n import N_, translate

LAST_ZONE = timedelta(hours=12)
PRESSED_TWICE = timedelta(minutes=1)
"""Within which two equal requests of one person to make something are one: a button pressed twice."""
SENTENCE = N_(
    "A day named here lasts until it has ended everywhere on earth: until 12:00 UTC on the day after."
)


def end_of(day: date) -> datetime:
    """Return the moment at which a day has ended everywhere.

    >>> end_of(date(2000, 3, 31)).isoformat()
    '2000-04-01T12:00:00+00:00'
    """
    return datetime.combine(day, time(), UTC) + timedelta(days=1) + LAST_ZONE


def running_day(now: datetime) -> date:
    """Return the earliest day that has not ended everywhere: a deadline of that day or later still runs.

    >>> [running_day(datetime(2000, 4, 1, hour, tzinfo=UTC)).isoformat() for hour in (11, 12)]
    ['2000-03-31', '2000-04-01']
    """
    return (now.astimezone(UTC) - LAST_ZONE).date()


def is_over(day: date, now: datetime) -> bool:
    """Whether a deadline of a day has passed."""
    return running_day(now) > day


def last_day(end: datetime) -> date:
    """Return the last day that is whole before something ends: the day that a reader is told.

    >>> last_day(end_of(date(2000, 3, 31))).isoformat()
    '2000-03-31'
    """
    return running_day(end) - timedelta(days=1)


def end_after(start: datetime, length: timedelta) -> datetime:
    """Return the end of a period of some days: it ends with its last day."""
    return end_of((start + length).astimezone(UTC).date())


def submission_day(now: datetime, due: date) -> date:
    """Return the day that counts as that of a submission: the invited day as long as it runs anywhere.

    Otherwise the day in universal time (aggregation, section 5: on time is on or before the due date).

    >>> due = date(2000, 3, 31)
    >>> [submission_day(datetime(2000, 4, 1, hour, tzinfo=UTC), due).isoformat() for hour in (11, 12)]
    ['2000-03-31', '2000-04-01']
    """
    today = now.astimezone(UTC).date()
    return due if today > due and not is_over(due, now) else today


def sentence(language: str) -> str:
    """Return what every page and letter says beside a deadline."""
    return translate(language, SENTENCE)
