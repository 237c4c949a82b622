"""Tax identifiers of the vendor and the buyer: by their labels, and by whose block they stand in."""

import re
from collections.abc import Iterator
from dataclasses import replace

from shared.domain.reading import Read
from shared.engines.text.context import Context
from shared.engines.text.fields import Scored, highest, labelled
from shared.engines.text.identifiers import PrintedID, find_ibans, find_tax_ids
from shared.engines.text.labels import joined, words_at
from shared.engines.text.layout import Cell, Page, Word
from shared.engines.text.names import name_key
from shared.engines.text.vocabulary.meanings import Label

_PARTIES = frozenset({Label.VENDOR, Label.BUYER, Label.OTHER_PARTY})
_BLOCK_LINES_MAX = 12
"""From a party's label or name to its tax identifier, with an address and contacts between."""
_EDGE = 12.0
"""Points between the left edges of one block."""
_GAP_RATIO = 1.6
"""Lines of one block follow within this many heights."""
_FOOT = 0.82
"""Part of the page below which only the sender speaks of itself."""
_OWNED: dict[Label | None, float] = {Label.VENDOR: 30.0, Label.BUYER: -1.0}
"""Scores of a tax identifier by whose block it stands in."""
_BESIDE, _UNDER, _FOOTED = 40.0, 35.0, 3.0
"""Beside the vendor's name, under it, and at the foot of the page."""
_OWN = 20.0
"""A tax identifier that scores more is the vendor's, whoever else is said to have it."""
_LABELLED = 20.0
_UNPROVED = 10.0
"""Taken off for an identifier that no country's form confirms."""
_REGISTRATION = re.compile(
    r"[:#\s]*(?P<id>(?:[A-Z]{1,2}[-.]?)?\d[\dA-Z]*(?:[ .\-/]{1,2}[\dA-Z]*\d[\dA-Z]*)*"
    r"(?:[ -][A-Z])?(?: MVA)?)(?!\w)"
)
_REGISTRATION_LETTERS_MIN, _REGISTRATION_LETTERS_MAX, _REGISTRATION_DIGITS_MIN = 8, 15, 6
"""Of an identifier as its own country writes it: `12345678`, `123-456-78-90`, `987 654 321 MVA`."""


def read_tax_ids(
    context: Context, vendor_name: str | None = None, buyer_name: str | None = None
) -> tuple[Read[str] | None, Read[str] | None]:
    """Return the vendor's and the buyer's tax identifier: by their labels, and by the block they stand in."""
    names = (name_key(vendor_name or ""), name_key(buyer_name or ""))
    everywhere = list(_tax_ids(context, names))
    told = list(labelled(context, {Label.VENDOR_TAX_ID: _LABELLED}, _tax_ids_in))
    registered = list(_registered(context, names))
    buyers = {id_.value for id_ in labelled(context, {Label.BUYER_TAX_ID: _LABELLED}, _tax_ids_in)}
    buyers |= {id_.value for id_ in (*everywhere, *registered) if id_.score < 0}
    buyers -= {id_.value for id_ in (*everywhere, *registered) if id_.score > _OWN}
    own = highest([*told, *everywhere], without=buyers)
    if own is None or own.score <= _OWN:
        # What stands under the vendor's name is its own, though another has a longer form.
        own = highest([*([own] if own else []), *registered], without=buyers)
    if own is not None:
        # A label after the number may be its end: `CHE-123.456.789 MWST`.
        longer = [one for one in everywhere if one.value.startswith(own.value)]
        own = max([own, *longer], key=lambda one: len(one.value))
    theirs = next((id_ for id_ in (*told, *everywhere, *registered) if id_.value in buyers), None)
    vendor = own.read(0.85 if len({id_.value for id_ in everywhere} - buyers) == 1 else 0.6) if own else None
    return vendor, theirs.read(0.8) if theirs else None


def _tax_ids(context: Context, names: tuple[str, str]) -> Iterator[Scored[str]]:
    """Give every tax identifier; below zero where it stands in the buyer's block, high beside the vendor."""
    for page in context.pages:
        for index, line in enumerate(page.lines):
            for cell in line.cells:
                for found in _identifiers(joined(cell.words)):
                    words = words_at(cell.words, found.start, found.end)
                    yield Scored(found.value, words, page, _owned(context, page, index, cell, names))


def _registered(context: Context, names: tuple[str, str]) -> Iterator[Scored[str]]:
    """Give what a label calls a tax identifier though it names no country, scored as those that do."""
    for id_ in labelled(context, {Label.VENDOR_TAX_ID: _LABELLED}, _registration_in):
        index, cell = next(
            (index, cell)
            for index, line in enumerate(id_.page.lines)
            for cell in line.cells
            if id_.words[0] in cell.words
        )
        score = _owned(context, id_.page, index, cell, names)
        yield replace(id_, score=score if score < 0 else score + _LABELLED - _UNPROVED)


def _owned(context: Context, page: Page, line: int, cell: Cell, names: tuple[str, str]) -> float:
    """Return how surely an identifier in this cell is the vendor's; below zero where it is the buyer's."""
    vendor, buyer = names
    beside = name_key(page.lines[line].text)
    if vendor and vendor in beside:
        return _BESIDE
    for text in _block_above(page, line, cell):
        if vendor and vendor in text:
            return _UNDER
        if buyer and buyer in text:
            return _OWNED[Label.BUYER]
    return _OWNED.get(_owner(context, page, line, cell), _FOOTED if cell.top > _FOOT * page.height else 1.0)


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


def _tax_ids_in(words: tuple[Word, ...]) -> Iterator[tuple[str, tuple[Word, ...]]]:
    for found in _identifiers(joined(words)):
        yield found.value, words_at(words, found.start, found.end)


def _identifiers(text: str) -> Iterator[PrintedID]:
    """Give the tax identifiers in a text; the first groups of an account look like one."""
    accounts = list(find_ibans(text))
    for found in find_tax_ids(text):
        if not any(account.start < found.end and found.start < account.end for account in accounts):
            yield found


def _registration_in(words: tuple[Word, ...]) -> Iterator[tuple[str, tuple[Word, ...]]]:
    """Give an identifier without a country, where words begin with one."""
    found = _REGISTRATION.match(joined(words))
    if found is None:
        return
    compact = re.sub(r"[^A-Z0-9]", "", found["id"])
    long_enough = _REGISTRATION_LETTERS_MIN <= len(compact) <= _REGISTRATION_LETTERS_MAX
    if long_enough and sum(map(str.isdigit, compact)) >= _REGISTRATION_DIGITS_MIN:
        yield compact, words_at(words, found.start("id"), found.end("id"))
