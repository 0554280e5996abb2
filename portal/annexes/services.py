"""Attaching files to a draft and taking them out again; each is an answer like any other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.annexes.models import Annex, Scan
from portal.annexes.storage import MEGABYTE, media_type_of, plain_name, store
from portal.errors import NotFoundError, RefusedError
from portal.questionnaires.definition import Kind, Question
from portal.reports.lifecycle.steps import lock_versions
from portal.reports.models import Report
from portal.reports.queries import Surroundings, answers_of
from portal.reports.saving import Author, Change, save_answers
from portal.reports.workflow import EDITABLE

FOLDER = "annexes"
"""In the data folder: files by digest."""


@dataclass(frozen=True)
class Upload:
    """A file as it was sent: name and bytes, the title and language given with it."""

    name: str
    content: bytes
    title: str
    language: str


def question_of_files(context: Surroundings, key: str) -> Question:
    """Return the question that asks for files under a key; raises NotFoundError for any other key."""
    if not context.questionnaire.has(key):
        raise NotFoundError("question_unknown")
    question = context.questionnaire.question(key)
    if question.kind is not Kind.FILE:
        raise NotFoundError("question_unknown")
    return question


def add_annex(
    session: Session, context: Surroundings, key: str, upload: Upload, data_dir: Path, author: Author
) -> Annex:
    """Attach a file to a draft under a question and return it, not scanned yet.

    Raises RefusedError report_not_editable, annex_empty, annex_too_large, annex_kind, annexes_enough or
    annex_known (the same bytes stand there already). Never commits.
    """
    question = question_of_files(context, key)
    report = _locked(session, context.report)
    present = _present(session, report, key)
    media_type = _judge(question, upload, present)
    annex = Annex(
        report_id=report.id,
        key=key,
        sha256=store(data_dir / FOLDER, upload.content),
        name=plain_name(upload.name),
        title=upload.title,
        language=upload.language,
        media_type=media_type,
        size=len(upload.content),
        scan=Scan.NONE,
        added_by=author.account_id,
        added_at=author.now,
    )
    if any(file["sha256"] == annex.sha256 for file in present):
        raise RefusedError("annex_known")
    session.add(annex)
    _save(session, report, key, [*present, wire_of(annex)], author)
    return annex


def remove_annex(session: Session, context: Surroundings, key: str, sha256: str, author: Author) -> None:
    """Take a file out of a draft; filings made before still hold it. Raises NotFoundError, RefusedError."""
    question_of_files(context, key)
    report = _locked(session, context.report)
    present = _present(session, report, key)
    left = [file for file in present if file["sha256"] != sha256]
    if len(left) == len(present):
        raise NotFoundError("annex_unknown")
    statement = select(Annex).where(
        Annex.report_id == report.id, Annex.key == key, Annex.sha256 == sha256, Annex.removed_at.is_(None)
    )
    for annex in session.scalars(statement):
        annex.removed_at = author.now
    _save(session, report, key, left or None, author)


def wire_of(annex: Annex) -> dict[str, Any]:
    """Return a file as the exchange format has it."""
    return {
        "name": annex.name,
        "title": annex.title,
        "language": annex.language,
        "media_type": annex.media_type,
        "sha256": annex.sha256,
        "size": annex.size,
    }


def _locked(session: Session, report: Report) -> Report:
    found = lock_versions(session, report.id)
    if found.status not in EDITABLE:
        raise RefusedError("report_not_editable")
    return found


def _present(session: Session, report: Report, key: str) -> list[dict[str, Any]]:
    known = answers_of(session, report.id, [key]).get(key)
    return list(known.value) if known is not None and isinstance(known.value, list) else []


def _judge(question: Question, upload: Upload, present: list[dict[str, Any]]) -> str:
    """Return the type found in the file, or refuse it."""
    if not upload.content:
        raise RefusedError("annex_empty")
    if question.type.max_files is not None and len(present) >= question.type.max_files:
        raise RefusedError("annexes_enough", limit=question.type.max_files)
    most = question.type.max_megabytes
    if most is not None and len(upload.content) > most * MEGABYTE:
        raise RefusedError("annex_too_large", limit=most)
    media_type = media_type_of(upload.content)
    if media_type is None:
        raise RefusedError("annex_kind")
    return media_type


def _save(session: Session, report: Report, key: str, value: object, author: Author) -> None:
    known = answers_of(session, report.id, [key]).get(key)
    save_answers(session, report, [Change(key, value, known.revision if known else 0)], author)
    session.flush()
