"""The catalogues that the portal comes with: terms, forms and signs that a reading of every text settled."""

from __future__ import annotations

import gettext
import io
import re

import pytest
from babel.messages.mofile import write_mo

from portal.cli.translations.catalogues import TARGETS, entries_of, path_of, read_catalogue, strings_of

STRAYS = {
    "zh": {
        "帐户": "an account is 账户",
        "门户网站": "the portal is 门户",
        "编制中": "in preparation is 筹备中, of a mechanism too",
        r"[A-Z]章节": "a section named by a letter is X节",
        "邀请提交日期": "the invited date is 建议提交日期",
        r"(?<!……)(?<!…)…(?!…)": "an ellipsis is two characters",
        r"(?<!驻地)协调员": "the coordinator is named in full beside 协调人",
    },
    "ar": {
        "إغلاق باب": "comments are closed by إقفال",
        "الأمانة(?! العامة)": "the Secretariat is الأمانة العامة",
        "في المسار": "one is على المسار",
        "مركب|ُركب": "a text is معد, not put together from pieces",
        r"(?<!\w)(ي?بدأ|بدأت) (أي )?(التقرير|النسخة|تقرير)": "it is the preparation that begins",
        "كتقرير|كهدف": "not ك for “as”",
        "الردود": "an answer to a question is إجابة",
    },
    "fr": {
        r"pour cent": "the sign % after a figure",
        r"[^\u00a0(]%%": "a no-break space before the sign",
        r" [;:?!»]|« |par\. [%\d]|n° ": "a no-break space keeps the sign with its word",
        r"[ÉEé]mission": "issued tables are tableaux émis",
        r"(?i)système de coordonnateurs": "it is the système des coordonnateurs résidents",
        r"évaluations (supérieures|égales)": "a rating is an appréciation",
        r"Vous êtes invité": "no gender: Vous recevez une invitation",
        r"\b(au|votre|le) Gouvernement": "gouvernement has no capital",
    },
    "ru": {
        "[Пп]ожалуйста": "a request is written as Просьба",
        "[Ёё]": "documents of the Organization write е",
        "проц\\.": "the sign % in cells",
        " …": "the dots follow the word",
        r"\b[МкК]Б\b": "sizes are Кбайт and Мбайт",
        "передов(ая|ой|ую) практик": "a practice is передовой опыт",
        "(?<!-)[Пп]рилож(ить|ен) файл|файл приложен": "files are attached by прикрепить",
        "материал, никем не представлено": "it agrees with its noun",
        r"п\. [%\d]|пп\. ": "a paragraph is written out",
    },
    "es": {
        "[Vv]alorac|valorad": "a rating is a calificación",
        r"\bgobiernos\b": "Gobiernos has a capital",
        "[Ss]írvase": "requests are imperatives",
        "su acuerdo|Dar el acuerdo|[Aa]cuerdo del Gobierno": "agreement is conformidad",
        r"(de|sobre) %\(country\)s": "names of countries may need an article: no preposition before them",
        r"[^\u00a0(]%%": "a no-break space before the sign",
    },
}
"""Wordings that another one replaced everywhere, by language, each with what stands in its place."""


def shipped(language):
    """Return the translations that are in use, each with its context and English text."""
    return {
        key: strings_of(message)
        for key, message in entries_of(read_catalogue(language)).items()
        if any(strings_of(message))
    }


@pytest.mark.parametrize("language", TARGETS)
def test_the_header_ends_its_plural_rule_once(language):
    header = path_of(language).read_text("utf-8").partition("\n\n")[0]
    assert header.count(';\\n"') == 1
    assert ";;" not in header


@pytest.mark.parametrize(
    ("language", "stray", "instead"),
    [(language, stray, instead) for language, found in STRAYS.items() for stray, instead in found.items()],
)
def test_a_term_has_one_wording(language, stray, instead):
    found = [text for texts in shipped(language).values() for text in texts if re.search(stray, text)]
    assert not found, f"{instead}: {found}"


@pytest.mark.parametrize("language", TARGETS)
def test_an_option_quoted_reads_as_the_option_itself(language):
    """Where an instruction quotes “none”, the quoted word is the label of that option."""
    texts = shipped(language)
    for question, option in (("RCR.13.B3", "CONFNONE:none"), ("VNR.12.C7", "SUPPORT:none")):
        hint = next(texts[key][0] for key in texts if key[0] == f"{question}:help")
        assert texts[option, "None"][0].casefold() in hint.casefold()


def test_a_state_in_chinese_does_not_read_like_its_button():
    texts = shipped("zh")
    assert texts["", "Returned for clarification"] == ["已退回澄清"]
    assert texts["", "Return for clarification"] == ["退回澄清"]
    assert texts["", "Resubmitted"] == ["已重新提交"]


def plurals(language):
    """Yield each text with a plural, as its English singular and plural."""
    for message in read_catalogue(language):
        if message.pluralizable and message.id:
            yield message.context, *message.id


def test_after_11_an_arabic_noun_is_accusative_and_after_100_genitive():
    """The last two forms are told apart by the noun alone: نصا after 11, نص after 100."""
    compiled = io.BytesIO()
    write_mo(compiled, read_catalogue("ar"))
    compiled.seek(0)
    arabic = gettext.GNUTranslations(compiled)
    assert arabic.ngettext("%(num)s text is offered.", "%(num)s texts are offered.", 11).endswith("نصا.")
    assert arabic.ngettext("%(num)s text is offered.", "%(num)s texts are offered.", 100).endswith("نص.")
    swapped = []
    for context, one, many in plurals("ar"):
        asked = [(one, many, count) for count in (11, 100)]
        forms = [arabic.npgettext(context, *ask) if context else arabic.ngettext(*ask) for ask in asked]
        eleven, hundred = (re.search(r"%\(num\)s (\w+)", form) for form in forms)
        assert eleven, forms
        assert hundred, forms
        same = eleven[1] == hundred[1] and eleven[1].endswith(("ة", "ى", "اء"))
        if not same and eleven[1] != hundred[1] + "ا":
            swapped.append(forms)
    assert not swapped
