"""Tax identifiers of the vendor and the buyer: by their labels, and by whose block they stand in."""

import re
from collections.abc import Iterator

from shared.domain.reading import Read
from shared.engines.text.context import Context
from shared.engines.text.fields import Scored, highest, labelled, number_in
from shared.engines.text.identifiers import find_tax_ids
from shared.engines.text.labels import joined, words_at
from shared.engines.text.layout import Cell, Page, Word
from shared.engines.text.vocabulary.meanings import Label

_PARTIES = frozenset({Label.VENDOR, Label.BUYER, Label.OTHER_PARTY})
_BLOCK_LINES_MAX = 12
"""From a party's label to its tax identifier, with an address and contacts between."""
_EDGE = 12.0
"""Points between the left edges of one block."""
_OWNED: dict[Label | None, float] = {Label.VENDOR: 30.0, Label.BUYER: -1.0}
"""Scores of a tax identifier by whose block it stands in."""
_OWN = 20.0
"""A tax identifier that scores more is the vendor's, whoever else is said to have it."""


def read_tax_ids(
    context: Context, vendor_name: str | None = None
) -> tuple[Read[str] | None, Read[str] | None]:
    """Return the vendor's and the buyer's tax identifier: by their labels, and by the block they stand in."""
    everywhere = list(_tax_ids(context, vendor_name))
    buyers = {id_.value for id_ in labelled(context, {Label.BUYER_TAX_ID: 20.0}, _tax_ids_in)}
    buyers |= {id_.value for id_ in everywhere if id_.score < 0}
    buyers -= {id_.value for id_ in everywhere if id_.score > _OWN}
    named = list(labelled(context, {Label.VENDOR_TAX_ID: 20.0}, _tax_ids_in))
    own = highest([*named, *everywhere], without=buyers)
    if own is None:
        own = highest(labelled(context, {Label.VENDOR_TAX_ID: 20.0}, _registration_in), without=buyers)
    if own is not None:
        # A label after the number may be its end: `CHE-123.456.789 MWST`.
        longer = [one for one in everywhere if one.value.startswith(own.value)]
        own = max([own, *longer], key=lambda one: len(one.value))
    theirs = next((id_ for id_ in (*named, *everywhere) if id_.value in buyers), None)
    vendor = own.read(0.85 if len({id_.value for id_ in everywhere} - buyers) == 1 else 0.6) if own else None
    return vendor, theirs.read(0.8) if theirs else None


def _tax_ids(context: Context, vendor_name: str | None) -> Iterator[Scored[str]]:
    """Give every tax identifier; below zero where it stands in the buyer's block, high beside the vendor."""
    for page in context.pages:
        for index, line in enumerate(page.lines):
            for cell in line.cells:
                for found in find_tax_ids(joined(cell.words)):
                    words = words_at(cell.words, found.start, found.end)
                    beside = vendor_name is not None and vendor_name.casefold() in line.text.casefold()
                    score = 40.0 if beside else _OWNED.get(_owner(context, page, index, cell), 1.0)
                    yield Scored(found.value, words, page, score)


def _owner(context: Context, page: Page, line: int, cell: Cell) -> Label | None:
    """Return whose block a cell, or its label, stands in: that of the last party named above at its edge."""
    place = page.lines[line].cells.index(cell)
    edges = [one.left for one in page.lines[line].cells[max(0, place - 1) : place + 1]]
    above = [
        mark
        for mark in context.marks
        if mark.page is page
        and mark.label in _PARTIES
        and mark.leads
        and line - _BLOCK_LINES_MAX <= mark.line < line
        and any(abs(mark.words[0].left - edge) < _EDGE for edge in edges)
    ]
    return above[-1].label if above else None


def _tax_ids_in(words: tuple[Word, ...]) -> Iterator[tuple[str, tuple[Word, ...]]]:
    for found in find_tax_ids(joined(words)):
        yield found.value, words_at(words, found.start, found.end)


def _registration_in(words: tuple[Word, ...]) -> Iterator[tuple[str, tuple[Word, ...]]]:
    """Give an identifier without a country: eight characters at least, most of them digits."""
    for value, place in number_in(words):
        compact = re.sub(r"[^A-Z0-9]", "", value.upper())
        if 8 <= len(compact) <= 15 and sum(letter.isdigit() for letter in compact) >= 6:
            yield compact, place
