#!/usr/bin/env bash
# python-calamine: empty rows and columns before the first filled cell are cut off, so row and column numbers are not those of the sheet.
# Good guess: row 1 of `to_python()` is row 1 of the sheet, as with openpyxl; an error message that names "row 3" then names another cell than
# the one the person sees. Seen with python-calamine 0.9.1: a question in B3 comes back at the very first place; `skip_empty_area=False` keeps
# the place.
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

book = xlsxwriter.Workbook("form.xlsx")
book.add_worksheet("A").write("B3", "question")
book.close()

sheet = CalamineWorkbook.from_path("form.xlsx").get_sheet_by_name("A")
cut, whole = sheet.to_python(), sheet.to_python(skip_empty_area=False)
other = [[cell.value for cell in row] for row in openpyxl.load_workbook("form.xlsx").active.iter_rows()]
print("calamine:", cut, "with skip_empty_area=False:", whole, "openpyxl:", other)
assert cut == [["question"]]
assert whole == [["", ""], ["", ""], ["", "question"]]
assert other == [[None, None], [None, None], [None, "question"]]
PROGRAM
