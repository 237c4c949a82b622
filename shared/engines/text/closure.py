"""Subtotal, tax and total that lead to one another: which of the amounts on a page belong together."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, product

from shared.engines.text.fields import Scored

PARTS_MAX = 8
"""Taxes that may add up to the tax of the whole: one per rate."""

_CLOSED = 8.0
"""What it adds to a score that three amounts add up, and a tax is among them."""

type Amounts = Sequence[Scored[Decimal]]
type Triple = tuple[Scored[Decimal] | None, Scored[Decimal] | None, Scored[Decimal] | None]
"""Subtotal, tax and total."""


def closing(subtotals: Amounts, taxes: Amounts, totals: Amounts, unit: Decimal) -> Triple | None:
    """Return the likeliest three that add up, to a unit of the currency; None where none do."""
    best: Triple | None = None
    best_score = 0.0
    for total, subtotal, tax in product(totals, subtotals, taxes):
        if total.value == 0 or abs(subtotal.value + tax.value - total.value) > unit:
            continue
        # Without tax any amount agrees with itself: such a triple proves nothing.
        score = total.score + subtotal.score + tax.score + (_CLOSED if tax.value else 0.0)
        if score > best_score:
            best, best_score = (subtotal, tax, total), score
    return best


def apart(subtotals: Amounts, taxes: Amounts, totals: Amounts) -> Triple:
    """Return each amount by itself; a tax or subtotal larger than the total is not one."""
    total = first(totals)
    if total is None:
        return first(subtotals), first(taxes), None
    limit = abs(total.value)
    subtotal = first([one for one in subtotals if abs(one.value) <= limit])
    tax = first([one for one in taxes if abs(one.value) < limit])
    if tax and tax.value < 0 < total.value:
        # In brackets it is inside the total, not taken off.
        tax = replace(tax, value=-tax.value)
    return subtotal, tax, total


def included(taxes: Amounts, totals: Amounts, rates: Iterable[Decimal], unit: Decimal) -> Triple | None:
    """Return a total and the tax inside it, where a rate that is printed leads from one to the other."""
    best: Triple | None = None
    best_score = 0.0
    for total, tax, rate in product(totals, taxes, rates):
        inside = total.value * rate / (100 + rate)
        if tax.value and total.score + tax.score > best_score and abs(inside - abs(tax.value)) <= unit / 2:
            best, best_score = (None, replace(tax, value=abs(tax.value)), total), total.score + tax.score
    return best


def untaxed(subtotals: Amounts, taxes: Amounts, totals: Amounts) -> Triple | None:
    """Return a tax of nothing where none is named, and a net and a gross sum are the same."""
    subtotal, total = first(subtotals), first(totals)
    if not taxes and subtotal and total and subtotal.value == total.value and subtotal.words != total.words:
        return subtotal, replace(total, value=Decimal(0)), total
    return None


def fitting(subtotals: Amounts, taxes: Amounts, totals: Amounts) -> Iterator[Scored[Decimal]]:
    """Give what several taxes, or one with the other sign, make of a subtotal and a total, exactly."""
    parted = list({tax.words: tax for tax in reversed(taxes)}.values())[:PARTS_MAX]
    for subtotal, total in product(subtotals[:PARTS_MAX], totals[:PARTS_MAX]):
        expected = total.value - subtotal.value
        if not expected or any(tax.value == expected for tax in taxes):
            continue
        opposite = next((tax for tax in taxes if tax.value == -expected), None)
        if opposite is not None:
            yield replace(opposite, value=expected)
        for count in (2, 3):
            for parts in combinations(parted, count):
                if sum((part.value for part in parts), Decimal(0)) == expected:
                    yield replace(parts[0], value=expected)


def first(found: Amounts) -> Scored[Decimal] | None:
    """Return the likeliest amount."""
    return max(found, key=lambda one: one.score, default=None)
