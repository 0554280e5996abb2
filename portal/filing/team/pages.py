"""The pages of a report as forms name and list them: ``A``, in the repeated section ``C/CONFERENCE``."""

from __future__ import annotations

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types

from portal.filing import texts
from portal.filing.progress.counting import Place, pages_of
from portal.reports.queries import Surroundings


def page_name(place: Place) -> str:
    """Return the name of a page in a form.

    >>> page_name(("C", "WSSD95")), page_name(("A", None))
    ('C/WSSD95', 'A')
    """
    return "/".join(filter(None, place))


def page_of(name: str) -> Place:
    """Return the page of a name.

    >>> page_of("C/WSSD95"), page_of("A")
    (('C', 'WSSD95'), ('A', None))
    """
    section, _, conference = name.partition("/")
    return section, conference or None


def page_choices(context: Surroundings) -> list[SelectChoice]:
    """Return the pages of a report as the options of a form, in order."""
    return [
        SelectChoice(page_name((section.id, conference)), title_of(context, (section.id, conference)))
        for section, conference in pages_of(context.questionnaire, context.asked)
    ]


def title_of(context: Surroundings, place: Place) -> str:
    """Return what a page is called, after the letter of its section."""
    section, conference = place
    title = texts.page_title(context.questionnaire, context.questionnaire.section(section), conference)
    return texts.labelled(section, title)
