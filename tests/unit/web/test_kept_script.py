"""The pure half of the guard, in Node: what is kept, what differs, what fits into a request."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from portal.web import static_files

HERE = Path(__file__).parent
TESTS = 10
"""Tests in the file: one that silently did not run would be missed otherwise."""


def test_what_the_guard_keeps_in_a_browser(tmp_path):
    node = shutil.which("node")
    assert node, "There is no Node: `make setup-tests` installs it."
    shutil.copy(static_files.FOLDER / "kept.js", tmp_path / "kept.mjs")
    shutil.copy(HERE / "kept.test.mjs", tmp_path)
    ran = subprocess.run(
        [node, "--test", "--test-reporter=tap", "kept.test.mjs"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
    assert f"# pass {TESTS}\n" in ran.stdout, ran.stdout
