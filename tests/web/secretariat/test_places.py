"""One country in one cycle: a draft's progress and never its answers, a later day, a report by mail."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pytest

from portal.accounts.permissions import Role
from portal.cycles.queries import closing_date, get_cycle
from portal.events.queries import events_of
from portal.reports.lifecycle.starting import stream_of
from portal.reports.queries import get_report, latest_filing, reports_of_cycle, surroundings
from portal.reports.remarks.services import RemarkDraft, Written, add_remark
from portal.reports.workflow import Action, Side
from tests.factories import fill_report, make_report
from tests.samples.portal import now
from tests.web.review.visiting import count_questions, status_of

PDF = b"%PDF-1.4\n% the report as received\n"


def _document():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return file.getvalue()


def _entered(desk, answers=None, language="en"):
    """Begin a report received by mail in the browser and enter answers; return its id."""
    page = desk.country(desk.place.rc)
    answer = desk.officer.post(f"{page}/received", page, language=language)
    assert answer.status == 302
    with desk.portal.session() as session:
        report = reports_of_cycle(session, desk.place.cycle)[-1]
        fill_report(session, report, answers, now=now())
        return report.id


def _record(desk, report, content=PDF, name="kenya report.pdf", **fields):
    values = {"received_on": now().date().isoformat(), "signed_by": "The Minister of Planning", **fields}
    if content is not None:
        values["original"] = (io.BytesIO(content), name)
    return desk.officer.post(f"secretariat/reports/{report}/record", **values)


def test_of_a_draft_the_secretariat_sees_progress_and_last_activity_and_no_answer(desk):
    with desk.portal.session() as session:
        report = make_report(session, get_cycle(session, desk.place.cycle), desk.place.rc, now=now())
        fill_report(session, report, {"VNR.12.A1": "A sentence nobody else may read."}, now=now())
    page = desk.officer.get(desk.country(desk.place.rc))
    assert "A sentence nobody else may read." not in page.html
    assert "% of the required questions answered" in page
    assert "last saved" in page
    assert "secretariat/reports/" not in page.html


def test_a_country_gets_a_later_day_and_never_an_earlier_one(desk):
    page = desk.country(desk.place.rc)
    with desk.portal.session() as session:
        closes = get_cycle(session, desk.place.cycle).closes
    early = desk.officer.post(f"{page}/extension", page, until=closes.isoformat())
    assert early.status == 422
    assert "later than the present last day" in early
    later = closes + timedelta(days=10)
    assert desk.officer.post(f"{page}/extension", page, until=later.isoformat()).status == 302
    with desk.portal.session() as session:
        cycle = get_cycle(session, desk.place.cycle)
        assert closing_date(session, cycle, desk.place.rc) == later
        assert closing_date(session, cycle, desk.place.norc) == closes
    assert "This is an extension" in desk.officer.get(page)


def test_a_day_that_cannot_be_read_is_told(desk):
    page = desk.country(desk.place.rc)
    answer = desk.officer.post(f"{page}/extension", page, until="next week")
    assert answer.status == 422
    assert "Please give a day" in answer


def test_a_country_that_is_not_invited_has_no_page(desk):
    other = desk.portal.new_place()
    assert desk.officer.get(desk.country(other.rc)).status == 404


def test_a_report_received_by_mail_is_entered_recorded_and_marked_everywhere(desk):
    report = _entered(desk)
    answer = _record(desk, report, received_on="2000-03-01")
    assert answer.location.endswith(f"/secretariat/reports/{report}")
    assert status_of(desk.portal, report) == "submitted"
    with desk.portal.session() as session:
        found = get_report(session, report)
        filing = latest_filing(session, report)
        assert found.received
        assert filing is not None
        assert found.submitted_at is not None
        assert found.first_submitted == date(2000, 3, 1)
        assert (now() - found.submitted_at) < timedelta(minutes=5)
        assert (filing.signatory_id, filing.signatory_name) == (None, "The Minister of Planning")
        events = [event for event in events_of(session, stream_of(found)) if event.kind == "recorded"]
        assert [event.payload["original"]["name"] for event in events] == ["kenya report.pdf"]
        assert events[0].payload["digest"] == filing.digest
    mark = "received by mail, entered by the secretariat"
    coordinator = desk.visitor(Role.COORDINATOR, desk.place.rc)
    pages = [
        desk.officer.get(f"secretariat/reports/{report}"),
        desk.officer.get(desk.country(desk.place.rc)),
        coordinator.get("review"),
        coordinator.get(f"review/{report}"),
    ]
    for page in pages:
        assert mark in page.text.lower()


def test_a_report_received_by_mail_may_leave_questions_unanswered(desk):
    report = _entered(desk, {"VNR.12.A1": "Ministry of Planning", "VNR.12.Z1": "summary"})
    assert _record(desk, report, content=None).status == 302
    assert status_of(desk.portal, report) == "submitted"


def test_answers_that_cannot_stand_are_listed_and_refused(desk):
    report = _entered(desk, {"VNR.12.A3": {"from": "1901-01-01", "to": "1901-12-31"}, "VNR.12.E3": 9000})
    page = desk.officer.get(f"secretariat/reports/{report}/record")
    assert "VNR.12.E3 : The number must not be greater than" in page
    assert _record(desk, report).status == 409
    assert status_of(desk.portal, report) == "draft"


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PDF, "r.pdf", "application/pdf"),
        (b"\xff\xd8\xff\xe0 photograph", "r.jpg", "image/jpeg"),
        (_document(), "r.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_the_original_is_kept_unchanged_and_sent_as_a_download_only(desk, content, name, media_type):
    report = _entered(desk)
    assert _record(desk, report, content, name).status == 302
    answer = desk.officer.get(f"secretariat/reports/{report}/original")
    assert answer.data == content
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_original_is_sent_to_the_government_and_to_no_coordinator(desk):
    report = _entered(desk)
    _record(desk, report)
    own = f"secretariat/reports/{report}/original-of-the-country"
    assert desk.visitor(Role.FOCAL_POINT, desk.place.rc).get(own).data == PDF
    for role, country in (
        (Role.COORDINATOR, desk.place.rc),
        (Role.FOCAL_POINT, desk.place.norc),
        (Role.ADMINISTRATOR, None),
    ):
        person = desk.visitor(role, country)
        assert person.get(own).status == 403
        assert person.get(f"secretariat/reports/{report}/original").status == 403


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<html><script>alert(1)</script></html>", "cannot be kept"),
        (b"MZ\x90 a program", "cannot be kept"),
        (b"PK\x03\x04 no archive at all", "cannot be kept"),
        (b"", "1 byte to 20 MB"),
        (b"%PDF-" + b"0" * 20 * 1024 * 1024, "1 byte to 20 MB"),
    ],
)
def test_a_file_that_is_no_document_is_refused_and_the_rest_is_shown_again(desk, content, sentence):
    report = _entered(desk)
    answer = _record(desk, report, content)
    assert answer.status == 422
    assert sentence in answer
    assert 'value="The Minister of Planning"' in answer.html
    assert status_of(desk.portal, report) == "draft"


def test_a_report_is_not_received_in_the_future(desk):
    report = _entered(desk)
    answer = _record(desk, report, received_on=(now() + timedelta(days=3)).date().isoformat())
    assert answer.status == 422
    assert "today or an earlier day" in answer


def test_a_report_is_recorded_once(desk):
    report = _entered(desk)
    _record(desk, report)
    assert "This report is recorded" in desk.officer.get(f"secretariat/reports/{report}/record")
    again = desk.officer.post(
        f"secretariat/reports/{report}/record", "secretariat/cycles/new", received_on="2000-03-01"
    )
    assert again.status == 409


def test_a_governments_own_draft_is_not_the_secretariats_to_record(desk):
    with desk.portal.session() as session:
        cycle = get_cycle(session, desk.place.cycle)
        report = make_report(session, cycle, desk.place.rc, now=now()).id
    path = f"secretariat/reports/{report}/record"
    assert desk.officer.get(path).status == 404
    assert desk.officer.post(path, "secretariat/cycles/new", received_on="2000-03-01").status == 409
    page = desk.country(desk.place.rc)
    assert desk.officer.post(f"{page}/received", page, language="en").status == 409


def test_the_page_takes_as_many_questions_for_a_full_draft_as_for_an_empty_one(desk):
    with desk.portal.session() as session:
        cycle = get_cycle(session, desk.place.cycle)
        report = make_report(session, cycle, desk.place.rc, now=now()).id
    empty = count_questions(desk.officer, desk.country(desk.place.rc))
    with desk.portal.session() as session:
        fill_report(session, get_report(session, report), now=now())
    assert count_questions(desk.officer, desk.country(desk.place.rc)) == empty


def test_the_file_a_report_was_received_as_is_kept_by_no_browser(desk):
    report = _entered(desk)
    _record(desk, report)
    answer = desk.officer.get(f"secretariat/reports/{report}/original")
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_the_country_changes_after_a_return_is_closed_to_who_entered_the_report(desk):
    """Its filing stays open at the officer's desk; the answers behind it are a draft again, of one side."""
    report = _entered(desk)
    _record(desk, report)
    pages = [f"reports/{report}{rest}" for rest in ("", "/draft", "/receipts/1")]
    assert [desk.officer.get(page).status for page in pages] == [200] * 3
    desk.step(report, Action.BEGIN_REVIEW, Side.REVIEWER)
    _remark(desk, report)
    desk.step(report, Action.RETURN, Side.REVIEWER, "Please clarify.")
    assert [desk.officer.get(page).status for page in pages] == [403] * 3
    assert desk.officer.get(f"secretariat/reports/{report}").status == 200


def _remark(desk, report):
    with desk.portal.session() as session:
        context = surroundings(session, get_report(session, report))
        draft = RemarkDraft(
            "VNR.12.A1", context.questionnaire.option_sets["REASONS"].values[0], "Which ministry?"
        )
        add_remark(session, context, draft, Written(None, "en", now()))


@pytest.mark.parametrize("name", ["signed_by", "received_on"])
def test_a_name_that_no_database_holds_is_refused_on_the_page(desk, name):
    answer = _record(desk, _entered(desk), **{name: "The \x00 Minister"})
    assert answer.status == 422


def test_a_damaged_document_is_refused_on_the_page(desk):
    """The list of its parts asks for a later version of the format than there is."""
    content = _document()
    start = content.index(b"PK\x01\x02")
    damaged = content[: start + 6] + b"\xb8" + content[start + 7 :]
    answer = _record(desk, _entered(desk), damaged, "report.docx")
    assert answer.status == 422
    assert "This kind of file cannot be kept." in answer
