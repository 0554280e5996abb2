"""Writing of letters: paragraphs in the language of one reader, as plain text and as simple HTML."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal.i18n import LANGUAGES, N_, direction_of, translate
from portal.mail.services import LetterDraft

TEMPLATES = Path(__file__).parents[2] / "templates" / "letters"

PORTAL = "https://portal.invalid"
"""Stands in letters for the address of the portal, which the mailer fills in: services do not know it."""

GREETING = N_("Dear colleague,")
SIGNED = N_("The portal for country reports on the follow-up to the major conferences")


@dataclass(frozen=True)
class Part:
    """One paragraph: ``text``, a ``link`` (its address), or a ``quote`` of what a person wrote.

    `language`: that of a quotation.
    """

    text: str
    kind: str = "text"
    language: str | None = None


def write_letter(
    kind: str, recipient: str, language: str, subject: str, parts: Iterable[Part | str]
) -> LetterDraft:
    """Return a letter with greeting and signature around its paragraphs, already in that language.

    The plain text says everything that the HTML says; paragraphs without words are left out.
    """
    whole = [
        part if isinstance(part, Part) else Part(part)
        for part in (translate(language, GREETING), *parts, translate(language, SIGNED))
    ]
    whole = [part for part in whole if part.text.strip()]
    html = (
        _environment()
        .get_template("letter.html")
        .render(language=LANGUAGES[language], subject=subject, parts=whole)
    )
    return LetterDraft(kind, recipient, language, subject, "\n\n".join(map(_plain, whole)) + "\n", html)


def _plain(part: Part) -> str:
    if part.kind != "quote":
        return part.text
    return "\n".join(f"> {line}".rstrip() for line in part.text.splitlines())


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals["direction_of"] = direction_of
    return environment
