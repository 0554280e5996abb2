"""Tags of a cycle and the passages under them, counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.cycles.models import Cycle
from portal.errors import NotFoundError
from portal.passages.models import Tag, TaggedPassage
from portal.passages.reading.choosing import Entry, Tagged
from portal.passages.reading.queries import CountedReport, counted_report, counted_reports
from portal.questionnaires.definition import Questionnaire, parse_key
from portal.reports.disclosure import Audience
from portal.reports.models import Filing, Report


class TagCount(NamedTuple):
    """How often a tag was used in a cycle: countries counted once each, passages one by one."""

    code: str
    names: Mapping[str, str]
    countries: int
    passages: int


@dataclass(frozen=True)
class TagLine:
    """A tag with its counts in a cycle; `regions`: (answers, countries) by region."""

    id: int
    code: str
    names: Mapping[str, str]
    answers: int = 0
    countries: int = 0
    passages: int = 0
    regions: Mapping[str, tuple[int, int]] | None = None


def with_tags(session: Session, cycle: Cycle, entries: Iterable[Entry]) -> list[Entry]:
    """Return answers of a cycle with the passages tagged in them and in earlier versions; one query."""
    found = list(entries)
    statement = (
        select(TaggedPassage, Tag, Report.country_code, Report.family, Report.subject)
        .join(Tag, Tag.id == TaggedPassage.tag_id)
        .join(Filing, Filing.id == TaggedPassage.filing_id)
        .join(Report, Report.id == Filing.report_id)
        .where(Report.cycle_code == cycle.code, TaggedPassage.key.in_({entry.key for entry in found}))
        .order_by(TaggedPassage.start, TaggedPassage.length, Tag.code)
    )
    known: defaultdict[tuple[Any, ...], list[tuple[TaggedPassage, Tag]]] = defaultdict(list)
    for passage, tag, *report in session.execute(statement):
        known[*report, passage.key].append((passage, tag))
    return [_tagged(entry, known[entry.country, entry.family, entry.subject, entry.key]) for entry in found]


def _tagged(entry: Entry, known: list[tuple[TaggedPassage, Tag]]) -> Entry:
    text = entry.text.text if entry.text else ""
    own = {(tag.code, one.passage) for one, tag in known if one.filing_id == entry.filing_id}
    tagged, earlier = [], {}
    for one, tag in known:
        if one.filing_id == entry.filing_id:
            whole = one.start == 0 and one.length == len(text)
            tagged.append(Tagged(one.id, tag.code, tag.names, one.start, one.length, one.passage, whole))
        elif (tag.code, one.passage) not in own:
            start = text.find(one.passage)
            earlier[tag.code, one.passage] = Tagged(
                one.id, tag.code, tag.names, start, one.length, one.passage
            )
    return replace(entry, tagged=tuple(tagged), earlier=tuple(earlier.values()))


def all_tags(session: Session) -> list[Tag]:
    """Return every tag by code."""
    return list(session.scalars(select(Tag).order_by(Tag.code)))


def get_tag(session: Session, code: str) -> Tag:
    """Return the tag of that code; raises NotFoundError."""
    tag = session.scalar(select(Tag).where(Tag.code == code))
    if tag is None:
        raise NotFoundError("tag_unknown")
    return tag


def tag_counts(session: Session, cycle: Cycle, audience: Audience = Audience.SECRETARIAT) -> list[TagCount]:
    """Return the tags used in a cycle with their counts, by code.

    Passages of the filings that count now, and of these only what the audience may read: a report for
    everybody counts with `Audience.PUBLIC`.
    """
    return [
        TagCount(line.code, line.names, line.countries, line.passages)
        for line in tag_lines(session, cycle, audience)
        if line.passages
    ]


def tag_lines(session: Session, cycle: Cycle, audience: Audience = Audience.SECRETARIAT) -> list[TagLine]:
    """Return every tag with its counts in a cycle, by code; three queries."""
    tagged = select(TaggedPassage.filing_id)
    counted = {
        one.filing.id: one
        for one in map(counted_report, session.execute(counted_reports(cycle).where(Filing.id.in_(tagged))))
    }
    found: defaultdict[int, list[tuple[CountedReport, TaggedPassage]]] = defaultdict(list)
    for passage in session.scalars(select(TaggedPassage).where(TaggedPassage.filing_id.in_(counted))):
        one = counted[passage.filing_id]
        if one.may_read(audience, parse_key(passage.key).code):
            found[passage.tag_id].append((one, passage))
    return [_line(tag, found[tag.id]) for tag in all_tags(session)]


def counted_filing(session: Session, cycle: Cycle, filing_id: int) -> tuple[Filing, Questionnaire]:
    """Return a filing that counts in a cycle, with what it answers; raises NotFoundError for any other."""
    row = session.execute(counted_reports(cycle).where(Filing.id == filing_id)).first()
    if row is None:
        raise NotFoundError("filing_unknown")
    one = counted_report(row)
    return one.filing, one.questionnaire


def passage_of(session: Session, cycle: Cycle, passage_id: int) -> TaggedPassage:
    """Return a tagged passage of a report of the cycle; raises NotFoundError."""
    found = session.scalar(
        select(TaggedPassage)
        .join(Filing, Filing.id == TaggedPassage.filing_id)
        .join(Report, Report.id == Filing.report_id)
        .where(TaggedPassage.id == passage_id, Report.cycle_code == cycle.code)
    )
    if found is None:
        raise NotFoundError("passage_unknown")
    return found


def passages_under(session: Session, tag: Tag) -> int:
    """Return how many passages carry a tag, in all cycles and filings."""
    statement = select(func.count()).select_from(TaggedPassage).where(TaggedPassage.tag_id == tag.id)
    return session.scalar(statement) or 0


def _line(tag: Tag, found: list[tuple[CountedReport, TaggedPassage]]) -> TagLine:
    places = {
        (one.invited.region.value, one.country.code, one.filing.id, passage.key) for one, passage in found
    }
    regions: dict[str, tuple[int, int]] = {}
    for region in sorted({place[0] for place in places}):
        inside = [place for place in places if place[0] == region]
        regions[region] = (len(inside), len({place[1] for place in inside}))
    return TagLine(
        id=tag.id,
        code=tag.code,
        names=tag.names,
        answers=len({place[2:] for place in places}),
        countries=len({place[1] for place in places}),
        passages=len(found),
        regions=regions,
    )
