"""What the pages of a report in the making show: its parts as printed, figures to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal import i18n
from portal.questionnaires.definition import Asked
from portal.questionnaires.loader import load_library
from portal.summaries.report.binding import paths_in
from portal.summaries.report.composing import draw_part, heading
from portal.summaries.report.inputs import Part, ReportInput
from portal.summaries.report.lines import LINES
from portal.summaries.report.packs import EVERYTHING, KINDS, Pack, find_pack, packs
from portal.summaries.report.writing import say_line
from portal.summaries.structure import Block
from portal.summaries.wording import Wording

MOST_FIGURES = 60
"""How many figures are listed beside a text."""


@dataclass(frozen=True)
class DrawnPart:
    """A part with what is printed of it. `title`: of a heading; `edited`: languages with a text."""

    part: Part
    kind: str
    title: str = ""
    blocks: tuple[Block, ...] = ()
    edited: tuple[str, ...] = ()


def drawn_parts(given: ReportInput, parts: Iterable[Part]) -> list[DrawnPart]:
    """Return every part, those left out too, numbered as in print."""
    drawn = []
    number = 0
    for part in parts:
        kind = part.key.partition("/")[0] or "p"
        if kind == "h":
            drawn.append(DrawnPart(part, kind, heading(given, part.key[2:])))
            continue
        if kind == "p" and not part.left_out:
            number += 1
        blocks = tuple(draw_part(given, part, 0 if part.left_out else number))
        drawn.append(DrawnPart(part, kind, blocks=blocks, edited=tuple(part.texts)))
    return drawn


def figures_at_hand(given: ReportInput, text: str) -> list[tuple[str, str]]:
    """Return paths of figures with their present values: those of the text, then those of composed lines."""
    found = dict.fromkeys(paths_in(text))
    for name in LINES:
        if "*" not in "".join(LINES[name].figures.values()):
            found.update(dict.fromkeys(paths_in(say_line(given, name))))
    for conference in given.bound.asked.conferences:
        found.update(dict.fromkeys(paths_in(say_line(given, f"progress/{conference}"))))
    return [(path, given.bound.written(path)) for path in list(found)[:MOST_FIGURES]]


def pack_choices(language: str) -> Iterator[tuple[str, str]]:
    """Yield the packs to be chosen, ``kind/code`` and name: commissions, regions, then conferences."""
    for pack in packs():
        yield f"{pack.kind}/{pack.code}", i18n.translate(language, pack.name)
    questionnaire = load_library().latest("VNR")
    codes = questionnaire.option_sets["CONF"].values
    wording = Wording(language, questionnaire, Asked("rc", tuple(codes), ()))
    for code in codes:
        yield f"conference/{code}", wording.conference(code)


def read_pack(chosen: str) -> Pack:
    """Return the pack that was chosen; nothing chosen, or nothing known, is everything."""
    kind, _, code = chosen.partition("/")
    return find_pack(kind, code) if kind in KINDS else EVERYTHING
