"""The tasks of the OCR reader: the words of one page that is a picture. Runs in the sandbox."""

from collections.abc import Iterator, Sequence
from statistics import mean, median
from typing import Any

import cv2

from shared.domain.document import DocumentKind
from shared.engines.ocr.detection import Picture, cut_out, find_boxes
from shared.engines.ocr.models import Models, give_memory_back, load_models
from shared.engines.ocr.pictures import draw_page, open_picture
from shared.engines.ocr.recognition import HEIGHT, recognise
from shared.engines.ocr.repair import repaired
from shared.engines.ocr.straightening import level, straighten
from shared.engines.ocr.tokens import Token, tokens

READ_PIXELS = 1_000_000
"""For finding every line: A4 at 100 dots per inch. More find nothing more, and take longer."""

_UPRIGHT_MAX = 20.0
"""Degrees: on a straight page, what leans more is a stamp or runs along the margin."""

_EDGE = 3.0
"""Points that left edges of one column are seen apart: they were printed under one another."""

_POINTS = 10.0
"""The height given to the usual word: rules about print are in points."""


def look(content: bytes, *, kind: str, page: int, threads: int) -> tuple[dict[str, Any], bytes]:
    """
    Return the words seen on one page, as `pdf.words` describes a page, and how sure of them the engine is.

    `state` is `read` or, where nothing is written, `blank`; `confidence` the mean of all words, 0 to 1.

    Raises:
        Unprocessable, TooLarge: as `open_picture` and `draw_page`.
    """
    cv2.setNumThreads(threads)
    document = DocumentKind(kind)
    picture = (
        draw_page(content, page) if document is DocumentKind.PDF else open_picture(content, document, page)
    )
    models = load_models(threads)
    described = describe(picture, models)
    give_memory_back(models)
    return described, b""


def describe(picture: Picture, models: Models) -> dict[str, Any]:
    """Return the page as `look` does."""
    straight = straighten(picture, models)
    found = list(_read(straight.picture, models)) if straight else []
    if straight is None or not found:
        return {"width": 0, "height": 0, "text": [], "box": [], "state": "blank", "confidence": 0.0}
    unit = _POINTS / median(token.bottom - token.top for token in found)
    left, top = straight.left * straight.scale, straight.top * straight.scale
    aligned = align([token.left * unit for token in found], apart_max=_EDGE)
    return {
        "width": round(straight.page_width * straight.scale * unit, 1),
        "height": round(straight.page_height * straight.scale * unit, 1),
        "text": [token.text for token in found],
        "box": [
            round(edge, 1)
            for token, start in zip(found, aligned, strict=True)
            for edge in (
                start + left * unit,
                (token.top + top) * unit,
                (token.right + left) * unit,
                (token.bottom + top) * unit,
            )
        ],
        "state": "read",
        "confidence": round(mean(token.confidence for token in found), 4),
    }


def align(edges: Sequence[float], *, apart_max: float) -> list[float]:
    """Return the edges with those that lie closely together made the same: their average, in any order."""
    order = sorted(range(len(edges)), key=lambda index: edges[index])
    aligned = list(edges)
    start = 0
    for place in range(1, len(order) + 1):
        if place == len(order) or edges[order[place]] - edges[order[start]] > apart_max:
            group = order[start:place]
            middle = mean(edges[index] for index in group)
            for index in group:
                aligned[index] = middle
            start = place
    return aligned


def _read(picture: Picture, models: Models) -> Iterator[Token]:
    boxes = [
        box
        for box in find_boxes(picture, models.detection, pixels_max=READ_PIXELS)
        if abs(box.angle) <= _UPRIGHT_MAX
    ]
    cuts = [cut_out(picture, box, HEIGHT) for box in boxes]
    lines = recognise(cuts, models.recognition, models.alphabet)
    for box, letters in zip(level(boxes), lines, strict=True):
        yield from repaired(list(tokens(box, letters)))
