"""The blueprint of the author side's pages, and the table of their addresses."""

from __future__ import annotations

from flask import Blueprint

from portal.filing.check import views as check
from portal.filing.desk import views as desk
from portal.filing.reply import views as reply
from portal.filing.report import views as report
from portal.filing.section import views as section

blueprint = Blueprint("filing", __name__, url_prefix="/<lang>")

REPORT = "/reports/<int:report_id>"
READ, WRITE, BOTH = ["GET"], ["POST"], ["GET", "POST"]

for address, view, methods in (
    ("/desk", desk.desk, READ),
    ("/desk/<cycle>/<country>/start", desk.start, WRITE),
    ("/desk/<cycle>/<country>/annual-report/start", desk.start_annual, WRITE),
    ("/desk/<cycle>/<country>/practices/start", desk.start_own_practice, WRITE),
    ("/desk/<cycle>/<country>/office-practices/start", desk.start_office_practice, WRITE),
    (f"{REPORT}/reply", reply.government_reply, BOTH),
    (REPORT, report.report, READ),
    (f"{REPORT}/sections/<section>", section.section, BOTH),
    (f"{REPORT}/sections/<section>/<conference>", section.section, BOTH),
    (f"{REPORT}/draft", report.draft, READ),
    (f"{REPORT}/history", report.history, READ),
    (f"{REPORT}/remarks/<int:remark_id>", report.reply, WRITE),
    (f"{REPORT}/set-aside/<int:kept_id>", report.choose, WRITE),
    (f"{REPORT}/steps/<action>", report.step, BOTH),
    (f"{REPORT}/check", check.check, READ),
    (f"{REPORT}/summary", check.summary, READ),
    (f"{REPORT}/prepare", check.prepare, WRITE),
    (f"{REPORT}/sign", check.sign, WRITE),
    (f"{REPORT}/receipts/<int:number>", check.receipt, READ),
    (f"{REPORT}/receipts/<int:number>.json", check.receipt_file, READ),
):
    blueprint.add_url_rule(address, view_func=view, methods=methods)
