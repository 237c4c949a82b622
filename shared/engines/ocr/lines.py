"""Line items without a heading that is understood: the rows whose amounts add up to the invoice's sum."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise, permutations
from typing import NamedTuple

from shared.domain.reading import LineItem
from shared.engines.ocr.payments import names_total
from shared.engines.text.context import Context
from shared.engines.text.dates import find_dates
from shared.engines.text.labels import joined, words_at
from shared.engines.text.layout import Cell, Line, Page, Word, evidence_of
from shared.engines.text.numbers import Printed, find_numbers

COLUMN_WIDTH_RATIO = 0.012
"""Right edges this part of the page's width apart are one column's."""

ROWS_MAX = 400
"""Of one column: a hotel's bill of two months has 300."""

_LETTERS_MIN = 3
"""Of what a row names."""

_CONTINUATION_RATIO = 1.4
"""A wrapped name follows within this many heights."""

_CONFIDENCE = 0.7


class _Row(NamedTuple):
    """A line of print with one of its amounts."""

    page: Page
    place: int
    name: Cell
    amount: Printed
    words: tuple[Word, ...]
    """Of the amount."""

    @property
    def edge(self) -> float:
        """Where the amount ends, as a part of the page's width."""
        return self.words[-1].right / self.page.width


def prove_lines(context: Context, targets: Sequence[Decimal]) -> tuple[LineItem, ...]:
    """
    Return the longest run of rows in one column that adds up to one of the targets; none where no run does.

    Totals, payments and credits among them are left out.
    """
    best: list[_Row] = []
    for column in _columns(context):
        run = _run(column, frozenset(targets))
        if len(run) > len(best):
            best = run
    return tuple(_item(context, row) for row in best)


def _columns(context: Context) -> Iterator[list[_Row]]:
    rows = [row for page in context.pages for row in _rows(context, page)]
    edges = sorted(row.edge for row in rows)
    starts: list[float] = []
    for before, edge in pairwise([-1.0, *edges]):
        if edge - before > COLUMN_WIDTH_RATIO:
            starts.append(edge)
    for start, end in pairwise([*starts, 2.0]):
        yield [row for row in rows if start <= row.edge < end][:ROWS_MAX]


def _rows(context: Context, page: Page) -> Iterator[_Row]:
    for place, line in enumerate(page.lines):
        for cell in line.cells:
            for number in find_numbers(cell.text, context.decimal):
                words = words_at(cell.words, number.start, number.end)
                name = _name(line, words[0].left)
                if number.decimals == 2 and not number.percent and name is not None:
                    yield _Row(page, place, name, number, words)


def _name(line: Line, end: float) -> Cell | None:
    """Return the cell left of an amount that says most."""
    cells = [cell for cell in line.cells if cell.left < end and _letters(cell) >= _LETTERS_MIN]
    return max(cells, key=_letters, default=None)


def _letters(cell: Cell) -> int:
    return sum(letter.isalpha() for letter in cell.text)


def _run(column: Sequence[_Row], targets: frozenset[Decimal]) -> list[_Row]:
    """Return the rows from the first on, up to where they add up to a target; none where they never do."""
    run: list[_Row] = []
    for row in column:
        if row.amount.value <= 0 or names_total(joined(row.page.lines[row.place].words)):
            continue
        run.append(row)
        if sum(one.amount.value for one in run) in targets:
            return run
    return []


def _item(context: Context, row: _Row) -> LineItem:
    line = row.page.lines[row.place]
    quantity, price = _counted(context, line, row.amount.value)
    wrapped = _wrapped(row)
    return LineItem(
        description=" ".join([_undated(context, row.name.text), *(cell.text for cell in wrapped)]),
        quantity=quantity,
        unit_price=price,
        amount=row.amount.value,
        confidence=_CONFIDENCE,
        evidence=evidence_of([*line.words, *(word for cell in wrapped for word in cell.words)], row.page),
    )


def _counted(context: Context, line: Line, amount: Decimal) -> tuple[Decimal | None, Decimal | None]:
    """Return the quantity and the price on a line that make its amount."""
    numbers = [number for cell in line.cells for number in find_numbers(cell.text, context.decimal)]
    for quantity, price in permutations(numbers, 2):
        before = quantity.decimals == 0 or price.decimals == 2
        if before and quantity.value * price.value == amount and not (quantity.percent or price.percent):
            return quantity.value, price.value
    return None, None


def _undated(context: Context, text: str) -> str:
    """Return what a row says after the date it begins with."""
    printed = next(find_dates(text, month_is_first=context.month_is_first), None)
    if printed is None or printed.start > 0 or not text[printed.end :].strip():
        return text
    return text[printed.end :].strip()


def _wrapped(row: _Row) -> list[Cell]:
    """Return the cells right under a row's name that go on with it: text alone on its line."""
    cells: list[Cell] = []
    last = row.name
    for line in row.page.lines[row.place + 1 : row.place + 3]:
        alone = [cell for cell in line.cells if cell.left < row.words[0].left and _letters(cell)]
        close = line.top - last.bottom < _CONTINUATION_RATIO * row.name.height
        if (
            len(line.cells) != 1
            or not alone
            or not close
            or abs(alone[0].left - row.name.left) > row.name.height
        ):
            break
        if any(letter.isdigit() for letter in alone[0].text):
            break
        cells.append(alone[0])
        last = alone[0]
    return cells
