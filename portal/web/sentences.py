"""The sentence of each refusal and error, by its code."""

from __future__ import annotations

from collections.abc import Mapping

from portal.i18n import N_

SENTENCES: Mapping[str, str] = {
    "account_exists": N_("There is already an account with this email address."),
    "account_unknown": N_("There is no such account."),
    "already_holds": N_("This person already has this role."),
    "busy": N_("Many people are signing in at this moment. Please try again in a few seconds."),
    "country_by_role": N_("This role is given for one country; please choose the country."),
    "email_impossible": N_("Write an email address, such as name@ministry.example."),
    "grant_unknown": N_("This role is no longer held."),
    "handover_impossible": N_("Only the person who holds this role can hand it over."),
    "invitation_closed": N_(
        "This invitation has been used or has ended. Ask the person who invited you for a new one."
    ),
    "invitation_of_another": N_(
        "This invitation was sent to another email address than that of your account."
    ),
    "invitation_unknown": N_("There is no such invitation."),
    "figure_unknown": N_("There is no such figure in this cycle."),
    "issue_unknown": N_("There are no issued tables with the number %(number)s."),
    "language_unknown": N_("Please choose one of the six languages."),
    "last_administrator": N_(
        "Nobody else could manage accounts then. Give this role to another person first."
    ),
    "letter_header": N_("An address or a subject cannot hold a line end."),
    "letter_not_waiting": N_("This letter was sent, or is being sent at this moment."),
    "letter_unknown": N_("There is no such letter."),
    "not_allowed": N_("Your account does not include this step."),
    "not_declared": N_("This page is not open yet."),
    "other_side": N_(
        "This person takes part for another side. One account is of one Government, of one coordinator's "
        "office, of the secretariat or of the administration."
    ),
    "own_address": N_("Nobody can invite themselves. Please ask a colleague to invite you."),
    "page_not_assigned": N_("This page of the report is not assigned to you."),
    "assignment_unknown": N_("There is no such assignment any more."),
    "already_decided": N_("Someone has already decided on this text."),
    "link_expired": N_("This link has ended. Please ask the person who sent it for another one."),
    "link_revoked": N_("This link was taken back. Please ask the person who sent it for another one."),
    "link_unknown": N_("There is no such link."),
    "link_used": N_("This page was handed in already. Thank you."),
    "not_a_contributor": N_("Pages can be assigned to contributors only."),
    "nothing_suggested": N_("Please write something first."),
    "offer_unknown": N_("There is no such text any more."),
    "suggestion_unknown": N_("There is no such text any more."),
    "parameters_unreadable": N_("These parameters of the address cannot be read: %(names)s."),
    "page_expired": N_("This page was open for a long time and can no longer be sent. Load it again."),
    "reset_closed": N_("This link has been used or has ended. You can ask for a new one."),
    "country_already_invited": N_("This country is already invited to this cycle."),
    "country_not_invited": N_("This country is not invited to this cycle."),
    "country_unknown": N_("There is no country with the code %(country)s."),
    "cycle_exists": N_("There is already a cycle %(cycle)s."),
    "cycle_frozen": N_("Cycle %(cycle)s is open; its countries, lists and questionnaires no longer change."),
    "cycle_not_open": N_("Cycle %(cycle)s is not open."),
    "cycle_unknown": N_("There is no cycle %(cycle)s."),
    "cycle_without_countries": N_("Invite at least one country before you open the cycle."),
    "cycle_without_lists": N_("Choose conferences and themes before you open the cycle."),
    "date_unreadable": N_("“%(typed)s” cannot be read as a date."),
    "dates_not_in_order": N_(
        "The dates are not in order: a cycle opens, then reports are due, then it closes."
    ),
    "extension_not_later": N_("The new date must be later than the present one."),
    "number_unreadable": N_("“%(typed)s” cannot be read as a number."),
    "period_not_in_order": N_("The period must end after it begins."),
    "unknown_option": N_("“%(value)s” is not one of the options."),
    "already_chosen": N_("Someone has already chosen between these two texts."),
    "choice_unknown": N_("Please choose one of the two texts, or both."),
    "section_unknown": N_("There is no such section in this report."),
    "release_not_published": N_("Release %(release)s of questionnaire %(instrument)s is not published."),
    "not_ready": N_("Some answers are still missing; the check page lists them."),
    "answers_changed": N_(
        "An answer was changed after this page was shown. Please look at the report again."
    ),
    "comments_closed": N_("The comments on this report are closed."),
    "no_coordinator": N_("This country has no resident coordinator system in this cycle."),
    "not_prepared": N_("The focal point has not prepared this report for signature yet."),
    "not_filed": N_("The report could not be filed. Nothing was changed."),
    "filing_unknown": N_("There is no such filing of this report."),
    "step_unknown": N_("There is no such step."),
    "report_exists": N_("This report has already been started."),
    "report_not_editable": N_("This report cannot be changed at this stage."),
    "report_unknown": N_("There is no such report, or it is not open to you."),
    "passage_not_found": N_(
        "This passage does not occur in the answer as it was filed. Please copy it exactly."
    ),
    "passage_tagged": N_("This passage has this tag already."),
    "passage_unknown": N_("There is no such passage any more."),
    "passage_without_text": N_("Only an answer that is a text can be tagged."),
    "tag_exists": N_("Another tag has this name."),
    "tag_unknown": N_("There is no such tag any more."),
    "tag_without_name": N_("Please give a name in at least one language."),
    "set_aside_unknown": N_("There is no such text any more."),
    "step_not_possible": N_("This step is not possible at this stage of the report."),
    "summary_unknown": N_("There is no public summary for this country and cycle."),
    "task_unknown": N_("There is no such task."),
    "busy_making": N_("Many documents are being made at this moment. Please try again in a few seconds."),
    "too_many": N_("Please wait a few minutes and try again."),
    "text_required": N_("Please write a text that gives the reason."),
    "too_many_at_once": N_("Many changes to this answer arrived at the same moment. Please save once more."),
    "note_empty": N_("Please write the note first."),
    "question_unknown": N_("There is no such question."),
    "reason_unknown": N_("Please choose one of the reasons."),
    "references_broken": N_("Rows of the table %(table)s refer to rows that do not exist."),
    "remark_empty": N_("Please write the remark first."),
    "remark_not_now": N_("Remarks can be written while the report is under review."),
    "remark_released": N_("The Government has already seen this remark; it can no longer be removed."),
    "entry_with_faults": N_("Some answers entered cannot stand as they are; they are listed on the page."),
    "not_being_entered": N_("This report is not being entered from a report received by mail."),
    "annex_empty": N_("The file is empty."),
    "annex_kind": N_("This kind of file cannot be kept."),
    "annex_known": N_("This file is attached already."),
    "annex_too_large": N_("The file is too large."),
    "annex_unknown": N_("There is no such file here."),
    "annexes_enough": N_("No more files can be attached here."),
    "original_empty": N_("The file is empty."),
    "original_kind": N_("This kind of file cannot be kept."),
    "original_too_large": N_("The file is larger than 20 MB."),
    "original_unknown": N_("There is no original of this report here."),
    "receipt_empty": N_("The file is empty."),
    "receipt_of_nothing": N_("This is not the file of a receipt."),
    "receipt_too_large": N_("The file is too large."),
    "selection_not_public": N_(
        "Figures of one region, track or group alone are kept for the secretariat: together with those of "
        "all countries they could tell what one country answered."
    ),
    "composition_unknown": N_("There is no such report, or it is not open to you."),
    "conference_unknown": N_("This conference is not among those of the cycle."),
    "issue_closed": N_("These issued tables rest on a report that is no longer public."),
    "report_figure_unknown": N_("There are no figures under these names: %(paths)s."),
    "report_number_typed": N_(
        "These numbers are typed: %(numbers)s. Take each figure from the list instead; write a number that "
        "is no figure as {=12}."
    ),
    "report_part_composed": N_("A part composed from the figures can be left out, not removed."),
    "report_text_changed": N_("Someone else changed this paragraph meanwhile. Both texts are shown below."),
    "report_text_empty": N_("Please write something first."),
    "report_text_long": N_("The paragraph is too long; the limit is %(longest)s characters."),
    "receipt_in_future": N_("A report cannot be received later than today."),
    "remark_of_another_side": N_("This remark is not yours to change."),
    "remark_unknown": N_("There is no such remark."),
    "section_without_remarks": N_("This section is the Government's own view; it takes no remarks."),
    "reply_empty": N_("Please write an answer, or maintain the text as it is."),
    "reply_not_now": N_("Remarks can be answered while the report is returned."),
}
"""The sentence of each code of a domain error; %(name)s are its parameters."""
