"""One page from pixels to words, with the models that ship."""

from pathlib import Path

import numpy as np
import pytest

from shared.domain.document import DocumentKind
from shared.engines.ocr.looking import describe, look
from shared.engines.ocr.models import load_models
from shared.engines.ocr.pictures import open_picture
from shared.engines.ocr.straightening import straighten

SCAN = (Path(__file__).parents[3] / "data" / "samples" / "de-scan.jpg").read_bytes()


@pytest.fixture(scope="module")
def models():
    return load_models(1)


@pytest.fixture(scope="module")
def picture():
    return open_picture(SCAN, DocumentKind.JPEG, 1)


def test_a_scan_becomes_words():
    """Described as a text layer is, in points, so that the same rules read it."""
    page, payload = look(SCAN, kind="image/jpeg", page=1, threads=1)

    assert {"Muxelhain", "RE-2026-10497", "169,10"} <= set(page["text"])
    assert (page["state"], payload) == ("read", b"")
    assert 0.9 < page["confidence"] <= 1
    assert len(page["box"]) == 4 * len(page["text"])
    assert 0.65 < page["width"] / page["height"] < 0.75


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_page_is_turned_upright(picture, models, turns):
    """However it was fed in."""
    fed = np.ascontiguousarray(np.rot90(picture, turns))

    straight = straighten(fed, models)

    assert straight.turns == turns
    assert straight.skew == pytest.approx(0.9, abs=0.6)
    assert straight.page_height > straight.page_width


def test_white_paper_is_blank(models):
    """There is nothing to read, and nothing failed."""
    page = describe(np.full((400, 300, 3), 255, np.uint8), models)

    assert (page["state"], page["text"]) == ("blank", [])
