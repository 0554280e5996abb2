#!/usr/bin/env bash
# pyxform: a question left untranslated is shown as "-", and a plain `label` column is a language named "default".
# Good guess: a missing French label falls back to the form's other language, or a warning says so. Seen with pyxform 4.5.0: the French form
# asks "-", without a warning. And a plain `label` beside `label::French (fr)` does not mean English: devices list a language "default".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --disable-pip-version-check pyxform==4.5.0 openpyxl==3.1.5
cd "$folder"
"$folder/env/bin/python" - <<'PROGRAM'
import re

import openpyxl
from pyxform.xls2xform import convert


def converted(*rows):
    book = openpyxl.Workbook()
    book.active.title = "survey"
    for row in rows:
        book.active.append(row)
    book.save("form.xlsx")
    warnings = []
    form = convert("form.xlsx", warnings=warnings, validate=False).xform
    texts = {
        language: re.findall("<value>(.*?)</value>", body)
        for language, body in re.findall(r'<translation lang="(.*?)".*?>(.*?)</translation>', form, re.S)
    }
    return texts, warnings


gap = converted(
    ["type", "name", "label::English (en)", "label::French (fr)"],
    ["text", "body", "Ministry", "Ministère"],
    ["integer", "since", "Year", None],
)
plain = converted(["type", "name", "label", "label::French (fr)"], ["text", "body", "Ministry", "Ministère"])
print("a cell left empty:", gap)
print("a plain label column:", plain)
assert gap == ({"English (en)": ["Ministry", "Year"], "French (fr)": ["Ministère", "-"]}, []), gap
assert list(plain[0]) == ["default", "French (fr)"], plain
PROGRAM
