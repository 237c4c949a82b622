"""Pixels of a picture file or of a PDF page. Runs in the sandbox: decoders can crash."""

import ctypes
import io
import math
import warnings

import cv2
import numpy as np
import pypdfium2.raw as pdfium
from PIL import Image, ImageOps, UnidentifiedImageError

from shared.domain.document import PAGES_MAX, DocumentKind
from shared.domain.errors import Unprocessable
from shared.engines.images import count_pages
from shared.engines.ocr.detection import Picture
from shared.engines.pdf import open_pdf

PIXELS_MAX = 8_700_000
"""Of a picture as looked at: A4 at 300 dots per inch; print is legible at half of that."""

_DOTS_PER_POINT = 220 / 72
"""A PDF page is drawn at 220 dots per inch: 8 point print is 24 pixels high."""

_WHITE = 0xFFFFFFFF


def open_picture(content: bytes, kind: DocumentKind, page: int) -> Picture:
    """
    Return a page of a picture file as a person would see it, `page` counted from 1.

    Large pictures are made smaller, what is transparent shows white paper, and a camera's note about which
    side is up is followed.

    Raises:
        Unprocessable: it cannot be decoded (`document.damaged`).
        TooLarge: too many pixels (`document.bomb`).
    """
    count_pages(kind, content, pages_max=PAGES_MAX)
    try:
        with warnings.catch_warnings():
            # Our own limit was checked above; Pillow's warning has nothing to add.
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(content), formats=[kind.name])
            image.seek(page - 1)
            image.draft("RGB", _shrunk(image.size))
            return _pixels(ImageOps.exif_transpose(image))
    except (UnidentifiedImageError, OSError, EOFError, SyntaxError, ValueError) as error:
        raise Unprocessable("document.damaged", "This picture cannot be decoded.") from error


def draw_page(content: bytes, page: int) -> Picture:
    """
    Return a page of a PDF as it is printed, `page` counted from 1.

    Raises:
        Unprocessable: the page does not open (`document.damaged`); otherwise as `open_pdf`.
    """
    with open_pdf(content) as document:
        opened = pdfium.FPDF_LoadPage(document, page - 1)
        if not opened:
            raise Unprocessable("document.damaged", f"Page {page} of this PDF does not open.")
        try:
            return _draw(opened)
        finally:
            pdfium.FPDF_ClosePage(opened)


def _draw(page: object) -> Picture:
    size = (
        max(1, math.ceil(pdfium.FPDF_GetPageWidthF(page) * _DOTS_PER_POINT)),
        max(1, math.ceil(pdfium.FPDF_GetPageHeightF(page) * _DOTS_PER_POINT)),
    )
    width, height = _shrunk(size)
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGR, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        raw = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
        rows = np.frombuffer(raw, np.uint8).reshape(height, stride)
        return np.ascontiguousarray(rows[:, : width * 3]).reshape(height, width, 3)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def _pixels(image: Image.Image) -> Picture:
    size = _shrunk(image.size)
    if size != image.size:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
        image = image.resize(size, Image.Resampling.BOX)
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
    if image.mode.startswith("I;16"):
        # Pillow cuts sixteen bits off at eight instead of scaling them.
        return cv2.cvtColor((np.asarray(image) >> 8).astype(np.uint8), cv2.COLOR_GRAY2BGR).astype(np.uint8)
    return cv2.cvtColor(np.asarray(image.convert("RGB")), cv2.COLOR_RGB2BGR).astype(np.uint8, copy=False)


def _shrunk(size: tuple[int, int]) -> tuple[int, int]:
    """Return a size of at most `PIXELS_MAX` with the same proportions."""
    scale = min(1.0, math.sqrt(PIXELS_MAX / (size[0] * size[1])))
    return max(1, int(size[0] * scale)), max(1, int(size[1] * scale))
