"""Figures of small cycles made by hand, one definition each."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.aggregation.aggregate import aggregate
from portal.aggregation.inputs import Selection
from tests.unit.aggregation.bundles import filed, small_cycle

AFRICA = dict.fromkeys(("AAA", "BBB", "CCC", "DDD"), ("africa", "rc"))


def total(*submissions, previous=None, invited=AFRICA, audience="secretariat", **options):
    earlier = None if previous is None else small_cycle(invited, *previous, code="1999")
    return aggregate(small_cycle(invited, *submissions), earlier, audience, **options)["total"]


def national(*answers, status="published", **more):
    return [
        filed("VNR", country, each, status=status, **more)
        for country, each in zip(AFRICA, answers, strict=False)
    ]


def rated(**conferences):
    return {f"VNR.12.C1@{conference}": rating for conference, rating in conferences.items()}


def counts(block, *names):
    return {option: block["options"][option]["count"] for option in names}


class TestDenominators:
    def test_missing_not_applicable_and_not_shown_are_three_things(self):
        found = total(
            *national(
                {"VNR.12.D3": "na", "VNR.12.B1": "no"},
                {"VNR.12.D3": "reached", "VNR.12.B1": "yes", "VNR.12.B5": "never"},
                {"VNR.12.B1": "yes"},
            )
        )["distributions"]
        halving, meetings = found["VNR.12.D3"], found["VNR.12.B5"]
        names = ("asked", "not_applicable", "missing", "n", "response_pct")
        assert [halving[name] for name in names] == [3, 1, 1, 1, Decimal("50.0")]
        assert [meetings[name] for name in names] == [2, 0, 1, 1, Decimal("50.0")]

    def test_zero_is_a_number(self):
        found = total(*national({"VNR.12.G4": 0}, {"VNR.12.G4": 4}, {}))["numbers"]["VNR.12.G4"]
        assert (found["n"], found["sum"], found["median"], found["missing"]) == (2, 4, 2, 1)

    def test_texts_and_dates_are_no_figures(self):
        period = {"VNR.12.A3": ["1999-01-01", "1999-12-31"], "VNR.12.B2": "Committee"}
        found = total(*national({**period, "VNR.12.B1": "yes"}))["distributions"]["VNR.12.B1"]
        assert (found["asked"], found["n"]) == (1, 1)

    def test_the_question_that_replaces_another_is_merged_with_it(self):
        found = total(
            filed("VNR", "AAA", {"VNR.12.A6": ["csd"]}, status="published"),
            filed("VND", "BBB", {"VND.15.X2": ["csd", "hdr"]}, status="published"),
            invited={"AAA": ("africa", "rc"), "BBB": ("africa", "norc")},
        )["distributions"]
        assert found["VNR.12.A6"]["asked"] == 2
        assert counts(found["VNR.12.A6"], "csd", "hdr") == {"csd": 2, "hdr": 1}
        assert "VND.15.X2" not in found

    def test_the_other_track_is_outside_the_denominator(self):
        found = total(
            filed("VNR", "AAA", {"VNR.12.H4": "4"}),
            filed("VND", "BBB", {"VND.15.X10": "2"}),
            invited={"AAA": ("africa", "rc"), "BBB": ("africa", "norc")},
        )["government_view"]["ratings"]
        assert (found["VNR.12.H4"]["asked"], found["VND.15.X10"]["asked"]) == (1, 1)

    def test_a_report_of_a_country_not_invited_enters_no_figure(self):
        found = total(*national({"VNR.12.B1": "yes"}), filed("VNR", "ZZZ", {"VNR.12.B1": "yes"}))
        assert found["distributions"]["VNR.12.B1"]["n"] == 1

    def test_frameworks_leave_out_countries_that_are_no_pilot(self):
        reports = [
            filed("RCR", country, {"RCR.14.E3": value})
            for country, value in zip(AFRICA, ("adopted", "not_pilot", "na", "draft"), strict=True)
        ]
        framework = total(*reports)["coordination"]["frameworks"]["RCR.14.E3"]
        assert (framework["n"], framework["not_applicable"], framework["not_pilot"]) == (2, 2, 1)
        assert framework["adopted"] == {"count": 1, "pct": Decimal("50.0")}

    def test_plans_adopted_are_divided_by_those_that_answered(self):
        reports = [
            filed("RCR", "AAA", {"RCR.14.G1": "yes", "RCR.14.G3": "yes"}),
            filed("RCR", "BBB", {"RCR.14.G1": "yes"}),
            filed("RCR", "CCC", {"RCR.14.G1": "no"}),
        ]
        found = total(*reports)["coordination"]
        assert found["requests"]["requested"] == {"count": 2, "pct": Decimal("66.7")}
        assert (found["plans"]["asked"], found["plans"]["adopted"]) == (
            2,
            {"count": 1, "pct": Decimal("100.0")},
        )


class TestAcrossConferences:
    def obstacles(self, *answers):
        return total(*national(*answers))["obstacles"]["by_country"]

    def test_each_country_is_counted_once(self):
        both = {"VNR.12.C5@ICPD94": ["finance"], "VNR.12.C5@WSSD95": ["finance", "debt"]}
        found = self.obstacles({**rated(ICPD94="1", WSSD95="2"), **both})
        assert counts(found, "finance", "debt") == {"finance": 1, "debt": 1}

    @pytest.mark.parametrize(
        ("second", "expected"),
        [({"VNR.12.C5@WSSD95": ["none"]}, 1), ({"VNR.12.C5@WSSD95": ["debt"]}, 0), ({}, 0)],
    )
    def test_none_counts_only_under_all_rated_conferences(self, second, expected):
        found = self.obstacles({**rated(ICPD94="1", WSSD95="2"), "VNR.12.C5@ICPD94": ["none"], **second})
        assert found["n"] == 1
        assert found["options"]["none"]["count"] == expected

    def test_a_conference_that_is_not_applicable_is_no_rated_conference(self):
        found = self.obstacles({**rated(ICPD94="1", WSSD95="na"), "VNR.12.C5@ICPD94": ["none"]})
        assert found["options"]["none"]["count"] == 1

    def test_asked_are_countries_with_a_rated_conference_and_missing_those_that_answered_under_none(self):
        found = self.obstacles(rated(ICPD94="1"), rated(ICPD94="na"), {})
        assert (found["asked"], found["missing"], found["n"]) == (1, 1, 0)

    def test_for_what_is_in_common_not_asked_is_as_missing(self):
        spoken = [
            {**rated(ICPD94="1"), "VNR.12.C5@ICPD94": [option]} for option in ("finance", "debt", "law")
        ]
        silent = [filed("VNR", "DDD", {"VNR.12.Z1": "none"})]
        assert not total(*national(*spoken), *silent)["obstacles"]["by_country"]["displayed"]
        assert total(*national(*spoken))["obstacles"]["by_country"]["displayed"]


class TestMatrices:
    def cells(self, *submissions):
        return aggregate(small_cycle(AFRICA, *submissions), None, "secretariat")["progress_matrix"]

    def test_every_state_of_a_cell(self):
        cells = self.cells(
            filed("VNR", "AAA", rated(ICPD94="0")),
            filed("VNR", "BBB", {**rated(ICPD94="na"), "VNR.12.Z1": "none"}),
            filed("VNR", "CCC", rated(ICPD94="1"), status="withdrawn"),
            filed("VNR", "DDD", rated(ICPD94="1"), status="submitted"),
        )
        assert [tuple(cells[country]["ICPD94"].values()) for country in AFRICA] == [
            ("rated", 0, True),
            ("na", None, False),
            ("withdrawn", None, True),
            ("no_report", None, True),
        ]
        assert cells["AAA"]["WSSD95"] == {"state": "missing", "value": None, "displayed": True}

    def test_a_theme_is_rated_in_its_first_row(self):
        rows = [
            {"theme": "gender", "progress": "3"},
            {"theme": "gender", "progress": "1"},
            {"theme": "poverty"},
        ]
        cycle = small_cycle(AFRICA, *national({"VNR.12.F1": rows}))
        found = aggregate(cycle, None, "secretariat")
        assert [cell["value"] for cell in found["theme_matrix"]["AAA"].values()] == [None, 3]
        assert found["total"]["by_theme"]["gender"]["substantial_or_better"]["count"] == 1
        assert found["total"]["by_theme"]["poverty"]["missing"] == 1

    def test_a_country_mean_is_of_its_own_ratings(self):
        cycle = small_cycle(AFRICA, *national(rated(ICPD94="1", WSSD95="2"), rated(ICPD94="na"), {}))
        assert list(aggregate(cycle, None, "secretariat")["country_means"].values()) == [
            {"n": 2, "applicable": 2, "mean": Decimal("1.50")},
            {"n": 0, "applicable": 1, "mean": None},
            {"n": 0, "applicable": 2, "mean": None},
        ]


class TestTables:
    def test_rows_and_reports_are_counted_by_option(self):
        rows = [
            {"target": "primary", "adopted": "yes", "progress": "na"},
            {"target": "primary", "adopted": "no", "progress": "2"},
            {"target": "water"},
        ]
        found = total(*national({"VNR.12.D5": rows}, {"VNR.12.D5": rows[:1]}, {}))["tables"]["VNR.12.D5"]
        assert (found["n"], found["missing"], found["rows"]) == (2, 1, 4)
        assert found["columns"]["target"]["options"]["primary"] == {"rows": 3, "reports": 2, "pct": 100}
        assert found["columns"]["target"]["options"]["water"] == {"rows": 1, "reports": 1, "pct": 50}
        progress = found["columns"]["progress"]
        assert (progress["rows"], progress["not_applicable"], progress["missing"]) == (1, 2, 1)

    def test_whole_numbers_are_summed_where_the_questionnaire_asks_for_it(self):
        groups = [{"theme": "gender", "name": "G", "meetings": 4}, {"theme": "other", "name": "H"}]
        answers = {"RCR.14.C1": 2, "RCR.14.C2": groups}
        found = total(filed("RCR", "AAA", answers), filed("RCR", "BBB", answers))["tables"]["RCR.14.C2"]
        assert found["sums"] == {"meetings": {"rows": 2, "sum": 8}}
        assert counts_rows(found, "theme", "gender", "other") == [2, 2]

    @pytest.mark.parametrize(("second", "expected"), [(1, False), (2, True)])
    def test_the_number_of_rows_is_something_to_have_in_common(self, second, expected):
        one, two = {"target": "primary", "adopted": "yes"}, {"target": "water", "adopted": "no"}
        answers = [{"VNR.12.D5": [one]}, {"VNR.12.D5": [two] * second}]
        public = [filed("VNR", "CCC", {"VNR.12.D5": [one]}, status="published")]
        found = total(*national(*answers, status="accepted"), *public)["tables"]["VNR.12.D5"]
        assert found["displayed"] is expected

    def test_the_theme_itself_is_nothing_to_have_in_common(self):
        rows = [
            [{"theme": theme, "progress": progress, "priority": priority} for theme in ("poverty", "gender")]
            for progress, priority in (("1", "yes"), ("2", "no"), ("3", "no"))
        ]
        rows[1].append({"theme": "other", "progress": "0", "priority": "no"})
        answers = [{"VNR.12.F1": table, "VNR.12.Z1": "none"} for table in rows]
        assert total(*national(*answers))["tables"]["VNR.12.F1"]["displayed"]

    def test_themes_are_shown_as_a_table_only_where_every_theme_is_displayed(self):
        rows = [{"theme": "poverty", "progress": "1"}]
        found = total(*national(*[{"VNR.12.F1": rows}] * 3))
        assert found["by_theme"]["poverty"]["displayed"]
        assert not found["by_theme"]["gender"]["displayed"]
        assert not found["tables"]["VNR.12.F1"]["displayed"]


def counts_rows(table, column, *options):
    return [table["columns"][column]["options"][option]["rows"] for option in options]


def line(measure="dollar", baseline=40, baseline_year=1990, latest=30, latest_year=2000):
    values = {
        "baseline": baseline,
        "baseline_year": baseline_year,
        "latest": latest,
        "latest_year": latest_year,
    }
    return {"measure": measure, **{name: value for name, value in values.items() if value is not None}}


class TestPoverty:
    def test_the_first_row_is_compared_with_the_straight_path(self):
        found = total(*national({"VNR.12.D2": [line(), line(latest=1)], "VNR.12.D3": "na"}))["poverty"]
        assert found["positions"]["AAA"] == {
            "measure": "dollar",
            "reduction_pct": Decimal("25.0"),
            "required_pct": Decimal("20.00"),
            "on_path": True,
            "own_view": "na",
            "displayed": True,
            "suppressed": False,
        }

    @pytest.mark.parametrize(
        "row",
        [
            line(baseline=0),
            line(latest=None),
            line(latest_year=None),
            line(baseline_year=None),
            line(baseline=None),
            line(latest_year=1990),
            line(baseline_year=2015, latest_year=2016),
        ],
    )
    def test_an_unusable_first_row_is_no_data(self, row):
        found = total(*national({"VNR.12.D2": [row, line()]}))["poverty"]
        assert (found["asked"], found["n"], found["positions"]) == (1, 0, {})

    def test_poverty_may_rise_and_a_tie_goes_away_from_zero(self):
        found = total(*national({"VNR.12.D2": [line(baseline=Decimal(16), latest=Decimal("16.2"))]}))[
            "poverty"
        ]
        position = found["positions"]["AAA"]
        assert (str(position["reduction_pct"]), position["on_path"]) == ("-1.3", False)

    def test_different_lines_are_never_averaged_and_other_has_no_median(self):
        answers = [{"VNR.12.D2": [line(latest=latest)]} for latest in (30, 28, 10)]
        found = total(*national(*answers, {"VNR.12.D2": [line("other")]}))["poverty"]
        assert (found["n"], list(found["by_measure"])) == (
            4,
            ["dollar", "national_extreme", "national", "food"],
        )
        dollar = found["by_measure"]["dollar"]
        assert (dollar["n"], dollar["median_reduction_pct"], dollar["median_displayed"]) == (3, 30, True)

    def private(self, *lines):
        answers = [{"VNR.12.D2": [each] if each else [], "VNR.12.Z1": "none"} for each in lines]
        return total(*national(*answers))["poverty"]

    def test_the_line_is_something_to_have_in_common(self):
        found = self.private(line(latest=10), line(latest=39), line(latest=20))
        assert found["displayed"]
        assert not found["by_measure"]["dollar"]["median_displayed"]

    def test_a_country_on_another_line_has_nothing_in_common_with_it(self):
        found = self.private(line(latest=10), line(latest=39), line(latest=20), line("food"))
        assert found["by_measure"]["dollar"]["median_displayed"]
        assert not found["by_measure"]["food"]["median_displayed"]

    def test_medians_depend_on_on_and_off_the_path(self):
        found = self.private(line(latest=10), line(latest=11), line(latest=12), line("food", latest=9))
        assert not found["displayed"]
        assert not found["by_measure"]["dollar"]["median_displayed"]


class TestConditions:
    @pytest.mark.parametrize(
        ("private", "ways_shown", "rating_shown"),
        [
            ([], True, True),
            ([("3", "team"), ("4", "team")], False, True),
            ([("3", "team"), ("3", "external")], True, False),
            ([("3", "team"), ("4", "external")], True, True),
        ],
    )
    def test_ratings_by_way_of_assessment_depend_on_the_ways_and_on_the_whole(
        self, private, ways_shown, rating_shown
    ):
        answers = [("1", "self"), ("2", "self"), *private]
        reports = [
            filed(
                "RCR",
                country,
                {"RCR.13.H1": rating, "RCR.13.H7": way},
                status="published" if way == "self" else "accepted",
            )
            for country, (rating, way) in zip(AFRICA, answers, strict=False)
        ]
        found = total(*reports)["coordination"]
        assert found["assessment"]["displayed"] is ways_shown
        assert found["ratings"]["RCR.13.H1"]["displayed"] is rating_shown
        own = found["by_assessment"]["self"]["RCR.13.H1"]
        assert (own["n"], own["displayed"]) == (2, ways_shown and rating_shown)

    def test_a_conference_whose_rating_is_hidden_hides_its_obstacles(self):
        answers = [
            {**rated(ICPD94="1"), "VNR.12.C5@ICPD94": [option]} for option in ("finance", "debt", "law")
        ]
        silent = filed("VNR", "DDD", {**rated(ICPD94="na"), "VNR.12.Z1": "none"})
        found = total(*national(*answers), silent)
        assert not found["by_conference"]["ICPD94"]["displayed"]
        assert not found["obstacles"]["by_conference"]["ICPD94"]["displayed"]
        assert found["obstacles"]["by_conference"]["ICPD94"]["suppressed"]

    def test_track_is_no_condition(self):
        assert total(*national({"VNR.12.H4": "3"}))["government_view"]["ratings"]["VNR.12.H4"]["displayed"]


class TestCoordination:
    def test_the_index_is_the_mean_of_the_rated_components(self):
        report = filed(
            "RCR", "AAA", {"RCR.13.H1": "2", "RCR.13.H2": "na", "RCR.13.H3": "3"}, status="published"
        )
        found = total(report, filed("RCR", "BBB", {"RCR.13.H1": "na"}))["coordination"]["index"]
        assert found == {"AAA": {"n": 2, "mean": Decimal("2.50"), "displayed": True, "suppressed": False}}

    @pytest.mark.parametrize(
        ("government", "component", "expected"),
        [("4", "3", Decimal("1.00")), ("na", "3", None), (None, "3", None), ("4", "na", None)],
    )
    def test_both_views_are_compared_where_both_exist(self, government, component, expected):
        answers = {"VNR.12.H4": government} if government else {}
        reports = [filed("VNR", "AAA", answers), filed("RCR", "AAA", {"RCR.13.H1": component})]
        found = total(*reports, filed("VNR", "BBB", {"VNR.12.H4": "3"}))["government_view"]["comparison"]
        assert {country: entry["difference"] for country, entry in found.items()} == (
            {} if expected is None else {"AAA": expected}
        )
        assert all(entry["suppressed"] for entry in found.values())

    def test_thematic_groups_count_countries_with_at_least_one(self):
        reports = [filed("RCR", c, {"RCR.14.C1": n}) for c, n in zip(AFRICA, (0, 1, 5), strict=False)]
        found = total(*reports)["coordination"]["thematic_groups"]
        assert (found["sum"], found["median"], found["with_group"]["count"]) == (6, 1, 2)


class TestPractices:
    def practice(self, name, status, **more):
        return filed("BPR", "AAA", {"BPR.12.A3": ["gender", "poverty"]}, status=status, subject=name, **more)

    def test_all_versions_of_a_practice_are_one(self):
        found = total(
            self.practice("one", "superseded"),
            self.practice("one", "published", version=2),
            self.practice("two", "accepted"),
            self.practice("three", "declined"),
            self.practice("four", "withdrawn"),
            self.practice("five", "submitted"),
            self.practice("six", "draft"),
        )["best_practices"]
        names = ("received", "counted", "published", "declined", "withdrawn")
        assert [found[name] for name in names] == [4, 2, 1, 1, 1]
        assert found["countries"] == {"count": 1, "pct": Decimal("25.0")}
        assert (found["by_theme"]["n"], found["by_theme"]["countries"]) == (2, 1)
        assert counts(found["by_theme"], "poverty", "gender", "none") == {
            "poverty": 2,
            "gender": 2,
            "none": 0,
        }


class TestAssistance:
    def test_the_target_is_reached_at_exactly_seven_tenths(self):
        answers = [
            {"VNR.12.E1": ["provider", "recipient"], "VNR.12.E3": Decimal("0.70")},
            {"VNR.12.E1": ["provider"], "VNR.12.E3": Decimal("0.69")},
            {"VNR.12.E1": ["none"]},
        ]
        found = total(*national(*answers))["assistance"]
        assert (found["providers"]["count"], found["recipients"]["count"]) == (2, 1)
        assert (found["share"]["asked"], found["share"]["at_or_above_target"]["count"]) == (2, 1)


class TestTrend:
    def trends(self, before, after, **options):
        found = total(*after, previous=before, **options)
        return found["trend"], found["trend_published"]

    def test_a_rating_on_one_side_only_makes_no_pair(self):
        before = national(rated(ICPD94="1"), rated(ICPD94="1"), rated(ICPD94="na"), rated(ICPD94="3"))
        after = national(rated(ICPD94="2"), rated(ICPD94="na"), rated(ICPD94="2"), rated(ICPD94="1"))
        change = self.trends(before, after)[0]["by_conference"]["ICPD94"]
        assert [change[name] for name in ("pairs", "improved", "declined")] == [2, 1, 1]
        assert change["mean_change"] == Decimal("-0.50")

    def test_has_is_yes_and_every_other_answer_is_not(self):
        answers = [
            ({"VNR.12.B1": first}, {"VNR.12.B1": second})
            for first, second in (
                ("no", "yes"),
                ("yes", "yes"),
                ("yes", "in_preparation"),
                ("no", "in_preparation"),
            )
        ]
        change = self.trends(
            national(*(first for first, _ in answers)), national(*(second for _, second in answers))
        )[0]["yes_no"]["VNR.12.B1"]
        assert [change[name] for name in ("pairs", "gained", "kept", "lost", "never")] == [4, 1, 1, 1, 1]

    def test_one_report_that_is_not_public_hides_the_trend_but_not_that_of_published_pairs(self):
        before = national(*[rated(ICPD94="1")] * 4)
        private = {"VNR.12.Z1": "none"}
        after = national(*[rated(ICPD94="2")] * 3, private)
        whole, published = (trend["by_conference"]["ICPD94"] for trend in self.trends(before, after))
        assert (whole["pairs"], whole["displayed"], whole["mean_displayed"], whole["suppressed"]) == (
            3,
            False,
            False,
            True,
        )
        assert (published["displayed"], published["mean_displayed"], published["suppressed"]) == (
            True,
            True,
            False,
        )

    def test_pairs_that_are_not_public_are_not_among_the_published(self):
        before = national(rated(ICPD94="1"), {**rated(ICPD94="1"), "VNR.12.Z1": "none"})
        after = national(rated(ICPD94="2"), rated(ICPD94="2"))
        whole, published = (trend["by_conference"]["ICPD94"] for trend in self.trends(before, after))
        assert (whole["pairs"], published["pairs"]) == (2, 1)

    def test_a_country_that_changed_track_keeps_its_trend_for_common_sections(self):
        before = small_cycle(
            {"AAA": ("europe", "rc")}, *national({**rated(ICPD94="1"), "VNR.12.H4": "1"}), code="1999"
        )
        after = small_cycle(
            {"AAA": ("africa", "norc")}, filed("VND", "AAA", rated(ICPD94="2"), status="published")
        )
        found = aggregate(after, before, "secretariat", selection=Selection(region="africa"))
        assert found["by_region"]["africa"]["trend"]["by_conference"]["ICPD94"]["improved"] == 1
        assert found["total"]["trend"]["ratings"]["VNR.12.H4"]["pairs"] == 0
        assert found["coverage"]["previous"]["national"]["expected"] == 0

    @pytest.mark.parametrize("instrument", ["VND", "VNR"])
    def test_a_country_whose_track_is_no_longer_asked_hides_no_trend(self, instrument):
        view = {"VNR.12.H4": "3"}
        before = small_cycle(AFRICA, *national(view, {**view, "VNR.12.Z1": "none"}), code="1999")
        left = {**AFRICA, "BBB": ("africa", "norc")}
        after = small_cycle(left, *national(view), filed(instrument, "BBB", {}, status="published"))
        trend = aggregate(after, before, "secretariat")["total"]["trend"]
        assert trend["ratings"]["VNR.12.H4"]["displayed"]
        assert not trend["by_conference"]["ICPD94"]["displayed"]

    def test_what_the_previous_cycle_lacked_has_no_trend(self):
        cycle = small_cycle(AFRICA, *national(rated(ICPD94="1")))
        earlier = small_cycle(AFRICA, *national(rated(ICPD94="1")), code="1999")
        shorter = type(earlier)(**{**vars(earlier), "conferences": ("WSSD95",), "themes": ("gender",)})
        found = aggregate(cycle, shorter, "secretariat")["total"]["trend"]
        assert found["by_conference"]["ICPD94"] is None
        assert found["by_theme"]["poverty"] is None
        assert found["all"]["pairs"] == 0

    def test_without_a_previous_cycle_there_is_no_trend(self):
        found = total(*national(rated(ICPD94="1")))
        assert found["trend"] is found["trend_published"] is None


class TestPublicVariant:
    def test_counts_that_are_not_displayed_are_null_with_all_beside_them(self):
        block = total(*national({"VNR.12.G4": 3}, status="accepted"), audience="public")["numbers"][
            "VNR.12.G4"
        ]
        assert {name: value for name, value in block.items() if value is not None} == {
            "displayed": False,
            "sum_displayed": False,
            "mean_displayed": False,
            "median_displayed": False,
            "suppressed": True,
        }

    def test_a_line_whose_median_is_hidden_has_no_n(self):
        found = total(*national({"VNR.12.D2": [line()]}), audience="public")["poverty"]
        dollar = found["by_measure"]["dollar"]
        assert found["n"] == 1
        assert (dollar["n"], dollar["median_reduction_pct"]) == (None, None)

    def test_only_means_are_null_where_too_few_countries_answered(self):
        block = total(*national({"VNR.12.G4": 3}), audience="public")["numbers"]["VNR.12.G4"]
        assert (block["sum"], block["median"], block["n"]) == (3, None, 1)
