"""The fit of confidences finds what evidence is worth, and its measures measure."""

import random

import pytest

np = pytest.importorskip("numpy")
from tests.score.calibrate import auroc, ece, fit  # noqa: E402


def test_evidence_that_tells_gets_weight():
    """A value that proves itself is right nine times of ten here, another one time of ten."""
    draw = random.Random(7)
    rows = []
    for number in range(2000):
        checked = float(draw.random() < 0.5)
        right = draw.random() < (0.9 if checked else 0.1)
        rows.append((str(number), "total", (1.0, 0.5, checked, 0, 0, 0, 0, 0), right))

    weights = fit(rows)["total"]

    likely = {
        checked: 1 / (1 + np.exp(-weights @ (1.0, 0.5, checked, 0, 0, 0, 0, 0))) for checked in (0.0, 1.0)
    }
    assert likely[1.0] == pytest.approx(0.9, abs=0.05)
    assert likely[0.0] == pytest.approx(0.1, abs=0.05)


def test_calibration_error_is_the_distance_from_what_happened():
    """Nothing for eight of ten at 0.8, all of it for ten of ten at 0."""
    assert ece([(0.8, True)] * 8 + [(0.8, False)] * 2) == pytest.approx(0)
    assert ece([(0.0, True)] * 10) == pytest.approx(1)


def test_auroc_is_how_often_right_ranks_above_wrong():
    """Ties count half; with nothing wrong there is nothing to rank."""
    assert auroc([(0.9, True), (0.1, False)]) == 1
    assert auroc([(0.5, True), (0.5, False)]) == 0.5
    assert np.isnan(auroc([(0.5, True)]))
