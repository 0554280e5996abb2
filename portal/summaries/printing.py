"""The few words that documents print around what they are given, in one language."""

from __future__ import annotations

from collections.abc import Mapping

from portal import i18n
from portal.i18n import N_

WORDS = {
    "page": N_("Page %(page)s of %(total)s"),
    "contents": N_("Contents"),
    "table": N_("Table"),
    "picture": N_("Figure"),
    "sources": N_("Sources"),
    "made": N_("Made on"),
    "boxes": N_(
        "Characters that the fonts of this document do not have stand as an empty box: %(characters)s."
    ),
    "continued": N_("continued"),
    "demonstration": N_("Demonstration, filed by nobody"),
}
"""English words by name; what stands as ``%(name)s`` is filled by the renderer."""


def print_words(language: str) -> Mapping[str, str]:
    """Return the words in a language."""
    return {name: i18n.translate(language, text) for name, text in WORDS.items()}
