"""Checking of a bundle against the format, itself and the portal: every fault at once, or what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from portal import canonical
from portal.exchange.faults import Fault, fault_of
from portal.exchange.queries import Known, KnownContent, known_contents, known_in_portal
from portal.exchange.reading import read_json
from portal.exchange.rules.answers import TRACKS, annexes_in, judge_answers
from portal.exchange.rules.cycles import (
    CycleView,
    check_countries,
    check_cycles,
    has_release,
    view_of_cycle,
    view_of_entry,
)
from portal.exchange.rules.submissions import (
    Judged,
    content,
    differences,
    received,
    version_known,
    version_of,
)
from portal.exchange.rules.versions import check_versions
from portal.exchange.shape import Bundle, Entry, check_shape
from portal.questionnaires.definition import Questionnaire
from portal.questionnaires.loader import load_library
from portal.reports.lifecycle.receiving import Received
from portal.reports.queries import latest_release
from portal.reports.workflow import COUNTED, Status


@dataclass(frozen=True)
class NewReport:
    """A submission the portal does not have: where it belongs, and what is received."""

    cycle: str
    country: str
    questionnaire: Questionnaire
    received: Received


@dataclass(frozen=True)
class Verdict:
    """What became of a bundle. With `faults` it is refused whole and the rest is empty.

    `warnings` are told and stop nothing; `known` counts the submissions that are in the portal already.
    """

    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    countries: tuple[Entry, ...] = ()
    cycles: tuple[Entry, ...] = ()
    reports: tuple[NewReport, ...] = ()
    known: int = 0
    not_received: tuple[tuple[str, str, str], ...] = ()
    """Annexes whose contents are not there: submission, key of the answer, name of the file."""


def check_bundle(session: Session, content: bytes) -> Verdict:
    """Judge a bundle as it came: every fault of it, or what it brings that is new. Changes nothing."""
    document, faults = read_json(content)
    if document is None:
        return Verdict(tuple(faults))
    bundle, of_shape = check_shape(document)
    faults += of_shape
    if bundle is None:
        return Verdict(tuple(faults))
    return _Check(bundle, known_in_portal(session), faults).judge(session)


@dataclass
class _Check:
    """One bundle being judged."""

    bundle: Bundle
    known: Known
    faults: list[Fault]
    views: dict[str, CycleView] = field(default_factory=dict)
    countries: set[str] = field(default_factory=set)

    def judge(self, session: Session) -> Verdict:
        """Apply every rule, in order."""
        self._prepare()
        self.faults += check_countries(self.bundle.countries)
        self.faults += check_cycles(self.bundle.cycles, self.known.cycles, self.countries)
        self.faults += self._ids_given_twice()
        judged = [found for entry in self.bundle.submissions for found in self._judge(entry)]
        self.faults += check_versions(
            [version for entry in self.bundle.submissions for version in version_of(entry)],
            [version_known(report) for report in self.known.reports],
        )
        self.faults += self._known_with_other_content(session, judged)
        return Verdict(tuple(self._ordered())) if self.faults else self._verdict(judged)

    def _prepare(self) -> None:
        """Collect cycles and countries: what the portal knows of a cycle holds."""
        for entry in self.bundle.cycles:
            if entry.get("code"):
                self.views[entry.get("code")] = view_of_entry(entry)
        self.views |= {code: view_of_cycle(cycle) for code, cycle in self.known.cycles.items()}
        self.countries |= self.known.countries
        self.countries |= {entry.get("code") for entry in self.bundle.countries if entry.get("code")}

    def _ids_given_twice(self) -> Iterator[Fault]:
        counts = Counter(entry.get("id") for entry in self.bundle.submissions if entry.get("id"))
        for label, count in counts.items():
            if count > 1:
                yield Fault(label, "id", "duplicate_id", {"count": count})

    # --- one submission ---

    def _judge(self, entry: Entry) -> Iterator[Judged]:
        """Apply the rules for one submission; nothing comes of one whose instrument is not known."""
        view = self._view(entry)
        self.faults += self._check_place(entry, view)
        questionnaire = self._questionnaire(entry, view)
        if questionnaire is not None:
            track = (view.invited or {}).get(entry.get("country")) if view else None
            answers = judge_answers(entry, questionnaire, view, track)
            self.faults += answers.faults
            yield Judged(entry, questionnaire, answers)

    def _view(self, entry: Entry) -> CycleView | None:
        code = entry.get("cycle")
        if code is None:
            return None
        view = self.views.get(code)
        if view is None:
            self.faults.append(Fault(entry.label, "cycle", "cycle_unknown", {"cycle": code}))
        elif not view.opened:
            self.faults.append(Fault(entry.label, "cycle", "cycle_not_open", {"cycle": code}))
        return view

    def _check_place(self, entry: Entry, view: CycleView | None) -> Iterator[Fault]:
        country, instrument = entry.get("country"), entry.get("instrument")
        if country is None:
            return
        if country not in self.countries:
            yield Fault(entry.label, "country", "country_unknown", {"country": country})
        elif view is not None and view.invited is not None:
            params = {"country": country, "cycle": view.code, "instrument": instrument}
            track = view.invited.get(country)
            if track is None:
                yield Fault(entry.label, "country", "country_not_invited", params)
            elif instrument and TRACKS.get(instrument, track) != track:
                yield Fault(entry.label, "instrument", "wrong_track", params | {"track": track})

    def _questionnaire(self, entry: Entry, view: CycleView | None) -> Questionnaire | None:
        instrument = entry.get("instrument")
        if instrument is None:
            return None
        release = entry.get("questionnaire")
        if release and not has_release(instrument, release):
            params = {"instrument": instrument, "release": release}
            self.faults.append(Fault(entry.label, "questionnaire", "release_unknown", params))
            release = None
        release = release or (view.releases.get(instrument) if view else None)
        if not release or not has_release(instrument, release):
            release = latest_release(instrument)
        return load_library().release(instrument, release)

    # --- what the portal has already ---

    def _known_with_other_content(self, session: Session, judged: Sequence[Judged]) -> Iterator[Fault]:
        by_reference = {report.reference: report for report in self.known.reports}
        again = [item for item in judged if item.entry.get("id") in by_reference]
        contents = known_contents(session, {by_reference[item.entry.get("id")].id for item in again})
        for item in again:
            if not self._is_faulty(item.entry.label):
                yield from self._compare(item, contents[item.entry.get("id")])

    def _is_faulty(self, label: str) -> bool:
        return any(fault.label == label for fault in self.faults)

    def _compare(self, item: Judged, known: KnownContent) -> Iterator[Fault]:
        """An id the portal knows says the same, or the bundle is refused: corrections are a next version."""
        entry = item.entry
        cycle = self.known.cycles.get(entry.get("cycle"))
        text = content(item, cycle) if cycle else canonical.dumps({"cycle": entry.get("cycle")})
        fields = [] if text in known.texts else differences(text, known.texts[-1])
        status = entry.get("status")
        if status not in known.statuses and not self._is_superseding(entry):
            fields.append("status")
        if fields:
            params = {"fields": ", ".join(fields)}
            yield Fault(entry.label, "", "known_id_other_content", params)

    def _is_superseding(self, entry: Entry) -> bool:
        """Whether the entry is superseded by a later version that the bundle brings with it."""
        if entry.get("status") != Status.SUPERSEDED:
            return False
        identity = [version.identity for version in version_of(entry)]
        return any(
            version.identity in identity and version.version > entry.get("version")
            for other in self.bundle.submissions
            for version in version_of(other)
            if version.status in COUNTED
        )

    # --- the outcome ---

    def _ordered(self) -> Iterator[Fault]:
        """Yield the faults once each, in the order of what they concern."""
        entries = (*self.bundle.countries, *self.bundle.cycles, *self.bundle.submissions)
        order = {entry.label: number for number, entry in reversed(list(enumerate(entries)))}
        unique = dict.fromkeys(self.faults)
        yield from sorted(unique, key=lambda fault: order.get(fault.label, -1))

    def _verdict(self, judged: Sequence[Judged]) -> Verdict:
        references = {report.reference for report in self.known.reports}
        new = [item for item in judged if item.entry.get("id") not in references]
        return Verdict(
            warnings=tuple(
                fault_of(item.entry.label, problem) for item in new for problem in item.answers.warnings
            ),
            countries=tuple(
                entry for entry in self.bundle.countries if entry.get("code") not in self.known.countries
            ),
            cycles=tuple(entry for entry in self.bundle.cycles if entry.get("code") not in self.known.cycles),
            reports=tuple(sorted(map(_new_report, new), key=lambda report: report.received.version)),
            known=len(judged) - len(new),
            not_received=tuple(
                (item.entry.label, key, name)
                for item in new
                for key, name in annexes_in(item.questionnaire, item.answers.answers)
            ),
        )


def _new_report(item: Judged) -> NewReport:
    entry = item.entry
    return NewReport(entry.get("cycle"), entry.get("country"), item.questionnaire, received(item))
