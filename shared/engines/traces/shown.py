"""Pages as grey dots, to see what differs. Runs in the sandbox: pdfium can crash."""

import ctypes
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

DOTS_MAX = 1_600
"""Of the longer side: A4 has 842 at a dot a point; a poster is drawn smaller."""

SEEN_STEPS = 8
"""Steps of 255 by which a dot must change for somebody to see it."""

_WHITE = 0xFFFFFFFF

type Dots = NDArray[np.uint8]


def shown(page: Any, *, notes: bool) -> Dots:
    """Return a page as it is printed, rows of grey dots; with what people added as notes, or without."""
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    scale = min(1.0, DOTS_MAX / max(width, height, 1.0))
    across, down = max(1, round(width * scale)), max(1, round(height * scale))
    bitmap = pdfium.FPDFBitmap_CreateEx(across, down, pdfium.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, across, down, _WHITE)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, across, down, 0, pdfium.FPDF_ANNOT if notes else 0)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        raw = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * down)
        return np.frombuffer(raw, np.uint8).reshape(down, stride)[:, :across].copy()
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def differs(one: Dots, other: Dots) -> bool:
    """Whether somebody would see a difference."""
    if one.shape != other.shape:
        return True
    return bool((np.abs(one.astype(np.int16) - other) > SEEN_STEPS).any())
