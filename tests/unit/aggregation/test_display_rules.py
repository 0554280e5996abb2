"""Rules 2, 3, 4 and 8 of section 8, on replies made by hand."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.aggregation.counting.replies import SAYS_MISSING, SAYS_NOT_APPLICABLE, Reply, State
from portal.aggregation.display.panels import settle
from portal.aggregation.display.rules import SCOPES, is_safe
from portal.aggregation.inputs import REGIONS
from tests.unit.aggregation.scale import examples

NAMES = ("".join(letters) for letters in itertools.cycle(itertools.product("ABCDEFGHIJ", repeat=3)))
STATES = {
    "missing": (State.MISSING, SAYS_MISSING),
    "na": (State.NOT_APPLICABLE, SAYS_NOT_APPLICABLE),
    "hidden": (State.NOT_ASKED, None),
    "nothing": (State.ANSWERED, frozenset()),
}


def reply(says, *, public=False, region="africa", country=None):
    state, said = STATES.get(says, (State.ANSWERED, frozenset(says.split("+"))))
    return Reply(country or next(NAMES), region, public, state, values=tuple(says.split("+")), says=said)


def shown(*replies, gates=(), minimum=3):
    panel = settle(replies, minimum, gates)
    return {scope for scope in SCOPES if panel.flags[scope]}


def public(says, **place):
    return reply(says, public=True, **place)


class TestRule2:
    def test_three_answers_are_enough(self):
        assert shown(reply("yes"), reply("no"), reply("partly")) >= {"total"}

    def test_two_answers_are_not(self):
        assert shown(reply("yes"), reply("no")) == set()

    def test_one_public_answer_is_enough(self):
        assert shown(public("yes")) == {"total", "africa"}

    def test_two_answers_of_which_one_is_not_public_are_not(self):
        assert shown(public("yes"), reply("no")) == set()

    def test_with_no_answer_nothing_is_displayed(self):
        assert shown() == set()
        assert shown(public("missing"), public("na")) == set()

    def test_the_number_of_answers_follows_the_minimum(self):
        assert shown(reply("yes"), reply("no"), minimum=2) >= {"total"}

    def test_practices_are_counted_not_countries(self):
        two = [reply("a", country="AAA"), reply("b", country="AAA"), reply("c", country="BBB")]
        assert shown(*two) >= {"total"}


class TestRule3:
    def test_one_country_not_public_hides_a_figure_whatever_its_n(self):
        assert shown(*(public("yes") for _ in range(20)), reply("no")) == set()

    @pytest.mark.parametrize("says", ["missing", "na"])
    def test_so_does_one_that_did_not_answer(self, says):
        assert shown(*(public("yes") for _ in range(20)), reply(says)) == set()

    def test_one_such_country_alone_always_has_everything_in_common(self):
        assert shown(*(public("yes") for _ in range(3)), reply("nothing")) == set()
        assert shown(*(public("yes") for _ in range(3)), reply("nothing"), reply("nothing")) >= {"total"}

    def test_something_in_common_hides_it(self):
        assert shown(public("c"), reply("a+b"), reply("b+c"), reply("b")) == set()

    def test_nothing_in_common_to_all_does_not(self):
        assert shown(public("c"), reply("a+b"), reply("b+c"), reply("c")) >= {"total"}

    @pytest.mark.parametrize("says", ["missing", "na"])
    def test_missing_and_not_applicable_are_answers_like_any_other(self, says):
        many = [public("yes") for _ in range(5)]
        assert shown(*many, reply(says), reply(says)) == set()
        assert shown(*many, reply(says), reply("yes")) >= {"total"}

    def test_all_that_the_practices_of_a_country_say_together_counts(self):
        same = [reply("a", country="AAA"), reply("b", country="AAA"), reply("b", country="BBB")]
        assert shown(*same) == set()

    def test_one_country_with_several_practices_is_one_country(self):
        assert shown(*(reply(says, country="AAA") for says in "abcd")) == set()

    def test_who_was_not_shown_the_question_is_outside_the_test(self):
        assert shown(*(public("yes") for _ in range(3)), reply("hidden")) >= {"total"}


class TestRule4:
    def six(self, region, count=3):
        return [reply(says, region=region) for says in "abcdef"[:count]]

    def test_one_hidden_region_takes_the_smallest_with_it(self):
        replies = [*self.six("africa", 4), *self.six("europe", 3), *self.six("lac", 1)]
        assert shown(*replies) == {"total", "africa"}

    def test_of_two_regions_as_small_the_first_in_the_alphabet_is_hidden(self):
        replies = [*self.six("europe"), *self.six("africa"), *self.six("lac"), *self.six("western_asia", 2)]
        assert shown(*replies) == {"total", "europe", "lac"}

    def test_two_hidden_regions_can_protect_each_other(self):
        pair = [reply("a", region="lac"), reply("b", region="western_asia"), public("c", region="lac")]
        assert shown(*self.six("africa"), *pair) == {"total", "africa"}

    def test_hidden_regions_that_have_something_in_common_take_another(self):
        pair = [reply("a", region="lac"), reply("a", region="western_asia"), public("a", region="lac")]
        assert shown(*self.six("africa"), *self.six("europe", 4), *pair) == {"total", "europe"}

    def test_a_region_where_nobody_answered_and_nothing_is_hidden_takes_none(self):
        assert shown(*self.six("africa"), public("missing", region="lac")) == {"total", "africa"}

    def test_a_region_where_one_did_not_answer_in_private_takes_another(self):
        assert shown(*self.six("africa"), reply("missing", region="lac")) == {"total"}

    def test_a_hidden_total_needs_no_protection(self):
        assert shown(public("yes"), reply("no", region="lac")) == {"africa"}

    @examples()
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["a", "b", "a+b", "missing", "na"]), st.booleans(), st.sampled_from(REGIONS)
            ),
            max_size=25,
        )
    )
    def test_the_hidden_regions_together_always_satisfy_rules_2_and_3(self, drawn):
        replies = [reply(says, public=open_, region=region) for says, open_, region in drawn]
        panel = settle(replies, 3)
        if panel.flags["total"]:
            hidden = [item for item in replies if not panel.flags[item.region]]
            assert is_safe(hidden, 3)
        assert all(is_safe(panel.pools[scope], 3) for scope in SCOPES if panel.flags[scope])


class TestRule8:
    def test_a_question_is_displayed_only_where_that_of_its_condition_is(self):
        condition = settle([public("yes"), public("yes", region="lac"), reply("no", region="lac")], 3)
        answers = [public("a"), public("b", region="lac")]
        assert shown(*answers) == {"total", "africa", "lac"}
        assert shown(*answers, gates=[condition]) == {"africa"}

    def test_all_the_questions_of_a_condition_must_be(self):
        first, second = settle([public("yes")], 3), settle([public("missing")], 3)
        assert shown(public("a"), gates=[first, second]) == set()


class TestRule1:
    def test_a_mean_rests_on_three_different_countries(self):
        two = settle([public("1", country="AAA"), public("2", country="AAA"), public("3", country="BBB")], 3)
        three = settle([public("1"), public("2"), public("3")], 3)
        assert not two.view("total").shows_means
        assert three.view("total").shows_means

    def test_and_on_counts_that_are_displayed(self):
        hidden = settle([public("1"), public("2"), public("3"), reply("3")], 3)
        assert not hidden.view("total").shows_means


class TestSuppressed:
    def test_nothing_is_suppressed_where_all_is_shown(self):
        assert not settle([public("a")], 3).view("total").suppressed(True)

    def test_nothing_is_suppressed_where_nobody_answered_and_all_is_public(self):
        assert not settle([public("missing")], 3).view("total").suppressed(False)

    @pytest.mark.parametrize("says", ["missing", "hidden", "a"])
    def test_something_is_where_a_report_is_not_public_answered_or_not(self, says):
        assert settle([reply(says)], 3).view("total").suppressed(False)
