"""Sizes of pictures from their headers alone: no decoder sees a picture before this has."""

import struct
from typing import NamedTuple

from shared.domain.document import DocumentKind
from shared.domain.errors import TooLarge, Unprocessable

PIXELS_MAX = 100_000_000
"""Of one page: A4 at 1,000 dots per inch has 97 million; decoded they take 300 MB."""

SIDE_PIXELS_MAX = 40_000
"""One side: a scanned receipt a metre and a half long at 600 dots per inch."""

_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a frame header (ITU-T T.81, table B.1)."""

_JPEG_BARE = frozenset({0x01, *range(0xD0, 0xDA)})
"""Markers without a length."""

_TIFF_WIDTH, _TIFF_HEIGHT = 256, 257
_TIFF_SHORT, _TIFF_LONG = 3, 4


class Size(NamedTuple):
    """A picture's size in pixels."""

    width: int
    height: int


def count_pages(kind: DocumentKind, content: bytes, *, pages_max: int) -> int:
    """
    Return how many pages a PNG, JPEG or TIFF has: one each, as many as it says for TIFF.

    Raises:
        Unprocessable: the headers are damaged (`document.damaged`).
        TooLarge: a page of too many pixels (`document.bomb`), too many pages (`document.pages`).
    """
    match kind:
        case DocumentKind.PNG:
            sizes = [_png(content)]
        case DocumentKind.JPEG:
            sizes = [_jpeg(content)]
        case _:
            sizes = _tiff(content, pages_max)
    for size in sizes:
        _check(size)
    return len(sizes)


def _check(size: Size) -> None:
    if size.width <= 0 or size.height <= 0:
        raise _damaged()
    if size.width * size.height > PIXELS_MAX or max(size) > SIDE_PIXELS_MAX:
        raise TooLarge("document.bomb", f"A picture has at most {PIXELS_MAX} pixels.")


def _png(content: bytes) -> Size:
    if len(content) < 24 or content[12:16] != b"IHDR":
        raise _damaged()
    return Size(*struct.unpack(">II", content[16:24]))


def _jpeg(content: bytes) -> Size:
    position = 2
    while position + 4 <= len(content):
        if content[position] != 0xFF:
            raise _damaged()
        marker = content[position + 1]
        if marker == 0xFF:
            position += 1
        elif marker in _JPEG_BARE:
            position += 2
        elif marker in _JPEG_SIZES:
            return _jpeg_size(content, position)
        else:
            position += 2 + max(2, int.from_bytes(content[position + 2 : position + 4]))
    raise _damaged()


def _jpeg_size(content: bytes, position: int) -> Size:
    if position + 9 > len(content):
        raise _damaged()
    height, width = struct.unpack(">HH", content[position + 5 : position + 9])
    return Size(width, height)


def _tiff(content: bytes, pages_max: int) -> list[Size]:
    order = "<" if content[:2] == b"II" else ">"
    sizes: list[Size] = []
    seen: set[int] = set()
    try:
        (offset,) = struct.unpack_from(order + "I", content, 4)
        while offset:
            if offset in seen:
                raise _damaged()
            if len(sizes) >= pages_max:
                raise TooLarge("document.pages", f"A document has at most {pages_max} pages.")
            seen.add(offset)
            size, offset = _tiff_page(content, offset, order)
            sizes.append(size)
    except struct.error:
        raise _damaged() from None
    if not sizes:
        raise _damaged()
    return sizes


def _tiff_page(content: bytes, offset: int, order: str) -> tuple[Size, int]:
    """Return a page's size and where the next page's directory starts; 0 after the last."""
    (count,) = struct.unpack_from(order + "H", content, offset)
    values = {_TIFF_WIDTH: 0, _TIFF_HEIGHT: 0}
    for index in range(count):
        start = offset + 2 + 12 * index
        tag, kind = struct.unpack_from(order + "HH", content, start)
        if tag in values and kind in {_TIFF_SHORT, _TIFF_LONG}:
            form = order + ("H" if kind == _TIFF_SHORT else "I")
            (values[tag],) = struct.unpack_from(form, content, start + 8)
    (following,) = struct.unpack_from(order + "I", content, offset + 2 + 12 * count)
    return Size(values[_TIFF_WIDTH], values[_TIFF_HEIGHT]), following


def _damaged() -> Unprocessable:
    return Unprocessable("document.damaged", "This picture's header is damaged.")
