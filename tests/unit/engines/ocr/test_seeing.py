"""Boxes, letters and words: what lies between pixels and print."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.engines.ocr.detection import Box, cut_out, find_boxes
from shared.engines.ocr.looking import align
from shared.engines.ocr.models import Alphabet, latin
from shared.engines.ocr.recognition import HEIGHT, Letter, recognise
from shared.engines.ocr.straightening import SKEW_MAX, fall, level, lying
from shared.engines.ocr.tokens import tokens

angles = st.floats(-90, 90, exclude_max=True)
boxes = st.builds(Box, st.floats(0, 999), st.floats(0, 999), st.floats(1, 500), st.floats(1, 50), angles)


class Painted:
    """A detection model that is sure of what is black."""

    def run(self, batch):
        return (batch[:, :1] < 0).astype(np.float32)


class Spelling:
    """A recognition model that sees the same steps in every picture."""

    def __init__(self, steps, classes):
        self.chances = np.full((len(steps), classes), 0.01, np.float32)
        self.chances[range(len(steps)), steps] = 0.9
        self.widths = []

    def run(self, batch):
        self.widths.append(batch.shape[3])
        return np.repeat(self.chances[np.newaxis], len(batch), axis=0)


def white(rows, columns):
    return np.full((rows, columns, 3), 255, np.uint8)


def test_a_line_is_found_with_the_air_around_it():
    """Its middle is exact; it is larger than its core, as the model was trained."""
    picture = white(320, 640)
    picture[100:120, 200:400] = 0

    (box,) = find_boxes(picture, Painted(), pixels_max=1_000_000)

    assert (box.x, box.y) == pytest.approx((300, 110), abs=2)
    assert 200 < box.width < 260
    assert 20 < box.height < 60
    assert box.angle == 0


def test_a_large_picture_is_looked_at_smaller():
    """What was found is in its own pixels all the same."""
    picture = white(1280, 2560)
    picture[400:480, 800:1600] = 0

    (box,) = find_boxes(picture, Painted(), pixels_max=320 * 640)

    assert (box.x, box.y) == pytest.approx((1200, 440), abs=8)


def test_a_line_that_runs_down_is_told_from_a_narrow_figure():
    """Two figures one above the other are a word too; only what is clearly long has a direction."""
    picture = white(640, 320)
    picture[100:400, 100:120] = 0
    picture[500:524, 200:216] = 0

    found = sorted(find_boxes(picture, Painted(), pixels_max=1_000_000), key=lambda box: box.y)

    assert [abs(box.angle) for box in found] == [90, 0]


def test_nothing_is_found_on_white():
    """An empty page has no lines."""
    assert find_boxes(white(64, 64), Painted(), pixels_max=10_000) == []


@pytest.mark.parametrize("angle", [0, 10, -10, 80])
def test_a_tilted_line_is_cut_out_level(angle):
    """All of the cut is inside the line, at whatever angle it lay."""
    rows, columns = np.mgrid[0:300, 0:300]
    turn = math.radians(angle)
    along = (columns - 150) * math.cos(turn) + (rows - 150) * math.sin(turn)
    across = -(columns - 150) * math.sin(turn) + (rows - 150) * math.cos(turn)
    picture = np.where((abs(along) < 80) & (abs(across) < 15), 0, 255).astype(np.uint8)

    cut = cut_out(np.dstack([picture] * 3), Box(150, 150, 140, 24, angle), HEIGHT)

    assert cut.shape == (48, 280, 3)
    assert cut.mean() < 5


def test_letters_come_with_their_places():
    """A class seen twice in a row is one letter, twice with a gap two."""
    alphabet = Alphabet(np.array([0, 2, 3]), ("", "a", "b"))
    model = Spelling([2, 2, 0, 2, 3, 0, 0, 0], classes=5)

    (letters,) = recognise([white(HEIGHT, 128)], model, alphabet)

    assert [letter.text for letter in letters] == ["a", "a", "b"]
    assert [letter.place for letter in letters] == pytest.approx([0.5 / 8, 3.5 / 8, 4.5 / 8])


def test_pictures_of_one_width_are_read_together():
    """And answered in the order they were given."""
    alphabet = Alphabet(np.array([0, 1]), ("", "x"))
    model = Spelling([0, 1], classes=2)

    found = recognise([white(HEIGHT, width) for width in (300, 20, 310, 5000)], model, alphabet)

    assert model.widths == [96, 320, 3200]
    assert ["".join(letter.text for letter in line) for line in found] == ["x"] * 4


def test_only_letters_of_known_languages_are_used():
    """The first class is none, the last a space."""
    alphabet = latin(["a", "\u5bb6", "\u00fc", "\u0159\u0159", "\u20ac"])

    assert alphabet.letters == ("", "a", "\u00fc", "\u20ac", " ")
    assert alphabet.classes.tolist() == [0, 1, 3, 5, 6]


def test_words_end_at_spaces():
    """Each has its own part of the line's box."""
    letters = [Letter(text, (place + 0.5) / 5, 0.8) for place, text in enumerate("ab cd")]

    first, second = tokens(Box(150, 50, 100, 20, 0), letters)

    assert (first.text, second.text) == ("ab", "cd")
    assert (first.left, first.right) == pytest.approx((100, 140))
    assert (second.left, second.right) == pytest.approx((160, 200))
    assert (first.top, first.bottom) == pytest.approx((42.5, 57.5))


@given(
    boxes.filter(lambda box: abs(box.angle) < 45),
    st.lists(st.builds(Letter, st.characters(), st.floats(0, 1), st.floats(0, 1)), max_size=20).map(
        lambda letters: sorted(letters, key=lambda letter: letter.place)
    ),
)
def test_any_letters_make_words_inside_their_line(box, letters):
    """No word is empty or leaves the line's width, and together they are all that was printed."""
    found = list(tokens(box, letters))

    assert "".join(token.text for token in found) == "".join(
        letter.text for letter in letters if letter.text.isprintable() and not letter.text.isspace()
    )
    for token in found:
        assert box.x - box.width / 2 - 0.01 <= token.left <= token.right <= box.x + box.width / 2 + 0.01


def test_the_fall_of_a_page_is_that_of_its_long_lines():
    """A short mark says nothing, nor does a stamp across."""
    lines = [Box(0, 0, 400, 20, 1.5), Box(0, 0, 300, 20, 1.4), Box(0, 0, 100, 20, 25), Box(0, 0, 20, 20, 30)]

    assert fall(lines) == 1.5
    assert fall([]) == 0


def test_what_fall_is_left_is_taken_out():
    """Two words of one line, far apart, come to stand at one height."""
    left, right = level(
        [Box(100, 50, 200, 20, 1), Box(900, 50 + 800 * math.tan(math.radians(1)), 200, 20, 1)]
    )

    assert left.y == pytest.approx(right.y)
    assert (left.angle, left.x, right.x) == (0, 100, 900)


@given(st.lists(boxes, max_size=20))
def test_a_page_is_turned_by_less_than_a_photographer_errs(found):
    """Any boxes have a fall within the limit, and lie or stand."""
    assert abs(fall(found)) <= SKEW_MAX
    assert lying(found) in {0, 1}


def test_a_page_of_lines_that_run_down_lies():
    """More length counts, not more lines."""
    down, across = Box(0, 0, 300, 20, -90), Box(0, 0, 100, 20, 0)

    assert lying([down, across, across]) == 1
    assert lying([across]) == 0


@given(st.lists(st.floats(0, 600), max_size=40))
def test_edges_are_aligned_without_moving_far(edges):
    """None moves further than what was called one edge, and their order stays."""
    aligned = align(edges, apart_max=3.0)

    assert all(abs(before - after) <= 3.0 for before, after in zip(edges, aligned, strict=True))
    assert sorted(range(len(edges)), key=lambda index: (edges[index], index)) == sorted(
        range(len(edges)), key=lambda index: (round(aligned[index], 6), edges[index], index)
    )
