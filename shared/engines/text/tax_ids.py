"""Tax identifiers of the vendor and the buyer: by their labels, and by whose block they stand in."""

import re
from collections.abc import Iterator
from dataclasses import replace

from shared.domain.reading import Read
from shared.engines.text.context import Context
from shared.engines.text.fields import Scored, highest, labelled
from shared.engines.text.identifiers import PrintedID, find_ibans, find_tax_ids
from shared.engines.text.labels import joined, words_at
from shared.engines.text.layout import Word
from shared.engines.text.names import name_key
from shared.engines.text.owners import owned
from shared.engines.text.vocabulary.meanings import Label

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
                    yield Scored(found.value, words, page, owned(context, page, index, cell, names))


def _registered(context: Context, names: tuple[str, str]) -> Iterator[Scored[str]]:
    """Give what a label calls a tax identifier though it names no country, scored as those that do."""
    for id_ in labelled(context, {Label.VENDOR_TAX_ID: _LABELLED}, _registration_in):
        index, cell = next(
            (index, cell)
            for index, line in enumerate(id_.page.lines)
            for cell in line.cells
            if id_.words[0] in cell.words
        )
        score = owned(context, id_.page, index, cell, names)
        yield replace(id_, score=score if score < 0 else score + _LABELLED - _UNPROVED)


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
