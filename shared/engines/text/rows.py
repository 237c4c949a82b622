"""Lines of a table put together to items: which are one, which only describe, and which sum up."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from shared.engines.text.columns import NUMERIC, Piece, Table
from shared.engines.text.dates import is_date_text
from shared.engines.text.layout import Line, Page, Word
from shared.engines.text.numbers import Printed
from shared.engines.text.vocabulary.meanings import Column

CONTINUATION_GAP_RATIO = 1.4
"""A wrapped description follows within this many line heights."""

_CENTRED_SHARE = 0.5
"""Where so many items have text close above them, descriptions stand around their amounts, not below."""

_INDENT = 8.0
"""Points that a wrapped line may stand beside the edge of the description that it goes on."""

_NAMED_LETTERS_MIN = 2
"""An item has a name, or at least a quantity and a price; other rows of numbers are none."""

_CURRENCY_LETTERS_MAX = 3
"""Of a line that says no more than an amount."""

_POSITION_DIGITS_MAX = 3
"""Of a row's number in its table; an article's is longer."""

_ATTRIBUTE = re.compile(r"[*\u2022]\s|[^\W\d_][^:]{1,39}[^\s:](?:\s:(?!//)|:(?:\s|$))")
"""`Packaging: bottle`: a property of the item, not its name."""
_CENTS = re.compile(r"\d[.,]\d{2}(?!\d)")
_JOINING = frozenset(",-&/+(")
"""What ends a line that goes on below."""
_NARROW_RATIO = 9
"""A column this many heights wide holds two words, and wraps after the first."""
_SPACE = 2.0
"""Points between two words at least."""
_COUNTED = frozenset({Column.QUANTITY, Column.UNIT_PRICE})
_MEASURE = re.compile(r"\d[\d.,]*\s[^\W\d_]{1,5}\.?$")
"""`1 pc.`: what a price is for."""
_LEADING_SHARE = 1.25
"""A gap between two items is wider than those inside them by this factor."""
_UNIT = re.compile(r"[^\W\d_][\w./()\u00b2\u00b3]{0,11}")
_CODE = re.compile(r"[\w][\w\-./]{1,30}")


class Kind(StrEnum):
    """What a line of a table does."""

    ITEM = "item"
    """It names an amount of its own."""
    PART = "part"
    """It has numbers, and no amount yet."""
    AMOUNT = "amount"
    """Nothing but an amount: that of the line above, printed lower."""
    TEXT = "text"


@dataclass(frozen=True)
class Told:
    """One line of a table, taken apart."""

    page: Page
    line: Line
    kind: Kind
    numbers: dict[Column, Printed]
    described: tuple[str, ...]
    left: float
    """Where its description begins; 0 where it has none."""
    right: float
    """Where it ends."""
    unit: str | None
    code: str | None

    @property
    def named(self) -> bool:
        """It has a name, not only numbers."""
        return _is_named(self.described)

    @property
    def worded(self) -> bool:
        """It says anything, wherever on the line, beside numbers and their currency."""
        return sum(map(str.isalpha, self.line.text)) > _CURRENCY_LETTERS_MAX


@dataclass
class Row:
    """One item as it is being put together."""

    page: Page
    words: list[Word]
    numbers: dict[Column, Printed]
    described: list[str]
    left: float
    right: float
    """Where the last line of its description ends."""
    top: float
    bottom: float
    unit: str | None = None
    code: str | None = None
    above: list[Told] = field(default_factory=list)
    """Lines without numbers, between the item before and this one."""

    @property
    def amount(self) -> Decimal | None:
        """The line's own sum."""
        number = self.numbers.get(Column.AMOUNT)
        return number.value if number else None


def tell(page: Page, line: Line, pieces: Sequence[Piece], table: Table) -> Told:
    """Return what a line of a table says, by column."""
    numbers: dict[Column, Printed] = {}
    described: list[Piece] = []
    unit: str | None = None
    code: str | None = None
    for piece in pieces:
        if piece.number is not None and piece.column in NUMERIC:
            numbers[piece.column] = piece.number
            unit = unit or (_unit(piece) if piece.column is Column.QUANTITY else None)
        elif piece.column in {Column.UNIT, Column.QUANTITY}:
            unit = unit or piece.cell.text
        elif piece.column is Column.CODE:
            code = code or _code(piece)
            if _code(piece) is None and not (piece.number or table.has(Column.POSITION)):
                described.append(piece)
        elif piece.column is Column.DESCRIPTION:
            described.append(piece)
    # What stands beside the table is not of this line.
    line = Line(tuple(piece.cell for piece in pieces)) if pieces else line
    texts = tuple(piece.cell.text for piece in described)
    left = described[0].cell.left if described else 0.0
    right = described[-1].cell.right if described else 0.0
    return Told(page, line, _kind(numbers, texts, table), numbers, texts, left, right, unit, code)


def _kind(numbers: dict[Column, Printed], described: Sequence[str], table: Table) -> Kind:
    priced = Column.AMOUNT if table.has(Column.AMOUNT) else Column.UNIT_PRICE
    counted = _COUNTED & set(numbers)
    named = _is_named(described)
    if described and not named and _CENTS.search(" ".join(described)):
        # Numbers where names stand: another table, or a sum of this one.
        return Kind.TEXT
    if priced in numbers:
        if not counted and is_property(described):
            return Kind.AMOUNT
        return Kind.ITEM if named or len(counted) == len(_COUNTED) else Kind.AMOUNT
    return Kind.PART if counted else Kind.TEXT


def _is_named(described: Sequence[str]) -> bool:
    return sum(letter.isalpha() for text in described for letter in text) >= _NAMED_LETTERS_MIN


def _unit(piece: Piece) -> str | None:
    words = [word.text for word in piece.cell.words if _UNIT.fullmatch(word.text)]
    return words[-1] if words else None


def _code(piece: Piece) -> str | None:
    """Return the first word that could be an article's number: with digits, or in capitals."""
    for word in piece.cell.words:
        if word.text.isdigit() and len(word.text) <= _POSITION_DIGITS_MAX:
            continue
        if _CODE.fullmatch(word.text) and (any(map(str.isdigit, word.text)) or word.text.isupper()):
            return word.text
    return None


def assemble(lines: Sequence[Told]) -> list[Row]:
    """Return the items that the lines between two headings make, in order."""
    rows: list[Row] = []
    loose: list[Told] = []
    part: Told | None = None
    discount: Printed | None = None
    for told in lines:
        if told.kind is Kind.ITEM:
            if discount is not None:
                _take_off(rows[-1], discount)
            rows.append(_start(told, loose))
            loose, part, discount = [], None, None
        elif told.kind is Kind.AMOUNT and part is not None and _close(part.line, told.line):
            rows.append(_start(part, loose[: loose.index(part)]))
            rows[-1].numbers |= told.numbers
            rows[-1].bottom = told.line.bottom
            loose, part = loose[loose.index(part) + 1 :], None
        elif told.kind is Kind.AMOUNT:
            number = told.numbers.get(Column.AMOUNT)
            if number is not None and number.value < 0 and rows and not told.described:
                # With words, under the last item, it is taken off them all.
                if told.worded:
                    discount = number
                else:
                    _take_off(rows[-1], number)
            elif loose and _close(loose[-1].line, told.line):
                rows.append(_start(told, loose))
                loose = []
        else:
            part = told if told.kind is Kind.PART else part
            loose.append(told)
    _share_texts(rows, loose)
    return rows


def _start(told: Told, above: list[Told]) -> Row:
    line = told.line
    return Row(
        told.page,
        list(line.words),
        dict(told.numbers),
        list(told.described),
        told.left,
        told.right,
        line.top,
        line.bottom,
        told.unit,
        told.code,
        above,
    )


def _take_off(row: Row, discount: Printed) -> None:
    """Put a discount, printed under an item without a name of its own, into the item's amount."""
    number = row.numbers.get(Column.AMOUNT)
    if number is not None:
        row.numbers[Column.AMOUNT] = number._replace(value=number.value + discount.value)


def _close(upper: Line, lower: Line) -> bool:
    return lower.top - upper.bottom < CONTINUATION_GAP_RATIO * max(upper.cells[0].height, 1.0)


def _share_texts(rows: Sequence[Row], rest: list[Told]) -> None:
    """Give the lines between two items to the one they belong to."""
    splits = [_split(row, before) for row, before in zip(rows, [None, *rows], strict=False)]
    hung = sum(split < len(row.above) for row, split in zip(rows, splits, strict=True))
    edge = max((row.right for row in rows), default=0.0)
    centred = len(rows) > 1 and hung >= _CENTRED_SHARE * len(rows)
    for index, (row, split) in enumerate(zip(rows, splits, strict=True)):
        taken = row.above[split:] if centred or not row.described else []
        if index:
            _go_on(rows[index - 1], row.above[: len(row.above) - len(taken)], edge)
        _lead(row, taken)
    if rows:
        _go_on(rows[-1], rest, edge)


def _split(row: Row, before: Row | None) -> int:
    """Return how many of the lines above an item belong to the item before: those up to the widest gap."""
    if not row.above:
        return 0
    lines = [told.line for told in row.above]
    bottoms = [before.bottom if before and before.page is row.page else 0.0, *(one.bottom for one in lines)]
    tops = [*(one.top for one in lines), row.top]
    gaps = [top - bottom for bottom, top in zip(bottoms, tops, strict=True)]
    limit = CONTINUATION_GAP_RATIO * lines[-1].cells[0].height
    widest = max(range(len(gaps)), key=lambda index: gaps[index])
    # Lines that belong to the item below stand no further from it than from one another.
    inner = [gap for index, gap in enumerate(gaps) if index > widest]
    if gaps[-1] >= limit or widest == len(lines) or gaps[-1] > min(inner) + 1:
        return len(lines)
    return widest if gaps[widest] > _LEADING_SHARE * max(inner) + 1 else len(lines)


def _lead(row: Row, texts: Sequence[Told]) -> None:
    """Put lines before an item's own."""
    described = [text for told in texts for text in told.described]
    if described and not row.described:
        row.left, row.right = next((told.left, told.right) for told in reversed(texts) if told.described)
    row.described[:0] = described
    row.words.extend(word for told in texts for word in told.line.words)
    row.code = row.code or next((told.code for told in texts if told.code), None)


def _go_on(row: Row, texts: Sequence[Told], edge: float) -> None:
    """Put lines after an item's own, as long as they follow closely and go on with its name."""
    for told in texts:
        if told.page is not row.page or not _near(row, told.line):
            return
        row.bottom = told.line.bottom
        row.code = row.code or told.code
        if not told.described or is_property(told.described):
            continue
        aligned = abs(told.left - row.left) <= _INDENT
        if not row.described or (aligned and _wraps(row, told, edge)):
            row.left, row.right = row.left or told.left, told.right
            row.described.extend(told.described)
            row.words.extend(told.line.words)


def _wraps(row: Row, told: Told, edge: float) -> bool:
    """Return whether a line goes on with the one above: its first word had no room there, or says so."""
    first, before = told.described[0], row.described[-1]
    if _MEASURE.match(" ".join(told.described)) and before[-1] not in _JOINING:
        return False
    narrow = edge - row.left < _NARROW_RATIO * told.line.cells[0].height
    numbered = " " not in before and (narrow or any(map(str.isdigit, before)))
    if not first[0].isupper() or before[-1] in _JOINING or numbered:
        return True
    words = [word for word in told.line.words if word.left >= told.left - 1]
    return row.right + words[0].right - words[0].left + _SPACE > edge


def is_property(texts: Sequence[str]) -> bool:
    """Return whether a line below an item names a property of it or the time it is for."""
    text = " ".join(texts)
    return _ATTRIBUTE.match(text) is not None or is_date_text(text)


def _near(row: Row, line: Line) -> bool:
    return line.top - row.bottom < CONTINUATION_GAP_RATIO * max(line.cells[0].height, 1.0)
