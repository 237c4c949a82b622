"""What a line of text says, letter by letter with its place."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shared.engines.ocr.detection import Picture
from shared.engines.ocr.models import Alphabet, Network

HEIGHT = 48
"""Pixels: what the model was trained on."""

_WIDTH_MIN = 96
"""Pixels: narrower pictures are filled up, the model has never seen them."""

_WIDTH_MAX = 3200
"""Pixels: a rule or a bar code; no line of a page has more than 200 letters."""

_WIDTH_STEP = 32
"""Pictures of nearly one width are read together."""

_BATCH_PIXELS_MAX = 2048
"""Columns of all pictures read together: bounds the memory, more is no faster."""


class Letter(NamedTuple):
    """One letter and its middle, as a part of the line's width from the left."""

    text: str
    place: float
    confidence: float


def recognise(pictures: Sequence[Picture], model: Network, alphabet: Alphabet) -> list[list[Letter]]:
    """Return the letters of each line; spaces are letters too, and an unreadable line has none."""
    found: list[list[Letter]] = [[] for _ in pictures]
    widths = [_width(picture) for picture in pictures]
    waiting = sorted(range(len(pictures)), key=lambda index: widths[index])
    while waiting:
        width = widths[waiting[0]]
        size = max(1, _BATCH_PIXELS_MAX // width)
        batch = [index for index in waiting[:size] if widths[index] == width]
        waiting = waiting[len(batch) :]
        chances = model.run(np.stack([_filled(pictures[index], width) for index in batch]))
        for index, line in zip(batch, chances, strict=True):
            found[index] = _letters(line, alphabet, width / pictures[index].shape[1])
    return found


def _width(picture: Picture) -> int:
    columns: int = picture.shape[1]
    return min(_WIDTH_MAX, max(_WIDTH_MIN, -(-columns // _WIDTH_STEP) * _WIDTH_STEP))


def _filled(picture: Picture, width: int) -> NDArray[np.float32]:
    filled = np.zeros((3, HEIGHT, width), np.float32)
    kept = picture[:, :width].astype(np.float32) / 127.5 - 1.0
    filled[:, :, : kept.shape[1]] = kept.transpose(2, 0, 1)
    return filled


def _letters(every: NDArray[np.float32], alphabet: Alphabet, stretch: float) -> list[Letter]:
    """Return the letters of one line (connectionist temporal classification, best path)."""
    chances = every[:, alphabet.classes]
    classes = chances.argmax(axis=1)
    letters: list[Letter] = []
    before = 0
    for step, (kind, chance) in enumerate(zip(classes.tolist(), chances.max(axis=1).tolist(), strict=True)):
        if kind not in (0, before):
            place = min(1.0, (step + 0.5) / len(classes) * stretch)
            letters.append(Letter(alphabet.letters[kind], place, chance))
        before = kind
    return letters
