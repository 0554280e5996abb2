"""Documents that are written from the code say what the code says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_workflow_in_the_documents_is_the_table_in_the_code():
    outcome = subprocess.run(
        [sys.executable, "scripts/workflow_diagram.py", "--check"],
        cwd=ROOT,
        check=False,
        env={"PYTHONPATH": "."},
    )
    assert outcome.returncode == 0, "Run: PYTHONPATH=. .venv/bin/python scripts/workflow_diagram.py"
