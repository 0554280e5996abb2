"""One more revision of an answer, written over the one that was read, or not at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from portal.reports.editing.origin import Stand
from portal.reports.models import Answer, AnswerRevision


def write_over(
    session: Session, answer: tuple[int, str], text: Stand, author_id: int | None, now: datetime
) -> bool:
    """Write a text of an answer (report and key) as the revision it has; False where another was faster."""
    report_id, key = answer
    fields = {
        "value": text.value,
        "language": text.language,
        "author_id": author_id,
        "saved_at": now,
        "revision": text.revision,
    }
    before = text.revision - 1
    statement = _replacing(report_id, key, before) if before else _adding(session, report_id, key)
    written = session.execute(
        statement.values(**fields).returning(Answer.id), execution_options={"synchronize_session": False}
    )
    if written.first() is None:
        return False
    session.execute(insert(AnswerRevision).values(report_id=report_id, key=key, **fields))
    return True


def _replacing(report_id: int, key: str, revision: int) -> Any:
    return update(Answer).where(Answer.report_id == report_id, Answer.key == key, Answer.revision == revision)


def _adding(session: Session, report_id: int, key: str) -> Any:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(Answer).on_conflict_do_nothing(index_elements=["report_id", "key"])
    return statement.values(report_id=report_id, key=key)
