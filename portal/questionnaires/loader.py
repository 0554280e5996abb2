"""The library: files read, composed, compared with `published.lock`, every fault told at once."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from portal.questionnaires.definition import OptionSet, Question, Questionnaire, Section
from portal.questionnaires.nodes import Fault, NodeReader
from portal.questionnaires.references import check_references
from portal.questionnaires.release_files import (
    Inclusion,
    InstrumentFile,
    SetsFile,
    read_instrument,
    read_sets,
)

LIBRARY = Path(__file__).parent / "library"
LOCK = "published.lock"
SETS = "SETS"


class LibraryError(Exception):
    """The library has faults and cannot be used; `faults` lists them all."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults; the message is one line for each."""
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True)
class Library:
    """Every release of every instrument, drafts too, sorted by prefix and release."""

    questionnaires: tuple[Questionnaire, ...]

    def release(self, prefix: str, release: str) -> Questionnaire:
        """Return one release, published or draft; raises KeyError."""
        for questionnaire in self.questionnaires:
            if (questionnaire.prefix, questionnaire.release) == (prefix, release):
                return questionnaire
        raise KeyError(prefix, release)

    def published(self) -> tuple[Questionnaire, ...]:
        """Return the published releases: those of the catalogues, which a cycle may open."""
        return tuple(questionnaire for questionnaire in self.questionnaires if questionnaire.published)

    def latest(self, prefix: str) -> Questionnaire:
        """Return the latest published release of an instrument; raises KeyError where none is published."""
        found = [questionnaire for questionnaire in self.published() if questionnaire.prefix == prefix]
        if not found:
            raise KeyError(prefix)
        return found[-1]


@functools.cache
def load_library(path: Path = LIBRARY) -> Library:
    """Return the library of a folder, read once. Raises LibraryError with every fault."""
    library, faults = _read_library(path)
    if faults:
        raise LibraryError(faults)
    return library


def check_library(path: Path = LIBRARY) -> list[Fault]:
    """Return every fault of the library in a folder, by file and line; empty where it is sound."""
    return _read_library(path)[1]


# --- reading -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Files:
    """All files of a library, before composition."""

    sets: Mapping[str, SetsFile]
    instruments: Mapping[tuple[str, str], InstrumentFile]

    def digests(self) -> dict[str, tuple[str, bool]]:
        """Return digest and published by path."""
        files: list[SetsFile | InstrumentFile] = [*self.sets.values(), *self.instruments.values()]
        return {file.path: (file.digest, file.published) for file in files}


def _read_library(path: Path) -> tuple[Library, list[Fault]]:
    files, faults = _read_files(path)
    questionnaires: list[Questionnaire] = []
    known_codes = {code for file in files.instruments.values() for code in file.lines}
    for file in files.instruments.values():
        questionnaire, composing = _compose(file, files)
        faults += composing
        faults += check_references(questionnaire, file, known_codes)
        questionnaires.append(questionnaire)
    faults += _check_lock(path, files.digests())
    questionnaires.sort(key=lambda found: (found.prefix, _release_order(found.release)))
    return Library(tuple(questionnaires)), sorted(set(faults))


def _release_order(release: str) -> list[tuple[int, int, str]]:
    """Sort 2 before 10, and 1.2 before 1.10."""
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in re.split(r"(\d+)", release)
        if part
    ]


def _read_files(path: Path) -> tuple[_Files, list[Fault]]:
    sets: dict[str, SetsFile] = {}
    instruments: dict[tuple[str, str], InstrumentFile] = {}
    faults: list[Fault] = []
    for file in sorted(path.glob("*/*.yaml")):
        reader = NodeReader(file.relative_to(path).as_posix())
        content = file.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        if file.parent.name == SETS:
            found = read_sets(reader, content, digest)
            sets[file.stem] = found
            name = (SETS, found.release)
        else:
            instrument = read_instrument(reader, content, digest)
            instruments[file.parent.name, file.stem] = instrument
            name = instrument.name
        if name != (file.parent.name, file.stem):
            reader.fault(1, "wrong_place", f"{'/'.join(name)} is written in the file of another release")
        faults += reader.faults
    return _Files(sets, instruments), faults


# --- composing -----------------------------------------------------------------------------------


def _compose(file: InstrumentFile, files: _Files) -> tuple[Questionnaire, list[Fault]]:
    """Return the whole questionnaire (own sections, those included, option sets) and what was not found."""
    sets = files.sets.get(file.header["option_sets"])
    inclusion = file.inclusion
    included = files.instruments.get((inclusion.prefix, inclusion.release)) if inclusion else None
    sections = _included_sections(file, inclusion, included) if inclusion and included else file.sections
    parts = [part for part in (file, sets, included) if part is not None]
    faults: list[Fault] = []
    if sets is None:
        release = file.header["option_sets"]
        faults.append(
            Fault(file.path, 1, "unknown_sets", f"there is no release “{release}” of the option sets")
        )
    if inclusion:
        faults += _check_inclusion(file, inclusion, included)
    faults += _check_published(file, parts)
    faults += _check_optional(file, sections)
    return _questionnaire(file, sections, sets.sets if sets else {}, parts), faults


def _questionnaire(
    file: InstrumentFile,
    sections: tuple[Section, ...],
    sets: Mapping[str, OptionSet],
    parts: Iterable[SetsFile | InstrumentFile],
) -> Questionnaire:
    header = file.header
    lines = "".join(sorted(f"{part.digest}  {part.path}\n" for part in parts))
    return Questionnaire(
        prefix=header["prefix"],
        release=header["release"],
        family=header["family"],
        track=header["track"],
        title=header["title"],
        filed_by=header["filed_by"],
        when=header["when"],
        introduction=header["introduction"],
        paragraphs=file.paragraphs,
        sections=_with_optional(file, sections),
        option_sets=sets,
        published=file.published,
        digest=hashlib.sha256(lines.encode()).hexdigest(),
    )


def _included_sections(
    file: InstrumentFile, inclusion: Inclusion, included: InstrumentFile
) -> tuple[Section, ...]:
    sections: list[Section] = []
    for section in included.sections:
        kept = tuple(
            _with_help(question, file.header["prefix"], inclusion.helps)
            for question in section.questions
            if question.code not in inclusion.omit
        )
        if kept:
            sections.append(replace(section, questions=kept))
        if section.id == inclusion.insert_after:
            sections.extend(file.sections)
    return tuple(sections)


def _with_help(question: Question, prefix: str, helps: Mapping[str, str]) -> Question:
    if question.code not in helps:
        return question
    return replace(question, help=helps[question.code], help_context=f"{question.code}:help@{prefix}")


def _with_optional(file: InstrumentFile, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    rule = file.optional_if
    if rule is None or rule.condition is None:
        return sections
    return tuple(
        replace(
            section,
            questions=tuple(
                replace(question, optional_if=rule.condition) if question.code in rule.codes else question
                for question in section.questions
            ),
        )
        for section in sections
    )


# --- checks of a composition ---------------------------------------------------------------------


def _check_inclusion(
    file: InstrumentFile, inclusion: Inclusion, included: InstrumentFile | None
) -> Iterator[Fault]:
    fault = functools.partial(Fault, file.path, inclusion.line)
    if included is None:
        yield fault("unknown_inclusion", f"there is no {inclusion.prefix}/{inclusion.release} to include")
        return
    sections = {section.id for section in included.sections}
    if inclusion.insert_after not in sections:
        yield fault("unknown_section", f"{included.path} has no section “{inclusion.insert_after}”")
    for code in (*inclusion.omit, *inclusion.helps):
        if code not in included.lines:
            yield fault("unknown_code", f"{included.path} does not ask {code}")
    for section in file.sections:
        if section.id in sections:
            yield fault("duplicate_section", f"section “{section.id}” stands in {included.path} too")


def _check_published(file: InstrumentFile, parts: Iterable[SetsFile | InstrumentFile]) -> Iterator[Fault]:
    for part in parts:
        if file.published and not part.published:
            yield Fault(file.path, 1, "published_on_draft", f"published, but {part.path} is a draft")


def _check_optional(file: InstrumentFile, sections: Iterable[Section]) -> Iterator[Fault]:
    rule = file.optional_if
    asked = {question.code for section in sections for question in section.questions}
    for code in rule.codes if rule else ():
        if rule and code not in asked:
            yield Fault(file.path, rule.line, "unknown_code", f"{code} is not asked here")


def _check_lock(path: Path, digests: Mapping[str, tuple[str, bool]]) -> Iterator[Fault]:
    lock = path / LOCK
    lines = lock.read_text(encoding="utf-8").splitlines() if lock.exists() else []
    locked = {}
    for number, line in enumerate(lines, 1):
        digest, _, name = line.partition("  ")
        locked[name] = (digest, number)
    for name, (digest, published) in digests.items():
        if published and name not in locked:
            yield Fault(name, 1, "not_locked", f"published, but not in {LOCK}: add “{digest}  {name}”")
    for name, (digest, number) in locked.items():
        found, published = digests.get(name, ("", False))
        if not published:
            yield Fault(LOCK, number, "lock_without_file", f"there is no published file {name}")
        elif found != digest:
            yield Fault(name, 1, "published_changed", "a published release never changes: make a new release")
