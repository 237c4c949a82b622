"""The line items: a heading row gives the columns, geometry gives every word below it its column."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from shared.domain.money import smallest
from shared.domain.reading import LINES_MAX, LineItem
from shared.engines.text.context import Context
from shared.engines.text.labels import label_book
from shared.engines.text.layout import Cell, Line, Page, Word, evidence_of
from shared.engines.text.numbers import Printed, find_numbers
from shared.engines.text.phrases import PhraseBook, fold
from shared.engines.text.vocabulary.columns import COLUMNS
from shared.engines.text.vocabulary.meanings import Column, Label

HEADING_SHARE_MIN = 0.5
"""Of a heading's words, this part must be column names: a sentence with `total` in it is no heading."""

CONTINUATION_GAP_RATIO = 1.4
"""A wrapped description follows within this many line heights."""

_NUMERIC = frozenset(
    {Column.QUANTITY, Column.UNIT_PRICE, Column.TAX_RATE, Column.AMOUNT, Column.AMOUNT_GROSS, Column.OTHER}
)
_ENDS = frozenset({Label.SUBTOTAL, Label.TAX, Label.TOTAL, Label.TOTAL_BARE, Label.AMOUNT_DUE})
_NAMED_LETTERS_MIN = 2
"""An item has a name, or at least a quantity and a price; other rows of numbers are none."""

_LEADING_CODE = re.compile(
    r"[\[(*]?(?P<code>(?=[^a-z ]*\d)[A-Z0-9][A-Z0-9_\-/.]{2,29})(?:[\])*]| [-\u2013]) (?P<name>\S.*)"
)
"""`[A-100] Oak table`, `A-100 - Oak table`."""
_UNIT = re.compile(r"[^\W\d_][\w./()²³]{0,11}")
_CODE = re.compile(r"[\w][\w\-./]{1,30}")


@dataclass(frozen=True)
class Heading:
    """One column: what it holds and where its name stands."""

    column: Column
    left: float
    right: float
    gross: bool = False


@dataclass
class _Row:
    """One item as it is being put together."""

    page: Page
    words: list[Word] = field(default_factory=list)
    described: list[str] = field(default_factory=list)
    numbers: dict[Column, Printed] = field(default_factory=dict)
    unit: str | None = None
    code: str | None = None
    bottom: float = 0.0


def read_lines(context: Context, *, total: Decimal | None, subtotal: Decimal | None) -> tuple[LineItem, ...]:
    """
    Return the invoiced lines of every page, in order.

    A table goes on over pages, with or without its heading repeated. Prices count as gross where a heading
    says so, or where the lines add up to the total and not to the subtotal.
    """
    rows: list[_Row] = []
    headings: tuple[Heading, ...] = ()
    for page in context.pages:
        start, found = _find_heading(page)
        headings = found or headings
        if headings:
            rows.extend(_rows(context, page, start if found else 0, headings))
        if len(rows) > LINES_MAX:
            break
    rows = rows[:LINES_MAX]
    gross = any(heading.gross for heading in headings) or _adds_up_gross(rows, total, subtotal)
    unit = smallest(context.currency.value if context.currency else None)
    return tuple(_item(row, unit, position, gross=gross) for position, row in enumerate(rows, start=1))


@cache
def column_book() -> PhraseBook:
    """Return the column names ready to be looked up; made at the first call."""
    ordered = sorted(COLUMNS.items(), key=lambda entry: entry[0] is Column.POSITION)
    return PhraseBook({column: {"": phrases} for column, phrases in ordered})


def _find_heading(page: Page) -> tuple[int, tuple[Heading, ...]]:
    """Return the first line after the best heading of a page, and its columns; none where there is none."""
    best: tuple[Heading, ...] = ()
    start = 0
    for index, line in enumerate(page.lines):
        found = _headings(page, index)
        if _is_heading(line, found) and len({one.column for one in found}) > len(
            {one.column for one in best}
        ):
            best, start = found, index + 1
    return start, best


def _is_heading(line: Line, found: tuple[Heading, ...]) -> bool:
    kinds = {heading.column for heading in found} - {Column.OTHER}
    priced = kinds & {Column.AMOUNT, Column.AMOUNT_GROSS, Column.UNIT_PRICE}
    named = kinds & {Column.DESCRIPTION, Column.QUANTITY, Column.CODE}
    known = sum(len(book_words) for book_words in _known(line))
    return bool(priced and named) and known >= HEADING_SHARE_MIN * len(line.words)


def _known(line: Line) -> Iterator[range]:
    for cell in line.cells:
        for found in column_book().find(cell.words):
            yield range(found.start, found.end)


def _headings(page: Page, index: int) -> tuple[Heading, ...]:
    line = page.lines[index]
    found = [heading for cell in line.cells for heading in _cell_headings(cell)]
    if len({heading.column for heading in found}) < 2:
        return ()
    height = line.cells[0].height
    for near in (index - 1, index + 1):
        if 0 <= near < len(page.lines):
            other = page.lines[near]
            close = min(abs(other.top - line.bottom), abs(line.top - other.bottom)) < 0.9 * height
            if close and not any(letter.isdigit() for letter in other.text):
                found.extend(_orphans(other, found))
    return tuple(sorted(found, key=lambda heading: heading.left))


def _cell_headings(cell: Cell) -> Iterator[Heading]:
    found = list(column_book().find(cell.words))
    if not found:
        yield Heading(Column.OTHER, cell.left, cell.right)
    for one in found:
        words = cell.words[one.start : one.end]
        column = Column(one.key)
        tail = [fold(word.text) for word in cell.words]
        gross = column is Column.AMOUNT_GROSS or bool({"ttc", "brutto", "incl", "inkl", "gross"} & set(tail))
        kept = Column.AMOUNT if column is Column.AMOUNT_GROSS else column
        yield Heading(kept, words[0].left, words[-1].right, gross=gross and kept is Column.AMOUNT)


def _orphans(line: Line, found: Sequence[Heading]) -> list[Heading]:
    """Return the columns named on a neighbouring line, where the heading itself has nothing."""
    return [
        heading
        for cell in line.cells
        for heading in _cell_headings(cell)
        if heading.column is not Column.OTHER
        and not any(other.left <= cell.right and other.right >= cell.left for other in found)
    ]


def _rows(context: Context, page: Page, start: int, headings: tuple[Heading, ...]) -> list[_Row]:
    rows: list[_Row] = []
    ended = False
    for line in page.lines[start:]:
        placed = _place(context, line, headings)
        if _is_total(context, line, placed):
            ended = True
            continue
        row = _row(page, line, placed)
        if _is_item(row, headings, ended=ended):
            rows.append(row)
            ended = False
        elif rows and not ended and row.described and _follows(rows[-1], line):
            rows[-1].described.extend(row.described)
            rows[-1].words.extend(row.words)
            rows[-1].bottom = line.bottom
        elif rows and line.top - rows[-1].bottom > 1 and not row.described:
            rows[-1].bottom = max(rows[-1].bottom, line.bottom)
    return rows


def _place(
    context: Context, line: Line, headings: tuple[Heading, ...]
) -> list[tuple[Heading, Cell, list[Printed]]]:
    """Return each cell's pieces with the column they belong to."""
    placed: list[tuple[Heading, Cell, list[Printed]]] = []
    for cell in line.cells:
        numbers = list(find_numbers(cell.text, context.decimal))
        if numbers and _is_numeric(cell, numbers):
            for piece, number in _pieces(cell, numbers):
                placed.append((_nearest(piece, headings, number), piece, [number]))
        else:
            placed.append((_column_of_text(cell, headings), cell, []))
    return placed


def _is_numeric(cell: Cell, numbers: list[Printed]) -> bool:
    """Return whether a cell is numbers with their units and currencies, and no text."""
    covered = sum(number.end - number.start for number in numbers)
    rest = len(cell.text.replace(" ", "")) - covered
    return rest <= 8 and rest <= covered + 6 and numbers[0].start <= 4


def _pieces(cell: Cell, numbers: list[Printed]) -> Iterator[tuple[Cell, Printed]]:
    """Give each number of a cell with the words up to the next one."""
    position = 0
    spans: list[tuple[int, int, Word]] = []
    for word in cell.words:
        spans.append((position, position + len(word.text), word))
        position += len(word.text) + 1
    for index, number in enumerate(numbers):
        begin = 0 if index == 0 else number.start
        end = numbers[index + 1].start if index + 1 < len(numbers) else position
        words = tuple(word for left, right, word in spans if right > begin and left < end)
        if words:
            yield Cell(words, cell.page), number


def _nearest(piece: Cell, headings: tuple[Heading, ...], number: Printed) -> Heading:
    """Return the column whose name stands nearest over a number; a percentage looks for a rate first."""
    rates = [heading for heading in headings if heading.column in {Column.TAX_RATE, Column.OTHER}]
    choices = rates if number.percent and rates else headings
    return min(choices, key=lambda heading: (_gap(piece, heading), abs(piece.right - heading.right)))


def _column_of_text(cell: Cell, headings: tuple[Heading, ...]) -> Heading:
    texts = [heading for heading in headings if heading.column not in _NUMERIC] or list(headings)
    over = min(headings, key=lambda heading: _gap(cell, heading))
    if over.column is Column.OTHER and _gap(cell, over) == 0 and len(cell.words) <= 2:
        return over
    described = [heading for heading in texts if heading.column is Column.DESCRIPTION]
    choices = texts if len(cell.words) == 1 else described or texts
    return min(choices, key=lambda heading: abs(cell.left - heading.left))


def _gap(piece: Cell, heading: Heading) -> float:
    return max(0.0, heading.left - piece.right, piece.left - heading.right)


def _row(page: Page, line: Line, placed: list[tuple[Heading, Cell, list[Printed]]]) -> _Row:
    row = _Row(page, words=list(line.words), bottom=line.bottom)
    for heading, cell, numbers in placed:
        text = cell.text
        if numbers and heading.column in _NUMERIC:
            row.numbers[heading.column] = numbers[-1]
            row.unit = row.unit or (_unit(cell) if heading.column is Column.QUANTITY else None)
        elif heading.column is Column.UNIT:
            row.unit = row.unit or text
        elif heading.column is Column.CODE and row.code is None and _CODE.fullmatch(text):
            row.code = text
        elif (
            heading.column in {Column.DESCRIPTION, Column.CODE}
            and (not numbers or heading.column is Column.CODE)
        ) or heading.column is Column.DESCRIPTION:
            row.described.append(text)
    return row


def _unit(cell: Cell) -> str | None:
    words = [word.text for word in cell.words if _UNIT.fullmatch(word.text)]
    return words[-1] if words else None


def _is_item(row: _Row, headings: tuple[Heading, ...], *, ended: bool) -> bool:
    counted = {Column.QUANTITY, Column.UNIT_PRICE} & set(row.numbers)
    priced = Column.AMOUNT in row.numbers
    if not any(heading.column is Column.AMOUNT for heading in headings):
        priced = Column.UNIT_PRICE in row.numbers
    named = sum(letter.isalpha() for text in row.described for letter in text) >= _NAMED_LETTERS_MIN
    # Below a sum, only what counts or prices like an item is one: the rest is tax rows and payments.
    return priced and (named or len(counted) == 2) and (not ended or (named and bool(counted)))


def _is_total(context: Context, line: Line, placed: list[tuple[Heading, Cell, list[Printed]]]) -> bool:
    """Return whether a line sums up rather than invoices: its first words are a total's label."""
    if not any(find_numbers(line.text, context.decimal)):
        return False
    words = [word for word in line.words if fold(word.text)]
    found = next(label_book().find(words), None)
    if found is None or found.start > 1 or Label(found.key) not in _ENDS:
        return False
    counted = {heading.column for heading, _, numbers in placed if numbers}
    alone = not any(fold(word.text).isalpha() for word in words[found.end :])
    return alone or not {Column.QUANTITY, Column.UNIT_PRICE} <= counted


def _follows(row: _Row, line: Line) -> bool:
    height = max(line.cells[0].height, 1.0)
    return line.top - row.bottom < CONTINUATION_GAP_RATIO * height


def _adds_up_gross(rows: list[_Row], total: Decimal | None, subtotal: Decimal | None) -> bool:
    amounts = [row.numbers[Column.AMOUNT].value for row in rows if Column.AMOUNT in row.numbers]
    if not amounts or total is None or subtotal is None or total == subtotal:
        return False
    return sum(amounts) == total


def _item(row: _Row, unit: Decimal, position: int, *, gross: bool) -> LineItem:
    values = {column: number.value for column, number in row.numbers.items()}
    quantity, price = values.get(Column.QUANTITY), values.get(Column.UNIT_PRICE)
    amount = values.get(Column.AMOUNT)
    agrees = None not in (quantity, price, amount) and _close(quantity, price, amount, unit)
    description, code = _named(row, position)
    return LineItem(
        description=description,
        quantity=quantity,
        unit=row.unit,
        unit_price=price,
        amount=amount,
        tax_rate=values.get(Column.TAX_RATE),
        product_code=code,
        tax_included=gross,
        confidence=0.95 if agrees else 0.6,
        evidence=evidence_of(row.words, row.page),
    )


def _named(row: _Row, position: int) -> tuple[str, str | None]:
    """Return an item's description without its position in the list, and the code that leads it."""
    text = " ".join(" ".join(row.described).split()).removeprefix(f"{position} ")
    leading = _LEADING_CODE.fullmatch(text)
    if leading is None or row.code is not None:
        return text, row.code
    return leading["name"], leading["code"]


def _close(quantity: Decimal | None, price: Decimal | None, amount: Decimal | None, unit: Decimal) -> bool:
    if quantity is None or price is None or amount is None:
        return False
    return abs(abs(quantity * price) - abs(amount)) <= unit
