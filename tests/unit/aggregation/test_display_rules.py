"""Rules 2, 3, 4 and 8 of section 8, on replies made by hand."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.aggregation.counting.replies import SAYS_MISSING, SAYS_NOT_APPLICABLE, Reply, State
from portal.aggregation.display import panels
from portal.aggregation.display.rules import SCOPES, Past, Terms, is_safe, pools_of
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


def settle(replies, minimum=3, gates=(), **terms):
    return panels.settle(replies, Terms(minimum, tuple(gate.flags for gate in gates), **terms))


def shown(*replies, gates=(), minimum=3, **terms):
    panel = settle(replies, minimum, gates, **terms)
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
    def test_missing_and_not_applicable_are_answers_where_none_of_those_not_public_is_in_n(self, says):
        many = [public("yes") for _ in range(5)]
        assert shown(*many, reply(says), reply(says)) == set()
        assert shown(*many, reply("missing"), reply("na")) >= {"total"}

    def test_exactly_one_of_those_not_public_in_n_hides_it_whoever_else_did_not_answer(self):
        many = [public("yes") for _ in range(5)]
        assert shown(*many, reply("missing"), reply("yes")) == set()
        assert shown(*many, reply("na"), reply("missing"), reply("no")) == set()

    @pytest.mark.parametrize("says", ["missing", "na"])
    def test_who_did_not_answer_protects_nobody_who_did(self, says):
        assert shown(public("a"), public("b"), reply(says), reply("4"), reply("4")) == set()
        assert shown(public("a"), public("b"), reply(says), reply("4"), reply("3")) >= {"total"}

    def test_of_a_country_with_several_practices_those_unanswered_say_nothing_beside_the_others(self):
        mixed = [reply("a", country="AAA"), reply("missing", country="AAA"), reply("a+b", country="BBB")]
        assert shown(*mixed, public("c")) == set()

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


class TestRatingsByWayOfAssessment:
    def test_what_is_rated_apart_must_have_nothing_in_common_in_another_question_either(self):
        ratings = [reply("1"), reply("2"), reply("3")]
        alike = pools_of([reply("team"), reply("team+x")])
        unlike = pools_of([reply("team"), reply("self")])
        assert shown(*ratings, beside=[unlike, unlike]) >= {"total"}
        assert shown(*ratings, beside=[unlike, alike]) == set()
        assert shown(*ratings, beside=[alike, unlike]) == set()


class TestRule12:
    """What was displayed before is displayed again only where the difference tells of nobody."""

    def reports(self, *says, region="africa", start=0):
        return [
            replace(reply(said, region=region), report_id=f"{region} {number}")
            for number, said in enumerate(says, start)
        ]

    def again(self, before, after, seen=("total", "africa")):
        return shown(*after, past=[Past(frozenset(seen), pools_of(before))])

    def test_nothing_changed_hides_nothing(self):
        same = self.reports("a", "b", "c")
        assert self.again(same, same) == {"total", "africa"}

    def test_one_report_more_hides_it(self):
        before = self.reports("a", "b", "c")
        assert self.again(before, [*before, *self.reports("a", start=3)]) == set()

    def test_so_does_one_less_or_one_changed(self):
        before = self.reports("a", "b", "c", "d", "e")
        assert self.again(before, before[:-1]) == set()
        assert self.again(before, [*before[:-1], *self.reports("a", start=9)]) == set()

    def test_one_more_that_did_not_answer_hides_it_too(self):
        before = self.reports("a", "b", "c")
        assert self.again(before, [*before, *self.reports("missing", start=3)]) == set()

    def test_what_was_not_displayed_tells_nothing(self):
        before = self.reports("a", "b", "c")
        assert self.again(before, [*before, *self.reports("a", start=3)], seen=()) == {"total", "africa"}

    def test_three_that_differ_may_come_together(self):
        before = self.reports("a", "b", "c")
        assert self.again(before, [*before, *self.reports("a", "b", "c", start=3)]) == {"total", "africa"}
        assert self.again(before, [*before, *self.reports("a", "a", "a", start=3)]) == set()
        assert self.again(before, [*before, *self.reports("a", "b", start=3)]) == set()

    def test_before_and_after_are_looked_at(self):
        kept = self.reports("a", "b", "c")
        came = self.reports("a", "b", "c", start=6)
        assert self.again([*kept, *self.reports("a", "b", "c", start=3)], [*kept, *came]) >= {"total"}
        assert self.again([*kept, *self.reports("a", "a", "a", start=3)], [*kept, *came]) == set()

    def test_public_reports_may_come_and_go(self):
        before = self.reports("a", "b", "c")
        assert self.again(before, [*before, public("a")]) == {"total", "africa"}
        assert self.again([*before, public("a")], before) == {"total", "africa"}

    def test_every_earlier_issue_counts(self):
        first, later = self.reports("a", "b", "c"), self.reports("a", "b", "c", start=3)
        now = [*first, *later]
        pasts = [Past(frozenset({"total"}), pools_of(pool)) for pool in (now, now[:-1])]
        assert shown(*now, past=pasts[:1]) >= {"total"}
        assert "total" not in shown(*now, past=pasts)

    def test_the_regions_hidden_together_must_not_be_told_by_the_difference_of_two_totals(self):
        before = [
            *self.reports("a", "b", "c"),
            *self.reports("a", "b", "c", region="europe"),
            *self.reports("a", "b", "c", "d", region="lac"),
        ]
        came = [*self.reports("a", "b", start=3), *self.reports("c", region="europe", start=3)]
        seen = ("total", "africa", "europe", "lac")
        assert self.again(before, [*before, *came], seen) == {"total", "lac"}


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
