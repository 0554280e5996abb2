"""Where a report stands, all its versions taken together: received, counted, published, withdrawn, declined.

Source: aggregation, section 1, "Statuses" and rules 1, 2, 3 and 7.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.aggregation.inputs import ReportFacts

COUNTED = frozenset({"accepted", "published"})
RECEIVED = COUNTED | {"submitted", "under_review", "returned", "resubmitted", "endorsed"}
DRAFT = "draft"
PUBLISHED = "published"
WITHDRAWN = "withdrawn"
DECLINED = "declined"


@dataclass(frozen=True)
class Standing:
    """One report (national, coordinator's, or one practice): `counted` is the version that counts, if any.

    `latest` is the last version received, else the last one filed: it says how far the report is.
    `withdrawn` and `declined` are said only where no version is received.
    """

    received: bool = False
    counted: ReportFacts | None = None
    withdrawn: bool = False
    declined: bool = False
    first_submitted: date | None = None
    latest: ReportFacts | None = None

    @property
    def published(self) -> bool:
        """Whether the counted version is published (rule 7)."""
        return self.counted is not None and self.counted.status == PUBLISHED

    def is_on_time(self, due: date) -> bool:
        """Whether it was received and first submitted on or before the due date (section 5)."""
        return self.received and self.first_submitted is not None and self.first_submitted <= due


NOTHING_FILED = Standing()


def standing_of(versions: Iterable[ReportFacts]) -> Standing:
    """Judge the versions of one report, in any order; a draft changes nothing."""
    filed = sorted(
        (version for version in versions if version.status != DRAFT),
        key=lambda version: (version.version, version.report_id),
    )
    statuses = {version.status for version in filed}
    received = not statuses.isdisjoint(RECEIVED)
    declined = not received and DECLINED in statuses
    # The latest counted version counts: one under review, returned or withdrawn never hides an accepted one.
    counted = [version for version in filed if version.status in COUNTED]
    submitted = [version.first_submitted for version in filed if version.first_submitted is not None]
    return Standing(
        received=received,
        counted=counted[-1] if counted else None,
        withdrawn=not received and not declined and WITHDRAWN in statuses,
        declined=declined,
        first_submitted=submitted[0] if submitted else None,
        latest=next(
            iter([*reversed([one for one in filed if one.status in RECEIVED]), *reversed(filed)]), None
        ),
    )
