#!/usr/bin/env bash
# python-docx: a paragraph's `text` leaves out what stands inside tracked insertions, content controls, smart tags and simple fields.
# Good guess: `paragraph.text` is what a reader of the document sees. A ministry clears a draft in Word with changes tracked: the words its
# director inserted are on the screen and in print, and are not in `text`; nothing is raised. A paragraph inside a block content control is
# not even among `document.paragraphs`.
# Seen with python-docx 1.2.0: "Established  in 1999." and ["See ."].
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --disable-pip-version-check python-docx==1.2.0
"$folder/env/bin/python" - <<'PROGRAM'
import io

import docx
from docx.oxml import parse_xml

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def read_again(document):
    stream = io.BytesIO()
    document.save(stream)
    stream.seek(0)
    return [paragraph.text for paragraph in docx.Document(stream).paragraphs]


document = docx.Document()
paragraph = document.add_paragraph("Established ")
paragraph._p.append(parse_xml(
    f'<w:ins {SPACE} w:id="1" w:author="Reader" w:date="2000-01-01T00:00:00Z"><w:r><w:t>one committee</w:t></w:r></w:ins>'))
paragraph.add_run(" in 1999.")
tracked = read_again(document)

document = docx.Document()
paragraph = document.add_paragraph("See ")
for wrapped in (
    "<w:sdt {}><w:sdtContent><w:r><w:t>a control</w:t></w:r></w:sdtContent></w:sdt>",
    '<w:smartTag {} w:element="place"><w:r><w:t>a place</w:t></w:r></w:smartTag>',
    '<w:fldSimple {} w:instr="REF table"><w:r><w:t>table 3</w:t></w:r></w:fldSimple>',
):
    paragraph._p.append(parse_xml(wrapped.format(SPACE)))
paragraph.add_run(".")
document.element.body.insert(0, parse_xml(
    f"<w:sdt {SPACE}><w:sdtContent><w:p><w:r><w:t>a whole paragraph</w:t></w:r></w:p></w:sdtContent></w:sdt>"))
wrapped = read_again(document)

print("with a tracked insertion:", tracked)
print("with controls, tag and field:", wrapped)
assert tracked == ["Established  in 1999."], tracked
assert wrapped == ["See ."], wrapped
PROGRAM
