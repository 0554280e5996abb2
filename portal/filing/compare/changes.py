"""What changed between two filings of a report, question by question and word by word. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from portal.reports.reading.difference import Piece, difference
from portal.reports.reading.displayed import Narrative, ReadQuestion, ReadSection, Rows, Shown, State


@dataclass(frozen=True)
class Changed:
    """One question whose answer changed. `before`, `after`: None where it was not answered.

    `pieces`: both texts by word, where the two are texts in one language; of a table the two hold the rows
    that went and that came. `question` is the later one, else the earlier.
    """

    question: ReadQuestion
    before: Shown | None
    after: Shown | None
    pieces: tuple[Piece, ...] | None = None
    language: str = ""


@dataclass(frozen=True)
class ChangedSection:
    """A section with the questions whose answers changed, at least one."""

    section: ReadSection
    questions: tuple[Changed, ...]


def changes_between(
    before: Sequence[ReadSection], after: Sequence[ReadSection]
) -> tuple[ChangedSection, ...]:
    """Return what changed between two filings as one audience may read them, in order of the later one.

    What either filing withholds is left out: nothing is said of whether it changed.
    """
    earlier = {section.anchor: section for section in before}
    later = {section.anchor: section for section in after}
    found = (
        (later.get(anchor) or earlier[anchor], earlier.get(anchor), later.get(anchor))
        for anchor in dict.fromkeys([*later, *earlier])
    )
    changed = (ChangedSection(shown, tuple(_changed(*two))) for shown, *two in found)
    return tuple(section for section in changed if section.questions)


def _changed(before: ReadSection | None, after: ReadSection | None) -> Iterator[Changed]:
    if any(section is not None and section.withheld for section in (before, after)):
        return
    earlier, later = _by_key(before), _by_key(after)
    for key in dict.fromkeys([*later, *earlier]):
        was, is_ = earlier.get(key), later.get(key)
        shown = is_ or earlier[key]
        withheld = any(one is not None and one.state is State.WITHHELD for one in (was, is_))
        # Figures are compared as they were typed: 1.50 is not 1.5, though the two are equal.
        if not withheld and repr(_answer(was)) != repr(_answer(is_)):
            yield _apart(shown, _answer(was), _answer(is_))


def _by_key(section: ReadSection | None) -> dict[str, ReadQuestion]:
    return {} if section is None else {question.key: question for question in section.questions}


def _answer(question: ReadQuestion | None) -> Shown | None:
    return question.shown if question is not None and question.state is State.ANSWERED else None


def _apart(question: ReadQuestion, before: Shown | None, after: Shown | None) -> Changed:
    match before, after:
        case Narrative(was), Narrative(is_) if was.language == is_.language:
            return Changed(question, before, after, difference(was.text, is_.text), is_.language)
        case Rows(), Rows():
            gone, new = _rows_apart(before, after), _rows_apart(after, before)
            if gone or new:
                return Changed(question, _with(before, gone), _with(after, new))
    return Changed(question, before, after)


def _rows_apart(rows: Rows, others: Rows) -> list[int]:
    """Return the places of the rows that the other table has not, each as often as it stands there."""
    left = Counter(map(repr, others.rows))
    places = []
    for place, row in enumerate(map(repr, rows.rows)):
        if left[row]:
            left[row] -= 1
        else:
            places.append(place)
    return places


def _with(rows: Rows, places: Iterable[int]) -> Rows | None:
    kept = tuple(rows.rows[place] for place in places)
    return replace(rows, rows=kept) if kept else None
