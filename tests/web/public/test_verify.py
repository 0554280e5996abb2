"""Verifying a receipt: anybody can, with the digest or the file, and learns nothing that is not public."""

from __future__ import annotations

import io
import json
import re

import pytest
from sqlalchemy import select, update

from portal.errors import RefusedError
from portal.public import receipts
from portal.reports.models import Filing, Report
from portal.reports.workflow import Family, Status

FOUND, NOT_FOUND = (
    "A report with this content was filed here.",
    "No report with this digest and this code was filed here.",
)


@pytest.fixture
def visitor(world):
    return world.portal.client()


@pytest.fixture
def filed(world):
    """Digest, code and content of a filing that is not public, and whose answers are nobody's business."""
    with world.portal.session() as session:
        row = session.execute(
            select(Filing.digest, Filing.code, Filing.content)
            .join(Report)
            .where(Report.status == Status.SUBMITTED, Report.family == Family.NATIONAL)
            .order_by(Filing.id)
        ).first()
    assert row is not None
    return row


def file_of(filed):
    """Return the file of a receipt as it is sent: what was signed stands in it word for word."""
    return f'{{"code":"{filed.code}","digest":"{filed.digest}","signed":{filed.content}}}'


def send(visitor, content, language="en", name="receipt.json", code=""):
    page = visitor.get(f"/{language}/verify").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    data = {"csrf_token": token[1], "code": code}
    if content is not None:
        data["file"] = (io.BytesIO(content), name)
    return visitor.post(f"/{language}/verify", data=data, follow_redirects=True)


def test_the_digest_is_found_however_it_was_broken_into_lines(visitor, filed):
    typed = " ".join((filed.digest[:32].upper(), filed.digest[32:])) + "\n"
    code = f" {filed.code[:16].upper()} {filed.code[16:]}"
    page = visitor.get("/en/verify", query_string={"digest": typed, "code": code})
    assert FOUND in page.text
    assert "National report" in page.text


@pytest.mark.parametrize("code", ["", "0" * 32, "0"])
def test_a_guess_at_what_was_filed_is_not_confirmed_without_the_code(visitor, filed, code):
    page = visitor.get("/en/verify", query_string={"digest": filed.digest, "code": code})
    assert NOT_FOUND in page.text
    assert FOUND not in page.text
    assert NOT_FOUND in send(visitor, filed.content.encode(), code=code).text


def test_what_was_signed_is_found_with_the_code_typed_beside_it(visitor, filed):
    assert FOUND in send(visitor, filed.content.encode(), code=filed.code).text


@pytest.mark.parametrize("rewritten", [False, True], ids=["as it was sent", "written again by a program"])
def test_the_file_of_a_receipt_is_found_and_none_of_its_answers_shown(visitor, filed, rewritten):
    content = file_of(filed).encode()
    if rewritten:
        content = b"\xef\xbb\xbf" + file_of(filed).replace('{"answers":', '{\r\n  "answers" : ').encode()
        assert content.count(b"\r\n") == 1
    page = send(visitor, content)
    assert page.status_code == 200
    assert FOUND in page.text
    for text in json.loads(filed.content)["answers"].values():
        assert not isinstance(text, str) or len(text) < 12 or text not in page.text


def test_a_file_in_which_one_letter_was_changed_is_not_found(visitor, filed):
    page = send(visitor, file_of(filed).replace("e", "a", 1).encode())
    assert page.status_code in (200, 400)
    assert FOUND not in page.text
    changed = json.loads(filed.content)
    changed["answers"]["VNR.12.A1"] = "Another ministry"
    page = send(visitor, json.dumps(changed).encode(), code=filed.code)
    assert NOT_FOUND in page.text


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.4",
        b"[]",
        b'{"answers"',
        b"{}",
        b'{"answers": ' + b"[" * 100000,
        b"\xff\xfe\x00",
        b'{"answers": NaN}',
        b'{"answers": "\\ud800"}',
    ],
)
def test_a_file_of_another_kind_is_refused_in_words(visitor, content):
    page = send(visitor, content)
    assert page.status_code == 400
    assert "This is not the file of a receipt." in page.text


def test_a_file_that_is_too_large_is_not_looked_at():
    with pytest.raises(RefusedError, match="receipt_too_large"):
        receipts.read_file(io.BytesIO(b" " * (receipts.LARGEST_FILE + 1)))


def test_no_file_and_an_empty_one_are_told_apart(visitor):
    assert "Please choose a file." in send(visitor, None).text
    assert "The file is empty." in send(visitor, b"").text


def test_a_filing_stays_what_was_filed_after_its_report_was_withdrawn(world, visitor, filed):
    with world.portal.session() as session:
        [report_id] = session.scalars(select(Filing.report_id).where(Filing.digest == filed.digest))
        before = session.scalar(select(Report.status).where(Report.id == report_id))
        session.execute(update(Report).where(Report.id == report_id).values(status=Status.WITHDRAWN))
        session.commit()
    assert FOUND in visitor.get("/en/verify", query_string={"digest": filed.digest, "code": filed.code}).text
    with world.portal.session() as session:
        session.execute(update(Report).where(Report.id == report_id).values(status=before))
        session.commit()
