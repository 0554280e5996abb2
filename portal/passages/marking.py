"""Where a passage stands in a text as filed, and the code of a tag: pure rules of tagging."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from portal.passages.reading.search import Span, fold

LONGEST_CODE = 40
LONGEST_NAME = 80
_NOT_IN_CODE = re.compile(r"[^a-z0-9]+")


def locate(text: str, passage: str) -> Span | None:
    r"""Return where a passage stands in a text: its first sign and the one after its last; None if nowhere.

    Nothing typed means the whole text. White space around a passage that was copied does not count; of a
    passage that occurs several times the first is meant.

    >>> locate("We met. We agreed.", "We agreed.\n"), locate("We met.", ""), locate("We met.", "we met")
    ((8, 18), (0, 7), None)
    """
    typed = passage.strip()
    if not typed:
        return 0, len(text)
    start = text.find(typed)
    return None if start < 0 else (start, start + len(typed))


def code_for(names: Mapping[str, str], taken: Collection[str]) -> str:
    """Return a lasting code for a new tag: from a name in Latin letters, else a number.

    >>> code_for({"fr": "Égalité des sexes"}, []), code_for({"zh": "贫困"}, ["tag-1"])
    ('egalite-des-sexes', 'tag-2')
    """
    for name in _english_first(names):
        code = _NOT_IN_CODE.sub("-", fold(name)).strip("-")[:LONGEST_CODE].strip("-")
        if code and code not in taken:
            return code
    number = 1
    while f"tag-{number}" in taken:
        number += 1
    return f"tag-{number}"


def _english_first(names: Mapping[str, str]) -> Iterable[str]:
    return [names[language] for language in sorted(names, key=lambda code: (code != "en", code))]
