"""What templates know: languages, written dates and numbers, addresses and permissions."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, cast

from babel import Locale
from flask import Flask, current_app, g, request, url_for
from flask_babel import get_translations, ngettext
from markupsafe import Markup

from portal import deadlines, i18n
from portal.accounts.access import identity
from portal.accounts.keeping import settled_posts
from portal.accounts.permissions import Permission, permits
from portal.questionnaires.answering.words import LONGEST_TEXT, UNSEEN
from portal.questionnaires.definition import Asked
from portal.questionnaires.loader import load_library
from portal.summaries.report.packs import find_pack
from portal.summaries.wording import Wording
from portal.web.errors import sentence_of
from portal.web.locale import current
from portal.web.static_files import static_url

HOME = "public.home"
SHORTEST_TEXT_AREA = 4
LONGEST_TEXT_AREA = 16
WORDS_A_LINE = 12
COUNTS = (1, 2, 3, 5, 11, 100)
"""Numbers of which each plural category of the six languages has one."""
TEXT_RULES = {"longest_text": LONGEST_TEXT, "unseen_signs": UNSEEN}
"""What every page with texts says of them: their bound, and which characters nobody sees."""
NOT_IN_STORES = re.compile(r"[^A-Za-z0-9@_.-]")


def init_app(app: Flask) -> None:
    """Give filters, functions and the variables `language` and `identity` to every template."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        pick=pick,
        day=day,
        moment=moment,
        clock=clock,
        number=number,
        listed=listed,
        country_name=country_name,
        last_day=last_day,
    )
    app.jinja_env.globals.update(
        Permission=Permission,
        all_languages=tuple(i18n.LANGUAGES.values()),
        conference_name=conference_name,
        country_name=country_name,
        current_language=current,
        day_note=day_note,
        direction_of=i18n.direction_of,
        endpoint_exists=endpoint_exists,
        guard_account=guard_account,
        guarded=guarded,
        home_url=home_url,
        is_guarded=is_guarded,
        language_of=language_of,
        may=may,
        more_questions=more_questions,
        pack_name=pack_name,
        permits=permits,
        question_text=question_text,
        rows_for=rows_for,
        settled_posts=settled_posts,
        sentence_of=sentence_of,
        static_url=static_url,
        url_for_language=url_for_language,
    )
    _translate_in_context(app)
    app.context_processor(_variables)


def _variables() -> dict[str, Any]:
    return {"language": current(), "identity": identity(), **TEXT_RULES}


def _translate_in_context(app: Flask) -> None:
    """Let `_()` of a template find a text marked with its context, as `i18n.translate` does."""

    def gettext(message: str) -> str:
        found = get_translations()
        if isinstance(message, i18n.Contextual):
            return str(found.upgettext(message.context, message))
        return str(found.ugettext(message))

    cast("Any", app.jinja_env).install_gettext_callables(
        gettext=gettext,
        ngettext=lambda one, many, count: get_translations().ungettext(one, many, count),
        pgettext=lambda context, message: get_translations().upgettext(context, message),
        npgettext=lambda context, one, many, count: get_translations().unpgettext(context, one, many, count),
        newstyle=True,
    )


def may(permission: str, country: str | None = None) -> bool:
    """Whether the person asking may do something, such as ``may("report:edit", "KEN")``."""
    return permits(identity(), Permission(permission), country)


def endpoint_exists(endpoint: str) -> bool:
    """Whether a page of that name was built."""
    return endpoint in current_app.view_functions


def home_url() -> str:
    """Return the address of the front page in the language of this request."""
    return _front_page(current().code)


def _front_page(code: str) -> str:
    return url_for(HOME, lang=code) if endpoint_exists(HOME) else f"/{code}/"


def url_for_language(code: str) -> str:
    """Return this same page in another language; the front page where the page cannot be asked for again."""
    rule = request.url_rule
    if rule is None or "GET" not in (rule.methods or ()) or "lang" not in rule.arguments:
        return _front_page(code)
    values: dict[str, Any] = {
        key: asked for key, asked in request.args.to_dict(flat=False).items() if not key.startswith("_")
    }
    values.update(request.view_args or {})
    return url_for(rule.endpoint, **{**values, "lang": code})


def language_of(code: str | None) -> i18n.Language | None:
    """Return the language of a code, or None."""
    return i18n.LANGUAGES.get(code or "")


def question_text(context: str, english: str) -> str:
    """Return a text of a questionnaire in the language of this request, such as ``VNR.12.A1:help``."""
    return i18n.translate_in(current().code, context, english) if english else ""


def pick(names: Mapping[str, str]) -> str:
    """Return the text of a map by language that suits this request."""
    return i18n.pick(names, current().code)


def country_name(country: Any) -> str:
    """Return the official short name of a country (anything with `names`) in the language of this request."""
    return pick(country.names)


def conference_name(code: str) -> str:
    """Return the name of a conference in the language of this request."""
    wording = Wording(current().code, load_library().latest("VNR"), Asked("rc", (code,), ()))
    return wording.conference(code)


def pack_name(kind: str, code: str) -> str:
    """Return the name of a commission, region or conference that a report is confined to."""
    if kind == "conference":
        return conference_name(code)
    return i18n.translate(current().code, find_pack(kind, code).name)


def day(value: date | None) -> str:
    """Return a date in words: 31 March 2000."""
    return i18n.written_date(current().code, value) if value else ""


def last_day(end: datetime | None) -> str:
    """Return, of the moment at which a deadline ends, the day that is named, in words."""
    return day(deadlines.last_day(end)) if end else ""


def day_note() -> str:
    """Return what is said beside a deadline: when its day is over."""
    return deadlines.sentence(current().code)


def clock(value: datetime | None) -> str:
    """Return the time of day in universal time: 14:02 UTC."""
    return f"{value.astimezone(UTC):%H:%M} UTC" if value else ""


def moment(value: date | None) -> str:
    """Return a date with, where there is one, its time: 31 March 2000, 14:02 UTC."""
    if not isinstance(value, datetime):
        return day(value)
    comma = "، " if current().code == "ar" else ", "
    return day(value.astimezone(UTC)) + comma + clock(value)


def number(value: Decimal | int | None, decimals: int | None = None) -> str:
    """Return an exact number as the language writes it; an empty text for none."""
    return "" if value is None else i18n.written_number(current().code, value, decimals)


def listed(values: Iterable[str]) -> str:
    """Return texts as a list in a sentence: with the comma of the language."""
    comma = {"ar": "، ", "zh": "、"}.get(current().code, ", ")
    return comma.join(values)


def rows_for(words: int | None) -> int:
    """Return how many lines a text area shows for a limit of words."""
    return max(SHORTEST_TEXT_AREA, min(LONGEST_TEXT_AREA, (words or 0) // WORDS_A_LINE))


def guarded(*parts: object) -> Markup:
    """Return the attributes of a form whose texts the guard keeps in the browser, in a store of its own.

    `parts` name what the form is about, such as ``guarded("report", report.id)``; without them, this page.
    The same thing has the same store in all languages, and a store belongs to one account.
    """
    g.guarded = True
    store = ".".join(_store_part(part) for part in (guard_account() or "anybody", *(parts or _this_page())))
    # The browser must not put back by itself what was typed on an earlier view of the page.
    drawn = Markup('data-guard="{}" autocomplete="off"').format(store)
    return drawn + Markup(" data-posted") if request.method == "POST" else drawn


def is_guarded() -> bool:
    """Whether the page drawn so far holds a form with the guard."""
    return "guarded" in g


def guard_account() -> str:
    """Return what the stores of this person's texts begin with; empty for somebody without an account."""
    number = identity().user_id
    return "" if number is None else f"a{number}"


def more_questions() -> dict[str, str]:
    """Return how many questions more apply, by plural category, with ``{n}`` for the number."""
    rule = Locale.parse(current().code).plural_form
    found: dict[str, str] = {}
    for count in COUNTS:
        sentence = ngettext("One more question applies", "%(num)s more questions apply", count)
        found.setdefault(rule(count), sentence.replace(str(count), "{n}"))
    return found


def _this_page() -> tuple[object, ...]:
    parts = {name: part for name, part in (request.view_args or {}).items() if name != "lang"}
    if "token" in parts:  # what opens a page is not written down in a browser
        parts["token"] = hashlib.sha256(str(parts["token"]).encode()).hexdigest()[:16]
    return (request.endpoint or "", *parts.values())


def _store_part(part: object) -> str:
    return NOT_IN_STORES.sub("-", str(part))
