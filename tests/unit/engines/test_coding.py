"""The shipped classifier: words, and nothing of any tenant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.engines.coding.general import GeneralCoder
from shared.engines.coding.vocabulary import SEGMENTS
from tests.score.coding import categories


@pytest.mark.parametrize(
    ("vendor", "line", "segment"),
    [
        (None, "Toner schwarz", "44"),
        (None, "Notebook 14 Zoll", "43"),
        (None, "Fensterreinigung Büro März", "76"),
        ("Stadtwerke Musterstadt GmbH", "Abschlag", "83"),
        ("Kanzlei Weber", "Honorar", "80"),
        (None, "Transport of 3 pallets", "78"),
        (None, "Mobilfunkvertrag", "83"),
    ],
)
def test_usual_words_have_their_segment(vendor, line, segment):
    """In the line, or for want of that in the vendor's name."""
    assert GeneralCoder().guess(vendor, line).category == segment


@pytest.mark.parametrize("line", ["", "Position 1", "xyzzy", "1234"])
def test_words_that_say_nothing_get_no_guess(line):
    """Unknown is its own answer."""
    assert GeneralCoder().guess(None, line) is None


def test_doubt_is_told():
    """One word shared by two segments is worth less than two that agree."""
    sure, unsure = GeneralCoder().guess(None, "Fracht und Maut"), GeneralCoder().guess(None, "Ordner")

    assert sure.confidence > 0.9
    assert unsure.confidence < 0.6


def test_most_goods_of_a_year_are_told_right():
    """What `make score` measures does not get worse unseen."""
    assert categories() >= 0.9


def test_the_vocabulary_is_folded_and_of_segments():
    """Words that a folded text cannot contain would never be found."""
    for segment, (title, words) in SEGMENTS.items():
        assert len(segment) == 2
        assert title
        assert words == words.lower()
        assert all(len(word) >= 3 for word in words.split())
        assert words.replace("-", "").isascii()


@given(st.text(max_size=200), st.text(max_size=100))
def test_any_text_gets_a_guess_or_none(line, vendor):
    """It never fails, and a guess is a segment with a bounded confidence."""
    guess = GeneralCoder().guess(vendor, line)

    assert guess is None or (guess.category in SEGMENTS and 0 < guess.confidence < 1 and guess.words)
