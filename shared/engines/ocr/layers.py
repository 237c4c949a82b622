"""What each PDF page is made of: text, pictures, text under pictures. Runs in the sandbox."""

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from shared.engines.ocr.trust import PICTURED_MIN, Layers
from shared.engines.pdf import open_pdf

LETTERS_LOOKED_AT = 3_000
"""Of one page: the first ones show what the rest is like."""

OBJECTS_LOOKED_AT = 2_000
"""Of one page: a scan has one to some hundred strips."""

_INVISIBLE = 3
"""The text render mode of a scanner's own text layer (ISO 32000-1, table 106)."""

_PRIVATE = range(0xE000, 0xF900)
_REPLACEMENT = 0xFFFD


def layers(content: bytes, *, pages_max: int) -> tuple[list[Layers | None], bytes]:
    """Return the layers of the first `pages_max` pages in order, None for one that does not open."""
    with open_pdf(content) as document:
        count = min(pdfium.FPDF_GetPageCount(document), pages_max)
        return [_page(document, index) for index in range(count)], b""


def _page(document: Any, index: int) -> Layers | None:
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        return None
    try:
        letters, unmapped, hidden = _letters(page, _covered(page))
        share = 1 / max(1, letters)
        return Layers(
            pdfium.FPDFPage_CountObjects(page), letters, unmapped * share, hidden * share, _pictured(page)
        )
    finally:
        pdfium.FPDF_ClosePage(page)


def _letters(page: Any, covered: frozenset[int | None]) -> tuple[int, int, int]:
    """Return how many letters the text layer has, how many of them mean nothing, how many nobody sees."""
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return 0, 0, 0
    letters = unmapped = hidden = 0
    try:
        for index in range(min(pdfium.FPDFText_CountChars(text_page), LETTERS_LOOKED_AT)):
            code = pdfium.FPDFText_GetUnicode(text_page, index)
            if code <= 0x20 or pdfium.FPDFText_IsGenerated(text_page, index) == 1:
                continue
            letters += 1
            failed = pdfium.FPDFText_HasUnicodeMapError(text_page, index) == 1
            unmapped += failed or code in _PRIVATE or code == _REPLACEMENT
            drawn = pdfium.FPDFText_GetTextObject(text_page, index)
            hidden += pdfium.FPDFTextObj_GetTextRenderMode(drawn) == _INVISIBLE or _address(drawn) in covered
    finally:
        pdfium.FPDFText_ClosePage(text_page)
    return letters, unmapped, hidden


def _covered(page: Any) -> frozenset[int | None]:
    """Return what is drawn before a picture that fills the page: whoever looks sees the picture only."""
    before: list[int | None] = []
    hidden: list[int | None] = []
    box = _bounding_box(page)
    whole = abs((box.right - box.left) * (box.top - box.bottom))
    for index in range(min(pdfium.FPDFPage_CountObjects(page), OBJECTS_LOOKED_AT)):
        drawn = pdfium.FPDFPage_GetObject(page, index)
        before.append(_address(drawn))
        fills = _is_picture(drawn) and not pdfium.FPDFPageObj_HasTransparency(drawn)
        if fills and _area(drawn, box) >= PICTURED_MIN * whole:
            hidden, before = [*hidden, *before], []
    return frozenset(hidden)


def _address(handle: Any) -> int | None:
    return ctypes.cast(handle, ctypes.c_void_p).value


def _pictured(page: Any) -> float:
    """Return the part of the page under pictures, overlaps counted twice, 1 at most."""
    box = _bounding_box(page)
    area = abs((box.right - box.left) * (box.top - box.bottom))
    if not area:
        return 0.0
    return float(min(1.0, sum(_areas(page, box)) / area))


def _areas(page: Any, frame: Any) -> Iterator[float]:
    for index in range(min(pdfium.FPDFPage_CountObjects(page), OBJECTS_LOOKED_AT)):
        drawn = pdfium.FPDFPage_GetObject(page, index)
        if _is_picture(drawn):
            yield _area(drawn, frame)


def _area(drawn: Any, frame: Any) -> float:
    edges = [pdfium.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(drawn, *edges):
        return 0.0
    left, bottom, right, top = (edge.value for edge in edges)
    width = min(right, frame.right) - max(left, frame.left)
    height = min(top, frame.top) - max(bottom, frame.bottom)
    return float(max(0.0, width) * max(0.0, height))


def _bounding_box(page: Any) -> Any:
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, box)
    return box


def _is_picture(drawn: Any) -> bool:
    """Return whether an object is a picture, or a form that holds one."""
    kind = pdfium.FPDFPageObj_GetType(drawn)
    if kind != pdfium.FPDF_PAGEOBJ_FORM:
        return bool(kind == pdfium.FPDF_PAGEOBJ_IMAGE)
    return any(
        pdfium.FPDFPageObj_GetType(pdfium.FPDFFormObj_GetObject(drawn, index)) == pdfium.FPDF_PAGEOBJ_IMAGE
        for index in range(min(pdfium.FPDFFormObj_CountObjects(drawn), OBJECTS_LOOKED_AT))
    )
