"""Counting words and characters, and cleaning texts: one definition for pages, workbook, API and import."""

from __future__ import annotations

import re
import unicodedata

from portal.questionnaires.definition import AnswerType, Kind

CHINESE = "zh"
_LINE_ENDS = re.compile(r"\r\n?")
_REFUSED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
LONGEST_TEXT = 100_000
"""Characters of one text typed on a page. More is no answer to a question, and slows every reader's page."""

_CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_ORDERS = r"\u202a-\u202e\u2066-\u2069"
_NEEDED = r"\u0590-\u0dff"
"""Scripts from Hebrew to Sinhala: beside their letters, joiners and marks of direction belong to the text."""
UNSEEN = (
    rf"[{_CONTROLS}{_ORDERS}\xad\u180e\u200b\u2060-\u2064\ufeff]"
    rf"|(?<![{_NEEDED}])[\u061c\u200c-\u200f](?![{_NEEDED}])"
)
"""Characters that nobody sees, as an expression that Python and the browser's script read alike."""
_UNSEEN = re.compile(UNSEEN)


class TextRefusedError(ValueError):
    """A text holds a character that cannot be kept.

    `character` is its number, such as ``U+0000``; `position` counts characters from 1.
    """

    def __init__(self, character: str, position: int) -> None:
        """Keep the character's number and position."""
        super().__init__(f"{character} at {position}")
        self.character = character
        self.position = position


def clean_text(text: str) -> str:
    r"""Return a text with every line end written as LF, and nothing else changed (design 3).

    Raises TextRefusedError for C0 controls other than tab and line end, and for half characters (surrogates),
    which no file and no database can hold.

    >>> clean_text(" one\r\ntwo\rthree ")
    ' one\ntwo\nthree '
    """
    text = _LINE_ENDS.sub("\n", text)
    refused = _REFUSED.search(text)
    if refused:
        raise TextRefusedError(f"U+{ord(refused.group()):04X}", refused.start() + 1)
    return text


def unseen_in(text: str) -> tuple[str, ...]:
    r"""Return the characters of a text that nobody sees, each once, in order.

    >>> [f"U+{ord(sign):04X}" for sign in unseen_in("a\u200bb\u202ec\u200bd")]
    ['U+200B', 'U+202E']
    >>> unseen_in("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645")
    ()
    """
    return tuple(dict.fromkeys(_UNSEEN.findall(text)))


def without_unseen(text: str) -> str:
    r"""Return a text without the characters that nobody sees.

    >>> without_unseen("co\u00adordi\u200bnation\x02")
    'coordination'
    """
    return _UNSEEN.sub("", text)


def clean_value(value: object) -> object:
    """Return a value whose texts have LF as line ends (see clean_text). Raises TextRefusedError."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [clean_value(item) for item in value]
    if isinstance(value, dict):
        return {name: clean_value(item) for name, item in value.items()}
    return value


def text_and_language(value: object, language: str) -> tuple[str, str]:
    """Return a text and its language, which is that of the report where the value names none.

    >>> text_and_language({"text": "Bonjour", "language": "fr"}, "en")
    ('Bonjour', 'fr')
    """
    if isinstance(value, dict):
        return str(value.get("text", "")), str(value.get("language", language))
    return str(value), language


def count_words(text: str, language: str) -> int:
    """Return the number of words; in Chinese, of characters but white space and punctuation (design 3).

    A word is a run without white space that holds a letter or digit.

    >>> count_words("Laws, policies - and programmes.", "en")
    4
    >>> count_words("消除贫困，2015 年。", "zh")
    9
    """
    return len(words_of(text, language))


def words_of(text: str, language: str) -> list[str]:
    """Return the words that are counted, in order, each as it is written: with the punctuation it touches.

    >>> words_of("Laws, policies - and", "en"), words_of("消除，贫困", "zh")
    (['Laws,', 'policies', 'and'], ['消', '除', '贫', '困'])
    """
    if language == CHINESE:
        return [sign for sign in text if not (sign.isspace() or _category(sign) == "P")]
    return [run for run in text.split() if any(_category(sign) in "LN" for sign in run)]


def _category(character: str) -> str:
    return unicodedata.category(character)[0]


def limit_for(answer_type: AnswerType, language: str) -> int | None:
    """Return the limit of a type in its own measure (characters of text, words of long); None without limit.

    In Chinese a long text may have twice as many characters as words are allowed.
    """
    if answer_type.limit is None:
        return None
    double = answer_type.kind is Kind.LONG and language == CHINESE
    return answer_type.limit * (2 if double else 1)


def length_of(answer_type: AnswerType, text: str, language: str) -> int:
    """Return the length in the measure of the type: words of a long text, else all characters."""
    return count_words(text, language) if answer_type.kind is Kind.LONG else len(text)


def within_limit(answer_type: AnswerType, text: str, language: str) -> bool:
    """Whether a text is within the limit of its type, in the language it is written in."""
    limit = limit_for(answer_type, language)
    return limit is None or length_of(answer_type, text, language) <= limit
