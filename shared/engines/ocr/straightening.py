"""A picture turned upright, straightened and cut down to its text."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

from shared.engines.ocr.detection import Box, Picture, cut_out, find_boxes
from shared.engines.ocr.models import Models

GLANCE_PIXELS = 450_000
"""For a first look: lines of print are found on A4 at 75 dots per inch, though not yet legible."""

READ_PIXELS_MAX = 5_000_000
"""Of the straight picture: A4 at 230 dots per inch."""

SKEW_MAX = 30.0
"""Degrees: beyond, nobody meant to photograph a page."""

_LONG_RATIO = 3.0
"""A box this much longer than high tells the direction of its line."""

_ASKED_MAX = 12
"""Lines that vote on which side is up."""

_UPSIDE_DOWN_MIN = 0.6
"""On average of the votes."""

_DIRECTION_HEIGHT, _DIRECTION_WIDTH = 48, 192
"""Pixels: what the direction model was trained on."""

_MARGIN = 0.03
"""Part of the page's longer side left around the text."""


class Straight(NamedTuple):
    """A picture whose lines are level, and where it lies on its page."""

    picture: Picture
    scale: float
    """Pixels of this picture to a pixel of the page."""
    left: float
    top: float
    """Where this picture starts, in pixels of the page turned upright and straightened."""
    page_width: float
    page_height: float
    turns: int
    """Quarter turns clockwise that were needed."""
    skew: float
    """Degrees by which the lines fell clockwise before."""


def straighten(picture: Picture, models: Models) -> Straight | None:
    """Return the picture made straight, or None where it shows no text."""
    boxes = find_boxes(picture, models.detection, pixels_max=GLANCE_PIXELS)
    if not boxes:
        return None
    turns = lying(boxes)
    if upside_down(picture, boxes, turns, models):
        turns += 2
    upright = np.ascontiguousarray(np.rot90(picture, -turns))
    skew = fall(boxes)
    rows, columns = upright.shape[:2]
    turn = cv2.getRotationMatrix2D((columns / 2, rows / 2), skew, 1.0)
    left, top, right, bottom = _extent(boxes, picture.shape[:2], turns, turn)
    scale = min(1.0, math.sqrt(READ_PIXELS_MAX / ((right - left) * (bottom - top))))
    turn[:, 2] -= np.array((left, top))
    size = (max(1, round((right - left) * scale)), max(1, round((bottom - top) * scale)))
    straight = cv2.warpAffine(
        upright, turn * scale, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint8, copy=False)
    return Straight(straight, scale, left, top, columns, rows, turns % 4, skew)


def lying(boxes: Sequence[Box]) -> int:
    """Return 1 if more of the text runs up or down than across, else 0."""
    across = sum(box.width - box.height for box in boxes if abs(box.angle) <= 45)
    return int(sum(box.width - box.height for box in boxes if abs(box.angle) > 45) > across)


def fall(boxes: Sequence[Box]) -> float:
    """Return the degrees by which the lines fall clockwise from the nearest level: the median by length."""
    angles = sorted(
        ((box.angle + 45) % 90 - 45, box.width) for box in boxes if box.width >= _LONG_RATIO * box.height
    )
    half = sum(width for _, width in angles) / 2
    for angle, width in angles:
        half -= width
        if half <= 0:
            return angle if abs(angle) <= SKEW_MAX else 0.0
    return 0.0


def level(boxes: Sequence[Box]) -> list[Box]:
    """
    Return the boxes of a straight picture with the last of its fall taken out, in their order.

    A first look measures half a degree wrong, which over the width of a page is half a line.
    """
    rest = fall(boxes)
    slope = math.tan(math.radians(rest))
    return [box._replace(y=box.y - slope * box.x, angle=box.angle - rest) for box in boxes]


def upside_down(picture: Picture, boxes: Sequence[Box], turns: int, models: Models) -> bool:
    """Return whether the lines stand on their heads once the picture has been turned `turns` times."""
    asked = sorted(
        (box for box in boxes if (abs(box.angle) > 45) == bool(turns)), key=lambda box: -box.width
    )[:_ASKED_MAX]
    # Turned clockwise once, what ran upwards runs to the right.
    headed = [box._replace(angle=_heading(box.angle, turns)) for box in asked]
    batch = np.zeros((len(headed), 3, _DIRECTION_HEIGHT, _DIRECTION_WIDTH), np.float32)
    for index, box in enumerate(headed):
        cut = cut_out(picture, box, _DIRECTION_HEIGHT)[:, :_DIRECTION_WIDTH].astype(np.float32) / 127.5 - 1
        batch[index, :, :, : cut.shape[1]] = cut.transpose(2, 0, 1)
    if not headed:
        return False
    return bool(models.direction.run(batch)[:, 1].mean() > _UPSIDE_DOWN_MIN)


def _heading(angle: float, turns: int) -> float:
    """Return the angle of a line in the direction it will run after the turns."""
    return angle % 180 - 180 if turns else angle


def _extent(
    boxes: Sequence[Box], shape: tuple[int, ...], turns: int, turn: np.ndarray
) -> tuple[float, float, float, float]:
    """Return the left, top, right and bottom of the text on the straight page, with a margin."""
    height, width = shape
    points = np.array([point for box in boxes for point in _ends(box)])
    for _ in range(turns % 4):
        points = np.column_stack([height - points[:, 1], points[:, 0]])
        height, width = width, height
    straight = points @ turn[:, :2].T + turn[:, 2]
    margin = _MARGIN * max(height, width)
    left, top = np.maximum(straight.min(axis=0) - margin, (-margin, -margin))
    right, bottom = np.minimum(straight.max(axis=0) + margin, (width + margin, height + margin))
    return float(left), float(top), float(right), float(bottom)


def _ends(box: Box) -> list[tuple[float, float]]:
    """Return where the middle of a line starts and ends."""
    turn = math.radians(box.angle)
    x, y = math.cos(turn) * box.width / 2, math.sin(turn) * box.width / 2
    return [(box.x - x, box.y - y), (box.x + x, box.y + y)]
