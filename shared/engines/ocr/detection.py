"""Where text stands in a picture: one tilted box per line of text."""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from shared.engines.ocr.models import Network

type Picture = NDArray[np.uint8]
"""Rows of columns of blue, green and red."""

_STRIDE = 32
"""The model takes sides that are multiples of this many pixels."""

_PROBABILITY_MIN = 0.3
"""Of a pixel: the model's own threshold for what may be text."""

_BOX_PROBABILITY_MIN = 0.5
"""On average in a box: less is texture, a stamp or a signature."""

_GROWTH = 1.6
"""The model marks the core of a line; this part of its area over its girth is what was cut off around it."""

_SIDE_PIXELS_MIN = 3

_SQUARE_RATIO = 1.8
"""Two figures in narrow print are this much higher than wide, and still upright."""

_BOXES_MAX = 1500
"""Of one page: the densest statement has 900."""


class Box(NamedTuple):
    """A tilted rectangle around a line of text, in pixels of the picture it was found in."""

    x: float
    """Of its centre, from the left."""
    y: float
    """Of its centre, from the top."""
    width: float
    """Along the longer side, unless the box is nearly square."""
    height: float
    angle: float
    """Of its width against the horizontal, in degrees clockwise: above -90, at most 90."""


def find_boxes(picture: Picture, model: Network, *, pixels_max: int) -> list[Box]:
    """Return the lines of text in a picture that is looked at with at most `pixels_max` pixels."""
    rows, columns = picture.shape[:2]
    scale = min(1.0, math.sqrt(pixels_max / (rows * columns)))
    height, width = _stride(rows * scale), _stride(columns * scale)
    small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    batch = (small.astype(np.float32) / 127.5 - 1.0).transpose(2, 0, 1)[np.newaxis]
    chances = model.run(np.ascontiguousarray(batch))[0, 0]
    return list(_boxes(chances, columns / width, rows / height))


def _stride(pixels: float) -> int:
    return max(_STRIDE, round(pixels / _STRIDE) * _STRIDE)


def _boxes(chances: NDArray[np.float32], scale_x: float, scale_y: float) -> Iterator[Box]:
    marked = cv2.dilate((chances > _PROBABILITY_MIN).astype(np.uint8), np.ones((2, 2), np.uint8))
    outlines, _ = cv2.findContours(marked, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines[:_BOXES_MAX]:
        core = cv2.minAreaRect(outline)
        width, height = core[1]
        if min(width, height) < _SIDE_PIXELS_MIN or _chance(chances, core) < _BOX_PROBABILITY_MIN:
            continue
        grown = _GROWTH * width * height / (width + height)
        yield _upright_box(core[0], (width + grown, height + grown), core[2], scale_x, scale_y)


def _chance(chances: NDArray[np.float32], core: cv2.typing.RotatedRect) -> float:
    """Return how sure the model is of a box: the average of its pixels."""
    corners = cv2.boxPoints(core)
    left, top = (max(0, math.floor(edge)) for edge in corners.min(axis=0))
    right, bottom = (math.ceil(edge) + 1 for edge in corners.max(axis=0))
    part = chances[top:bottom, left:right]
    inside = np.zeros(part.shape, np.uint8)
    cv2.fillPoly(inside, [(corners - (left, top)).astype(np.int32)], (1,))
    return float(cv2.mean(part, inside)[0])


def _upright_box(
    centre: Sequence[float], size: Sequence[float], angle: float, scale_x: float, scale_y: float
) -> Box:
    """Return the box with its longer side as its width."""
    width, height = size
    if width < height:
        width, height, angle = height, width, angle + 90
    angle = _half_turn(angle)
    # A box about as wide as high says nothing about its direction.
    if width < _SQUARE_RATIO * height and abs(angle) > 45:
        width, height, angle = height, width, _half_turn(angle + 90)
    if abs(angle) > 45:
        scale_x, scale_y = scale_y, scale_x
        return Box(centre[0] * scale_y, centre[1] * scale_x, width * scale_x, height * scale_y, angle)
    return Box(centre[0] * scale_x, centre[1] * scale_y, width * scale_x, height * scale_y, angle)


def _half_turn(angle: float) -> float:
    """Return the angle in degrees between -90 and 90: a box has no head."""
    return (angle + 90) % 180 - 90


def cut_out(picture: Picture, box: Box, height: int) -> Picture:
    """Return the box as a level picture of its own, `height` pixels high."""
    scale = height / box.height
    width = max(1, round(box.width * scale))
    turn = math.radians(box.angle)
    along = np.array([math.cos(turn), math.sin(turn)])
    down = np.array([-along[1], along[0]])
    corner = np.array([box.x, box.y]) - along * box.width / 2 - down * box.height / 2
    forward = np.column_stack([along / scale, down / scale, corner]).astype(np.float32)
    # Text much larger than the model reads would alias.
    cut = cv2.warpAffine(
        picture,
        forward,
        (width, height),
        flags=(cv2.INTER_CUBIC if scale > 0.5 else cv2.INTER_AREA) | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return cut.astype(np.uint8, copy=False)
