"""The amounts of the invoice as a whole: chosen together, so that they add up where the page lets them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from shared.domain.money import smallest
from shared.domain.reading import Read, TaxLine
from shared.engines.text.closure import Amounts, apart, closing, first, fitting, included, untaxed
from shared.engines.text.context import Context
from shared.engines.text.fields import Scored
from shared.engines.text.headings import heading_lines
from shared.engines.text.labels import Mark, below, joined, words_at
from shared.engines.text.layout import Cell, Page, Word
from shared.engines.text.numbers import Printed, find_numbers
from shared.engines.text.vocabulary.meanings import Label

CANDIDATES_MAX = 24
"""Of each kind: the search over triples stays under 14,000 steps."""

COLUMN_LINES_MAX = 8
"""Lines under a heading such as `Net | Tax | Total` that may hold its amounts."""

_WEIGHTS = {
    Label.SUBTOTAL: 3.0,
    Label.TAX: 3.0,
    Label.TOTAL: 4.0,
    Label.TOTAL_BARE: 3.0,
    Label.AMOUNT_DUE: 2.0,
}
_BREAKDOWN = 0.25
_RATE_MAX = 30
"""Percent: Hungary's 27 is the highest value added tax there is."""
_SUMS_OF_COLUMNS = frozenset({Label.TOTAL, Label.TOTAL_BARE, Label.AMOUNT_DUE, Label.SUBTOTAL})
_ACROSS = (Label.SUBTOTAL, Label.TAX, Label.TOTAL)
"""What stands under the columns of a table at its end, in this order."""
_LETTERS_MAX = 4
"""Beside an amount: a currency's code."""
_AGREEING, _ALONE = 0.95, 0.6
"""Confidence where subtotal, tax and total add up, and where nothing confirms a value."""


@dataclass(frozen=True)
class Totals:
    """What the invoice says it sums up to."""

    subtotal: Read[Decimal] | None = None
    tax_total: Read[Decimal] | None = None
    total: Read[Decimal] | None = None
    amount_due: Read[Decimal] | None = None
    tax_lines: tuple[TaxLine, ...] = ()


def read_totals(context: Context) -> Totals:
    """Return the totals; the three that add up win over any that stand alone."""
    found: dict[Label, list[Scored[Decimal]]] = {label: [] for label in _WEIGHTS}
    headed = {page.number: heading_lines(page) for page in context.pages}
    for mark in context.marks:
        if mark.line in headed[mark.page.number]:
            continue
        if mark.label in _WEIGHTS and (mark.leads or mark.length >= 6):
            found[mark.label].extend(_amounts(context, mark))
            for label, amount in _across(context, mark):
                found[label].append(amount)
    subtotals, taxes = _strongest(found[Label.SUBTOTAL]), _strongest(found[Label.TAX])
    totals = _strongest([*found[Label.TOTAL], *found[Label.TOTAL_BARE], *found[Label.AMOUNT_DUE]])
    due = first(found[Label.AMOUNT_DUE])
    tax_lines = tuple(_tax_lines(context))
    taxes = [*_summed(tax_lines, taxes), *taxes]
    unit = smallest(context.currency.value if context.currency else None)
    taxes.extend(fitting(subtotals, taxes, totals))
    triple = (
        closing(subtotals, taxes, totals, unit)
        # After a discount the sum that is taxed has no name of its own, or another one.
        or closing(list(_printed(context, taxes, totals)), taxes, totals, unit)
        or untaxed(subtotals, taxes, totals)
        or included(taxes, [*totals, *_taxed(taxes, tax_lines)], _rates(context), unit)
    )
    confidence = _AGREEING if triple else _ALONE
    subtotal, tax, total = triple or apart(subtotals, taxes, totals)
    return Totals(
        subtotal.read(confidence) if subtotal else None,
        tax.read(confidence) if tax else None,
        total.read(confidence) if total else None,
        due.read(_AGREEING if total and total.value == due.value else _ALONE) if due else None,
        tax_lines,
    )


def _summed(tax_lines: Sequence[TaxLine], taxes: Sequence[Scored[Decimal]]) -> Iterator[Scored[Decimal]]:
    """Give the sum of a breakdown by rates: where each rate has its row, no row is the tax of the whole."""
    amounts = [line.amount for line in tax_lines if line.amount is not None]
    rates = {line.rate for line in tax_lines}
    if len(amounts) < 2 or len(rates) < len(tax_lines):
        return
    total = sum(amounts, Decimal(0))
    for tax in taxes:
        if tax.value in amounts:
            yield replace(tax, value=total, score=taxes[0].score + _BREAKDOWN)
            return


def _printed(context: Context, taxes: Amounts, totals: Amounts) -> Iterator[Scored[Decimal]]:
    """Give the amounts, whatever they are called, that lead with a tax to a total."""
    wanted = {total.value - tax.value for total, tax in product(totals, taxes) if tax.value}
    # No tax is larger than what it is on.
    largest = max((abs(tax.value) for tax in taxes), default=Decimal(0))
    for page, cell in _cells(context):
        for number in _money(context, cell.words):
            if number.value in wanted and abs(number.value) > largest:
                yield Scored(number.value, words_at(cell.words, number.start, number.end), page, 1.0)


def _rates(context: Context) -> frozenset[Decimal]:
    """Return the percentages on the pages that may be a tax's."""
    found = (number for _, cell in _cells(context) for number in find_numbers(cell.text, context.decimal))
    return frozenset(number.value for number in found if number.percent and 0 < number.value <= _RATE_MAX)


def _taxed(taxes: Amounts, tax_lines: Sequence[TaxLine]) -> Iterator[Scored[Decimal]]:
    """Give the amounts beside a tax's name as totals, with one rate: `Premium including 19 % tax`."""
    return (replace(tax, score=1.0) for tax in taxes if len(tax_lines) < 2)


def _cells(context: Context) -> Iterator[tuple[Page, Cell]]:
    return ((page, cell) for page in context.pages for line in page.lines for cell in line.cells)


def _amounts(context: Context, mark: Mark) -> Iterator[Scored[Decimal]]:
    """Give the amounts of a label, the likeliest with the highest score."""
    words = _words_after(context, mark)
    printed = list(_money(context, words))
    weight = _WEIGHTS[mark.label] + 0.1 * mark.page.number + 0.02 * mark.line / len(mark.page.lines)
    if printed:
        for place, number in enumerate(reversed(printed)):
            yield Scored(
                number.value,
                words_at(words, number.start, number.end),
                mark.page,
                weight - 1.5 * place + (0.5 if number.decimals else -1.5),
            )
        return
    column = [
        (cell, number)
        for cell in below(mark, COLUMN_LINES_MAX)
        for number in list(_money(context, cell.words))[-1:]
    ]
    for place, (cell, number) in enumerate(reversed(column)):
        where = words_at(cell.words, number.start, number.end)
        yield Scored(
            number.value, where, mark.page, weight - 1.0 - 0.5 * place + (0 if number.decimals else -1.5)
        )


def _across(context: Context, mark: Mark) -> Iterator[tuple[Label, Scored[Decimal]]]:
    """Give the net sum and the tax in `Total 1 278.61 40.39 319.00`: under the columns they are sums of."""
    words = _words_after(context, mark)
    printed = [number for number in _money(context, words) if number.decimals]
    if mark.label not in _SUMS_OF_COLUMNS or len(printed) < len(_ACROSS):
        return
    *_, net, tax, gross = printed
    if tax.value and abs(tax.value) < abs(net.value) and net.value + tax.value == gross.value:
        for label, number in zip(_ACROSS, (net, tax), strict=False):
            yield label, Scored(number.value, words_at(words, number.start, number.end), mark.page, 1.0)


def _words_after(context: Context, mark: Mark) -> tuple[Word, ...]:
    """Return the words after a label on its line, up to the next label that has amounts of its own."""
    line = mark.page.lines[mark.line]
    stops = [
        other.words[0].left
        for other in context.marks
        if other.page is mark.page
        and other.line == mark.line
        and other.words[0].left > mark.words[0].left
        and (other.label in _WEIGHTS or other.label is Label.OTHER_AMOUNT)
        and (other.cell != mark.cell or other.start > mark.end)
    ]
    end = min(stops, default=float("inf"))
    start = mark.words[-1].left
    return tuple(word for word in line.words if start < word.left < end)


def _money(context: Context, words: Sequence[Word]) -> Iterator[Printed]:
    text = joined(words)
    # A whole number inside a sentence counts days or pages; by itself it can be an amount.
    alone = sum(letter.isalpha() for letter in text) <= _LETTERS_MAX
    for number in find_numbers(text, context.decimal):
        if not number.percent and (1 <= number.decimals <= 3 or (alone and not number.decimals)):
            yield number


def _strongest(found: list[Scored[Decimal]]) -> list[Scored[Decimal]]:
    return sorted(found, key=lambda one: -one.score)[:CANDIDATES_MAX]


def _tax_lines(context: Context) -> Iterator[TaxLine]:
    """Give the rows that name a tax, a rate and an amount."""
    whole = smallest(context.currency.value if context.currency else None) == 1
    for mark in context.marks:
        if mark.label is not Label.TAX or not mark.leads:
            continue
        words = _words_after(context, mark)
        numbers = list(find_numbers(joined(words), context.decimal))
        rates = [number for number in numbers if number.percent]
        amounts = [number for number in numbers if not number.percent and (number.decimals or whole)]
        if len(rates) == 1 and amounts:
            # In brackets beside the tax it is its base, not a negative number.
            base = abs(amounts[-2].value) if len(amounts) > 1 and amounts[-1].value > 0 else None
            yield TaxLine(rate=rates[0].value, base=base, amount=amounts[-1].value)
