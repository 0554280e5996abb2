"""The sentences of a report: what each says, from which figures, and what stands in its place without them.

Figures are named by short paths: ``national:received`` is coverage, ``~obstacles/…`` begins at the scope of
the report, ``*`` is the conference or theme the paragraph is about. One table, longer than other modules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.i18n import N_


@dataclass(frozen=True)
class Line:
    """A paragraph. `figures` maps placeholders to short paths; `rest` are words filled from the report.

    `needs` are placeholders without which `instead` is said (empty: nothing); `more` is said after it where
    all the figures it names are shown.
    """

    text: str
    figures: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    instead: str = ""
    more: str = ""


def _yes_of(text: str, path: str) -> Line:
    """Return the line of a question with yes, in preparation (or partly) and no."""
    figures = {"n": f"~{path}/n", "yes": f"~{path}/options/yes/count", "share": f"~{path}/options/yes/pct"}
    return Line(text, figures, ("n", "yes"), NOT_SHOWN)


NOT_SHOWN = N_("The figures of this paragraph are not shown, because too few of the answers are public.")
NOT_SHOWN_OF = N_("%(subject)s: no figure is shown, because too few of the answers are public.")
_PROGRESS = "~by_conference/*"
_THEME = "~by_theme/*"
_RATED = N_(
    "%(subject)s: the number of Governments that rated their progress is %(n)s; of these, %(substantial)s "
    "(%(share)s per cent) reported substantial progress or better and %(none)s reported no progress."
)
_MEAN = N_("The mean of the ratings, on the scale from 0 to 4, is %(mean)s.")


def _rated(block: str) -> Line:
    return Line(
        _RATED,
        {
            "n": f"{block}/n",
            "substantial": f"{block}/substantial_or_better/count",
            "share": f"{block}/substantial_or_better/pct",
            "none": f"{block}/options/0/count",
            "mean": f"{block}/mean",
        },
        ("n", "substantial"),
        NOT_SHOWN_OF,
        _MEAN,
    )


LINES: Mapping[str, Line] = {
    # --- introduction ---
    "mandate/progress": Line(
        N_(
            "The present report is submitted pursuant to paragraph 18 of the draft resolution, in which "
            "the Council requested the Secretary-General to prepare a progress report on its "
            "implementation."
        )
    ),
    "mandate/review": Line(
        N_(
            "The present report is submitted pursuant to paragraph 17 of the draft resolution, in which "
            "the Council agreed to review the progress made by the United Nations system in promoting the "
            "integrated and coordinated implementation of and follow-up to the outcomes of the major "
            "United Nations conferences and summits."
        )
    ),
    "mandate/evaluation": Line(
        N_(
            "The present pack is submitted with reference to paragraph 16 of the draft resolution, in "
            "which the Council reaffirmed that the relevant intergovernmental bodies must monitor and "
            "evaluate the performance of the relevant parts of the United Nations system in assisting "
            "countries."
        )
    ),
    "basis": Line(
        N_(
            "It rests on what Governments and resident coordinators reported, voluntarily, in the "
            "reporting cycle %(cycle)s. The ratings are the Governments' own. Countries are not compared "
            "with one another."
        )
    ),
    "pack": Line(N_("It is confined to what concerns the following: %(pack)s.")),
    "small": Line(
        N_(
            "A figure that rests on few answers, or from which the answer of one country could be found, "
            "is not shown."
        )
    ),
    # --- coverage ---
    "coverage/national": Line(
        N_(
            "The number of countries invited to report was %(expected)s. Reports were received from "
            "%(received)s of them (%(received_pct)s per cent). The number of reports accepted and counted "
            "here is %(counted)s (%(counted_pct)s per cent); %(published)s (%(published_pct)s per cent) "
            "are published."
        ),
        {
            name: f"national:{name}"
            for name in (
                "expected",
                "received",
                "received_pct",
                "counted",
                "counted_pct",
                "published",
                "published_pct",
            )
        },
    ),
    "coverage/time": Line(
        N_(
            "Of the reports received, %(on_time)s (%(on_time_pct)s per cent) were first submitted on or "
            "before the invited date. Reports withdrawn: %(withdrawn)s."
        ),
        {name: f"national:{name}" for name in ("on_time", "on_time_pct", "withdrawn")},
    ),
    "coverage/tracks": Line(
        N_(
            "Among countries with a resident coordinator system, %(rc)s of %(rc_expected)s reported; among "
            "countries where it has not been established (para. 15), %(norc)s of %(norc_expected)s."
        ),
        {
            "rc": "=coverage/national/by_track/rc/received",
            "rc_expected": "=coverage/national/by_track/rc/expected",
            "norc": "=coverage/national/by_track/norc/received",
            "norc_expected": "=coverage/national/by_track/norc/expected",
        },
    ),
    "coverage/coordinators": Line(
        N_(
            "Annual reports were received from the resident coordinators of %(received)s of %(expected)s "
            "countries (%(received_pct)s per cent); %(counted)s are counted here."
        ),
        {name: f"coordinators:{name}" for name in ("expected", "received", "received_pct", "counted")},
    ),
    "coverage/low": Line(
        N_(
            "The reports counted come from fewer than half of the countries invited; the figures are not "
            "representative."
        )
    ),
    # --- mechanisms and plans ---
    "mechanism": _yes_of(
        N_(
            "Of the %(n)s countries that answered, %(yes)s (%(share)s per cent) have a national mechanism "
            "for the follow-up to more than one conference."
        ),
        "distributions/VNR.12.B1",
    ),
    "plan": _yes_of(
        N_(
            "Of the %(n)s countries that answered, %(yes)s (%(share)s per cent) have an integrated "
            "national strategy or plan of action for conference follow-up."
        ),
        "distributions/VNR.12.B7",
    ),
    "indicators": _yes_of(
        N_(
            "Of the %(n)s countries that answered, %(yes)s (%(share)s per cent) monitor progress with a "
            "common set of national indicators."
        ),
        "distributions/VNR.12.B9",
    ),
    # --- progress ---
    "progress/scale": Line(
        N_(
            "Governments rated their progress under each conference on a scale from 0 (no progress) to 4 "
            "(achieved). The conferences follow in the order of the cycle."
        )
    ),
    "progress": _rated(_PROGRESS),
    "theme": _rated(_THEME),
    "trend": Line(
        N_(
            "%(subject)s: based on %(pairs)s published pairs of reports. Progress was rated higher than in "
            "the previous cycle in %(improved)s, the same in %(unchanged)s and lower in %(declined)s of "
            "these pairs."
        ),
        {
            name: f"~trend_published/by_conference/*/{name}"
            for name in ("pairs", "improved", "unchanged", "declined")
        },
        ("pairs",),
        NOT_SHOWN_OF,
    ),
    # --- obstacles and support ---
    "obstacles": Line(
        N_(
            "Counting each country once, the obstacles named most often by the %(n)s Governments that "
            "answered were: %(most)s."
        ),
        {"n": "~obstacles/by_country/n"},
        ("n",),
        NOT_SHOWN,
    ),
    "support": Line(
        N_("The support asked for most often by the %(n)s Governments that answered was: %(most)s."),
        {"n": "~support/by_country/n"},
        ("n",),
        NOT_SHOWN,
    ),
    # --- poverty and resources ---
    "poverty": Line(
        N_(
            "Of the %(n)s countries with data on extreme poverty, %(on)s (%(share)s per cent) were on a "
            "straight path to halving it by 2015. Countries off that path: %(off)s. A straight line is a "
            "convention."
        ),
        {
            "n": "~poverty/n",
            "on": "~poverty/on_path/count",
            "share": "~poverty/on_path/pct",
            "off": "~poverty/off_path/count",
        },
        ("n", "on"),
        NOT_SHOWN,
    ),
    "poverty/target": _yes_of(
        N_(
            "Of the %(n)s countries that answered, %(yes)s (%(share)s per cent) have set a national target "
            "for reducing extreme poverty."
        ),
        "distributions/VNR.12.D1",
    ),
    "assistance": Line(
        N_(
            "Countries that answered: %(n)s. Of these, providers of official development assistance: "
            "%(providers)s; recipients: %(recipients)s."
        ),
        {
            "n": "~assistance/n",
            "providers": "~assistance/providers/count",
            "recipients": "~assistance/recipients/count",
        },
        ("n", "providers"),
        NOT_SHOWN,
    ),
    "initiative": _yes_of(
        N_(
            "Of the %(n)s countries that answered, %(yes)s (%(share)s per cent) take part in the 20/20 "
            "initiative."
        ),
        "distributions/VNR.12.E6",
    ),
    # --- participation ---
    "participation": _yes_of(
        N_(
            "Of the %(n)s countries that answered, %(yes)s (%(share)s per cent) have a standing "
            "arrangement for the participation of non-governmental organizations."
        ),
        "distributions/VNR.12.G1",
    ),
    "actors": Line(
        N_("The participants named most often by the %(n)s Governments that answered were: %(most)s."),
        {"n": "~distributions/VNR.12.G2/n"},
        ("n",),
        NOT_SHOWN,
    ),
    # --- the United Nations system ---
    "system/requests": _yes_of(
        N_(
            "Of the %(n)s Governments that answered, %(yes)s (%(share)s per cent) asked the resident "
            "coordinator system for support to conference follow-up."
        ),
        "distributions/VNR.12.H1",
    ),
    "system/view": Line(
        N_(
            "The number of Governments that rated the coordination among the organizations of the United "
            "Nations system is %(n)s; the mean of their ratings, on the scale from 1 to 5, is %(mean)s."
        ),
        {"n": "~government_view/ratings/VNR.12.H4/n", "mean": "~government_view/ratings/VNR.12.H4/mean"},
        ("n", "mean"),
        NOT_SHOWN,
    ),
    "system/groups": Line(
        N_(
            "Of the %(n)s resident coordinators that answered, %(groups)s (%(share)s per cent) reported at "
            "least one thematic group."
        ),
        {
            "n": "~coordination/thematic_groups/n",
            "groups": "~coordination/thematic_groups/with_group/count",
            "share": "~coordination/thematic_groups/with_group/pct",
        },
        ("n", "groups"),
        NOT_SHOWN,
    ),
    "system/framework": Line(
        N_(
            "The United Nations Development Assistance Framework was adopted in %(adopted)s of the %(n)s "
            "countries of the pilot phase for which an answer was given."
        ),
        {
            "n": "~coordination/frameworks/RCR.14.E3/n",
            "adopted": "~coordination/frameworks/RCR.14.E3/adopted/count",
        },
        ("n", "adopted"),
        NOT_SHOWN,
    ),
    "system/plans": Line(
        N_(
            "Of the %(n)s resident coordinators that answered, %(requested)s reported a request of the "
            "Government for support to a national strategy or plan."
        ),
        {"n": "~coordination/requests/n", "requested": "~coordination/requests/requested/count"},
        ("n", "requested"),
        NOT_SHOWN,
    ),
    # --- best practices ---
    "practices": Line(
        N_(
            "Best practices received: %(received)s; accepted: %(counted)s; published: %(published)s. "
            "Countries with at least one accepted practice: %(countries)s (%(share)s per cent of those "
            "invited)."
        ),
        {
            "received": "~best_practices/received",
            "counted": "~best_practices/counted",
            "published": "~best_practices/published",
            "countries": "~best_practices/countries/count",
            "share": "~best_practices/countries/pct",
        },
    ),
    # --- notes ---
    "voices": Line(
        N_(
            "The following is quoted from published reports, with the consent of the Governments, in the "
            "language of the report."
        )
    ),
    "method": Line(
        N_(
            "Shares are those of the countries that answered, rounded to one decimal. Sums are never "
            "scaled up to countries that did not report. Countries are not weighted."
        )
    ),
    "data": Line(
        N_("The figures were frozen on %(date)s. The SHA-256 checksum of the data set is given at the end.")
    ),
}

MOST = {
    "obstacles": ("VNR.12.C5", "~obstacles/by_country"),
    "support": ("VNR.12.C7", "~support/by_country"),
    "actors": ("VNR.12.G2", "~distributions/VNR.12.G2"),
}
"""Paragraphs that list what was named most often: the question, and the block of its figures."""

ITEM = N_("%(label)s (%(count)s; %(share)s per cent)")
"""One entry of such a list."""
