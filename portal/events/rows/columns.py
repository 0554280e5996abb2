"""Which columns the audit verifies and how, and which are free and why; one in no list fails the build.

Sealed: the digest of the row stands in the chain ``rows:TABLE`` (`sealing`). Recomputed: derived anew from
the canonical text of a filing. Chained: part of the hash of an event or an anchor. Free: nothing that a
figure, a receipt or an access decision rests on.
"""

from __future__ import annotations

from collections.abc import Mapping


def _listed(columns: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {table: tuple(names.split()) for table, names in columns.items()}


SEALED: Mapping[str, tuple[str, ...]] = _listed(
    {
        "account": "id email name password_hash active created_at",
        "annex": (
            "id report_id key sha256 name title language media_type size scan added_by added_at removed_at"
        ),
        "assignment": "id report_id account_id section conference due note assigned_by assigned_at",
        "colleague_link": (
            "id token_hash report_id section conference name institution email language note shows_answers"
            " made_by made_at expires_at sent_at revoked_at"
        ),
        "composition": (
            "id kind issued_id filter_kind filter_code started_at started_by published_at published_by"
        ),
        "composition_part": "id composition_id position key texts left_out revision saved_at saved_by",
        "country": "code names formal_names m49 region default_track ldc lldc sids un_status fictional",
        "cycle": (
            "code title period_start period_end opens due closes conferences themes releases review_days"
            " demonstration opened_at"
        ),
        "extension": "id cycle_code country_code until granted_at granted_by",
        "filing": (
            "id report_id number digest signatory_id signatory_name filed_at language release"
            " questionnaire_digest consent withheld warnings code reserved"
        ),
        "government_comment": "id report_id text language author_id saved_at revision",
        "invitation": (
            "id token_hash email name role country language hands_over invited_by created_at expires_at"
            " used_at revoked_at"
        ),
        "invited_country": "id cycle_code country_code region track",
        "issued_tables": (
            "id number audience cycle_code previous_code region track country_group filings digest issued_at"
            " issued_by"
        ),
        "letter_key": "id letter_id opens opens_id token_hash made_at",
        "password_reset": "id token_hash account_id created_at expires_at used_at",
        "remark": (
            "id report_id filing_id key reason text language side author_id written_at released_at reply"
            " reply_language maintained replied_by replied_at resolved_at"
        ),
        "report": (
            "id reference cycle_code country_code family subject version instrument release language status"
            " filed_by received imported lapsed suspended started_at first_submitted submitted_at"
            " waiting_since accepted_at published_at returns_by_reviewer returned_by_secretariat"
            " prepared_at prepared_by observation observation_language omissions"
        ),
        "role_grant": "id account_id role country granted_at granted_by",
        "tag": "id code names added_at added_by",
        "tagged_passage": "id tag_id filing_id key start length passage tagged_at tagged_by",
    }
)
"""Table → the columns whose digest stands in the chain. A column more: `taking_over` seals the rows anew."""

RECOMPUTED: Mapping[str, tuple[str, ...]] = _listed(
    {
        "fact": "filing_id code conference row_number column_name option_value number_value language",
        "filing": "content digest language consent withheld",
        "issued_tables": "content digest filings",
    }
)
"""Table → the columns derived anew from, or compared with, the canonical text whose digest an event tells."""

CHAINED: Mapping[str, tuple[str, ...]] = _listed(
    {
        "event": "stream number at kind actor actor_name payload previous hash",
        "anchor": "day heads previous digest",
    }
)
"""Table → the columns that are part of a hash themselves."""

_DRAFT = "a draft: figures, receipts and pages of others rest on the filing made of it"
_SURROGATE = "a number that only joins rows"
_SIGN_IN = "counts tries; it can delay a sign-in, never allow one"
_LETTER = "a letter on its way: what it tells of stands in the record"
_WORK = "work in progress, done again where it is lost; what it did stands in the record"
_PRIVATE = "a private note of the reviewer's office: nothing rests on it"


def _free(reason: str, names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), reason)


FREE: Mapping[str, Mapping[str, str]] = {
    "account": {
        "language": "language of letters and pages",
        "last_sign_in": "told to nobody but its owner",
        "failed_count": _SIGN_IN,
        "locked_until": _SIGN_IN,
        "epoch": "raised to end sessions; a session needs the signature of the portal's key besides",
    },
    "anchor": {
        "id": "gives the order of making, which the chain proves",
        "at": "the day is what counts, and is part of the digest",
    },
    "answer": _free(_DRAFT, "id report_id key value language author_id saved_at revision"),
    "answer_revision": _free(_DRAFT, "id report_id key revision value language author_id saved_at"),
    "colleague_link": {"opened_at": "says that a page was looked at"},
    "event": {"id": _SURROGATE},
    "fact": {"id": _SURROGATE},
    "lease": _free("says which process works; the work itself may be done twice", "name holder until"),
    "letter": _free(
        _LETTER,
        "id message_id kind recipient language subject text_body html_body created_at not_before sent_at"
        " attempts opens opens_id last_error",
    ),
    "long_task": _free(
        _WORK, "id kind work_order outcome total done asked_by asked_at finished_at last_error"
    ),
    "offered_answer": _free(
        "offered until somebody takes it over; then it is an answer of the draft",
        "id report_id key source source_report_id source_key value language offered_at offered_by decision"
        " decided_at decided_by",
    ),
    "reminder": _free(
        "keeps a reminder from going out twice", "id cycle_code country_code family days sent_at letters"
    ),
    "review_note": _free(_PRIVATE, "id report_id text language author_id written_at"),
    "sent_text": _free(_DRAFT, "id report_id page key turn value language revision author_id sent_at"),
    "set_aside": _free(
        _DRAFT,
        "id report_id key value base met language author_id set_aside_at resolved_at resolved_by choice page",
    ),
    "suggestion": _free(
        "a suggestion: it is an answer of the draft once it is taken over",
        "id link_id report_id key value language written_at decision decided_at decided_by",
    ),
    "tally": _free(_SIGN_IN, "key count ends_at"),
}
"""Table → column → why nothing rests on it."""


def verified() -> dict[str, set[str]]:
    """Return the columns verified in one way or another, by table."""
    found: dict[str, set[str]] = {}
    for listed in (SEALED, RECOMPUTED, CHAINED):
        for table, names in listed.items():
            found.setdefault(table, set()).update(names)
    return found
