"""Where a limit of size is exceeded for a reason. An entry that is no longer needed fails as well."""

# Modules of more than 300 lines (more than 400 is never allowed): path → why it is better in one piece.
LONG_MODULES: dict[str, str] = {
    "portal/questionnaires/answering/fields.py": "a table is made of the other fields, and they of one base",
    "portal/summaries/report/lines.py": "the sentences of a report are one table, read from top to bottom",
    "portal/reports/workflow.py": "the whole workflow is read on one page: table, guards and what they know",
}

# Rooms of more than eight modules: path → why they are not two rooms.
FULL_ROOMS: dict[str, str] = {
    "portal/web": "each module is one thing that every answer passes through, and a table of texts",
}
