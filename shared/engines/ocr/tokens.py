"""Words with their boxes, from lines of letters."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import radians, sin
from statistics import median
from typing import NamedTuple

from shared.engines.ocr.detection import Box
from shared.engines.ocr.recognition import Letter

_PRINT_RATIO = 0.75
"""Of a detected line's height: the rest is the air that detection leaves above and below the letters."""


class Token(NamedTuple):
    """A word and its box in pixels of the picture."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float


def tokens(box: Box, letters: Sequence[Letter]) -> Iterator[Token]:
    """Give the words of a line from left to right."""
    pitch = _pitch(letters)
    word: list[Letter] = []
    for letter in letters:
        if letter.text.isspace():
            if word:
                yield _token(box, word, pitch)
            word = []
        elif letter.text.isprintable():
            word.append(letter)
    if word:
        yield _token(box, word, pitch)


def _pitch(letters: Sequence[Letter]) -> float:
    """Return the usual distance of two letters, as a part of the line's width."""
    return median([after.place - before.place for before, after in pairwise(letters)] or [0.5])


def _token(box: Box, word: Sequence[Letter], pitch: float) -> Token:
    start, end = max(0.0, word[0].place - pitch / 2), min(1.0, word[-1].place + pitch / 2)
    middle = box.y + ((start + end) / 2 - 0.5) * box.width * sin(radians(box.angle))
    left = box.x - box.width / 2
    half = _PRINT_RATIO * box.height / 2
    return Token(
        "".join(letter.text for letter in word),
        left + start * box.width,
        middle - half,
        left + end * box.width,
        middle + half,
        sum(letter.confidence for letter in word) / len(word),
    )
