"""Word search inside answers in six languages: what counts as the same sign, where a word is found.

A word is found where one begins with it: `educat` finds *education*; case, accents and the vowel signs of
Arabic do not count. An Arabic word is found behind the particles written together with it (و، ال، بال …). A
word in Chinese characters is found anywhere. Several words must all be found; words in quotation marks must
stand beside each other.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

LONGEST_QUERY = 200
APART = "\n;\n"
"""What stands between two texts, so that no phrase reaches from one into the other."""
MOST_WORDS = 12

Span: TypeAlias = tuple[int, int]
"""Where something was found: its first sign and the one after its last."""

_BREVE, _I, _SHORT_I = "\u0306", "и", "й"
_SAME = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
        "\u0671": "\u0627",  # alef wasla
        "\u0649": "\u064a",  # alef maksura and yeh
        "\u06cc": "\u064a",  # the yeh of other keyboards
        "\u0629": "\u0647",  # teh marbuta and heh
        "\u06a9": "\u0643",  # the kaf of other keyboards
        "\u0640": "",  # tatweel only makes a word longer
        "\u2018": "'",
        "\u2019": "'",
        "\u02bc": "'",
        "\u2010": "-",
        "\u2011": "-",
    }
)
"""What stands for the same sign beside case and accents."""

_QUOTED = re.compile(r'["«»“”„「」『』]([^"«»“”„「」『』]+)["«»“”„「」『』]|([^\s"«»“”„「」『』]+)')
_PARTICLES = "[\u0648\u0641]?(?:[\u0628\u0643]?\u0627\u0644|\u0644\u0644|[\u0628\u0643\u0644])?"
"""What is written together with the word behind it: waw or feh, then beh, kaf, the article, lam."""
_ARABIC = re.compile("[\u0621-\u064a]")


@dataclass(frozen=True)
class Folded:
    """A text with only what counts in search; `places` says where each sign of it stands in the original."""

    text: str
    places: tuple[int, ...]

    def original(self, span: Span, length: int) -> Span:
        """Return where a span stands in the original (of that length): with all that its last sign bears."""
        start, after = span
        last = self.places[after - 1]
        while after < len(self.places) and self.places[after] == last:
            after += 1
        return self.places[start], self.places[after] if after < len(self.places) else length


def fold(text: str) -> str:
    """Return a text with only what counts in search.

    >>> fold("L’Éducation"), fold("مُحَمَّد"), fold("Ёж"), fold("ＡＩＤＳ")
    ("l'education", 'محمد', 'еж', 'aids')
    """
    return folded(text).text


def folded(text: str) -> Folded:
    """Return a text with only what counts in search, and where each sign of it comes from."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for part in _parts(sign):
            if part != _BREVE:
                signs.append(part)
                places.append(place)
            elif signs and signs[-1] == _I:
                signs[-1] = _SHORT_I  # a letter of its own, whose breve is no accent
    return Folded("".join(signs), tuple(places))


@functools.lru_cache(maxsize=20_000)
def _parts(sign: str) -> str:
    """Return what one sign counts for; a breve is kept here, to tell й from и."""
    found = []
    for part in unicodedata.normalize("NFKD", sign.casefold()).casefold():
        category = unicodedata.category(part)
        if part == _BREVE:
            found.append(part)
        elif category in {"Mn", "Me", "Cf"}:
            continue
        elif part.isspace():
            found.append(" ")
        elif category == "Nd":
            found.append(str(unicodedata.decimal(part)))
        else:
            found.append(part.translate(_SAME))
    return "".join(found)


def words_of_query(query: str) -> tuple[str, ...]:
    """Return the words and phrases asked for, folded; those beyond the limits are left out.

    >>> words_of_query('Écoles "pays en  développement"')
    ('ecoles', 'pays en developpement')
    """
    found = (phrase or word for phrase, word in _QUOTED.findall(query[:LONGEST_QUERY]))
    words = (" ".join(folded(one).text.split()) for one in found)
    return tuple(dict.fromkeys(word for word in words if any(map(str.isalnum, word))))[:MOST_WORDS]


def matches(texts: Iterable[str], query: str) -> bool:
    """Whether every word asked for is found in one of the texts; a query without words fits everything."""
    words = words_of_query(query)
    if not words:
        return True
    plain = folded(APART.join(texts)).text
    return all(next(_found(plain, word), None) is not None for word in words)


def find(text: str, query: str) -> tuple[Span, ...]:
    """Return where the words asked for stand in a text, in order, none within another.

    >>> find("Éducation: l’éducation de base", "educ")
    ((0, 4), (13, 17))
    """
    words = words_of_query(query)
    if not words:
        return ()
    plain = folded(text)
    spans = [plain.original(span, len(text)) for word in words for span in _found(plain.text, word)]
    return tuple(_joined(sorted(spans)))


def segments(text: str, spans: Iterable[Span]) -> Iterator[tuple[str, bool]]:
    """Yield a text in pieces: each with whether it is one of the spans (in order, apart from each other).

    >>> list(segments("abcd", [(1, 2)]))
    [('a', False), ('b', True), ('cd', False)]
    """
    before = 0
    for start, end in spans:
        if start > before:
            yield text[before:start], False
        yield text[start:end], True
        before = end
    if before < len(text):
        yield text[before:], False


def _found(plain: str, word: str) -> Iterator[Span]:
    for match in _pattern(word).finditer(plain):
        start, end = match.span("word")
        if _is_chinese(word[0]) or not word[0].isalnum() or _begins_word(plain, match.start()):
            yield start, end


@functools.lru_cache(maxsize=500)
def _pattern(word: str) -> re.Pattern[str]:
    own = r" +".join(re.escape(part) for part in word.split())
    if _ARABIC.match(word):
        return re.compile(rf"(?<![\u0621-\u064a]){_PARTICLES}(?P<word>{own})")
    return re.compile(rf"(?P<word>{own})")


def _begins_word(plain: str, start: int) -> bool:
    before = plain[start - 1] if start else " "
    return not before.isalnum() or _is_chinese(before)


def _is_chinese(sign: str) -> bool:
    return sign.isalpha() and unicodedata.name(sign, "").startswith("CJK ")


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    last: Span | None = None
    for start, end in spans:
        if last is not None and start < last[1]:
            last = (last[0], max(last[1], end))
            continue
        if last is not None:
            yield last
        last = (start, end)
    if last is not None:
        yield last
