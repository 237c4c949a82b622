"""Which column each word of a line belongs to: by the heading above it and the edges of the column."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from shared.engines.text.headings import Heading
from shared.engines.text.layout import Cell, Line, Word
from shared.engines.text.numbers import DecimalMark, Printed, find_numbers
from shared.engines.text.vocabulary.meanings import Column

NUMERIC = frozenset(
    {Column.QUANTITY, Column.UNIT_PRICE, Column.TAX_RATE, Column.AMOUNT, Column.AMOUNT_GROSS, Column.OTHER}
)

LINES_LOOKED_AT_MAX = 80
"""Below a heading, to see where its columns really begin."""

_LEADING = frozenset({Column.POSITION, Column.CODE})
_RATES = frozenset({Column.TAX_RATE, Column.OTHER})
_SLACK = 2.0
"""Points by which a word may stand left of its column's edge."""
_BESIDE = 8.0
"""Points left of the first column: what ends there is no part of the table."""
_LETTERS_MIN = 4
"""Of a text that shows where descriptions begin."""
_CODE = re.compile(r"(?=\S*\d)(?=\S*[A-Z])[A-Z0-9][A-Z0-9_\-/.]{2,29}")
_UNITS_MAX = 8
"""Characters beside a number that are still its unit or currency."""


@dataclass(frozen=True)
class Table:
    """The columns below one heading."""

    headings: tuple[Heading, ...]
    described_from: float
    """Left edge of the descriptions."""

    def has(self, column: Column) -> bool:
        """Return whether the heading names such a column."""
        return any(heading.column is column for heading in self.headings)

    @property
    def gross(self) -> bool:
        """The amounts have tax in them, says the heading."""
        return any(heading.gross and heading.column is Column.AMOUNT for heading in self.headings)


@dataclass(frozen=True)
class Piece:
    """Words of a line, with their column and, where they are a number, its value."""

    cell: Cell
    column: Column
    number: Printed | None = None


def build_table(headings: tuple[Heading, ...], below: Sequence[Line]) -> Table:
    """Return the columns as the lines below the heading show them."""
    headings = _named(headings, below)
    described = next((one for one in headings if one.column is Column.DESCRIPTION), None)
    if described is None:
        return Table(headings, _end_of_leading(headings))
    before = [one.right for one in headings if one.left < described.left]
    floor = max(before, default=0.0) - _SLACK
    edges = Counter(
        round(cell.left)
        for line in below[:LINES_LOOKED_AT_MAX]
        for cell in line.cells
        if floor <= cell.left <= described.left + _SLACK
        and sum(letter.isalpha() for letter in cell.text) >= _LETTERS_MIN
    )
    # Beside the table other texts may stand, under one another too: the edge next to the name is its own.
    most = max(edges.values(), default=0)
    common = [edge for edge, count in edges.items() if count > 1 and 2 * count >= most]
    return Table(headings, min(described.left, float(max(common, default=described.left))))


def _named(headings: tuple[Heading, ...], below: Sequence[Line]) -> tuple[Heading, ...]:
    """Return the columns with the first as the descriptions where none is and words stand in it."""
    first = headings[0]
    if first.column not in _LEADING or any(one.column is Column.DESCRIPTION for one in headings):
        return headings
    texts = [
        cell.text
        for line in below[:LINES_LOOKED_AT_MAX]
        for cell in line.cells[:1]
        if abs(cell.left - first.left) <= _UNITS_MAX and len(line.cells) > 1
    ]
    worded = sum(sum(map(str.isalpha, text)) > len(text) / 2 for text in texts)
    return (replace(first, column=Column.DESCRIPTION), *headings[1:]) if 2 * worded > len(texts) else headings


def _end_of_leading(headings: Sequence[Heading]) -> float:
    leading = [one.right for one in headings if one.column in _LEADING]
    return max(leading, default=-1.0) + _SLACK


def place(line: Line, table: Table, mark: DecimalMark) -> tuple[Piece, ...]:
    """Return the pieces of a line, each with its column; what stands beside the table is left out."""
    edge = min(table.described_from, *(one.left for one in table.headings)) - _BESIDE
    return tuple(piece for cell in line.cells if cell.right >= edge for piece in _pieces(cell, table, mark))


def _pieces(cell: Cell, table: Table, mark: DecimalMark) -> Iterator[Piece]:
    numbers = list(find_numbers(cell.text, mark))
    if numbers and _is_numeric(cell, numbers):
        for part, number in _numbered(cell, numbers):
            yield Piece(part, _over_number(part, table, number), number)
        return
    leading, rest = _split(cell, table)
    if leading is not None:
        yield Piece(leading, Column.CODE)
    if rest is not None:
        yield from _texts(rest, table, mark)


def _texts(cell: Cell, table: Table, mark: DecimalMark) -> Iterator[Piece]:
    """Give a text, and apart from it the numbers around it that stand in columns of their own."""
    while (leading := _leading_number(cell, table, mark)) is not None:
        count, number, over = leading
        yield Piece(Cell(cell.words[:count], cell.page), over, number)
        cell = Cell(cell.words[count:], cell.page)
    column = _over_text(cell, table)
    ending = _ending_number(cell, table, mark) if column is Column.DESCRIPTION else None
    if ending is None:
        yield Piece(cell, column)
        return
    count, number, under = ending
    yield Piece(Cell(cell.words[:-count], cell.page), column)
    yield Piece(Cell(cell.words[-count:], cell.page), under, number)


def _leading_number(cell: Cell, table: Table, mark: DecimalMark) -> tuple[int, Printed, Column] | None:
    """Return how many words of `12 Screws` or `2.5 h Work` are a number left of where descriptions begin."""
    described = next((one.left for one in table.headings if one.column is Column.DESCRIPTION), 0.0)
    for count in (2, 1):
        part, rest = Cell(cell.words[:count], cell.page), cell.after(count)
        if rest is None or part.right > described + _SLACK or rest.left < described - _UNITS_MAX:
            continue
        numbers = list(find_numbers(part.text, mark))
        over = _nearest(part, table.headings)
        if len(numbers) == 1 and _is_numeric(part, numbers) and over.column in NUMERIC:
            return count, numbers[0], over.column
    return None


def _ending_number(cell: Cell, table: Table, mark: DecimalMark) -> tuple[int, Printed, Column] | None:
    for count in (2, 1):
        if len(cell.words) <= count + 1:
            continue
        part = Cell(cell.words[-count:], cell.page)
        numbers = list(find_numbers(part.text, mark))
        over = _nearest(part, table.headings)
        if (
            len(numbers) == 1
            and _is_numeric(part, numbers)
            and over.column in NUMERIC
            and part.left >= over.left - _UNITS_MAX
        ):
            return count, numbers[0], over.column
    return None


def _is_numeric(cell: Cell, numbers: Sequence[Printed]) -> bool:
    """Return whether a cell is numbers with their units and currencies, and no text."""
    covered = sum(number.end - number.start for number in numbers)
    rest = len(cell.text.replace(" ", "")) - covered
    return rest <= _UNITS_MAX and rest <= covered + _UNITS_MAX - 2 and numbers[0].start <= _UNITS_MAX // 2


def _numbered(cell: Cell, numbers: Sequence[Printed]) -> Iterator[tuple[Cell, Printed]]:
    """Give each number of a cell with the words up to the next one."""
    position = 0
    spans: list[tuple[int, int, Word]] = []
    for word in cell.words:
        spans.append((position, position + len(word.text), word))
        position += len(word.text) + 1
    ends = [after.start for _, after in pairwise(numbers)] + [position]
    for index, (number, end) in enumerate(zip(numbers, ends, strict=True)):
        begin = 0 if index == 0 else number.start
        words = tuple(word for left, right, word in spans if right > begin and left < end)
        if words:
            yield Cell(words, cell.page), number


def _over_number(part: Cell, table: Table, number: Printed) -> Column:
    """Return the column whose name stands nearest over a number; a percentage looks for a rate first."""
    rates = [one for one in table.headings if one.column in _RATES]
    counted = [one for one in table.headings if one.column is not Column.UNIT]
    return _nearest(part, rates if number.percent and rates else counted).column


def _nearest(part: Cell, headings: Sequence[Heading]) -> Heading:
    return min(headings, key=lambda one: (_gap(part, one), abs(part.right - one.right)))


def _gap(part: Cell, heading: Heading) -> float:
    return max(0.0, heading.left - part.right, part.left - heading.right)


def _split(cell: Cell, table: Table) -> tuple[Cell | None, Cell | None]:
    """Return the words of a text left of the descriptions, and the others."""
    leading_columns = [one for one in table.headings if one.column in _LEADING]
    # A word further right than the middle of the last of them is a name that begins early.
    if not leading_columns or cell.left > (leading_columns[-1].left + leading_columns[-1].right) / 2:
        return None, cell
    count = sum(word.right <= table.described_from + _SLACK for word in cell.words)
    if count == 0 and _CODE.fullmatch(cell.words[0].text):
        # An article's number that is wider than its column's name, close to what it names.
        count = 1
    leading = Cell(cell.words[:count], cell.page) if count else None
    return leading, cell.after(count)


def _over_text(cell: Cell, table: Table) -> Column:
    if not table.has(Column.DESCRIPTION):
        return Column.DESCRIPTION
    if abs(cell.left - table.described_from) <= _UNITS_MAX:
        return Column.DESCRIPTION
    over = [one for one in table.headings if _gap(cell, one) == 0]
    if any(one.column is Column.DESCRIPTION for one in over):
        return Column.DESCRIPTION
    right = [one.left for one in table.headings if one.left > table.described_from and one.column in NUMERIC]
    if cell.right < min(right, default=float("inf")):
        return Column.DESCRIPTION
    return _nearest(cell, table.headings).column
