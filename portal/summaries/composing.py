"""Composing of a country summary from a filing: sections 1 to 12 in one language, for one audience.

Source: aggregation, section 4 (contents, order, consent); design, "Who sees what".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from portal import i18n
from portal.i18n import N_
from portal.questionnaires.definition import parse_key
from portal.reports.disclosure import Audience, may_read_in_summary
from portal.summaries.inputs import SummaryInput
from portal.summaries.parts import Parts
from portal.summaries.printing import print_words
from portal.summaries.resources import obstacles, participation, resources, system, targets
from portal.summaries.structure import Block, CountrySummary, Fact, FactList, Section, Sentence, Value

REGIONS = {
    "africa": N_("Africa"),
    "asia_pacific": N_("Asia and the Pacific"),
    "europe": N_("Europe"),
    "lac": N_("Latin America and the Caribbean"),
    "western_asia": N_("Western Asia"),
}
TRACKS = {
    "rc": N_("With a resident coordinator system"),
    "norc": N_("Without a resident coordinator system"),
}
CAPTION_NOTE = N_("As reported by the Government.")


def build_summary(given: SummaryInput, language: str, made_at: datetime | None = None) -> CountrySummary:
    """Return the country summary in a language; sections without anything to say are left out."""
    parts = Parts(given, language)
    say = parts.wording.say
    sections: list[Section] = []
    for title, section_id, builder in SECTIONS:
        blocks = tuple(builder(parts))
        if blocks:
            sections.append(Section(len(sections) + 1, section_id, say(title), blocks))
    return CountrySummary(
        kind="country-summary",
        language=language,
        audience=given.audience.value,
        title=say(N_("Country summary")),
        country_code=given.country_code,
        name=i18n.pick(given.country_names, language),
        reference=given.country_code,
        cycle_code=given.cycle_code,
        cycle=i18n.pick(given.cycle_titles, language),
        heading=tuple(_heading(parts)),
        sections=tuple(sections),
        caption_note=say(CAPTION_NOTE),
        digest=given.digest,
        version=given.version,
        report_language=given.report_language,
        demonstration=given.demonstration,
        notices=tuple(_notices(parts)),
        marks=tuple(_marks(parts)),
        made_at=made_at,
        words=print_words(language),
    )


def _marks(parts: Parts) -> Iterator[Fact]:
    """Name the filing behind the summary; a draft has none."""
    if parts.given.digest:
        yield parts.plain(N_("Digest of the filing behind this summary:"), parts.given.digest)


def _heading(parts: Parts) -> Iterator[Fact]:
    """Country, region, track, cycle, period, first submission, version, language, basis and sources."""
    given, wording = parts.given, parts.wording
    say = wording.say
    yield parts.plain(N_("Region"), say(REGIONS[given.region]))
    yield parts.plain(N_("Coordination in the country"), say(TRACKS[given.asked.track]))
    yield parts.plain(N_("Reporting cycle"), i18n.pick(given.cycle_titles, parts.language))
    first, last = given.period
    covered = given.answers.get("VNR.12.A3")
    days = (covered["from"], covered["to"]) if covered else (first.isoformat(), last.isoformat())
    yield parts.plain(N_("Period covered"), f"{wording.day(days[0])} – {wording.day(days[1])}")
    yield parts.plain(N_("First submitted"), wording.day(given.first_submitted))
    yield parts.plain(N_("Version"), str(given.version))
    yield parts.plain(N_("Language of the report"), i18n.LANGUAGES[given.report_language].name)
    for code in ("VNR.12.A4", "VNR.12.A5", "VNR.12.A6", "VND.15.X2", "VND.15.X3"):
        yield from parts.fact(code)


def _notices(parts: Parts) -> Iterator[str]:
    say = parts.wording.say
    yield say(
        N_("This summary rests on what the Government reported. It was not verified by the United Nations.")
    )
    if parts.given.demonstration:
        yield say(
            N_(
                "Demonstration, filed by nobody: the text was taken from a public filing of the Government "
                "elsewhere. Publication in full is recorded because the Government itself published that "
                "filing; every other question stays unanswered."
            )
        )
    if parts.given.received:
        yield say(
            N_("The report was received by mail and entered by the secretariat on behalf of the Government.")
        )
    if parts.given.lapsed:
        yield say(N_("The report was forwarded without review."))


def _mechanism(parts: Parts) -> Iterator[Block]:
    codes = ("VNR.12.B1", "VNR.12.B2", "VNR.12.B3", "VNR.12.B6", "VNR.12.B7", "VNR.12.B9")
    yield from parts.facts(codes)


def _progress(parts: Parts) -> Iterator[Block]:
    yield from parts.progress_table()


def _themes(parts: Parts) -> Iterator[Block]:
    yield from parts.theme_table()


def _practices(parts: Parts) -> Iterator[Block]:
    given, say = parts.given, parts.wording.say
    if not given.practices_counted:
        return
    yield Sentence(say(N_("Best practices accepted: %(count)s."), count=given.practices_counted))
    if given.practices:
        titles = tuple(Value(title, language=language) for title, language in given.practices)
        yield FactList((Fact(say(N_("Published in the catalogue")), titles),))


def _narratives(parts: Parts) -> Iterator[Block]:
    for code in ("VNR.12.B8", "VNR.12.F2", "VND.15.X6", "VNR.12.I5", "VNR.12.I6"):
        yield from parts.narrative(code)


def _omissions(parts: Parts) -> Iterator[Block]:
    """Name the required answers that are missing, and the sections withheld."""
    given, wording = parts.given, parts.wording
    codes = tuple(dict.fromkeys(parse_key(key).code for key in given.omissions))
    if given.audience is Audience.PUBLIC:
        section_of = {question.code: question.section for question in given.questionnaire.questions()}
        codes = tuple(
            code
            for code in codes
            if may_read_in_summary(given.audience, given.disclosed, section_of[code], code)
        )
    if codes:
        numbers = wording.listed(given.questionnaire.question(code).number for code in codes)
        yield Sentence(wording.say(N_("Required questions not answered: %(numbers)s."), numbers=numbers))
    if given.disclosed.withheld:
        withheld = [
            section for section in given.questionnaire.sections if section.id in given.disclosed.withheld
        ]
        names = wording.listed(wording.section(section.id) for section in withheld)
        yield Sentence(
            wording.say(N_("Sections not published, as the Government wishes: %(names)s."), names=names)
        )


SECTIONS: tuple[tuple[str, str, Callable[[Parts], Iterator[Block]]], ...] = (
    (N_("Mechanism and plan"), "mechanism", _mechanism),
    (N_("Progress by conference"), "progress", _progress),
    (N_("Cross-cutting themes"), "themes", _themes),
    (N_("Common targets"), "targets", targets),
    (N_("Resources"), "resources", resources),
    (N_("Participation of civil society"), "participation", participation),
    (N_("Obstacles and support needed"), "obstacles", obstacles),
    (N_("United Nations system and national coordination"), "system", system),
    (N_("Best practices"), "practices", _practices),
    (N_("Selected narratives"), "narratives", _narratives),
    (N_("Note of omissions"), "omissions", _omissions),
)
