"""Allowances and charges on the whole invoice: what stands between the lines and their sum after it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from shared.domain.reading import LineItem, Read
from shared.engines.text.context import Context
from shared.engines.text.layout import Line, Page
from shared.engines.text.numbers import find_numbers
from shared.engines.text.totals import Totals

ROWS_MAX = 6
"""Adjustments of one invoice: more are a table of their own, and the search stays under 729 steps."""

_SLACK = 0.002
"""Of a page's height: where one line ends, the next may begin."""


class Adjustments(NamedTuple):
    """What is taken off and what is added, both as positive numbers; None where nothing is."""

    allowances: Decimal | None = None
    charges: Decimal | None = None


def read_adjustments(context: Context, items: Sequence[LineItem], totals: Totals) -> Adjustments:
    """
    Return the adjustments that lead from the lines to the subtotal exactly; nothing where none do.

    Discounts are printed with a minus or without; arithmetic decides which they are.
    """
    subtotal, total = totals.subtotal, totals.total
    amounts = [item.amount for item in items if item.amount is not None]
    if subtotal is None or not amounts or len(amounts) < len(items):
        return Adjustments()
    lines = sum(amounts, Decimal(0))
    found = [amount for amount in _between(context, items[-1], lines, subtotal) if amount not in {lines, 0}]
    whole = {subtotal.value, total.value if total else subtotal.value}
    if lines in whole or not 0 < len(found) <= ROWS_MAX:
        return Adjustments()
    return _signed([abs(amount) for amount in found], subtotal.value - lines)


def _signed(amounts: Sequence[Decimal], difference: Decimal) -> Adjustments:
    # All of them before a part of them: a sum that was passed over is more likely than one that was missed.
    choices = sorted(product((-1, 1, 0), repeat=len(amounts)), key=lambda signs: signs.count(0))
    for signs in choices:
        if (
            sum((sign * amount for sign, amount in zip(signs, amounts, strict=True)), Decimal(0))
            == difference
        ):
            taken = [amount for sign, amount in zip(signs, amounts, strict=True) if sign < 0]
            added = [amount for sign, amount in zip(signs, amounts, strict=True) if sign > 0]
            return Adjustments(sum(taken, Decimal(0)) or None, sum(added, Decimal(0)) or None)
    return Adjustments()


def _between(context: Context, last: LineItem, lines: Decimal, subtotal: Read[Decimal]) -> Iterator[Decimal]:
    """Give the amounts at the ends of the lines from the last item, or the sum of all, to the subtotal."""
    if subtotal.evidence is None or subtotal.evidence.box is None:
        return
    end = subtotal.evidence.box.top
    for page in context.pages:
        if page.number != subtotal.evidence.page:
            continue
        ends = [(line, value) for line in page.lines for value in _last_amounts(context, line)]
        start = max(
            (
                line.bottom / page.height
                for line, value in ends
                if value == lines and line.top / page.height < end
            ),
            default=_bottom(last, page),
        )
        yield from (value for line, value in ends if start is not None and _stands(line, page, start, end))


def _last_amounts(context: Context, line: Line) -> Iterator[Decimal]:
    numbers = [number for number in find_numbers(line.cells[-1].text, context.decimal) if not number.percent]
    yield from (number.value for number in numbers[-1:])


def _bottom(last: LineItem, page: Page) -> float | None:
    evidence = last.evidence
    return evidence.box.bottom if evidence and evidence.box and evidence.page == page.number else None


def _stands(line: Line, page: Page, top: float, bottom: float) -> bool:
    return line.top / page.height >= top - _SLACK and line.bottom / page.height <= bottom + _SLACK
