"""A person at a report over HTTP: opens pages, fills forms in as a browser would, posts them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

from werkzeug.datastructures import MultiDict

from portal.filing.check.services import digest_of_answers
from portal.questionnaires.answering.parsing import format_number
from portal.reports.models import Report
from portal.reports.queries import answers_of, surroundings
from tests.factories import complete_answers, fill_report
from tests.samples.portal import now

VOID = frozenset({"input", "br", "meta", "link", "img", "hr"})


@dataclass
class Control:
    """What a form holds under one name, as a browser would send it now."""

    tag: str
    type: str
    value: str
    checked: bool = False


@dataclass
class Form:
    """One form of a page: where it goes, and its controls by name in order."""

    action: str
    method: str
    controls: list[tuple[str, Control]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def fields(self) -> MultiDict[str, str]:
        """Return what the browser would send without any button."""
        sent: MultiDict[str, str] = MultiDict()
        for name, control in self.controls:
            if control.type in {"radio", "checkbox"} and not control.checked:
                continue
            sent.add(name, control.value)
        return sent

    def names(self) -> list[str]:
        return [name for name, _ in self.controls]


class Reader(HTMLParser):
    """Reads the forms, links and plain text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.text = ""
        self._area: tuple[str, list[str]] | None = None
        self._select = ""
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "form":
            self.forms.append(Form(found.get("action", ""), found.get("method", "get")))
        if tag == "a":
            self.links.append((found.get("href", ""), ""))
        if tag in {"script", "style"}:
            self._hidden += 1
        if self.forms:
            self._control(tag, found, self.forms[-1])

    def _control(self, tag: str, found: dict[str, str], form: Form) -> None:
        name = found.get("name", "")
        if tag == "input" and name:
            kind = found.get("type", "text")
            form.controls.append((name, Control(tag, kind, found.get("value", ""), "checked" in found)))
        elif tag == "textarea":
            self._area = (name, [])
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in found:
            form.controls.append((self._select, Control("select", "select", found["value"])))
        elif tag == "button" and name:
            form.buttons.append((name, found.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area is not None:
            name, parts = self._area
            text = "".join(parts).removeprefix("\n")
            self.forms[-1].controls.append((name, Control("textarea", "textarea", text)))
            self._area = None
        if tag == "select":
            self._select = ""
        if tag in {"script", "style"}:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1].append(data)
        elif not self._hidden:
            self.text += data
        if self.links and not self.links[-1][1]:
            self.links[-1] = (self.links[-1][0], data.strip())


class Page:
    """An answer of the portal, read."""

    def __init__(self, response: Any) -> None:
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        self.location = response.headers.get("Location", "")
        self.response = response
        self.read = Reader(self.html)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", self.read.text)

    @property
    def title(self) -> str:
        found = re.search(r"<title>(.*?)</title>", self.html, re.DOTALL)
        return found[1] if found else ""

    def form(self, action: str) -> Form:
        """Return the form that goes to an address ending so."""
        return next(form for form in self.read.forms if form.action.endswith(action))

    def errors(self) -> list[str]:
        """Return the addresses that the list of what is to mend links to."""
        found = re.search(r'id="error-summary".*?</ul>', self.html, re.DOTALL)
        return re.findall(r'href="#([^"]+)"', found[0]) if found else []


@dataclass
class Desk:
    """A person at the report of a country in a cycle. `number` is that of the report once it is begun.

    `conference`: one that the cycle asks about, for tests that want a page of section C.
    """

    portal: Any
    cycle: str
    country: str
    person: Any
    number: int = 0
    language: str = "en"
    conference: str = ""

    def __post_init__(self) -> None:
        self.client = self.portal.client(self.person)

    def for_person(self, person: Any) -> Desk:
        """Return the same report as another person has it before them."""
        return Desk(self.portal, self.cycle, self.country, person, self.number, self.language)

    def url(self, rest: str = "") -> str:
        return f"/{self.language}/reports/{self.number}{rest}"

    def get(self, rest: str = "", **options: Any) -> Page:
        return Page(self.client.get(self.url(rest), **options))

    def post(self, rest: str, data: Any = None, **options: Any) -> Page:
        token = self.token()
        sent = MultiDict(data.items(multi=True)) if isinstance(data, MultiDict) else MultiDict(data or {})
        sent.setdefault("csrf_token", token)
        return Page(self.client.post(self.url(rest), data=sent, **options))

    def token(self) -> str:
        page = Page(self.client.get(f"/{self.language}/desk"))
        return next(
            str(form.fields()["csrf_token"]) for form in page.read.forms if "csrf_token" in form.names()
        )

    def start(self, report_language: str) -> Desk:
        """Begin the report as a person does: on the desk, in a language."""
        address = f"/{self.language}/desk/{self.cycle}/{self.country}/start"
        data = {"report_language": report_language, "csrf_token": self.token()}
        answer = Page(self.client.post(address, data=data))
        assert answer.status == 303, answer.text
        self.number = int(answer.location.rpartition("/")[2])
        return self

    def sign(self) -> Page:
        """Sign as a person does, with what the check page shows; where it offers no form, with the same."""
        forms = [form for form in self.get("/check").read.forms if form.action.endswith("/sign")]
        shown = forms[0].fields()["shown"] if forms else self._digest()
        return self.post("/sign", {"declaration": "y", "shown": shown})

    def _digest(self) -> str:
        with self.portal.session() as session:
            context = surroundings(session, session.get_one(Report, self.number))
            return digest_of_answers(context, answers_of(session, self.number))

    # --- sections ---------------------------------------------------------------------------------

    def open_section(self, section: str, query: str = "") -> tuple[Page, MultiDict[str, str]]:
        """Return the page of a section and what a browser would send of its form."""
        page = self.get(f"/sections/{section}{query}")
        assert page.status == 200, (page.status, page.location, page.text[:2000])
        return page, page.form(f"/sections/{section}").fields()

    def save(self, section: str, fields: MultiDict[str, str], go: str = "stay", **options: Any) -> Page:
        sent = MultiDict(fields.items(multi=True))
        if go:
            sent.setdefault("go", go)
        return self.post(f"/sections/{section}", sent, **options)

    def type_in(self, section: str, typed: dict[str, Any], go: str = "stay") -> Page:
        """Open a section, type something in and save."""
        _, fields = self.open_section(section)
        for name, value in typed.items():
            put(fields, name, value)
        return self.save(section, fields, go)

    # --- behind the pages -------------------------------------------------------------------------

    def stored(self) -> dict[str, Any]:
        """Return the stored answers by key."""
        with self.portal.session() as session:
            return {key: answer.value for key, answer in answers_of(session, self.number).items()}

    def complete(self, **how: Any) -> dict[str, Any]:
        """Return complete answers to this report."""
        with self.portal.session() as session:
            report = session.get_one(Report, self.number)
            context = surroundings(session, report)
            return complete_answers(
                context.questionnaire, context.asked, language=report.language, period=context.period, **how
            )

    def fill(self, answers: dict[str, Any] | None = None) -> None:
        """Save answers behind the pages, to begin where a test begins."""
        with self.portal.session() as session:
            fill_report(session, session.get_one(Report, self.number), answers, now=now())

    def report(self) -> Report:
        with self.portal.session() as session:
            report: Report = session.get_one(Report, self.number)
            session.expunge(report)
        return report


def put(fields: MultiDict[str, str], name: str, value: Any) -> None:
    """Put a value into a form under a name, as its control would send it."""
    if isinstance(value, list):
        fields.setlist(name, value)
    else:
        fields[name] = value


def typed_value(value: Any, language: str) -> Any:
    """Return an answer of the exchange format as a person types it."""
    return format_number(value, language) if isinstance(value, int | Decimal) else value
