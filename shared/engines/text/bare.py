"""Items of an invoice whose table has no heading: names with amounts that add up to a sum of it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from shared.engines.text.context import Context
from shared.engines.text.labels import label_book
from shared.engines.text.layout import Line, Page
from shared.engines.text.numbers import Printed, find_numbers
from shared.engines.text.phrases import fold
from shared.engines.text.rows import Row
from shared.engines.text.vocabulary.meanings import Column, Label

ROWS_MAX = 60
"""Lines with an amount that are looked at: the search stays under 1,800 sums."""

_EDGE = 3
"""Points to which left edges are rounded: what stands at one edge is one list."""
_LETTERS_MIN = 3
_CENTS = 2
"""Decimals of an amount: other numbers beside a name count or weigh."""
_SUMS = frozenset(
    {Label.SUBTOTAL, Label.TAX, Label.TOTAL, Label.TOTAL_BARE, Label.AMOUNT_DUE, Label.OTHER_AMOUNT}
)


def read_bare_rows(context: Context, targets: Sequence[Decimal]) -> list[Row]:
    """Return the longest list of names and amounts that adds up to the first of `targets` that one does."""
    lists = [
        list(group)[:ROWS_MAX]
        for page in context.pages
        for _, group in groupby(sorted(_rows(context, page), key=_edge), key=_edge)
    ]
    for target in targets:
        found = [list(run) for rows in lists for run in _runs(rows, target)]
        if found:
            return max(found, key=len)
    return []


def _edge(row: Row) -> int:
    return round(row.left / _EDGE)


def _runs(rows: Sequence[Row], target: Decimal) -> Iterator[Sequence[Row]]:
    for start in range(len(rows)):
        total = Decimal(0)
        for end in range(start, len(rows)):
            total += rows[end].amount or Decimal(0)
            if total and total == target:
                yield rows[start : end + 1]


def _rows(context: Context, page: Page) -> Iterator[Row]:
    for line in page.lines:
        number = _last_amount(line, context)
        if number is None or len(line.cells) < 2 or _is_sum(line):
            continue
        name = line.cells[0]
        if sum(letter.isalpha() for letter in name.text) >= _LETTERS_MIN and not name.text.endswith(":"):
            yield Row(
                page,
                list(line.words),
                {Column.AMOUNT: number},
                [name.text],
                name.left,
                name.right,
                line.top,
                line.bottom,
            )


def _last_amount(line: Line, context: Context) -> Printed | None:
    numbers = list(find_numbers(line.cells[-1].text, context.decimal))
    alone = len(numbers) == 1 and not numbers[0].percent
    return numbers[0] if alone and numbers[0].decimals == _CENTS else None


def _is_sum(line: Line) -> bool:
    words = [word for word in line.words if fold(word.text)]
    return any(found.start == 0 and Label(found.key) in _SUMS for found in label_book().find(words))
