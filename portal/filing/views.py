"""The blueprint of the author side's pages, and the table of their addresses."""

from __future__ import annotations

from flask import Blueprint

from portal.filing.annexes import views as annexes
from portal.filing.check import views as check
from portal.filing.compare import views as compare
from portal.filing.desk import views as desk
from portal.filing.offers import views as offers
from portal.filing.reply import views as reply
from portal.filing.report import views as report
from portal.filing.section import views as section
from portal.filing.team.assigning import views as assigning
from portal.filing.team.colleagues import views as colleagues
from portal.filing.team.contributing import views as contributing
from portal.filing.team.suggested import views as suggested

blueprint = Blueprint("filing", __name__, url_prefix="/<lang>")

REPORT = "/reports/<int:report_id>"
READ, WRITE, BOTH = ["GET"], ["POST"], ["GET", "POST"]

for address, view, methods in (
    ("/desk", desk.desk, READ),
    ("/desk/<cycle>/<country>/start", desk.start, WRITE),
    ("/desk/<cycle>/<country>/annual-report/start", desk.start_annual, WRITE),
    ("/desk/<cycle>/<country>/practices/start", desk.start_own_practice, WRITE),
    ("/desk/<cycle>/<country>/office-practices/start", desk.start_office_practice, WRITE),
    (f"{REPORT}/annexes/<key>", annexes.annexes, BOTH),
    (f"{REPORT}/offered", offers.offered, BOTH),
    (f"{REPORT}/offered/from", offers.offer_from, WRITE),
    (f"{REPORT}/reply", reply.government_reply, BOTH),
    (REPORT, report.report, READ),
    (f"{REPORT}/sections/<section>", section.section, BOTH),
    (f"{REPORT}/sections/<section>/<conference>", section.section, BOTH),
    (f"{REPORT}/draft", report.draft, READ),
    (f"{REPORT}/history", report.history, READ),
    (f"{REPORT}/compare", compare.compare, READ),
    (f"{REPORT}/remarks/<int:remark_id>", report.reply, WRITE),
    (f"{REPORT}/set-aside/<int:kept_id>", report.choose, WRITE),
    (f"{REPORT}/steps/<action>", report.step, BOTH),
    (f"{REPORT}/assignments", assigning.assignments, BOTH),
    (f"{REPORT}/assignments/<int:assignment_id>/end", assigning.assignment_end, WRITE),
    (f"{REPORT}/colleagues", colleagues.colleagues, BOTH),
    (f"{REPORT}/colleagues/<int:link_id>/revoke", colleagues.colleague_revoke, WRITE),
    (f"{REPORT}/suggestions", suggested.suggestions, READ),
    (f"{REPORT}/suggestions/<int:suggestion_id>", suggested.decide_suggestion, WRITE),
    ("/contribute/<token>", contributing.contribute, BOTH),
    (f"{REPORT}/check", check.check, READ),
    (f"{REPORT}/summary", check.summary, READ),
    (f"{REPORT}/prepare", check.prepare, WRITE),
    (f"{REPORT}/sign", check.sign, WRITE),
    (f"{REPORT}/receipts/<int:number>", check.receipt, READ),
    (f"{REPORT}/receipts/<int:number>.json", check.receipt_file, READ),
):
    blueprint.add_url_rule(address, view_func=view, methods=methods)
