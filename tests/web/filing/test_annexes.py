"""Files attached to a draft: sniffed, limited, stored once, read by those who may, scanned by a program."""

from __future__ import annotations

import hashlib
import io
import stat

import pytest
from sqlalchemy import create_engine

from portal.accounts.permissions import Role
from portal.annexes.models import Annex, Scan
from portal.annexes.scanning import is_open, scan_waiting
from portal.annexes.services import FOLDER
from tests.web.filing.desk import Page

KEY = "VNR.12.I7"
PDF = b"%PDF-1.4\n% an annex\n"
DIGEST = hashlib.sha256(PDF).hexdigest()


def attach(desk, content=PDF, name="Plan d\u2019action.pdf", key=KEY, **more):
    data = {
        "csrf_token": desk.token(),
        "title": "Plan d\u2019action national",
        "language": "fr",
        "file": (io.BytesIO(content), name),
        **more,
    }
    address = desk.url(f"/annexes/{key}")
    answer = desk.client.post(address, data=data, content_type="multipart/form-data")
    # A large body goes through a temporary file, which the test client leaves open.
    answer.request.environ["wsgi.input"].close()
    return Page(answer)


def test_a_file_is_attached_with_title_and_language_and_sent_as_an_attachment_only(begun):
    assert attach(begun).status == 303
    [stored] = begun.stored()[KEY]
    assert stored == {
        "name": "Plan d\u2019action.pdf",
        "title": "Plan d\u2019action national",
        "language": "fr",
        "media_type": "application/pdf",
        "sha256": DIGEST,
        "size": len(PDF),
    }
    sent = begun.client.get(f"/en/annexes/{DIGEST}")
    assert sent.get_data() == PDF
    assert sent.headers["Content-Disposition"].startswith("attachment;")
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert "Plan d\u2019action national" in begun.get("/sections/I").text


def test_a_file_too_large_to_be_read_gets_the_true_limits_and_its_title_is_shown_again(begun):
    answer = attach(begun, PDF + b"0" * (33 * 1024 * 1024))
    assert answer.status == 413
    assert "can send 32 MB at once: up to 8 MB of text, and files of up to 20 MB each." in answer.text
    assert "Plan d\u2019action national" in answer.html
    assert '<bdi dir="ltr">csrf_token</bdi>' not in answer.html
    assert KEY not in begun.stored()


def test_the_file_stands_last_in_its_form_so_that_the_title_arrives_before_it(begun):
    names = begun.get(f"/annexes/{KEY}").form(f"/annexes/{KEY}").names()
    assert names.index("title") < names.index("language") < names.index("file")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"<html><script>alert(1)</script>", "plan.pdf", "This kind of file cannot be kept."),
        (b"MZ\x90\x00", "plan.docx", "This kind of file cannot be kept."),
        (b"", "empty.pdf", "The file is empty."),
        (PDF + b"x" * (20 * 1024 * 1024), "large.pdf", "The file is larger than 20 MB."),
    ],
)
def test_what_cannot_be_kept_is_refused_by_what_is_in_it(begun, content, name, sentence):
    page = attach(begun, content, name)
    assert page.status == 422
    assert sentence in page.text
    assert "Plan d\u2019action national" in page.html
    assert KEY not in begun.stored()


def test_the_number_of_files_is_limited_and_the_same_file_is_attached_once(begun):
    attach(begun)
    assert "This file is attached already." in attach(begun).text
    for number in range(10):
        attach(begun, PDF + bytes(str(number), "ascii"))
    page = attach(begun, PDF + b"one more")
    assert "files can be attached." in page.text
    most = len(begun.stored()[KEY])
    assert 1 < most <= 10


def test_a_file_taken_out_is_gone_from_the_draft_and_stays_in_what_was_filed(portal, begun):
    attach(begun)
    begun.fill()
    begun.sign()
    begun.post("/steps/recall", {})
    assert begun.post(f"/annexes/{KEY}", {"remove": DIGEST}).status == 303
    assert begun.stored()[KEY] is None
    assert begun.post(f"/annexes/{KEY}", {"remove": DIGEST}).status == 404


def test_a_digest_opens_nothing_to_those_who_may_not_read_the_report(portal, place, begun):
    attach(begun)
    strangers = [
        portal.client(),
        portal.client(portal.add_person(Role.FOCAL_POINT, place.norc)),
        portal.client(portal.add_person(Role.COORDINATOR, place.rc)),
        portal.client(portal.add_person(Role.SECRETARIAT)),
    ]
    reader = portal.client(portal.add_person(Role.READER, place.rc))
    address = f"/en/annexes/{DIGEST}"
    # The same bytes may lie with another report of this portal; here they are of one draft alone.
    assert reader.get(address).status_code == 200
    assert [client.get(address).status_code for client in strangers[:1]] == [404]
    begun.fill()
    begun.sign()
    assert [client.get(address).status_code for client in strangers] == [404, 404, 200, 200]


def test_a_question_that_asks_for_no_file_takes_none(begun):
    assert attach(begun, key="VNR.12.B1").status == 404
    assert attach(begun, key="VNR.12.ZZ").status == 404


def test_with_a_scanner_a_file_opens_only_after_it_was_found_clean(portal, begun, tmp_path):
    attach(begun, PDF + b"to scan")
    digest = hashlib.sha256(PDF + b"to scan").hexdigest()
    scanner = tmp_path / "scanner"
    scanner.write_text(f"#!/bin/sh\ncase $1 in *{digest}) exit 1;; *) exit 0;; esac\n")
    scanner.chmod(scanner.stat().st_mode | stat.S_IXUSR)
    engine = create_engine(f"sqlite:///{portal.folder / 'portal.sqlite3'}")
    assert not is_open(Scan.NONE, str(scanner))
    assert scan_waiting(engine, portal.folder, None) == 0
    assert scan_waiting(engine, portal.folder, str(tmp_path / "missing")) == 0
    assert scan_waiting(engine, portal.folder, str(scanner)) >= 1
    engine.dispose()
    with portal.session() as session:
        scans = {annex.sha256: annex.scan for annex in session.query(Annex)}
    assert scans.pop(digest) is Scan.REFUSED
    assert set(scans.values()) <= {Scan.CLEAN}
    assert begun.client.get(f"/en/annexes/{digest}").status_code == 404
    assert (portal.folder / FOLDER / digest[:2] / digest).is_file()
