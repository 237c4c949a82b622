"""Whose a number on a page is: by the block it stands in, and the name beside or over it."""

from collections.abc import Iterator

from shared.engines.text.context import Context
from shared.engines.text.layout import Cell, Page
from shared.engines.text.names import name_key
from shared.engines.text.vocabulary.meanings import Label

_PARTIES = frozenset({Label.VENDOR, Label.BUYER, Label.OTHER_PARTY})
_BLOCK_LINES_MAX = 12
"""From a party's label or name to its last identifier, with an address and contacts between."""
_EDGE = 12.0
"""Points between the left edges of one block."""
_GAP_RATIO = 1.6
"""Lines of one block follow within this many heights."""
_FOOT = 0.82
"""Part of the page below which only the sender speaks of itself."""
_OWNED: dict[Label | None, float] = {Label.VENDOR: 30.0, Label.BUYER: -1.0}
"""Scores by whose block it stands in."""
_BESIDE, _UNDER, FOOTED = 40.0, 35.0, 3.0
"""Scores beside the vendor's name, under it, and at the foot of the page."""


def owned(context: Context, page: Page, line: int, cell: Cell, names: tuple[str, str]) -> float:
    """Return how surely what is in a cell is the vendor's; below zero where it is the buyer's."""
    vendor, buyer = names
    beside = name_key(page.lines[line].text)
    if vendor and vendor in beside:
        return _BESIDE
    for text in _block_above(page, line, cell):
        if vendor and vendor in text:
            return _UNDER
        if buyer and buyer in text:
            return _OWNED[Label.BUYER]
    return _OWNED.get(_owner(context, page, line, cell), FOOTED if cell.top > _FOOT * page.height else 1.0)


def _block_above(page: Page, line: int, cell: Cell) -> Iterator[str]:
    """Give the keys of the cells over one another that a cell ends, from it upwards."""
    last = cell
    for above in reversed(page.lines[max(0, line - _BLOCK_LINES_MAX) : line]):
        over = [one for one in above.cells if _stands_over(one, last)]
        if not over:
            continue
        if last.top - over[0].bottom > _GAP_RATIO * last.height:
            return
        last = over[0]
        yield name_key(last.text)


def _stands_over(upper: Cell, lower: Cell) -> bool:
    """Return whether two cells begin, end or are centred at one place."""
    return (
        abs(upper.left - lower.left) < _EDGE
        or abs(upper.right - lower.right) < _EDGE / 2
        or abs(upper.left + upper.right - lower.left - lower.right) < _EDGE / 2
    )


def _owner(context: Context, page: Page, line: int, cell: Cell) -> Label | None:
    """Return whose block a cell, or its label, stands in: that of the last party named above at its edge."""
    place = page.lines[line].cells.index(cell)
    top = _FOOT * page.height if cell.top > _FOOT * page.height else 0.0
    edges = [one.left for one in page.lines[line].cells[max(0, place - 1) : place + 1]]
    above = [
        mark
        for mark in context.marks
        if mark.page is page
        and mark.label in _PARTIES
        and mark.leads
        and mark.where.top >= top
        and line - _BLOCK_LINES_MAX <= mark.line < line
        and any(abs(mark.words[0].left - edge) < _EDGE for edge in edges)
    ]
    return above[-1].label if above else None
