"""Text that is in a PDF and that nobody sees. Runs in the sandbox: pdfium can crash."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from shared.domain.reading import Concealment
from shared.engines.ocr.trust import HIDDEN_MAX, PICTURED_MIN
from shared.engines.traces.marks import Mark, Place, area_of, holds, is_beside, letters_of, marks_of
from shared.engines.traces.shown import Dots, differs, shown

PAGES_MAX = 300
"""Pages searched: as many as are read."""

MARKS_MAX = 200_000
"""Drawn things looked at in one document, some 5 s: 700 on every page of the longest bill."""

PAGES_DRAWN_MAX = 20
"""Pages drawn to see whether taking text away changes anything, some 20 ms each; others are not judged."""

AREAS_MAX = 50
"""Areas and pictures of one page that can be behind or before text; of more, the largest."""

BOXES_MAX = 20
"""Places told of one kind on a page: enough to show it."""

LETTERS_MIN = 4
"""Of one kind on a page: word processors leave a stray letter here and there."""

TINY_POINTS = 1.5
"""Height of letters that no eye reads; the small print of bills has 4."""

SAME_COLOUR_STEPS = 12
"""Steps of 255 by which a colour may be off and still not stand out from what is behind it."""

CLEAR_ALPHA = 12
"""Of 255: text that covers less is as good as not there."""

_PAPER = (255, 255, 255)
_INKLESS = frozenset({3, 7})
"""Render modes that leave no ink: invisible, and only added to what clips."""

_OF_SCANNERS = frozenset({Concealment.INVISIBLE, Concealment.COVERED})
"""How a scanner lays its guess under the picture. Such a page is read by sight, never by that text."""


class _Hidden(NamedTuple):
    how: Concealment
    mark: Mark
    letters: int


def find_hidden(document: Any, *, marks_max: int = MARKS_MAX) -> tuple[list[dict[str, Any]], int]:
    """Return hidden text as `HiddenText` describes it, in page order, and how many pages were left out."""
    count = pdfium.FPDF_GetPageCount(document)
    found: list[dict[str, Any]] = []
    marks_left, drawings_left = marks_max, PAGES_DRAWN_MAX
    for index in range(min(count, PAGES_MAX)):
        page = pdfium.FPDF_LoadPage(document, index)
        if not page:
            continue
        try:
            marks = marks_of(page, marks_left)
            if marks is None:
                return found, count - index
            marks_left -= len(marks)
            doubted = _doubted(marks)
            drawn = bool(doubted) and drawings_left > 0
            drawings_left -= drawn
            hidden = _certain(marks) + (_unseen(page, doubted) if drawn else [])
            found += [{**each, "page": index + 1} for each in _told(page, marks, hidden)]
        finally:
            pdfium.FPDF_ClosePage(page)
    return found, max(0, count - PAGES_MAX)


def _certain(marks: Sequence[Mark]) -> list[tuple[Concealment, Mark]]:
    """Text that cannot be seen, whatever is around it."""
    return [(how, mark) for mark in marks if (how := _certainly(mark)) is not None]


def _certainly(mark: Mark) -> Concealment | None:
    if mark.mode is None:
        return None
    if mark.mode in _INKLESS:
        return Concealment.INVISIBLE
    if is_beside(mark.place):
        return Concealment.OFF_PAGE
    return Concealment.TINY if mark.points < TINY_POINTS else None


def _doubted(marks: Sequence[Mark]) -> list[tuple[Concealment, Mark]]:
    """Text that may not be seen: in the colour of what is behind it, or wholly under something."""
    areas = sorted(
        (mark for mark in marks if mark.fills), key=lambda mark: area_of(mark.place), reverse=True
    )[:AREAS_MAX]
    areas.sort(key=lambda mark: mark.order)
    doubted = []
    for mark in marks:
        if mark.mode is None or _certainly(mark) is not None:
            continue
        around = [area for area in areas if holds(area.place, mark.place)]
        if any(area.order > mark.order for area in around):
            doubted.append((Concealment.COVERED, mark))
        elif _is_pale(mark, [area for area in around if not area.picture]):
            doubted.append((Concealment.PALE, mark))
    return doubted


def _is_pale(mark: Mark, behind: Sequence[Mark]) -> bool:
    """Any of the areas: one that is drawn as a frame has a hole where the text stands."""
    colours = [_PAPER, *(area.colour for area in behind)]
    return mark.alpha <= CLEAR_ALPHA or any(
        all(abs(one - other) <= SAME_COLOUR_STEPS for one, other in zip(mark.colour, colour, strict=True))
        for colour in colours
    )


def _unseen(page: Any, doubted: Sequence[tuple[Concealment, Mark]]) -> list[tuple[Concealment, Mark]]:
    """Those whose place looks the same without them."""
    before = shown(page, notes=False)
    for _, mark in doubted:
        pdfium.FPDFPageObj_SetIsActive(mark.handle, False)
    after = shown(page, notes=False)
    for _, mark in doubted:
        # Whatever is not active has no text to be counted either.
        pdfium.FPDFPageObj_SetIsActive(mark.handle, True)
    return [
        (how, mark) for how, mark in doubted if not differs(_cut(before, mark.place), _cut(after, mark.place))
    ]


def _cut(dots: Dots, place: Place) -> Dots:
    height, width = dots.shape
    left, top, right, bottom = (min(1.0, max(0.0, edge)) for edge in place)
    return dots[int(top * height) : int(bottom * height) + 1, int(left * width) : int(right * width) + 1]


def _told(
    page: Any, marks: Sequence[Mark], hidden: Sequence[tuple[Concealment, Mark]]
) -> Iterator[dict[str, Any]]:
    if not hidden:
        return
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return
    try:
        counted = [_Hidden(how, mark, letters_of(mark, text_page)) for how, mark in hidden]
        all_letters = sum(letters_of(mark, text_page) for mark in marks if mark.mode is not None)
    finally:
        pdfium.FPDFText_ClosePage(text_page)
    layer = sum(each.letters for each in counted if each.how in _OF_SCANNERS)
    scanned = _pictured(marks) >= PICTURED_MIN and layer > HIDDEN_MAX * all_letters
    counted.sort(key=lambda each: (each.how, each.mark.order))
    for how, group in groupby(counted, key=lambda each: each.how):
        same = list(group)
        letters = sum(each.letters for each in same)
        if letters >= LETTERS_MIN and not (scanned and how in _OF_SCANNERS):
            boxes = [_box(each.mark.place) for each in same if each.letters][:BOXES_MAX]
            yield {"concealment": how.value, "letters": letters, "boxes": boxes}


def _pictured(marks: Sequence[Mark]) -> float:
    return sum(area_of(mark.place) for mark in marks if mark.picture)


def _box(place: Place) -> dict[str, float]:
    names = ("left", "top", "right", "bottom")
    return {name: round(min(1.0, max(0.0, edge)), 4) for name, edge in zip(names, place, strict=True)}
