"""For every address of the portal, parts that lead somewhere: to visit all pages, to try all rights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from portal.accounts.permissions import Role
from portal.reports.models import Filing, Report, SetAside
from tests.samples import api, families, figures, letters, offers, provenance, reading, reports, team
from tests.samples.portal import UNCHOSEN
from tests.samples.world import CURRENT, LAST, PLANNED, World

FACELESS = frozenset({"static", "healthz", "readyz", "robots", "root", "security_contact"})
"""Addresses that show no page."""
FILES = frozenset(
    {
        "public.annex",
        "filing.receipt_file",
        "secretariat.places.original",
        "secretariat.places.original_for_country",
        *api.FILES,
        *figures.FILES,
        *reading.FILES,
        *reports.FILES,
    }
)
"""Addresses that send a file."""

VISITOR = None
R = Role


@dataclass(frozen=True)
class Sample:
    """One address: its endpoint and parts, who opens it (None: a visitor), the country it is about."""

    endpoint: str
    parts: Mapping[str, Any] = field(default_factory=dict)
    reader: Role | None = VISITOR
    country: str | None = None
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return a short name for the test that visits it."""
        more = [str(value) for value in (*self.parts.values(), *self.query.values()) if len(str(value)) < 20]
        return "-".join([self.endpoint, *more, f"({self.reader.value if self.reader else 'public'})"])

    def address(self, app: Flask, language: str) -> str:
        """Return the path in a language."""
        spoken = {"lang": language} if app.url_map.is_endpoint_expecting(self.endpoint, "lang") else {}
        return app.url_map.bind("localhost").build(self.endpoint, {**spoken, **self.parts, **self.query})


def pages(world: World) -> list[Sample]:
    """Return a sample of every page that can be read, several where it looks different."""
    return [
        *_public(world),
        *_accounts(world),
        *_filing(world),
        *_review(world),
        *_secretariat(world),
        *(Sample(*parts) for parts in families.pages(world.reports)),
        *(Sample(*parts) for parts in team.pages(world.reports, world.tokens)),
        *(Sample(*parts) for parts in offers.pages(world.reports)),
        *(Sample(*parts) for parts in letters.pages(world.numbers)),
        *(Sample(*parts) for parts in provenance.pages(world.reports, world.numbers, CURRENT, LAST)),
        *(Sample(*parts) for parts in api.pages(world.numbers, CURRENT, LAST)),
        *(Sample(*parts) for parts in figures.pages(world.numbers, CURRENT, LAST)),
        *(Sample(*parts) for parts in reading.pages(CURRENT, world.numbers)),
        *(Sample(*parts) for parts in reports.pages(world.numbers, CURRENT)),
    ]


def places_to_post(world: World) -> list[Sample]:
    """Return a sample of every address that is only posted to."""
    return [
        *_posts_of_accounts(world),
        *_posts_of_desks(world),
        *(Sample(*parts) for parts in team.places_to_post(world.reports, world.numbers)),
        *(Sample(*parts) for parts in offers.places_to_post(world.reports)),
        *(Sample(*parts) for parts in letters.places_to_post(world.numbers)),
        *(Sample(*parts) for parts in reading.places_to_post(CURRENT, world.numbers)),
        *(Sample(*parts) for parts in reports.places_to_post(world.numbers)),
    ]


def page_rules(app: Flask) -> Iterator[Rule]:
    """Yield the rules of every page that can be read."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in FACELESS and "GET" in (rule.methods or ()):
            yield rule


def _public(world: World) -> Iterator[Sample]:
    published = {"country": "QMU", "cycle": CURRENT}
    yield Sample("public.home")
    yield Sample("public.countries")
    yield Sample("public.countries", query={"cycle": LAST})
    yield Sample("public.country", {"country": "QMU"})
    yield Sample("public.summary", published)
    yield Sample("public.summary", {"country": "QMA", "cycle": CURRENT}, R.SECRETARIAT)
    yield Sample("public.report", published)
    yield Sample("public.answer", {**published, "key": "VNR.12.D1"})
    yield Sample("public.annual_report", published)
    yield Sample("public.practices")
    yield Sample("public.practice", {"reference": reference_of(world, "BPR published")})
    yield Sample("public.resolution")
    yield Sample("public.annex", {"sha256": world.tokens["annex"]}, R.FOCAL_POINT)
    yield Sample("public.verify")
    yield Sample("public.verify", query={"digest": "0" * 64})
    yield Sample("public.verify", query={"digest": digest_of(world, "QMU")})


def _accounts(world: World) -> Iterator[Sample]:
    yield Sample("accounts.sign_in")
    yield Sample("accounts.side", reader=R.FOCAL_POINT, country=UNCHOSEN)
    yield Sample("accounts.links.forgotten")
    yield Sample("accounts.links.forgotten", query={"sent": "1"})
    for name in ("country", "portal", "owner"):
        yield Sample("accounts.links.invitation", {"token": world.tokens[name]})
    yield Sample("accounts.links.invitation", {"token": "used-long-ago"})
    yield Sample("accounts.links.new_password", {"token": world.tokens["password"]})
    yield Sample("accounts.account", reader=R.FOCAL_POINT)
    yield Sample("accounts.people.countries", reader=R.SECRETARIAT)
    yield Sample("accounts.people.offices", reader=R.COORDINATOR)
    yield Sample("accounts.people.country", {"country": "QMD"}, R.FOCAL_POINT, "QMD")
    yield Sample("accounts.people.office", {"country": "QMD"}, R.COORDINATOR, "QMD")
    yield Sample("accounts.people.administration", reader=R.ADMINISTRATOR)


def _filing(world: World) -> Iterator[Sample]:
    for role in (R.FOCAL_POINT, R.CONTRIBUTOR, R.READER, R.SIGNATORY, R.SECRETARIAT):
        yield Sample("filing.desk", reader=role)
    for country in ("QMD", "QMR", "QMS", "QMT", "QMU"):
        yield _of_report(world, "filing.report", country, R.FOCAL_POINT)
    yield from _sections(world)
    for country, role in (("QMD", R.FOCAL_POINT), ("QMR", R.FOCAL_POINT), ("QMP", R.SIGNATORY)):
        yield _of_report(world, "filing.check", country, role)
    yield _of_report(world, "filing.check", "QMM", R.SECRETARIAT)
    yield _of_report(world, "filing.draft", "QMR", R.FOCAL_POINT)
    yield _of_report(world, "filing.history", "QMT", R.FOCAL_POINT)
    yield _of_report(world, "filing.summary", "QMR", R.FOCAL_POINT)
    for country, action in (("QMS", "recall"), ("QMD", "discard"), ("QMT", "withdraw_version")):
        yield _of_report(world, "filing.step", country, R.FOCAL_POINT, action=action)
    yield _of_report(world, "filing.receipt", "QMS", R.FOCAL_POINT, number=1)
    yield _of_report(world, "filing.annexes", "QMD", R.FOCAL_POINT, key="VNR.12.I7")
    yield _of_report(world, "filing.receipt_file", "QMS", R.FOCAL_POINT, number=1)


def _sections(world: World) -> Iterator[Sample]:
    for section in "ABDEFGHZ":
        yield _of_report(world, "filing.section", "QMD", R.FOCAL_POINT, section=section)
    yield _of_report(world, "filing.section", "QMD", R.FOCAL_POINT, section="C", conference="WSSD95")
    yield _of_report(world, "filing.section", "QMT", R.FOCAL_POINT, section="B")
    yield _of_report(world, "filing.section", "QMM", R.SECRETARIAT, section="A")
    checked = _of_report(world, "filing.section", "QMD", R.FOCAL_POINT, section="D")
    yield Sample(checked.endpoint, checked.parts, checked.reader, checked.country, {"check": "1"})


def _review(world: World) -> Iterator[Sample]:
    yield Sample("review.queue", reader=R.COORDINATOR)
    for country in ("QMS", "QMV", "QMT", "QME"):
        yield _of_report(world, "review.report", country, R.COORDINATOR)
    yield _of_report(world, "review.report", "QMV", R.COORDINATOR_STAFF)
    yield _of_report(world, "review.send_back", "QMV", R.COORDINATOR)
    yield _of_report(world, "review.endorse", "QMV", R.COORDINATOR)


def _secretariat(world: World) -> Iterator[Sample]:
    yield Sample("secretariat.home", reader=R.SECRETARIAT)
    yield _of_cycle("secretariat.cycles.cycle", CURRENT)
    yield _of_cycle("secretariat.cycles.cycle", PLANNED)
    yield Sample("secretariat.cycles.new", reader=R.SECRETARIAT)
    yield Sample("secretariat.cycles.new", reader=R.SECRETARIAT, query={"from": CURRENT})
    for page in ("edit", "invite", "start"):
        yield _of_cycle(f"secretariat.cycles.{page}", PLANNED)
    yield _of_cycle("secretariat.cycles.later", CURRENT)
    for country in ("QMD", "QMS", "QMY", "QMM", "QMU"):
        parts = {"code": CURRENT, "country": country}
        yield Sample("secretariat.places.place", parts, R.SECRETARIAT, country)
    for country in ("QMN", "QME", "QMU", "QMO"):
        yield _of_report(world, "secretariat.reports.report", country, R.SECRETARIAT)
    for country, page in (("QME", "send_back"), ("QME", "accept"), ("QMA", "publish"), ("QMU", "suspend")):
        yield _of_report(world, f"secretariat.reports.{page}", country, R.SECRETARIAT)
    yield _of_cycle("secretariat.figures.figures", CURRENT)
    yield _of_cycle("secretariat.remarks.remarks", CURRENT)
    yield Sample("secretariat.invitations.invitations", reader=R.SECRETARIAT)
    yield Sample("secretariat.invitations.progress", {"task_id": world.numbers["task"]}, R.SECRETARIAT)
    parts = {"code": CURRENT, "key": "VNR.12.D1"}
    yield Sample("secretariat.figures.behind", parts, R.SECRETARIAT)
    yield _of_report(world, "secretariat.places.record", "QMM", R.SECRETARIAT)
    yield _of_report(world, "secretariat.places.original", "QMO", R.SECRETARIAT)
    yield _of_report(world, "secretariat.places.original_for_country", "QMO", R.FOCAL_POINT)


def _posts_of_accounts(world: World) -> Iterator[Sample]:
    for name in ("sign_out", "change_password", "end_sessions"):
        yield Sample(f"accounts.{name}", reader=R.FOCAL_POINT)
    for circle, reader in (("country", R.FOCAL_POINT), ("office", R.COORDINATOR)):
        revoked = {"country": "QMD", "invitation_id": world.numbers[f"{circle} invitation"]}
        ended = {"country": "QMD", "grant_id": world.numbers[f"{circle} grant"]}
        yield Sample(f"accounts.people.revoke_in_{circle}", revoked, reader, "QMD")
        yield Sample(f"accounts.people.end_in_{circle}", ended, reader, "QMD")
    revoked = {"invitation_id": world.numbers["portal invitation"]}
    yield Sample("accounts.people.revoke_in_portal", revoked, R.ADMINISTRATOR)
    ended = {"grant_id": world.numbers["portal grant"]}
    yield Sample("accounts.people.end_anywhere", ended, R.ADMINISTRATOR)
    owner = {"account_id": world.people[R.READER].id}
    yield Sample("accounts.people.set_active", owner, R.ADMINISTRATOR)


def _posts_of_desks(world: World) -> Iterator[Sample]:
    yield Sample("public.verify_file")
    yield Sample("filing.start", {"cycle": CURRENT, "country": "QMY"}, R.FOCAL_POINT, "QMY")
    yield Sample("filing.start_own_practice", {"cycle": CURRENT, "country": "QMY"}, R.FOCAL_POINT, "QMY")
    for start in ("start_annual", "start_office_practice"):
        yield Sample(f"filing.{start}", {"cycle": CURRENT, "country": "QMY"}, R.COORDINATOR, "QMY")
    yield _of_report(world, "filing.reply", "QMT", R.FOCAL_POINT, remark_id=world.numbers["remark"])
    yield _of_report(world, "filing.choose", "QMD", R.FOCAL_POINT, kept_id=two_texts(world))
    for name in ("prepare", "sign"):
        yield _of_report(world, f"filing.{name}", "QMR", R.FOCAL_POINT)
    yield _of_report(world, "review.begin", "QMS", R.COORDINATOR)
    yield _of_report(world, "review.save", "QMV", R.COORDINATOR)
    yield _of_report(world, "secretariat.reports.save", "QME", R.SECRETARIAT)
    for name in ("extension", "receive"):
        parts = {"code": CURRENT, "country": "QMY"}
        yield Sample(f"secretariat.places.{name}", parts, R.SECRETARIAT, "QMY")


def two_texts(world: World) -> int:
    """Return the number of the text that waits for a choice."""
    with world.portal.session() as session:
        return session.scalars(select(SetAside.id).where(SetAside.resolved_at.is_(None))).one()


def reference_of(world: World, name: str) -> str:
    """Return the lasting name of a report of the samples."""
    with world.portal.session() as session:
        return session.get_one(Report, world.reports[name]).reference


def digest_of(world: World, country: str) -> str:
    """Return the digest of the last filing of a country."""
    with world.portal.session() as session:
        statement = select(Filing.digest).where(Filing.report_id == world.reports[country])
        return session.scalars(statement).one()


def _of_report(world: World, endpoint: str, country: str, reader: Role, **parts: Any) -> Sample:
    return Sample(endpoint, {"report_id": world.reports[country], **parts}, reader, country)


def _of_cycle(endpoint: str, code: str) -> Sample:
    return Sample(endpoint, {"code": code}, R.SECRETARIAT)
