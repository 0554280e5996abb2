"""The commands for documents: summaries one or all, reports, tables, conferences."""

from __future__ import annotations

import pytest
import simplejson

from tests.bundles import EXAMPLE
from tests.documents.extracting import of_pdf, squeezed

BINARY = ("pdf", "docx", "xlsx")


@pytest.fixture
def example(portal):
    portal("import", EXAMPLE)
    return portal


def test_a_summary_is_written_in_every_format_and_language(example, folder):
    for language in ("ar", "zh"):
        for form in ("html", "pdf", "docx", "xlsx", "json"):
            target = folder / f"{language}.{form}"
            asked = ("summary", "ARL", "--cycle", "2000", "--lang", language, "--format", form)
            assert example(*asked, "-o", target).status == 0
            assert target.stat().st_size > 5000
    assert squeezed("أرلانديا") in squeezed(of_pdf((folder / "ar.pdf").read_bytes()))
    assert "阿兰迪亚" in (folder / "zh.html").read_text("utf-8")


@pytest.mark.parametrize("form", BINARY)
def test_a_binary_format_is_not_written_to_the_screen(example, form):
    ran = example("summary", "ARL", "--cycle", "2000", "--lang", "en", "--format", form)
    assert (ran.status, ran.output) == (2, "")
    assert "-o FILE" in ran.told


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (("DUN", "--cycle", "2000"), 1),  # withdrawn
        (("QQQ", "--cycle", "2000"), 1),
        (("ARL", "--cycle", "1066"), 1),
        (("--cycle", "2000"), 2),
        (("ARL", "--all", "--cycle", "2000"), 2),
        (("--all", "--cycle", "2000"), 2),
    ],
)
def test_a_summary_that_there_is_not_is_refused(example, asked, status):
    ran = example("summary", *asked, "--lang", "en", "--format", "json")
    assert (ran.status, ran.output) == (status, "")
    assert ran.told


def test_all_summaries_are_written_with_what_they_cannot_tell_left_out(example, folder):
    target = folder / "all"
    asked = ("--cycle", "2000", "--lang", "ru", "--format", "pdf", "-o", target)
    ran = example("summary", "--all", *asked)
    assert ran.status == 0
    # Dunmere withdrew; Borovia's summary is public although its report is not.
    assert {path.name for path in target.iterdir()} == {
        f"country-summary-{country}-2000-ru.pdf" for country in ("ARL", "BOR", "COR")
    }
    assert "Written: 3 of 4" in ran.told
    assert all(path.read_bytes().startswith(b"%PDF-") for path in target.iterdir())


@pytest.mark.parametrize("kind", ["progress", "review", "evaluation"])
def test_a_report_is_written(example, folder, kind):
    target = folder / "report.html"
    asked = ("--cycle", "2000", "--lang", "fr", "--format", "html", "--kind", kind, "-o", target)
    assert example("progress-report", *asked).status == 0
    assert "75,0" in target.read_text("utf-8")


def test_a_report_from_issued_tables_says_so(example, folder):
    example("issue", "--cycle", "2000")
    target = folder / "report.json"
    asked = ("--cycle", "2000", "--lang", "en", "--format", "json", "--issue", "1", "-o", target)
    assert example("progress-report", *asked).status == 0
    marks = simplejson.loads(target.read_bytes())["marks"]
    assert next(mark["values"][0]["text"] for mark in marks) == "1"


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (("--issue", "9"), 1),
        (("--commission", "nothing"), 1),
        (("--commission", "population", "--regional", "eca"), 2),
        (("--composition", "9"), 1),
    ],
)
def test_a_report_that_cannot_be_is_refused(example, asked, status):
    ran = example("progress-report", "--cycle", "2000", "--lang", "en", "--format", "html", *asked)
    assert (ran.status, ran.output) == (status, "")
    assert ran.told


def test_tables_and_the_page_of_a_conference_are_written(example):
    asked = ("--cycle", "2000", "--lang", "es", "--format", "json")
    tables = simplejson.loads(example("tables", *asked).output)
    assert [section["id"] for section in tables["sections"]] == [f"T{number}" for number in range(1, 13)]
    page = simplejson.loads(example("conference", "WSSD95", *asked).output)
    assert page["reference"] == "WSSD95"
    assert example("conference", "HAB96", *asked).status == 1
