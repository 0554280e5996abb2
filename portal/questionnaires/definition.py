"""What a questionnaire is: instruments, sections, questions, options and conditions as frozen values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """The closed set of answer types (domain: questionnaires, section 1, "Types")."""

    SINGLE = "single"
    MULTI = "multi"
    RATING = "rating"
    YESNO = "yesno"
    NUMBER = "number"
    PERCENT = "percent"
    INTEGER = "integer"
    YEAR = "year"
    DATE = "date"
    DATERANGE = "daterange"
    TEXT = "text"
    LONG = "long"
    EMAIL = "email"
    TABLE = "table"
    FILE = "file"


CHOICE_KINDS = frozenset({Kind.SINGLE, Kind.MULTI, Kind.RATING, Kind.YESNO})
NUMBER_KINDS = frozenset({Kind.NUMBER, Kind.PERCENT, Kind.INTEGER, Kind.YEAR})
TEXT_KINDS = frozenset({Kind.TEXT, Kind.LONG, Kind.EMAIL})

NOT_APPLICABLE = "na"
NONE = "none"
OTHER = "other"
OTHER_LIMIT = 200
"""Characters of the text that goes with the option `other`."""


@dataclass(frozen=True)
class Option:
    """One option of a set: the stored value and its English label."""

    value: str
    label: str


@dataclass(frozen=True)
class OptionSet:
    """A named set of options in order of display."""

    code: str
    options: tuple[Option, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """Return the stored values in order of display."""
        return tuple(option.value for option in self.options)

    @property
    def has_other(self) -> bool:
        """Whether the set offers `other`, which opens a required text."""
        return OTHER in self.values


@dataclass(frozen=True)
class Column:
    """One column of a table question; `type` is never a table or a file."""

    name: str
    label: str
    type: AnswerType
    required: bool


@dataclass(frozen=True)
class AnswerType:
    """A parsed type such as ``long(300)`` or ``number(USD millions; min 0; dec 1)``.

    `limit` is characters for text, words for long; `minimum`, `maximum` are inclusive;
    `decimals` None means any number of decimals.
    """

    kind: Kind
    source: str
    option_set: str | None = None
    max_choices: int | None = None
    unit: str | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: int | None = None
    limit: int | None = None
    max_files: int | None = None
    max_megabytes: int | None = None
    columns: tuple[Column, ...] = ()

    def column(self, name: str) -> Column:
        """Return the column of that name; raises KeyError where the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


class Operator(StrEnum):
    """The closed set of condition operators (domain: questionnaires, section 1, "Show if")."""

    EQUALS = "="
    IN = "in"
    HAS = "has"
    HAS_OTHER_THAN = "has_other_than"
    AT_LEAST = ">="
    RATED = "rated"
    ANY_ANSWERED = "any_answered"
    ANY_IN = "any_in"
    TRACK = "track"


@dataclass(frozen=True)
class Condition:
    """One condition: an operator, the codes it looks at (none for `track`) and its operands."""

    operator: Operator
    codes: tuple[str, ...]
    values: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Question:
    """One question. `code` never changes meaning; `repeated` means once for each conference of the cycle."""

    code: str
    text: str
    help: str
    type: AnswerType
    required: bool
    clauses: tuple[str, ...]
    aggregate: tuple[str, ...]
    section: str
    repeated: bool = False
    show_if: Condition | None = None
    optional_if: Condition | None = None
    replaces: str | None = None
    help_context: str | None = None

    @property
    def kind(self) -> Kind:
        """Return the kind of the question's answer type."""
        return self.type.kind

    @property
    def number(self) -> str:
        """Return the short name people say aloud, such as ``C3`` of ``VNR.12.C3``."""
        return self.code.rsplit(".", 1)[1]


@dataclass(frozen=True)
class Section:
    """One section, questions in order of display. `owner` is the prefix of the instrument that wrote it."""

    id: str
    title: str
    note: str
    owner: str
    repeated: bool
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Questionnaire:
    """A release of one instrument, complete: a VND holds the sections of VNR that it includes.

    `family` is national, coordinator or practice; `track` is rc, norc or any.
    """

    prefix: str
    release: str
    family: str
    track: str
    title: str
    filed_by: str
    when: str
    introduction: str
    paragraphs: tuple[int, ...]
    sections: tuple[Section, ...]
    option_sets: Mapping[str, OptionSet]
    published: bool
    digest: str
    _by_code: dict[str, Question] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Index the questions by code."""
        self._by_code.update({question.code: question for question in self.questions()})

    def questions(self) -> Iterator[Question]:
        """Yield every question in order of display."""
        for section in self.sections:
            yield from section.questions

    def question(self, code: str) -> Question:
        """Return the question of that code (without ``@CONFERENCE``); raises KeyError."""
        return self._by_code[code]

    def has(self, code: str) -> bool:
        """Whether the questionnaire asks that question (code without ``@CONFERENCE``)."""
        return code in self._by_code

    def section(self, section_id: str) -> Section:
        """Return the section of that id; raises KeyError."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise KeyError(section_id)


@dataclass(frozen=True)
class Asked:
    """What of a questionnaire depends on the cycle: track, conferences and themes, in order of display.

    The sets CONF, CONFNONE and THEME are replaced by these lists (`none`, `other` kept where the set has
    them); SECTIONS offers the sections of the form being filled, less A and Z.
    """

    track: str
    conferences: tuple[str, ...]
    themes: tuple[str, ...]


def key_of(code: str, conference: str | None = None) -> str:
    """Return the key of an answer.

    >>> key_of("VNR.12.C1", "WSSD95")
    'VNR.12.C1@WSSD95'
    >>> key_of("VNR.12.A1")
    'VNR.12.A1'
    """
    return code if conference is None else f"{code}@{conference}"


@dataclass(frozen=True)
class AnswerKey:
    """The parts of an answer's key: question, conference (section C only), and whether it is an `other`."""

    code: str
    conference: str | None = None
    other: bool = False

    def __str__(self) -> str:
        """Write the key as the exchange format does.

        >>> str(AnswerKey("VNR.12.C5", "WSSD95", other=True))
        'VNR.12.C5@WSSD95.other'
        """
        return key_of(self.code, self.conference) + (".other" if self.other else "")


def parse_key(key: str) -> AnswerKey:
    """Split the key of an answer; no check that the code exists.

    >>> parse_key("VNR.12.C5@WSSD95.other")
    AnswerKey(code='VNR.12.C5', conference='WSSD95', other=True)
    >>> parse_key("VNR.12.A1")
    AnswerKey(code='VNR.12.A1', conference=None, other=False)
    """
    plain = key.removesuffix(".other")
    code, _, conference = plain.partition("@")
    return AnswerKey(code, conference or None, other=plain != key)
