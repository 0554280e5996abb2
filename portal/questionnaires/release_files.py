"""One file of the library as it is written: an instrument's own sections, or a release of option sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from yaml.nodes import Node

from portal.questionnaires.definition import AnswerType, Condition, Kind, Option, OptionSet, Question, Section
from portal.questionnaires.grammar import GrammarError, parse_condition, parse_type
from portal.questionnaires.nodes import NodeReader, line_of

FAMILIES = ("national", "coordinator", "practice")
TRACKS = ("rc", "norc", "any")
STATUSES = ("published", "draft")
REPEATED_BY = ("CONF",)
AGGREGATES = ("none", "dist", "mean", "median", "sum", "list", "digest", "matrix", "trend")

_HEADER = ("prefix", "release", "status", "family", "track", "option_sets", "title", "filed_by", "when")
_TEXTS = ("introduction", "paragraphs", "sections")
_QUESTION = ("code", "text", "help", "type", "required", "clauses", "aggregate")


@dataclass(frozen=True)
class Inclusion:
    """The instrument that another contains: what is left out, where own sections stand, help that differs."""

    prefix: str
    release: str
    omit: tuple[str, ...]
    insert_after: str
    helps: Mapping[str, str]
    line: int


@dataclass(frozen=True)
class OptionalIf:
    """Questions that are optional while a condition holds."""

    condition: Condition | None
    codes: tuple[str, ...]
    line: int


@dataclass(frozen=True)
class SetsFile:
    """One release of the option sets; `digest` is the SHA-256 of the file."""

    path: str
    release: str
    published: bool
    digest: str
    sets: Mapping[str, OptionSet]


@dataclass(frozen=True)
class InstrumentFile:
    """One release of an instrument before composition; `lines` gives the line of each own question."""

    path: str
    digest: str
    published: bool
    header: Mapping[str, str]
    paragraphs: tuple[int, ...]
    sections: tuple[Section, ...]
    inclusion: Inclusion | None
    optional_if: OptionalIf | None
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def name(self) -> tuple[str, str]:
        """Return prefix and release."""
        return self.header["prefix"], self.header["release"]


def read_sets(reader: NodeReader, content: bytes, digest: str) -> SetsFile:
    """Read a file of option sets; faults are noted in the reader."""
    fields = reader.fields(reader.compose(content), ("release", "status", "sets"))
    sets: dict[str, OptionSet] = {}
    for code, _, value in reader.pairs(fields["sets"]) if "sets" in fields else []:
        options = tuple(Option(key, label) for key, label in reader.labels(value).items())
        if not options:
            reader.fault(value, "no_options", f"the set {code} has no options")
        sets[code] = OptionSet(code, options)
    published = reader.choice(fields.get("status"), STATUSES) == "published"
    return SetsFile(reader.path, reader.text(fields.get("release")), published, digest, sets)


def read_instrument(reader: NodeReader, content: bytes, digest: str) -> InstrumentFile:
    """Read a file of an instrument; faults are noted in the reader."""
    fields = reader.fields(reader.compose(content), (*_HEADER, *_TEXTS), ("includes", "optional_if"))
    header = {name: reader.text(fields.get(name)) for name in (*_HEADER, "introduction")}
    for name, choices in (("status", STATUSES), ("family", FAMILIES), ("track", TRACKS)):
        reader.choice(fields.get(name), choices)
    lines: dict[str, int] = {}
    sections = tuple(
        _section(reader, node, header["prefix"], lines) for node in reader.items(fields.get("sections"))
    )
    return InstrumentFile(
        path=reader.path,
        digest=digest,
        published=header["status"] == "published",
        header=header,
        paragraphs=reader.integers(fields.get("paragraphs")),
        sections=sections,
        inclusion=_inclusion(reader, fields.get("includes")),
        optional_if=_optional_if(reader, fields.get("optional_if")),
        lines=lines,
    )


def _inclusion(reader: NodeReader, node: Node | None) -> Inclusion | None:
    if node is None:
        return None
    fields = reader.fields(node, ("prefix", "release", "insert_after"), ("omit", "help"))
    return Inclusion(
        prefix=reader.text(fields.get("prefix")),
        release=reader.text(fields.get("release")),
        omit=reader.texts(fields.get("omit")),
        insert_after=reader.text(fields.get("insert_after")),
        helps=reader.labels(fields.get("help")),
        line=line_of(node),
    )


def _optional_if(reader: NodeReader, node: Node | None) -> OptionalIf | None:
    if node is None:
        return None
    fields = reader.fields(node, ("condition", "codes"))
    return OptionalIf(
        _condition(reader, fields.get("condition")), reader.texts(fields.get("codes")), line_of(node)
    )


def _section(reader: NodeReader, node: Node, prefix: str, lines: dict[str, int]) -> Section:
    fields = reader.fields(node, ("id", "title", "questions"), ("note", "repeat_by"))
    section_id = reader.text(fields.get("id"))
    repeated = "repeat_by" in fields
    reader.choice(fields.get("repeat_by"), REPEATED_BY)
    questions: list[Question] = []
    for item in reader.items(fields.get("questions")):
        question = _question(reader, item, prefix, section_id, repeated=repeated)
        if question.code in lines:
            reader.fault(
                item, "duplicate_code", f"{question.code} stands already in line {lines[question.code]}"
            )
        lines.setdefault(question.code, line_of(item))
        questions.append(question)
    title, note = reader.text(fields.get("title")), reader.text(fields.get("note"))
    return Section(section_id, title, note, prefix, repeated, tuple(questions))


def _question(reader: NodeReader, node: Node, prefix: str, section: str, *, repeated: bool) -> Question:
    fields = reader.fields(node, _QUESTION, ("columns", "show_if", "replaces"))
    code = reader.text(fields.get("code"))
    if "code" in fields and not code.startswith(f"{prefix}."):
        reader.fault(fields["code"], "foreign_code", f"{code} does not begin with {prefix}")
    return Question(
        code=code,
        text=reader.text(fields.get("text")),
        help=reader.text(fields.get("help")),
        type=_type(reader, fields),
        required=reader.flag(fields.get("required")),
        clauses=reader.texts(fields.get("clauses")),
        aggregate=tuple(reader.choice(item, AGGREGATES) for item in reader.items(fields.get("aggregate"))),
        section=section,
        repeated=repeated,
        show_if=_condition(reader, fields.get("show_if")),
        replaces=reader.text(fields.get("replaces")) or None,
    )


def _type(reader: NodeReader, fields: Mapping[str, Node]) -> AnswerType:
    node = fields.get("type")
    labels = reader.labels(fields.get("columns"))
    try:
        read = parse_type(reader.text(node), labels)
    except GrammarError as error:
        if node is not None:
            reader.fault(node, "bad_type", str(error))
        return AnswerType(Kind.DATE, "")
    names = tuple(column.name for column in read.columns)
    if names != tuple(labels):
        where = fields.get("columns", fields["type"])
        reader.fault(
            where, "columns_differ", f"labels expected, in this order, for: {', '.join(names) or 'nothing'}"
        )
    return read


def _condition(reader: NodeReader, node: Node | None) -> Condition | None:
    if node is None:
        return None
    try:
        return parse_condition(reader.text(node))
    except GrammarError as error:
        reader.fault(node, "bad_condition", str(error))
        return None
