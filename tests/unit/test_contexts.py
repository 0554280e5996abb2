"""A word with several meanings is several messages: one a context, in every language."""

from __future__ import annotations

import copy
import pickle

import pytest

from portal.i18n import LANGUAGES, N_, NP_, Contextual, translate
from portal.notifications.letters import EVENTS
from portal.provenance import vocabulary
from portal.secretariat.figures.changes import MATCHED
from portal.summaries.figures.tables import PRACTICES, REPORTS
from portal.summaries.printing import print_words

OTHERS = tuple(code for code in LANGUAGES if code != "en")


def test_a_marked_text_is_its_english_words_and_keeps_its_context_when_copied():
    text = NP_("trend", "Declined")
    assert text == "Declined"
    assert translate("en", text) == "Declined"
    for twin in (copy.deepcopy(text), pickle.loads(pickle.dumps(text))):  # noqa: S301 - made here
        assert isinstance(twin, Contextual)
        assert (twin, twin.context) == ("Declined", "trend")


@pytest.mark.parametrize(
    ("language", "trend"),
    [("ar", "تراجع"), ("es", "En retroceso"), ("fr", "En recul"), ("ru", "Ухудшение"), ("zh", "下降")],
)
def test_a_rating_that_fell_is_not_called_refused(language, trend):
    fell = next(label for label, _ in MATCHED if label == "Declined")
    assert translate(language, fell) == trend
    assert translate(language, vocabulary.STATES["declined"]) != trend


@pytest.mark.parametrize("language", OTHERS)
def test_a_number_and_a_drawing_are_two_words(language):
    assert translate(language, NP_("number", "Figure")) != print_words(language)["picture"]


@pytest.mark.parametrize(
    ("language", "reports", "practices"), [("fr", "Reçus", "Reçues"), ("es", "Recibidos", "Recibidas")]
)
def test_columns_agree_with_what_they_count(language, reports, practices):
    assert translate(language, REPORTS["received"]) == reports
    assert translate(language, PRACTICES["received"]) == practices
    assert translate(language, vocabulary.NAMES["received"]) == reports
    assert translate(language, vocabulary.NAMES_OF_PRACTICES["received"]) == practices


@pytest.mark.parametrize("language", ["es", "fr"])
def test_a_step_in_the_history_is_not_the_state_it_leads_to(language):
    assert translate(language, EVENTS["submit"]) != translate(language, N_("Submitted"))
    assert translate(language, EVENTS["publish"]) != translate(language, N_("Published"))


@pytest.mark.parametrize(
    ("english", "contexts"),
    [
        ("Open", ("cycle", "link")),
        ("Take back", ("invitation", "link", "page")),
        ("All", ("total", "filter")),
    ],
)
@pytest.mark.parametrize("language", ["es", "fr", "ru"])
def test_each_meaning_has_its_own_words(language, english, contexts):
    found = [translate(language, Contextual(context, english)) for context in contexts]
    assert english not in found
    if (language, english) != ("ru", "All"):
        assert len(set(found)) == len(contexts)
