"""Words of the secretariat's pages for codes of the domain: regions, tracks, states, tasks."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from portal.countries.models import Region
from portal.reports.workflow import Status

REGIONS: Mapping[Region, object] = {
    Region.AFRICA: _("Africa"),
    Region.ASIA_PACIFIC: _("Asia and the Pacific"),
    Region.EUROPE: _("Europe"),
    Region.LAC: _("Latin America and the Caribbean"),
    Region.WESTERN_ASIA: _("Western Asia"),
}
"""The five regions used in tables."""

TRACKS: Mapping[str, object] = {
    "rc": _("With coordinator"),
    "norc": _("Without coordinator"),
}
"""The two tracks of a country in a cycle."""

TASKS: Mapping[str, object] = {
    "decide": _("To accept or return"),
    "enter": _("Report received by mail, being entered"),
    "publish": _("Accepted; publication is possible"),
}
"""What waits for the secretariat."""

STATES: Mapping[str, object] = {
    "none": _("Not started"),
    Status.DRAFT: _("Draft"),
    Status.SUBMITTED: _("Submitted"),
    Status.UNDER_REVIEW: _("Under review"),
    Status.RETURNED: _("Returned for clarification"),
    Status.RESUBMITTED: _("Resubmitted"),
    Status.ENDORSED: _("Complete and clear, or forwarded without review"),
    Status.ACCEPTED: _("Accepted"),
    Status.PUBLISHED: _("Published"),
    Status.WITHDRAWN: _("Withdrawn"),
}
"""States of a country's report, to choose from in the list of countries."""
