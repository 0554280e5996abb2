"""The programs that measure run, at the smallest size; how long anything takes is not looked at."""

from __future__ import annotations

import math

from bench.measuring import SMALLEST, Ratio
from bench.run import line, measures
from portal.questionnaires.loader import load_library

OFFICE = """#!/bin/sh
target=$6
shift 6
mkdir -p "$target"
for file in "$@"; do cp "$file" "$target/$(basename "$file" .docx).pdf"; done
"""
"""Stands for the office program, which is not on every machine and takes seconds to start."""


def test_every_measure_runs_and_gives_finite_ratios(tmp_path):
    office = tmp_path / "office"
    office.write_text(OFFICE)
    office.chmod(0o755)
    released = load_library().questionnaires
    found = list(measures(tmp_path, SMALLEST, str(office)))
    ratios = [measured for measured in found if isinstance(measured, Ratio)]
    assert len(ratios) == 8
    for ratio in ratios:
        assert ratio.runs == 1
        assert math.isfinite(ratio.least), ratio
        assert ratio.median > 0, ratio
    assert len([text for text in map(line, found) if "bytes" in text]) == 3
    assert load_library().questionnaires == released, "what was measured is no released questionnaire"
