"""What is drawn on a PDF page, thing by thing, in the order it is drawn. Runs in the sandbox."""

import ctypes
import math
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

FORMS_DEEP_MAX = 8
"""Forms within forms: programs nest two or three."""

_GRID = 10_000
"""Steps of the page's width and height that places are told in."""

_OPAQUE = 255

_PROGRAM_MARKS = frozenset({"powered by tcpdf (www.tcpdf.org)"})
"""Invisible lines that programs leave of themselves (TCPDF 6, until its author is paid)."""

type Place = tuple[float, float, float, float]
"""Left, top, right and bottom as parts of the page as it is shown; beside the page under 0 or over 1."""

type _Matrix = tuple[float, float, float, float, float, float]

_AS_IT_IS: _Matrix = (1, 0, 0, 1, 0, 0)


class Mark(NamedTuple):
    """One thing that is drawn."""

    handle: Any
    """pdfium's own."""
    order: int
    """What has a higher one is drawn over it."""
    place: Place
    colour: tuple[int, int, int]
    alpha: int
    """0 is clear, 255 is opaque."""
    mode: int | None
    """How text is drawn (ISO 32000-1, table 106); None for what is no text."""
    points: float
    """Height of the letters; 0 for what is no text."""
    picture: bool
    fills: bool
    """Whether nothing shows through it: a picture, or an area of one colour."""


def marks_of(page: Any, marks_max: int) -> list[Mark] | None:
    """Return everything on a page, or None where that is more than `marks_max`."""
    objects = partial(pdfium.FPDFPage_GetObject, page)
    things = _things(objects, pdfium.FPDFPage_CountObjects(page), _AS_IT_IS, 0)
    found = list(islice(things, marks_max + 1))
    if len(found) > marks_max:
        return None
    return [_mark(page, handle, matrix, order) for order, (handle, matrix) in enumerate(found)]


def letters_of(mark: Mark, text_page: Any) -> int:
    """Return how many letters and digits a text has; none where a known program leaves it on every page."""
    size_bytes = pdfium.FPDFTextObj_GetText(mark.handle, text_page, None, 0)
    buffer = ctypes.create_string_buffer(size_bytes)
    pdfium.FPDFTextObj_GetText(
        mark.handle, text_page, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size_bytes
    )
    text = buffer.raw.decode("utf-16-le", "replace").rstrip("\0")
    return 0 if text.casefold() in _PROGRAM_MARKS else sum(map(str.isalnum, text))


def holds(outer: Place, inner: Place) -> bool:
    """Whether one place is wholly within another."""
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def area_of(place: Place) -> float:
    """Return the part of the page that a place takes: 0 to 1."""
    left, top, right, bottom = (min(1.0, max(0.0, edge)) for edge in place)
    return (right - left) * (bottom - top)


def is_beside(place: Place) -> bool:
    """Whether nothing of a place is on the page."""
    left, top, right, bottom = place
    return right <= 0 or bottom <= 0 or left >= 1 or top >= 1


def _things(
    thing_at: Callable[[int], Any], count: int, matrix: _Matrix, depth: int
) -> Iterator[tuple[Any, _Matrix]]:
    """Give each thing with what turns its places into the page's; what a form holds instead of the form."""
    for index in range(count):
        handle = thing_at(index)
        if pdfium.FPDFPageObj_GetType(handle) != pdfium.FPDF_PAGEOBJ_FORM:
            yield handle, matrix
        elif depth < FORMS_DEEP_MAX:
            yield from _things(
                partial(pdfium.FPDFFormObj_GetObject, handle),
                pdfium.FPDFFormObj_CountObjects(handle),
                _combined(_matrix(handle), matrix),
                depth + 1,
            )


def _mark(page: Any, handle: Any, matrix: _Matrix, order: int) -> Mark:
    kind = pdfium.FPDFPageObj_GetType(handle)
    is_text, is_picture = kind == pdfium.FPDF_PAGEOBJ_TEXT, kind == pdfium.FPDF_PAGEOBJ_IMAGE
    channels = [ctypes.c_uint(_OPAQUE) for _ in range(4)]
    pdfium.FPDFPageObj_GetFillColor(handle, *channels)
    red, green, blue, alpha = (channel.value for channel in channels)
    clear = pdfium.FPDFPageObj_HasTransparency(handle)
    return Mark(
        handle=handle,
        order=order,
        place=_place(page, handle, matrix),
        colour=(red, green, blue),
        alpha=alpha,
        mode=pdfium.FPDFTextObj_GetTextRenderMode(handle) if is_text else None,
        points=_points(handle, matrix) if is_text else 0.0,
        picture=is_picture,
        fills=not clear and (is_picture or (alpha == _OPAQUE and _is_area(handle, kind))),
    )


def _is_area(handle: Any, kind: int) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return (
        kind == pdfium.FPDF_PAGEOBJ_PATH
        and bool(pdfium.FPDFPath_GetDrawMode(handle, fill, stroke))
        and fill.value != pdfium.FPDF_FILLMODE_NONE
    )


def _points(handle: Any, matrix: _Matrix) -> float:
    """The height of the letters as printed, whichever way they are turned."""
    size = pdfium.c_float()
    pdfium.FPDFTextObj_GetFontSize(handle, size)
    _, _, across, up, _, _ = _combined(_matrix(handle), matrix)
    return float(size.value) * math.hypot(across, up)


def _place(page: Any, handle: Any, matrix: _Matrix) -> Place:
    edges = [pdfium.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(handle, *edges)
    left, bottom, right, top = (edge.value for edge in edges)
    corners = [_shown(page, matrix, x, y) for x in (left, right) for y in (bottom, top)]
    across, down = [corner[0] for corner in corners], [corner[1] for corner in corners]
    return min(across), min(down), max(across), max(down)


def _shown(page: Any, matrix: _Matrix, x: float, y: float) -> tuple[float, float]:
    """A point of the page's own as it is shown, turned and cut as a viewer does."""
    a, b, c, d, e, f = matrix
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, a * x + c * y + e, b * x + d * y + f, across, down)
    return across.value / _GRID, down.value / _GRID


def _matrix(handle: Any) -> _Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(handle, found):
        return _AS_IT_IS
    return found.a, found.b, found.c, found.d, found.e, found.f


def _combined(inner: _Matrix, outer: _Matrix) -> _Matrix:
    """What first the inner and then the outer one do (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )
