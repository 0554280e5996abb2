"""Reports, their answers with every earlier text, filings with their facts, remarks and notes."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, ExactDecimal, ExactJSON, UtcDateTime, enum_text
from portal.reports.workflow import Family, Status

_COUNTED = text("status IN ('accepted', 'published')")


class Report(Base):
    """One version of a report. Unique by cycle, country, family, subject and version; one counted version.

    `reference` is its lasting public name (the id in bundles). `first_submitted` is the day version 1 was
    first submitted, the same in all versions. `waiting_since` is the moment the present side got it.
    `received`: entered by the secretariat from a report received by mail. `lapsed`: forwarded without
    review. `suspended`: publication suspended. `omissions`: keys of required answers missing at acceptance.
    """

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("cycle_code", "country_code", "family", "subject", "version"),
        Index(
            "uq_report_one_counted_version",
            "cycle_code",
            "country_code",
            "family",
            "subject",
            unique=True,
            sqlite_where=_COUNTED,
            postgresql_where=_COUNTED,
        ),
        CheckConstraint("version >= 1", name="version_positive"),
        CheckConstraint(
            "status = 'draft' OR (first_submitted IS NOT NULL AND submitted_at IS NOT NULL)",
            name="filed_has_dates",
        ),
        CheckConstraint("status != 'declined' OR family = 'practice'", name="only_practices_declined"),
        CheckConstraint(
            "status NOT IN ('accepted', 'published') OR accepted_at IS NOT NULL", name="counted_has_date"
        ),
        CheckConstraint("status != 'published' OR published_at IS NOT NULL", name="published_has_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(80), unique=True)
    cycle_code: Mapped[str] = mapped_column(ForeignKey("cycle.code"))
    country_code: Mapped[str] = mapped_column(ForeignKey("country.code"), index=True)
    family: Mapped[Family] = mapped_column(enum_text(Family, "family"))
    subject: Mapped[str] = mapped_column(String(80), default="")
    version: Mapped[int] = mapped_column(default=1)
    instrument: Mapped[str] = mapped_column(String(3))
    release: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(2))
    status: Mapped[Status] = mapped_column(enum_text(Status, "status"), default=Status.DRAFT)
    filed_by: Mapped[str] = mapped_column(String(12), default="government")
    received: Mapped[bool] = mapped_column(default=False)
    imported: Mapped[bool] = mapped_column(default=False)
    lapsed: Mapped[bool] = mapped_column(default=False)
    suspended: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    first_submitted: Mapped[date | None]
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    waiting_since: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returns_by_reviewer: Mapped[int] = mapped_column(default=0)
    returned_by_secretariat: Mapped[bool] = mapped_column(default=False)
    prepared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    prepared_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    observation: Mapped[str | None] = mapped_column(Text)
    observation_language: Mapped[str | None] = mapped_column(String(2))
    omissions: Mapped[list[str]] = mapped_column(ExactJSON, default=list)

    filings: Mapped[list[Filing]] = relationship(back_populates="report", order_by="Filing.number")


class Answer(Base):
    """The live answer under one key (CODE, CODE@CONFERENCE, or either with ``.other``).

    `value` as in the exchange format, table rows with their permanent ``_id``; None when cleared.
    `revision` counts.
    """

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("report_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    key: Mapped[str] = mapped_column(String(60))
    value: Mapped[Any | None] = mapped_column(ExactJSON)
    language: Mapped[str] = mapped_column(String(2))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(default=1)


class AnswerRevision(Base):
    """Every text an answer ever had, the present one included."""

    __tablename__ = "answer_revision"
    __table_args__ = (UniqueConstraint("report_id", "key", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    key: Mapped[str] = mapped_column(String(60))
    revision: Mapped[int]
    value: Mapped[Any | None] = mapped_column(ExactJSON)
    language: Mapped[str] = mapped_column(String(2))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SentText(Base):
    """What one open page sent last of one answer: its next text is a change of this one.

    `turn` counts what the page sent (-1: nothing yet); `revision` is that of the answer in force after it.
    """

    __tablename__ = "sent_text"
    __table_args__ = (UniqueConstraint("report_id", "page", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    page: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(60))
    turn: Mapped[int]
    value: Mapped[Any | None] = mapped_column(ExactJSON)
    language: Mapped[str] = mapped_column(String(2))
    revision: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SetAside(Base):
    """A text that met another person's text: kept until somebody chooses.

    `value` is what its author wrote, merged with the other's where they do not touch; `base` their common
    ancestor; `met` the revision of the answer that was in force then.
    """

    __tablename__ = "set_aside"
    __table_args__ = (Index("ix_set_aside_open", "report_id", "resolved_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    key: Mapped[str] = mapped_column(String(60))
    value: Mapped[Any | None] = mapped_column(ExactJSON)
    base: Mapped[Any | None] = mapped_column(ExactJSON)
    met: Mapped[int]
    page: Mapped[str] = mapped_column(String(32), default="")
    language: Mapped[str] = mapped_column(String(2))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    set_aside_at: Mapped[datetime] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    choice: Mapped[str | None] = mapped_column(String(10))


def new_code() -> str:
    """Return 128 random bits as 32 hexadecimal digits."""
    return secrets.token_hex(16)


class Filing(Base):
    """The immutable snapshot made at each submission: canonical text, digest, who signed, what was asked.

    `consent` and `withheld` are those signed in it (aggregation, section 1, rule 8: not answered is none).
    `code` holds 128 random bits, which its receipt prints and verification asks for: no guess at the text is
    confirmed by the digest alone (rule 8.13). `reserved`: the text holds answers that are never public.
    """

    __tablename__ = "filing"
    __table_args__ = (UniqueConstraint("report_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    number: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    signatory_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    signatory_name: Mapped[str] = mapped_column(String(200), default="")
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    language: Mapped[str] = mapped_column(String(2))
    release: Mapped[str] = mapped_column(String(32))
    questionnaire_digest: Mapped[str] = mapped_column(String(64))
    consent: Mapped[str] = mapped_column(String(10), default="none")
    withheld: Mapped[list[str]] = mapped_column(ExactJSON, default=list)
    warnings: Mapped[list[dict[str, Any]]] = mapped_column(ExactJSON, default=list)
    code: Mapped[str] = mapped_column(String(32), default=new_code)
    reserved: Mapped[bool] = mapped_column(default=False)

    report: Mapped[Report] = relationship(back_populates="filings")


class FiledFact(Base):
    """One flat fact of a filing, as aggregation reads it; see questionnaires.answering.facts."""

    __tablename__ = "fact"
    __table_args__ = (Index("ix_fact_filing_code", "filing_id", "code"), Index("ix_fact_code", "code"))

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"))
    code: Mapped[str] = mapped_column(String(20))
    conference: Mapped[str | None] = mapped_column(String(16))
    row: Mapped[int | None] = mapped_column("row_number")
    column: Mapped[str | None] = mapped_column("column_name", String(40))
    option: Mapped[str | None] = mapped_column("option_value", String(40))
    number: Mapped[Decimal | None] = mapped_column("number_value", ExactDecimal)
    language: Mapped[str | None] = mapped_column(String(2))


class Remark(Base):
    """A reviewer's remark on one question of a filing, with a reason code of the set REASONS.

    `released_at`: when the author side came to see it (return or endorsement), all at once. `maintained`: the
    author side keeps its text. `side`: reviewer or secretariat.
    """

    __tablename__ = "remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"))
    key: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    side: Mapped[str] = mapped_column(String(12), default="reviewer")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reply: Mapped[str | None] = mapped_column(Text)
    reply_language: Mapped[str | None] = mapped_column(String(2))
    maintained: Mapped[bool] = mapped_column(default=False)
    replied_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    replied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ReviewNote(Base):
    """A private note of the reviewer's office; nobody else ever sees it."""

    __tablename__ = "review_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
