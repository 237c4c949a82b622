"""Pictures of pages for people to look at. Drawing runs in the sandbox: decoders can crash."""

from typing import Any

import cv2

from shared.domain.document import DocumentKind
from shared.engines.ocr.pictures import draw_page, open_picture

WIDTH_PIXELS = 1240
"""A4 at 150 dots per inch: small print is legible, and a page of text stays below 100 KB."""

QUALITY = 60
"""Of WebP, 0 to 100: letters have no visible fringes."""


def draw(content: bytes, *, kind: str, page: int) -> tuple[dict[str, Any], bytes]:
    """
    Return the size of a page's picture and the picture as WebP, `page` counted from 1.

    Raises:
        Unprocessable, TooLarge: as `ocr.pictures`.
    """
    form = DocumentKind(kind)
    picture = draw_page(content, page) if form is DocumentKind.PDF else open_picture(content, form, page)
    height, width = picture.shape[:2]
    scale = min(1.0, WIDTH_PIXELS / width)
    if scale < 1:
        size = (WIDTH_PIXELS, max(1, round(height * scale)))
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]  # of the same kind
    _, encoded = cv2.imencode(".webp", picture, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
    return {"width": picture.shape[1], "height": picture.shape[0]}, encoded.tobytes()
