#!/usr/bin/env bash
# frictionless and Data Package v2: `uniqueKeys` and `categories` are accepted and never checked.
# Good guess: a validator that knows version 2 of the standard reports rows which break a unique key, or values outside the categories.
# Seen with frictionless 5.21.0: a package whose rows repeat a key of `uniqueKeys` and hold a value outside `categories` is valid; the same
# rows under `primaryKey`, and the same values under the constraint `enum`, are reported. Whoever publishes must say both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --disable-pip-version-check frictionless==5.21.0
cd "$folder"
"$folder/env/bin/python" - <<'PROGRAM'
import json
from pathlib import Path

from frictionless import validate

Path("reports.csv").write_text("country,cycle,state\nARL,2000,received\nARL,2000,recieved\n")


def errors(keys, state):
    schema = {
        "fields": [{"name": "country", "type": "string"}, {"name": "cycle", "type": "integer"}, {"name": "state", "type": "string", **state}],
        **keys,
    }
    resource = {"name": "reports", "path": "reports.csv", "format": "csv", "mediatype": "text/csv", "schema": schema}
    package = {"$schema": "https://datapackage.org/profiles/2.0/datapackage.json", "name": "reports", "resources": [resource]}
    Path("datapackage.json").write_text(json.dumps(package))
    report = validate("datapackage.json")
    return [*(error.type for error in report.errors), *(error.type for task in report.tasks for error in task.errors)]


states = ["received", "published"]
seen = {
    "uniqueKeys and categories": errors({"uniqueKeys": [["country", "cycle"]]}, {"categories": states}),
    "primaryKey": errors({"primaryKey": ["country", "cycle"]}, {}),
    "enum": errors({}, {"constraints": {"enum": states}}),
}
for name, found in seen.items():
    print(name, "->", found)
assert seen == {"uniqueKeys and categories": [], "primaryKey": ["primary-key"], "enum": ["constraint-error"]}
PROGRAM
