"""Totals that the printed amounts prove among themselves, where no label tells which is which."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from shared.domain.reading import Read
from shared.engines.text.context import Context
from shared.engines.text.fields import Scored
from shared.engines.text.labels import words_at
from shared.engines.text.layout import Page, Word
from shared.engines.text.numbers import find_numbers

AMOUNTS_MAX = 120
"""Different amounts compared: more are a list, in which some add up by chance."""

_RATE_MIN, _RATE_MAX = Decimal("0.01"), Decimal("0.30")
"""Of a tax, as a part of what it is added to."""


class Sums(NamedTuple):
    """Three amounts that add up."""

    subtotal: Read[Decimal]
    tax_total: Read[Decimal]
    total: Read[Decimal]


class _Amount(NamedTuple):
    value: Decimal
    words: tuple[Word, ...]
    page: Page

    def read(self) -> Read[Decimal]:
        return Scored(self.value, self.words, self.page, 0).read(_CONFIDENCE)


_CONFIDENCE = 0.7


def prove_sums(context: Context) -> Sums | None:
    """
    Return the largest amount of the document where two others add up to it as a price and its tax do.

    None where none do, or where more than one pair does.
    """
    amounts = {amount.value: amount for page in context.pages for amount in _amounts(context, page)}
    if not 3 <= len(amounts) <= AMOUNTS_MAX:
        return None
    total = max(amounts)
    pairs = [
        (price, tax)
        for tax, price in combinations(sorted(amounts), 2)
        if price + tax == total and _RATE_MIN * price <= tax <= _RATE_MAX * price
    ]
    if len(pairs) != 1:
        return None
    price, tax = pairs[0]
    return Sums(amounts[price].read(), amounts[tax].read(), amounts[total].read())


def _amounts(context: Context, page: Page) -> Iterator[_Amount]:
    for line in page.lines:
        for cell in line.cells:
            for number in find_numbers(cell.text, context.decimal):
                if number.decimals == 2 and number.value > 0 and not number.percent:
                    yield _Amount(number.value, words_at(cell.words, number.start, number.end), page)
