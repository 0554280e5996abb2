"""The catalogues that the portal comes with: terms, forms and signs that a reading of every text settled."""

from __future__ import annotations

import re

import pytest

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


def test_a_state_in_chinese_does_not_read_like_its_button():
    texts = shipped("zh")
    assert texts["", "Returned for clarification"] == ["已退回澄清"]
    assert texts["", "Return for clarification"] == ["退回澄清"]
    assert texts["", "Resubmitted"] == ["已重新提交"]
