"""Words with their boxes from a PDF's text layer. Runs in the sandbox: pdfium can crash."""

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from shared.engines.pdf import open_pdf

CHARACTERS_MAX = 100_000
"""Of one page: a dense page of small print has 15,000."""

_GAP_RATIO = 0.28
"""A gap of this part of the line height separates words; letters of one word stand closer."""

_LINE_RATIO = 0.6
"""Boxes overlapping by this part of the lower one stand on one line."""

_UNICODE_END = 0x110000
_HYPHENS = {0xFFFE: "-", 0x02: "-", 0xAD: "-"}
"""pdfium's marks for a hyphen at a line's end, and the soft hyphen."""


class _Letter(NamedTuple):
    text: str
    left: float
    top: float
    right: float
    bottom: float


class _Frame(NamedTuple):
    """How a page's own coordinates become points from the top left, its text upright."""

    left: float
    bottom: float
    width: float
    height: float
    quarter_turns: int

    def place(self, text: str, box: Any) -> _Letter:
        left, right = box.left - self.left, box.right - self.left
        top, bottom = self.height - (box.top - self.bottom), self.height - (box.bottom - self.bottom)
        match self.quarter_turns:
            case 1:
                return _Letter(text, self.height - bottom, left, self.height - top, right)
            case 2:
                return _Letter(
                    text, self.width - right, self.height - bottom, self.width - left, self.height - top
                )
            case 3:
                return _Letter(text, top, self.width - right, bottom, self.width - left)
            case _:
                return _Letter(text, left, top, right, bottom)


def words(content: bytes, *, pages_max: int) -> tuple[list[dict[str, Any]], bytes]:
    """
    Return the words of each page, in the order of the content stream.

    One object per page: `width` and `height` in points, `text` (a list of words), `box` (left, top, right,
    bottom of each word, flat, in points from the top left of the page turned
    so that most of its text is upright), `state` (`read`, `blank` or `unread`). Pages
    after `pages_max` are not looked at and have the state `unread`.
    """
    with open_pdf(content) as document:
        count = pdfium.FPDF_GetPageCount(document)
        pages = [_page(document, index) for index in range(min(count, pages_max))]
        return pages + [_empty("unread")] * (count - len(pages)), b""


def _page(document: Any, index: int) -> dict[str, Any]:
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        return _empty("unread")
    try:
        if pdfium.FPDFPage_CountObjects(page) == 0:
            return _empty("blank")
        return _text(page)
    finally:
        pdfium.FPDF_ClosePage(page)


def _text(page: Any) -> dict[str, Any]:
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return _empty("unread")
    try:
        count = pdfium.FPDFText_CountChars(text_page)
        if not 0 < count <= CHARACTERS_MAX:
            return _empty("unread")
        directions = [_quarter(pdfium.FPDFText_GetCharAngle(text_page, index)) for index in range(count)]
        # What most of the text says is up, whatever the page's own rotation. Text along the margin, turned
        # against the rest, is a form's number or a watermark.
        upright = Counter(directions).most_common(1)[0][0]
        frame = _frame(page, upright)
        kept = [index if direction == upright else None for index, direction in enumerate(directions)]
        found = list(_words(_letters(text_page, kept, frame)))
    finally:
        pdfium.FPDFText_ClosePage(text_page)
    sideways = frame.quarter_turns % 2
    return {
        "width": round(frame.height if sideways else frame.width, 1),
        "height": round(frame.width if sideways else frame.height, 1),
        "text": [word.text for word in found],
        "box": [round(edge, 1) for word in found for edge in word[1:]],
        "state": "read" if found else "unread",
    }


def _empty(state: str) -> dict[str, Any]:
    return {"width": 0, "height": 0, "text": [], "box": [], "state": state}


def _frame(page: Any, quarter_turns: int) -> _Frame:
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, box)
    width, height = box.right - box.left, box.top - box.bottom
    # pdfium turns the box with the page, and the letters not.
    if pdfium.FPDFPage_GetRotation(page) % 2:
        width, height = height, width
    return _Frame(box.left, box.bottom, width, height, quarter_turns)


def _letters(text_page: Any, kept: list[int | None], frame: _Frame) -> Iterator[_Letter | None]:
    """Give each kept letter in order, and None where pdfium saw or made a space."""
    box = pdfium.FS_RECTF()
    # Looked up once: this runs for every character of every page.
    code_of, box_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    for index in kept:
        if index is None:
            yield None
            continue
        code = code_of(text_page, index)
        text = _HYPHENS.get(code) or (chr(code) if code < _UNICODE_END else " ")
        # No space but U+0020 is printable, and neither are marks without a shape.
        if text == " " or not text.isprintable():
            yield None
        elif box_of(text_page, index, box):
            yield frame.place(text, box)


def _quarter(angle: float) -> int:
    """Return a letter's direction in quarter turns against the clock; pdfium gives -1 where it has none."""
    return -round(angle / (math.pi / 2)) % 4 if angle >= 0 else 0


def _words(letters: Iterator[_Letter | None]) -> Iterator[_Letter]:
    text, word = "", None
    for letter in letters:
        if letter is not None and word is not None and _continues(word, letter):
            text += letter.text
            word = _Letter(
                text,
                word.left,
                min(word.top, letter.top),
                max(word.right, letter.right),
                max(word.bottom, letter.bottom),
            )
            continue
        if word is not None:
            yield word
        text, word = (letter.text, letter) if letter is not None else ("", None)
    if word is not None:
        yield word


def _continues(word: _Letter, letter: _Letter) -> bool:
    height = min(word.bottom - word.top, letter.bottom - letter.top)
    overlap = min(word.bottom, letter.bottom) - max(word.top, letter.top)
    gap = letter.left - word.right
    return overlap >= _LINE_RATIO * height and -height < gap < _GAP_RATIO * height
