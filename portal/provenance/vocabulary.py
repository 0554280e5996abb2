"""English messages for the names of `aggregates/1`: tables, scopes, figures, states, measures, display."""

from __future__ import annotations

from collections.abc import Mapping

from portal.aggregation.display.rules import TOTAL
from portal.aggregation.provenance.figures import Measure
from portal.i18n import N_, NP_

TABLE_TITLES: Mapping[str, str] = {
    "T1": N_("Coverage"),
    "T2": N_("Mechanisms and plans"),
    "T3": N_("Progress by conference"),
    "T4": N_("Progress by theme"),
    "T5": N_("Obstacles and support"),
    "T6": N_("Extreme poverty and common targets"),
    "T7": N_("Resources"),
    "T8": N_("Participation"),
    "T9": N_("The Government's view of the United Nations system"),
    "T10": N_("Coordination"),
    "T11": N_("Thematic groups, frameworks and plans"),
    "T12": N_("Best practices"),
}
SCOPES: Mapping[str, str] = {
    TOTAL: NP_("total", "All"),
    "africa": N_("Africa"),
    "asia_pacific": N_("Asia and the Pacific"),
    "europe": N_("Europe"),
    "lac": N_("Latin America and the Caribbean"),
    "western_asia": N_("Western Asia"),
    "rc": N_("With coordinator"),
    "norc": N_("Without coordinator"),
}
NAMES: Mapping[str, str] = {
    "national": N_("National reports"),
    "coordinators": N_("Coordinators' reports"),
    "previous": N_("Previous cycle"),
    "expected": NP_("column of reports", "Invited"),
    "received": NP_("column of reports", "Received"),
    "counted": NP_("column of reports", "Accepted"),
    "published": NP_("column of reports", "Published"),
    "withdrawn": NP_("column of reports", "Withdrawn"),
    "on_time": N_("By the invited date"),
    "asked": N_("Reports asked"),
    "not_applicable": N_("Not applicable"),
    "missing": N_("Asked and not answered"),
    "n": N_("Reports that answer"),
    "countries": N_("Countries"),
    "response": N_("Response rate"),
    "value": N_("Rating"),
    "state": N_("State"),
    "mean": N_("Mean"),
    "median": N_("Median"),
    "sum": N_("Sum"),
    "rows": N_("Rows of the table"),
    "reports": N_("Reports with such a row"),
    "count": N_("Number of reports"),
    "substantial_or_better": N_("Substantial progress or better"),
    "on_path": N_("On the straight path to halving by 2015"),
    "off_path": N_("Off that path"),
    "providers": N_("Providers of assistance"),
    "recipients": N_("Recipients of assistance"),
    "share": N_("Providers that state their share"),
    "at_or_above_target": N_("At or above 0.7 per cent"),
    "requested": N_("Requests made"),
    "adopted": N_("Adopted"),
    "not_pilot": N_("Not a pilot country"),
    "with_group": N_("With at least one group"),
    "median_reduction": N_("Median reduction"),
    "reduction": N_("Reduction"),
    "required": N_("Reduction required by then"),
    "applicable": N_("Applicable ratings"),
    "trend": N_("Change since the previous cycle, all pairs"),
    "trend_published": N_("Change since the previous cycle, published pairs"),
    "pairs": N_("Pairs of reports"),
    "improved": N_("Improved"),
    "unchanged": N_("Unchanged"),
    "gained": N_("Gained"),
    "kept": N_("Kept"),
    "lost": N_("Lost"),
    "never": N_("Never had"),
    "mean_change": N_("Mean change"),
    "government": N_("Rating by the Government"),
    "coordinator": N_("Index of the coordinator"),
    "coordinator_n": N_("Ratings by the coordinator"),
    "difference": N_("Difference"),
    "own_view": N_("The Government's own view"),
    "measure": N_("Poverty line"),
    "by_assessment": N_("By way of assessment"),
}
"""Names of `aggregates/1` that say something to a reader; the others lead on the way only."""

NAMES_OF_PRACTICES: Mapping[str, str] = {
    "received": NP_("column of practices", "Received"),
    "counted": NP_("column of practices", "Accepted"),
    "published": NP_("column of practices", "Published"),
    "withdrawn": NP_("column of practices", "Withdrawn"),
    "declined": NP_("column of practices", "Declined"),
}
"""The same names where practices are counted."""

STATES: Mapping[str, str] = {
    "rated": N_("Rated"),
    "answered": N_("Answered"),
    "na": N_("Not applicable"),
    "missing": N_("Asked and not answered"),
    "not_asked": N_("Not asked"),
    "no_report": N_("No report"),
    "received": N_("Received"),
    "accepted": N_("Accepted"),
    "published": N_("Published"),
    "withdrawn": N_("Withdrawn"),
    "declined": N_("Declined"),
    "withheld": N_("Not shown here."),
}
PER_CENT = N_("In per cent")
ROWS_FILED = N_("Rows of the table: %(num)s")
TREND_DECLINED = N_("Declined since then")

MEASURES: Mapping[Measure, str] = {
    Measure.COUNT: N_("It is the number of reports marked as counted below."),
    Measure.COUNTRIES: N_(
        "It is the number of different countries among the reports marked as counted below."
    ),
    Measure.SHARE: N_(
        "It is the number of those marked as counted, as a share of all that it is compared with."
    ),
    Measure.SUM: N_("It is the sum of what is counted of each report below."),
    Measure.MEAN: N_("It is the mean of what is counted of each report below."),
    Measure.MEDIAN: N_("It is the middle value of what is counted of each report below."),
    Measure.ANSWER: N_("It is what one report says."),
    Measure.DIFFERENCE: N_("It is the Government's rating less the mean of the coordinator's ratings."),
}

EVERYBODY = N_("Everybody sees this figure.")
FEW = N_(
    "The public does not see this figure: it rests on few reports, or would tell what a report that is not "
    "public says."
)
FEW_COUNTRIES = N_("The public sees the counts, but not this figure: it rests on too few countries.")
INTERNAL = N_("This figure is for the secretariat only.")
NOTHING = N_("There is nothing to show: no report counts here.")
