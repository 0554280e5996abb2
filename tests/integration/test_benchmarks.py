"""The programs that measure run, at the smallest size; how long anything takes is not looked at."""

from __future__ import annotations

import math

from bench.measuring import SMALLEST, Ratio
from bench.run import line, measures
from portal.questionnaires.loader import load_library


def test_every_measure_runs_and_gives_finite_ratios(tmp_path):
    released = load_library().questionnaires
    found = list(measures(tmp_path, SMALLEST))
    ratios = [measured for measured in found if isinstance(measured, Ratio)]
    assert [ratio.runs for ratio in ratios] == [SMALLEST.rounds] * 4 + [SMALLEST.long_rounds] * 3
    for ratio in ratios:
        assert math.isfinite(ratio.least), ratio
        assert ratio.median > 0, ratio
    assert len([text for text in map(line, found) if "bytes" in text]) == 3
    assert load_library().questionnaires == released, "what was measured is no released questionnaire"
