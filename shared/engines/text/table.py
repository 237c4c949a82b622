"""The line items: a heading row gives the columns, geometry gives every word below it its column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from shared.domain.money import smallest
from shared.domain.reading import LINES_MAX, LineItem
from shared.engines.text.bare import read_bare_rows
from shared.engines.text.columns import Table, build_table, place
from shared.engines.text.context import Context
from shared.engines.text.headings import find_headings, is_foreign
from shared.engines.text.labels import label_book
from shared.engines.text.layout import Line, Page, evidence_of
from shared.engines.text.numbers import find_numbers
from shared.engines.text.phrases import fold
from shared.engines.text.rows import Kind, Row, Told, assemble, tell
from shared.engines.text.vocabulary.meanings import Column, Label

_ENDS = frozenset({Label.SUBTOTAL, Label.TAX, Label.TOTAL, Label.TOTAL_BARE, Label.AMOUNT_DUE})
_GROUP_ENDS = frozenset({Label.SUBTOTAL, Label.TOTAL_BARE, Label.TOTAL})
_LAST = frozenset({Label.TOTAL, Label.AMOUNT_DUE})
TAIL_MAX = 12
"""Rows at the end of a list that may be something else: taxes by rate, payments."""
_WHOLE_SHARE = 0.4
"""Where so few amounts have cents, whole numbers are amounts too; elsewhere they are page numbers."""

_LEADING_CODE = re.compile(
    r"(?P<gtin>\d{8}|\d{12,14}) (?P<article>\S.*)"
    r"|[\[(*]?(?P<code>(?=[^a-z ]*\d)[A-Z0-9][A-Z0-9_\-/.]{2,29})(?:[\])*]| [-\u2013]) (?P<name>\S.*)"
)
"""`4718755045813 Screen`, `[A-100] Oak table`, `A-100 - Oak table`."""
_MEASURE = re.compile(r" \([\d.,]+ (?P<unit>[^\W\d_]+)\)$")
_BARE_CODE = re.compile(r"(?=\S*\d)[A-Z0-9\u00c4\u00d6\u00dc][A-Z0-9_\-/.\u00c4\u00d6\u00dc]{2,29}")


@dataclass
class _Scan:
    """What was seen of the tables so far."""

    totals: frozenset[Decimal]
    total: Decimal | None
    rows: list[Row] = field(default_factory=list)
    table: Table | None = None
    ended: bool = False
    """A sum was passed: only what counts or prices like an item goes on."""
    closed: bool = False
    """The sum of the whole was passed, or another table began: only a new heading goes on."""
    running: Decimal = Decimal(0)
    grouped: Decimal = Decimal(0)
    """The sum of all items, and of those since the last sum."""
    count: int = 0
    gross: bool = False


def read_lines(context: Context, *, total: Decimal | None, subtotal: Decimal | None) -> tuple[LineItem, ...]:
    """
    Return the invoiced lines of every page, in order.

    A table goes on over pages, with or without its heading repeated. Prices count as gross where a heading
    says so, or where the lines add up to the total and not to the subtotal.
    """
    targets = frozenset(amount for amount in (total, subtotal) if amount is not None)
    scan = _Scan(targets, total)
    for page in context.pages:
        _read_page(context, page, scan)
        if len(scan.rows) > LINES_MAX:
            break
    if not scan.rows:
        scan.rows.extend(read_bare_rows(context, [amount for amount in (subtotal, total) if amount]))
    rows = _closing(_plausible(scan.rows)[:LINES_MAX], targets)
    gross = scan.gross or _adds_up_gross(rows, total, subtotal)
    unit = smallest(context.currency.value if context.currency else None)
    return tuple(_item(row, unit, position, gross=gross) for position, row in enumerate(rows, start=1))


def _read_page(context: Context, page: Page, scan: _Scan) -> None:
    headings = find_headings(page)
    starts = sorted(headings)
    stops = [*starts, len(page.lines)]
    if scan.table is not None and not (starts and starts[0] <= 1):
        scan.rows.extend(_section(context, page, range(stops[0]), scan))
    for start, stop in zip(starts, stops[1:], strict=True):
        table = build_table(headings[start], page.lines[start:stop])
        scan.table, scan.ended, scan.closed = table, False, False
        scan.gross = scan.gross or table.gross
        scan.rows.extend(_section(context, page, range(start, stop), scan))


def _section(context: Context, page: Page, span: range, scan: _Scan) -> list[Row]:
    """Return the items on the lines of a page under the columns at hand."""
    table = scan.table
    lines: list[Told] = []
    for index in span if table else ():
        line = page.lines[index]
        told = tell(page, line, place(line, table, context.decimal), table)  # type: ignore[arg-type]
        if scan.closed or _sums_up(context, told, scan) or (scan.ended and not _reopens(told)):
            continue
        if scan.count and is_foreign(line):
            scan.closed = True
            continue
        scan.ended = False
        if told.kind in {Kind.ITEM, Kind.AMOUNT}:
            _count(told, scan)
        lines.append(told)
    return assemble(lines)


def _count(told: Told, scan: _Scan) -> None:
    number = told.numbers.get(Column.AMOUNT)
    if number is not None:
        scan.running += number.value
        scan.grouped += number.value
        scan.count += 1


def _reopens(told: Told) -> bool:
    """Return whether a line below a sum is an item: the rest there is tax rows and payments."""
    counted = {Column.QUANTITY, Column.UNIT_PRICE} & set(told.numbers)
    return told.kind is Kind.ITEM and bool(counted) and told.named and _first_label(told.line) is None


def _sums_up(context: Context, told: Told, scan: _Scan) -> bool:
    """Return whether a line sums up rather than invoices; a sum of the whole ends the table."""
    numbers = list(find_numbers(told.line.text, context.decimal))
    if not numbers:
        return False
    counted = {Column.QUANTITY, Column.UNIT_PRICE} <= set(told.numbers)
    label = _first_label(told.line)
    value = numbers[-1].value
    if counted and told.named and (label is None or not _stands_alone(told.line)):
        return False
    if scan.running and value in scan.totals and not told.named:
        scan.closed = True
        return True
    summed = scan.count > 0 and value != 0 and value in {scan.running, scan.grouped}
    if label is Label.CARRIED:
        return True
    if value not in scan.totals and summed and (label in _GROUP_ENDS or scan.count > 1):
        # A sum of everything so far is followed by discounts and freight; of a group, by the next group.
        scan.ended = value == scan.running
        scan.grouped, scan.count = Decimal(0), 0
        return True
    if label in _ENDS or (summed and (label is Label.OTHER_AMOUNT or scan.count > 1)):
        scan.ended = True
        scan.closed = scan.running != 0 and (value == scan.total or label in _LAST)
        return True
    return False


def _first_label(line: Line) -> Label | None:
    words = [word for word in line.words if fold(word.text)]
    found = next(label_book().find(words), None)
    return Label(found.key) if found is not None and found.start <= 1 else None


def _stands_alone(line: Line) -> bool:
    words = [word for word in line.words if fold(word.text)]
    found = next(label_book().find(words))
    return not any(fold(word.text).isalpha() for word in words[found.end :])


def _plausible(rows: Sequence[Row]) -> list[Row]:
    """Leave out whole numbers among amounts with cents: `Page 2`, a year."""
    amounts = [row.numbers[Column.AMOUNT] for row in rows if Column.AMOUNT in row.numbers]
    whole = sum(number.decimals == 0 for number in amounts)
    if whole > _WHOLE_SHARE * len(amounts):
        return list(rows)
    return [row for row in rows if not _is_bare(row)]


def _closing(rows: list[Row], targets: frozenset[Decimal]) -> list[Row]:
    """Return the items that add up to a sum of the invoice, where leaving out what is none makes them."""
    choices = [rows]
    choices.extend(rows[:count] for count in range(len(rows) - 1, max(0, len(rows) - TAIL_MAX), -1))
    choices.append([row for row in rows if set(row.numbers) & {Column.QUANTITY, Column.UNIT_PRICE}])
    choices.append([row for row in rows if set(row.numbers) >= {Column.QUANTITY, Column.UNIT_PRICE}])
    return next((choice for choice in choices if choice and _sum(choice) in targets), rows)


def _sum(rows: Sequence[Row]) -> Decimal:
    return sum((row.amount for row in rows if row.amount is not None), Decimal(0))


def _is_bare(row: Row) -> bool:
    number = row.numbers.get(Column.AMOUNT)
    counted = {Column.QUANTITY, Column.UNIT_PRICE} & set(row.numbers)
    return number is not None and number.decimals == 0 and not counted


def _adds_up_gross(rows: Sequence[Row], total: Decimal | None, subtotal: Decimal | None) -> bool:
    return bool(rows) and total is not None and subtotal != total and _sum(rows) == total


def _item(row: Row, unit: Decimal, position: int, *, gross: bool) -> LineItem:
    values = {column: number.value for column, number in row.numbers.items()}
    quantity, price = values.get(Column.QUANTITY), values.get(Column.UNIT_PRICE)
    amount = values.get(Column.AMOUNT)
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
        confidence=0.95 if _agree(quantity, price, amount, unit) else 0.6,
        evidence=evidence_of(row.words, row.page),
    )


def _named(row: Row, position: int) -> tuple[str, str | None]:
    """Return an item's description without its position in the list, and the code that leads it."""
    described = row.described
    if len(described) > 1 and _BARE_CODE.fullmatch(described[0]):
        # An article's number over its name, in one column.
        return " ".join(described[1:]), row.code or described[0]
    text = " ".join(" ".join(described).split()).removeprefix(f"{position} ")
    measure = _MEASURE.search(text)
    if measure is not None and measure["unit"] == row.unit:
        # What the price is for, in the unit that is counted in.
        text = text[: measure.start()]
    leading = _LEADING_CODE.fullmatch(text)
    if leading is None:
        return text, row.code
    return leading["name"] or leading["article"], row.code or leading["code"] or leading["gtin"]


def _agree(quantity: Decimal | None, price: Decimal | None, amount: Decimal | None, unit: Decimal) -> bool:
    if quantity is None or price is None or amount is None:
        return False
    return abs(abs(quantity * price) - abs(amount)) <= unit
