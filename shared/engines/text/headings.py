"""The heading of a line item table: which columns it names, and where each stands."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from shared.engines.text.layout import Cell, Line, Page, Word
from shared.engines.text.phrases import PhraseBook, fold
from shared.engines.text.vocabulary.columns import COLUMNS
from shared.engines.text.vocabulary.meanings import Column

KNOWN_SHARE_MIN = 0.5
"""Of a heading's words, this part must be column names: a sentence with `total` in it is no heading."""

FOREIGN_SHARE_MIN = 0.6
"""And of another table's heading this part: below an item stands free text."""

BAND_LINES_MAX = 4
"""Lines above and below the fullest one that a heading may take: `Line / amount / without / tax`."""

_BAND_GAP_RATIO = 0.9
"""Lines of one heading stand closer than this many heights."""

_OVERLAP_MIN = 0.3
"""Names over one another by this part of the narrower one belong to one column."""

_CENTS = re.compile(r"\d[.,]\d{2}(?!\d)")
"""An amount: what stands beside it is a sum's name, as in `Goods total 200.00`."""

_PRICED = frozenset({Column.AMOUNT, Column.AMOUNT_GROSS, Column.UNIT_PRICE})
_AMOUNTS = frozenset({Column.AMOUNT, Column.AMOUNT_GROSS})
_COUNTED = frozenset({Column.QUANTITY, Column.UNIT_PRICE, Column.DESCRIPTION})
_STRONGEST_FIRST = (
    Column.AMOUNT_GROSS,
    Column.AMOUNT,
    Column.UNIT_PRICE,
    Column.DESCRIPTION,
    Column.CODE,
    Column.QUANTITY,
    Column.UNIT,
    Column.TAX_RATE,
    Column.POSITION,
    Column.OTHER,
)
"""Which name says what a column holds where it has several: `Price / unit` is a price."""


@dataclass(frozen=True)
class Heading:
    """One column: what it holds and where its name stands."""

    column: Column
    left: float
    right: float
    gross: bool = False
    """Amounts with tax in them."""


@dataclass(frozen=True)
class _Name:
    """Words of a heading that name one column, or nothing known."""

    words: tuple[Word, ...]
    column: Column | None
    length: int = 0
    """Characters of the phrase."""
    known: int = 0
    """Words of the phrase; the others only stand in its cell."""

    @property
    def left(self) -> float:
        return min(word.left for word in self.words)

    @property
    def right(self) -> float:
        return max(word.right for word in self.words)


@cache
def column_book() -> PhraseBook:
    """Return the column names ready to be looked up; made at the first call."""
    ordered = sorted(COLUMNS.items(), key=lambda entry: entry[0] is Column.POSITION)
    return PhraseBook({column: {"": phrases} for column, phrases in ordered})


def find_headings(page: Page) -> dict[int, tuple[Heading, ...]]:
    """Return the columns of each heading on a page, by the index of the first line after it."""
    found: dict[int, tuple[Heading, ...]] = {}
    taken = -1
    for index, line in enumerate(page.lines):
        if index <= taken or len(set(_columns(_names(line)))) < 2 or _CENTS.search(line.text):
            continue
        first, last = _band(page, index)
        band = page.lines[max(first, taken + 1) : last + 1]
        names = _stacked(band, _fullest(band))
        if _is_heading(names):
            found[last + 1] = _settled(names)
            taken = last
    return found


def _fullest(lines: Sequence[Line]) -> int:
    """Return which of the lines of a heading names most columns."""
    return max(range(len(lines)), key=lambda index: len(set(_columns(_names(lines[index])))))


def is_foreign(line: Line) -> bool:
    """Return whether a line heads another table: names of columns, none of them an item's."""
    names = _names(line)
    known = [name for name in names if name.column is not None]
    if (
        len(known) < 2
        or len(line.cells) < 2
        or any(letter.isdigit() or letter == ":" for letter in line.text)
    ):
        return False
    words = sum(name.known for name in known)
    return words >= FOREIGN_SHARE_MIN * len(line.words) and not _is_heading(names)


def heading_lines(page: Page) -> frozenset[int]:
    """Return the indexes of the lines that head a table of items: their words name columns, not amounts."""
    return frozenset(
        line
        for end in find_headings(page)
        for line in range(max(0, end - BAND_LINES_MAX), end)
        if _joined_up(page, line, end)
    )


def _joined_up(page: Page, line: int, end: int) -> bool:
    return all(_joins(page.lines[index], page.lines[index + 1]) for index in range(line, end - 1))


def _names(line: Line) -> list[_Name]:
    return [name for cell in line.cells for name in _cell_names(cell)]


def _columns(names: Iterable[_Name]) -> Iterator[Column]:
    return (name.column for name in names if name.column is not None)


def _cell_names(cell: Cell) -> Iterator[_Name]:
    """Give the names in a cell from left to right, unknown words between them as names of nothing."""
    found_all = list(column_book().find(cell.words))
    if len(found_all) == 1:
        # What stands with a name in its cell belongs to it: `Price per`, `Amount in words`.
        (found,) = found_all
        yield _Name(cell.words, Column(found.key), found.length, found.end - found.start)
        return
    position = 0
    for found in found_all:
        yield from _unknown(cell.words[position : found.start])
        words = cell.words[found.start : found.end]
        yield _Name(words, Column(found.key), found.length, len(words))
        position = found.end
    yield from _unknown(cell.words[position:])


def _unknown(words: tuple[Word, ...]) -> Iterator[_Name]:
    if any(fold(word.text) for word in words):
        yield _Name(words, None)


def _band(page: Page, index: int) -> tuple[int, int]:
    """Return the first and last line of the heading that the line at `index` is part of."""
    first = last = index
    while first > 0 and index - first < BAND_LINES_MAX and _joins(page.lines[first - 1], page.lines[first]):
        first -= 1
    while (
        last + 1 < len(page.lines)
        and last - index < BAND_LINES_MAX
        and _joins(page.lines[last + 1], page.lines[last])
    ):
        last += 1
    return first, last


def _joins(line: Line, neighbour: Line) -> bool:
    """Return whether a line may be part of a heading: close, without numbers, of short cells."""
    gap = max(line.top, neighbour.top) - min(line.bottom, neighbour.bottom)
    if gap > _BAND_GAP_RATIO * neighbour.cells[0].height:
        return False
    return all(
        len(cell.words) <= 4 and not any(letter.isdigit() for letter in cell.text) for cell in line.cells
    )


def _stacked(lines: Sequence[Line], base: int) -> list[_Name]:
    """Return the names of the fullest line, each with the words above and below that stand over it."""
    names = _names(lines[base])
    others = [name for index, line in enumerate(lines) if index != base for name in _names(line)]
    stacks = [[name] for name in names]
    for name in sorted(others, key=lambda other: other.words[0].top):
        over = max(stacks, key=lambda stack: max(_overlap(name, one) for one in stack))
        if max(_overlap(name, one) for one in over) >= _OVERLAP_MIN:
            over.append(name)
        elif name.column is not None:
            stacks.append([name])
    return sorted((_merged(stack) for stack in stacks), key=lambda name: name.left)


def _overlap(name: _Name, other: _Name) -> float:
    width = min(name.right - name.left, other.right - other.left) or 1.0
    return (min(name.right, other.right) - max(name.left, other.left)) / width


def _merged(stack: list[_Name]) -> _Name:
    if len(stack) == 1:
        return stack[0]
    words = tuple(word for name in sorted(stack, key=lambda name: name.words[0].top) for word in name.words)
    whole = next(column_book().find(words), None)
    if whole is not None and whole.start == 0 and whole.end == len(words):
        return _Name(words, Column(whole.key), whole.length, len(words))
    columns = set(_columns(stack))
    column = next((one for one in _STRONGEST_FIRST if one in columns), None)
    if column in _AMOUNTS and Column.UNIT_PRICE in columns:
        # The longer name says more: in `Unit price / gross` the second only tells which.
        column = max((name for name in stack if name.column in _PRICED), key=lambda name: name.length).column
    return _Name(words, column, max(name.length for name in stack), len(words) if column else 0)


def _is_heading(names: Sequence[_Name]) -> bool:
    kinds = set(_columns(names))
    words = sum(len(name.words) for name in names)
    known = sum(name.known for name in names)
    return (
        bool(kinds & _PRICED)
        and bool(kinds & _COUNTED)
        and len(kinds - {Column.OTHER}) >= 2
        and known >= KNOWN_SHARE_MIN * words
    )


def _settled(names: Sequence[_Name]) -> tuple[Heading, ...]:
    """Return one column per meaning; a second of its kind holds something else, and is not kept."""
    headings = [
        Heading(name.column or Column.OTHER, name.left, name.right, gross=name.column is Column.AMOUNT_GROSS)
        for name in _inside(names)
    ]
    kinds = [heading.column for heading in headings]
    if Column.AMOUNT not in kinds and Column.AMOUNT_GROSS not in kinds and kinds.count(Column.UNIT_PRICE) > 1:
        # `Unit price | Price`: the last of two prices is the line's.
        last = len(kinds) - 1 - kinds[::-1].index(Column.UNIT_PRICE)
        headings[last] = replace(headings[last], column=Column.AMOUNT)
    if Column.AMOUNT not in kinds and Column.AMOUNT_GROSS in kinds:
        headings = [
            replace(one, column=Column.AMOUNT) if one.column is Column.AMOUNT_GROSS else one
            for one in headings
        ]
    elif Column.AMOUNT not in kinds and names[-1].column is None and kinds[-1] is Column.OTHER:
        # Whatever a table of prices calls its last column, it holds what the lines come to.
        headings[-1] = replace(headings[-1], column=Column.AMOUNT)
    return tuple(_single(headings))


def _inside(names: Sequence[_Name]) -> Iterator[_Name]:
    """Give the names that are columns: a number is none, nor what stands before the first that is known."""
    described = Column.DESCRIPTION in set(_columns(names))
    first = next(index for index, name in enumerate(names) if name.column is not None)
    for index, name in enumerate(names):
        numbered = any(letter.isdigit() for word in name.words for letter in word.text)
        if name.column is not None:
            yield name
        elif not described and not numbered:
            # A table of items names them, whatever it calls them.
            described = True
            yield replace(name, column=Column.DESCRIPTION)
        elif index > first and not numbered:
            yield name


def _single(headings: Sequence[Heading]) -> Iterator[Heading]:
    described = [one for one in headings if one.column is Column.DESCRIPTION]
    last_amount = [one for one in headings if one.column is Column.AMOUNT][-1:]
    seen: set[Column] = set()
    for heading in headings:
        column = heading.column
        if column is Column.DESCRIPTION and len(described) > 1 and heading is described[0]:
            # `Article | Description`: the first is a number more often than a name.
            yield replace(heading, column=Column.CODE)
        elif column is Column.QUANTITY and column in seen:
            # `Qty units`: the second says of what.
            yield replace(heading, column=Column.UNIT)
        elif (
            (column is Column.AMOUNT and heading not in last_amount)
            or column is Column.AMOUNT_GROSS
            or (column in seen and column not in {Column.CODE, Column.OTHER, Column.DESCRIPTION})
        ):
            yield replace(heading, column=Column.OTHER)
        else:
            seen.add(column)
            yield heading
