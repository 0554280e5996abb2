"""The reading room opened for somebody: one question of a cycle with what is asked for and what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal import i18n
from portal.cycles.models import Cycle
from portal.i18n import N_
from portal.passages.models import Tag
from portal.passages.queries import all_tags, with_tags
from portal.passages.reading.choosing import Wanted
from portal.passages.reading.exporting import Reading
from portal.passages.reading.offered import OfferedQuestion, question_offered
from portal.passages.reading.page import (
    Filter,
    Shown,
    asked_for,
    conferences_of,
    filters_of,
    show,
    wanted_of,
    wishes_of,
)
from portal.passages.reading.queries import answers_across, questionnaires_of
from portal.reports.disclosure import Audience


@dataclass(frozen=True)
class Room:
    """What a page of the reading room draws.

    `readable`: of how many reports the audience may read the question. `tags`: those there are, for the
    secretariat alone. `conferences`: names by code.
    """

    cycle: Cycle
    audience: Audience
    language: str
    asked: OfferedQuestion
    wanted: Wanted
    filters: tuple[Filter, ...]
    conferences: dict[str, str]
    shown: Shown
    readable: int
    tags: tuple[Tag, ...] = ()

    @property
    def kept(self) -> dict[str, str]:
        """Return the question and the wishes as they stand in an address."""
        return {"question": self.asked.code, **asked_for(self.wanted)}

    @property
    def is_filtered(self) -> bool:
        """Whether something is chosen beside words."""
        return any(getattr(self.wanted, one.name) for one in self.filters)

    @property
    def reading(self) -> Reading:
        """Return every answer that fits, for a document."""
        wishes = wishes_of(self.wanted, self.filters, self.language)
        return Reading(
            self.cycle,
            self.asked,
            self.audience,
            self.language,
            self.shown.fitting,
            self.conferences,
            wishes,
        )


def open_room(
    session: Session, cycle: Cycle, audience: Audience, typed: Mapping[str, str], language: str, page: int = 1
) -> Room:
    """Return the room for what an address asks for (`typed`), in a language; a fixed number of queries.

    Tags are read, and asked for, by the secretariat alone. Raises NotFoundError for a question not offered.
    """
    questionnaires = questionnaires_of(cycle)
    asked = question_offered(questionnaires, audience, typed.get("question", ""))
    entries, readable = answers_across(session, cycle, asked, audience)
    wanted, filters = wanted_of(typed), filters_of(cycle, asked, questionnaires, language)
    tags: tuple[Tag, ...] = ()
    if audience is Audience.SECRETARIAT:
        tags = tuple(all_tags(session))
        entries = with_tags(session, cycle, entries)
        filters = (*filters, _tag_filter(tags, language))
    else:
        wanted = wanted.without_tag()
    return Room(
        cycle=cycle,
        audience=audience,
        language=language,
        asked=asked,
        wanted=wanted,
        filters=filters,
        conferences=conferences_of(cycle, questionnaires, language),
        shown=show(entries, wanted, language, page),
        readable=readable,
        tags=tags,
    )


def _tag_filter(tags: tuple[Tag, ...], language: str) -> Filter:
    names = tuple((tag.code, i18n.pick(tag.names, language)) for tag in tags)
    return Filter(
        "tag", i18n.translate(language, N_("Tag")), i18n.translate(language, N_("Any tag or none")), names
    )
