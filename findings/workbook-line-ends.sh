#!/usr/bin/env bash
# XLSX: the escape _xHHHH_ is written by one library and read by another, and three of the four pairs change a typed text.
# Good guess: what XlsxWriter or openpyxl write, openpyxl and calamine read back. Seen with XlsxWriter 3.3.1, openpyxl 3.1.5 and
# python-calamine 0.9.1, for an answer of two lines with Windows line ends and one that quotes an escape:
# - written by XlsxWriter, read by openpyxl: "one_x000D_\ntwo" (the escape stays in the text);
# - written by openpyxl, read by calamine: "item _x0041_" becomes "item A" (openpyxl does not escape what looks like an escape);
# - only XlsxWriter with calamine gives both texts back. For an offline questionnaire: make line ends LF before writing, and decode after openpyxl.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --disable-pip-version-check XlsxWriter==3.3.1 openpyxl==3.1.5 python-calamine==0.9.1
cd "$folder"
"$folder/env/bin/python" - <<'PROGRAM'
import openpyxl
import xlsxwriter
from python_calamine import CalamineWorkbook

TYPED = ["one\r\ntwo", "item _x0041_"]

book = xlsxwriter.Workbook("xlsxwriter.xlsx")
sheet = book.add_worksheet("A")
for row, text in enumerate(TYPED):
    sheet.write_string(row, 0, text)
book.close()

book = openpyxl.Workbook()
book.active.title = "A"
for text in TYPED:
    book.active.append([text])
book.save("openpyxl.xlsx")


def read(name):
    sheet = openpyxl.load_workbook(name).active
    rows = CalamineWorkbook.from_path(name).get_sheet_by_name("A").to_python()
    return {"openpyxl": [row[0].value for row in sheet.iter_rows()], "calamine": [row[0] for row in rows]}


seen = {name: read(f"{name}.xlsx") for name in ("xlsxwriter", "openpyxl")}
for name, texts in seen.items():
    print("written by", name, "read by", texts)
assert seen["xlsxwriter"] == {"openpyxl": ["one_x000D_\ntwo", "item _x0041_"], "calamine": TYPED}
assert seen["openpyxl"]["calamine"][1] == "item A"
PROGRAM
