"""Making of filings: the canonical submission object, its digest, the flat facts; and the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal import canonical
from portal.events.services import Actor
from portal.questionnaires.answering.conditions import chosen, visible_answers
from portal.questionnaires.answering.facts import facts_of
from portal.questionnaires.answering.values import ROW_ID
from portal.questionnaires.definition import parse_key
from portal.reports.disclosure import holds_reserved
from portal.reports.merge import is_table
from portal.reports.models import Answer, FiledFact, Filing
from portal.reports.queries import Surroundings, latest_filing, release_in

CONSENT = {"VNR": "VNR.12.Z1", "VND": "VNR.12.Z1", "BPR": "BPR.12.Z1"}
WITHHELD = "VNR.12.Z2"
CONTACT_CONSENT = "BPR.12.Z2"
CODE, SIGNED = "code", "signed"
"""Names in the file of a receipt."""


@dataclass(frozen=True)
class Signature:
    """Who signed a filing and when."""

    actor: Actor
    at: datetime


def moment_text(moment: datetime) -> str:
    """Write a moment as the exchange format does.

    >>> moment_text(datetime(2000, 3, 15, 12, tzinfo=UTC))
    '2000-03-15T12:00:00Z'
    """
    return moment.astimezone(UTC).replace(microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ")


def wire_value(answer: Answer, report_language: str) -> Any:
    """Return an answer as the exchange format has it: no row ids.

    A text with its own language where it differs.
    """
    value: Any = answer.value
    if is_table(value):
        return [{name: cell for name, cell in row.items() if name != ROW_ID} for row in value]
    if isinstance(value, str) and answer.language != report_language:
        return {"text": value, "language": answer.language}
    return value


def wire_answers(context: Surroundings, answers: Mapping[str, Answer]) -> dict[str, Any]:
    """Return all answers that hold something, as the exchange format has them; hidden ones included.

    Options are the same in every language: only texts carry one of their own.
    """
    found = {}
    for key, answer in answers.items():
        if answer.value is None:
            continue
        value = wire_value(answer, context.report.language)
        is_text = parse_key(key).other or _is_text(context, key)
        found[key] = value if is_text or not isinstance(value, dict) or "text" not in value else value["text"]
    return found


def _is_text(context: Surroundings, key: str) -> bool:
    code = parse_key(key).code
    return context.questionnaire.has(code) and context.questionnaire.question(code).kind in {"text", "long"}


def submission_object(context: Surroundings, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the submission object of report-bundle/1, without status, for these answers (wire values)."""
    report = context.report
    entry: dict[str, Any] = {
        "id": report.reference,
        "instrument": report.instrument,
        "cycle": report.cycle_code,
        "country": report.country_code,
        "version": report.version,
        "language": report.language,
        "filed_by": report.filed_by,
        "answers": dict(answers),
    }
    if report.first_submitted is not None:
        entry["first_submitted"] = report.first_submitted.isoformat()
    if report.submitted_at is not None:
        entry["submitted_at"] = moment_text(report.submitted_at)
    if report.received:
        entry["received"] = True
    if report.subject and report.subject != report.reference:
        entry["practice"] = report.subject
    if report.release != release_in(context.cycle, report.instrument):
        entry["questionnaire"] = report.release
    return entry


def file_report(
    session: Session,
    context: Surroundings,
    wire: Mapping[str, Any],
    signature: Signature,
    *,
    keep_hidden: bool,
) -> Filing:
    """Make the filing of a report from its answers (wire values) and return it.

    Hidden answers are not submitted; an imported filing keeps them (`keep_hidden`), for they were in it.
    Facts are those of shown answers alone.
    """
    report = context.report
    visible = visible_answers(context.questionnaire, context.asked, wire)
    filed = dict(wire) if keep_hidden else visible
    content = canonical.dumps(submission_object(context, filed))
    last = latest_filing(session, report.id)
    filing = Filing(
        report_id=report.id,
        number=last.number + 1 if last else 1,
        content=content,
        digest=canonical.digest(content),
        signatory_id=signature.actor.id,
        signatory_name=signature.actor.name,
        filed_at=signature.at,
        language=report.language,
        release=report.release,
        questionnaire_digest=context.questionnaire.digest,
        consent=consent_of(report.instrument, visible),
        withheld=list(chosen(visible.get(WITHHELD))),
        reserved=_holds_reserved(filed, visible),
    )
    session.add(filing)
    session.flush()
    _write_facts(session, context, filing, visible)
    return filing


def _holds_reserved(filed: Mapping[str, Any], visible: Mapping[str, Any]) -> bool:
    """Whether the text holds what is never public: reserved answers, or hidden ones that came with it."""
    codes = (parse_key(key).code for key in filed)
    return len(filed) > len(visible) or holds_reserved(codes, contact=visible.get(CONTACT_CONSENT) == "yes")


def receipt_text(filing: Filing) -> str:
    """Return the file of a receipt: what was signed, word for word, with its digest and its code."""
    parts = {CODE: filing.code, "digest": filing.digest, SIGNED: canonical.loads(filing.content)}
    return canonical.dumps(parts)


def consent_of(instrument: str, answers: Mapping[str, Any]) -> str:
    """Return the consent given; not answered, or not asked, is `none` (a coordinator's report asks for none).

    A coordinator's report is the coordinator's own: it has no consent question and is published in full.
    """
    code = CONSENT.get(instrument)
    return "full" if code is None else str(answers.get(code, "none"))


def filed_answers(filing: Filing) -> dict[str, Any]:
    """Return the answers of a filing as they were signed (wire values, exact numbers)."""
    return dict(canonical.loads(filing.content)["answers"])


def _write_facts(session: Session, context: Surroundings, filing: Filing, visible: Mapping[str, Any]) -> None:
    rows = [
        {
            "filing_id": filing.id,
            "code": fact.code,
            "conference": fact.conference,
            "row": fact.row,
            "column": fact.column,
            "option": fact.option,
            "number": fact.number,
            "language": fact.language,
        }
        for fact in facts_of(context.questionnaire, context.asked, visible, context.report.language)
    ]
    if rows:
        # Without this option rows with other empty columns than the row before make statements of their own.
        session.execute(insert(FiledFact), rows, execution_options={"render_nulls": True})
