"""Addresses that stand alone on the page: in the window of an envelope, without any label."""

import re
from collections.abc import Iterable, Iterator

from shared.engines.text.context import Context
from shared.engines.text.fields import Scored
from shared.engines.text.layout import Cell, Page
from shared.engines.text.names import clean_name, is_label, is_name, parted_names
from shared.engines.text.postcodes import POSTCODE

UPPER_PART = 0.4
"""Part of the page above which a window envelope shows the address."""

_BLOCK_LINES_MAX = 7
"""Of an address: name, department, person, street, town, country, and one to spare."""

_GAP_RATIO = 1.6
"""Its lines follow within this many heights."""

_EDGE = 3.0
"""Points that two left edges may differ and still be one."""

_SENDER_LINE = re.compile(
    r"^\d+ |\d.*(?: [-\u2013\u00b7\u25cf\u2022|] |, )|(?: [-\u2013\u00b7\u25cf\u2022|] |, ).*\d"
)
"""A street, or a whole address in one line: nobody's name."""

_CONTACT_HINTS = ("iban", "www.", "http", "fax", "tel.", "phone", "fon ", "kvk", "siret", "@")


def is_sender_line(text: str) -> bool:
    """Return whether a text is a whole address in one line: a name, a street and a town with its postcode."""
    name, *rest = parted_names(text)
    numbered = [part for part in rest if any(letter.isdigit() for letter in part)]
    posted = any(POSTCODE.search(part) for part in rest)
    return posted and len(numbered) >= 2 and not any(letter.isdigit() for letter in name)


def heads_address(cell: Cell, page: Page) -> bool:
    """Return whether a cell stands over the lines of an address."""
    cells = [one for line in page.lines for one in line.cells]
    block = _block(cell, cells[cells.index(cell) + 1 :])
    return any(POSTCODE.search(under.text) for under in block)


def addressees(context: Context) -> Iterator[Scored[str]]:
    """Give the names that head an address standing alone in the upper half of the first page."""
    return (name for name, _ in addressed(context))


def addressed(context: Context) -> Iterator[tuple[Scored[str], list[Cell]]]:
    """Give each of those names with the lines of the address under it."""
    for page in context.pages[:1]:
        cells = [cell for line in page.lines for cell in line.cells if cell.top < UPPER_PART * page.height]
        for index, cell in enumerate(cells):
            value = clean_name(cell.text)
            block = _block(cell, cells[index + 1 :])
            posted = any(POSTCODE.search(under.text) for under in block[1:])
            street = bool(block) and any(map(str.isdigit, value)) and POSTCODE.search(block[0].text)
            if (
                posted
                and not street
                and not _SENDER_LINE.search(value)
                and is_name(value)
                and not is_label(cell.words)
                and not _is_sender(block)
            ):
                yield Scored(value, cell.words, page, 1.0), block


def _block(head: Cell, following: Iterable[Cell]) -> list[Cell]:
    """Return the cells that stand closely under one another at the same left edge, without the first."""
    block: list[Cell] = []
    last = head
    for cell in following:
        if abs(cell.left - head.left) > _EDGE or cell.top < last.top:
            continue
        if cell.top - last.bottom > _GAP_RATIO * head.height or len(block) == _BLOCK_LINES_MAX:
            break
        block.append(cell)
        last = cell
    return block


def _is_sender(block: Iterable[Cell]) -> bool:
    """Return whether a block tells how to reach somebody: only a sender does."""
    text = " ".join(cell.text for cell in block).lower()
    return any(hint in text for hint in _CONTACT_HINTS)
