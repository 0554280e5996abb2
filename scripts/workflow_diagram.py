"""Write docs/workflow.md from the table of transitions; with --check, say whether it is current."""

from __future__ import annotations

import sys
from pathlib import Path

from portal.reports.workflow import TRANSITIONS, Family, Transition

TARGET = Path(__file__).parent.parent / "docs" / "workflow.md"
FAMILIES = {
    Family.NATIONAL: "National report",
    Family.COORDINATOR: "Coordinator's annual report",
    Family.PRACTICE: "Best practice",
}


def document() -> str:
    """Return the document: a diagram and a table for each family."""
    parts = [
        "# What may happen to a report",
        "",
        "Written by `scripts/workflow_diagram.py` from the table in `portal/reports/workflow.py`.",
    ]
    for family, title in FAMILIES.items():
        rows = [row for row in TRANSITIONS if family in row.families]
        parts += ["", f"## {title}", "", "```mermaid", "stateDiagram-v2"]
        parts += [line for row in rows for line in arrows(row)]
        parts += ["```", "", "| Action | From | To | By | Guards | Text |", "|---|---|---|---|---|---|"]
        parts += [table_row(row) for row in rows]
    return "\n".join(parts) + "\n"


def arrows(row: Transition) -> list[str]:
    """Return the arrows of a row of the table."""
    target = "[*]" if row.to is None else row.to.value
    return [f"    {source.value} --> {target}: {row.action.value}" for source in sorted(row.sources)]


def table_row(row: Transition) -> str:
    """Return a row of the table as Markdown."""
    cells = (
        row.action.value,
        ", ".join(sorted(row.sources)),
        row.to.value if row.to else "–",
        ", ".join(sorted(row.sides)),
        ", ".join(row.guards) or "–",
        row.text.value,
    )
    return "| " + " | ".join(cells) + " |"


def main() -> int:
    """Write or check the document; exit status 1 where it is not current."""
    if "--check" in sys.argv:
        return 0 if TARGET.read_text(encoding="utf-8") == document() else 1
    TARGET.write_text(document(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
