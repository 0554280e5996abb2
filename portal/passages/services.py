"""Steps of an analyst: making, naming and removing tags; tagging a passage, taking the tag off again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.cycles.models import Cycle
from portal.errors import RefusedError
from portal.i18n import LANGUAGES
from portal.passages.marking import code_for, locate
from portal.passages.models import Tag, TaggedPassage
from portal.passages.queries import all_tags, counted_filing, get_tag, passage_of
from portal.questionnaires.answering.words import clean_text, text_and_language
from portal.questionnaires.definition import TEXT_KINDS, Questionnaire, parse_key
from portal.reports.filings import filed_answers
from portal.reports.models import Filing


@dataclass(frozen=True)
class Analyst:
    """Who tags, and when."""

    account_id: int | None
    at: datetime


@dataclass(frozen=True)
class Passage:
    """What is to be tagged: the answer of a filing, and the passage as typed (nothing: the whole answer)."""

    filing_id: int
    key: str
    typed: str = ""


def add_tag(session: Session, names: Mapping[str, str], by: Analyst) -> Tag:
    """Make a tag and return it; `names` by language, one at least. Raises RefusedError."""
    tag = Tag(names=_named(session, names), added_at=by.at, added_by=by.account_id)
    tag.code = code_for(tag.names, {one.code for one in all_tags(session)})
    session.add(tag)
    session.flush()
    return tag


def rename_tag(session: Session, tag: Tag, names: Mapping[str, str]) -> None:
    """Give a tag other names; its code stays. Raises RefusedError."""
    tag.names = _named(session, names, tag.code)


def remove_tag(session: Session, tag: Tag) -> None:
    """Remove a tag from every passage, and the tag itself."""
    session.execute(delete(TaggedPassage).where(TaggedPassage.tag_id == tag.id))
    session.delete(tag)
    session.flush()


def tag_passage(session: Session, cycle: Cycle, passage: Passage, code: str, by: Analyst) -> TaggedPassage:
    """Put a tag on a passage of an answer that counts in the cycle.

    The passage must occur exactly in the text as filed: where it stands is kept. Raises NotFoundError and
    RefusedError.
    """
    tag = get_tag(session, code)
    filing, questionnaire = counted_filing(session, cycle, passage.filing_id)
    text = _text_of(filing, questionnaire, passage.key)
    span = locate(text, clean_text(passage.typed))
    if span is None:
        raise RefusedError("passage_not_found")
    start, end = span
    made = TaggedPassage(
        tag_id=tag.id,
        filing_id=filing.id,
        key=passage.key,
        start=start,
        length=end - start,
        passage=text[start:end],
        tagged_at=by.at,
        tagged_by=by.account_id,
    )
    _refuse_twice(session, made)
    session.add(made)
    session.flush()
    return made


def untag(session: Session, cycle: Cycle, passage_id: int) -> None:
    """Take a tag off a passage; raises NotFoundError."""
    session.delete(passage_of(session, cycle, passage_id))
    session.flush()


def _text_of(filing: Filing, questionnaire: Questionnaire, key: str) -> str:
    code = parse_key(key).code
    value = filed_answers(filing).get(key)
    is_text = questionnaire.has(code) and questionnaire.question(code).kind in TEXT_KINDS
    text = text_and_language(value, filing.language)[0] if value is not None and is_text else ""
    if not text:
        raise RefusedError("passage_without_text")
    return text


def _refuse_twice(session: Session, made: TaggedPassage) -> None:
    same = select(TaggedPassage.id).where(
        TaggedPassage.tag_id == made.tag_id,
        TaggedPassage.filing_id == made.filing_id,
        TaggedPassage.key == made.key,
        TaggedPassage.start == made.start,
        TaggedPassage.length == made.length,
    )
    if session.scalar(same) is not None:
        raise RefusedError("passage_tagged")


def _named(session: Session, names: Mapping[str, str], but: str = "") -> dict[str, str]:
    """Return the names that were given; no other tag may have one of them in the same language."""
    found = {code: names[code].strip() for code in LANGUAGES if names.get(code, "").strip()}
    if not found:
        raise RefusedError("tag_without_name")
    for other in all_tags(session):
        if other.code != but and any(other.names.get(code) == name for code, name in found.items()):
            raise RefusedError("tag_exists")
    return found
