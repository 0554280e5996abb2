"""An officer composes a report: bound figures, order of parts, publication, and what closes it."""

from __future__ import annotations

import pytest

from portal.compositions import services
from portal.compositions.queries import (
    all_compositions,
    composed_input,
    get_composition,
    published_composition,
    quotes_at_hand,
)
from portal.errors import NotFoundError, RefusedError, StaleError
from portal.events.services import NOBODY
from portal.exchange.importing import import_bundle
from portal.issued.services import EVERYTHING as ALL_COUNTRIES
from portal.issued.services import issue_tables
from portal.reports.models import Report
from portal.reports.workflow import Status
from portal.summaries.report.composing import compose_report
from portal.summaries.report.packs import EVERYTHING
from portal.summaries.structure import Narrative
from tests.bundles import example, written
from tests.factories import NOW


@pytest.fixture
def opened(session):
    """A progress report begun from issued tables of the worked example."""
    bundle = example()
    for entry in bundle["submissions"]:
        if entry["id"] == "N7":
            entry["answers"]["VNR.12.I6"] = "El Consejo podría continuar."
    assert not import_bundle(session, written(bundle), NOW).faults
    issued = issue_tables(session, ("2000", "1999"), ALL_COUNTRIES, NOBODY, NOW)[1]
    begun = services.start_composition(session, "progress", issued, EVERYTHING, NOBODY, NOW)
    return get_composition(session, begun.id)


def _part(opened, key):
    return next(part for part in opened.composition.parts if part.key == key)


def _bound(session, opened, language="en"):
    return composed_input(session, opened, language)[0].bound


def _plain(session, opened, language="en"):
    given, parts = composed_input(session, opened, language)
    document = compose_report(given, parts)
    return [block for section in document.sections for block in section.blocks]


def test_a_report_begins_with_the_parts_of_the_rule(session, opened):
    keys = [part.key for part in opened.composition.parts]
    assert keys[:3] == ["h/introduction", "p/mandate/progress", "p/basis"]
    assert "q/COR/VNR.12.I6" in keys
    quote = next(block for block in _plain(session, opened) if isinstance(block, Narrative))
    assert (quote.text, quote.language) == ("El Consejo podría continuar.", "en")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Only 45 countries reported.", "report_number_typed"),
        ("{total/nothing/n} countries.", "report_figure_unknown"),
        ("{coverage/national} countries.", "report_figure_unknown"),
        ("x" * 20_001, "report_text_long"),
    ],
)
def test_a_figure_is_never_typed(session, opened, text, code):
    part = _part(opened, "p/basis")
    with pytest.raises(RefusedError) as refusal:
        services.save_text(part, _bound(session, opened), text, part.revision, NOBODY, NOW)
    assert refusal.value.code == code
    assert part.texts == {}


def test_a_text_is_kept_in_its_language_and_taken_back_by_an_empty_one(session, opened):
    part = _part(opened, "p/basis")
    text = "In 2000, {coverage/national/all/received} of {coverage/national/all/expected}; para. {=12}."
    services.save_text(part, _bound(session, opened), text, 1, NOBODY, NOW)
    assert part.texts == {"en": text}
    assert "In 2000, 3 of 4; para. 12." in [getattr(block, "plain", "") for block in _plain(session, opened)]
    services.save_text(part, _bound(session, opened), "  ", 2, NOBODY, NOW)
    assert part.texts == {}


def test_of_two_officers_the_later_is_told(session, opened):
    part = _part(opened, "p/basis")
    services.save_text(part, _bound(session, opened), "First.", 1, NOBODY, NOW)
    with pytest.raises(StaleError):
        services.save_text(part, _bound(session, opened), "Second.", 1, NOBODY, NOW)
    assert part.texts == {"en": "First."}


def test_parts_change_places_are_left_out_added_and_removed(session, opened):
    first, second = opened.composition.parts[1:3]
    services.move_part(session, first, 1)
    session.refresh(opened.composition, ["parts"])
    assert opened.composition.parts[1:3] == [second, first]
    services.move_part(session, opened.composition.parts[0], -1)  # at the end nothing happens
    added = services.add_paragraph(session, first, _bound(session, opened, "fr"), "Ajouté.", NOBODY, NOW)
    session.refresh(opened.composition, ["parts"])
    assert opened.composition.parts[3] is added
    with pytest.raises(RefusedError):
        services.remove_part(session, first)
    services.leave_out(first, left_out=True)
    services.remove_part(session, added)
    session.flush()
    session.refresh(opened.composition, ["parts"])
    assert added not in opened.composition.parts
    assert not any(
        "voluntarily" in getattr(block, "plain", "") and first.key == "p/basis"
        for block in _plain(session, opened)
    )


def test_a_published_report_closes_at_once_when_a_report_behind_it_is_suspended(session, opened):
    number = opened.composition.id
    with pytest.raises(NotFoundError):
        published_composition(session, number)
    services.publish(session, opened, NOBODY, NOW, public=True)
    assert published_composition(session, number).composition is opened.composition
    report = session.query(Report).filter_by(reference="N7").one()
    report.status, report.suspended = Status.ACCEPTED, True
    session.flush()
    with pytest.raises(NotFoundError):
        published_composition(session, number)
    closed = get_composition(session, number)
    assert not closed.open
    assert not quotes_at_hand(session, closed)
    with pytest.raises(RefusedError):
        services.publish(session, closed, NOBODY, NOW, public=True)


def test_the_figures_of_a_report_stay_when_the_data_change(session, opened):
    before = _bound(session, opened).written("coverage/national/all/received")
    report = session.query(Report).filter_by(reference="N6").one()
    report.status = Status.WITHDRAWN
    session.flush()
    assert _bound(session, opened).written("coverage/national/all/received") == before == "3"
    assert [pair[0].id for pair in all_compositions(session)] == [opened.composition.id]
