"""The table of lines: columns, wrapped cells, rules, and sums carried over pages."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tests.data.samples.generator.bill import Line
from tests.data.samples.generator.paper import Align, Paper, gray
from tests.data.samples.generator.words import Words

PADDING_MM = 1.2
"""Free room at each side of a cell."""

Rules = Literal["grid", "rows", "head", "zebra", "none"]


@dataclass(frozen=True)
class Column:
    """One column; `key` names its label and what stands in it."""

    key: str
    width: float
    align: Align = "left"


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a table looks."""

    columns: tuple[Column, ...]
    rules: Rules
    size: float = 8.5
    """Of the letters, in points."""
    row_gap: float = 1.6
    """Free room between two rows, in millimetres."""


class Table:
    """The lines of a bill at a place of a page."""

    def __init__(self, paper: Paper, words: Words, style: Style, *, x: float) -> None:
        self._paper = paper
        self._words = words
        self._style = style
        self._x = x
        self._width = sum(column.width for column in style.columns)

    def draw(self, y: float, *, bottom: float, turn: Callable[[], float]) -> float:
        """
        Draw every line from `y` on and return the first free `y` below.

        A line that would reach under `bottom` goes to the next page: the sum so far is carried, `turn` makes
        the page and returns where its table begins, and the sum is brought forward.
        """
        bill = self._words.bill
        carried = Decimal(0)
        y = self._draw_head(y)
        for position, item in enumerate(bill.lines, start=1):
            cells = self._cells(position, item)
            if y + self._height(cells) > bottom:
                self._draw_sum(y, self._words["carried"], carried)
                y = self._draw_sum(self._draw_head(turn()), self._words["brought"], carried)
            if item.section:
                y = self._draw_section(y, item.section)
            y = self._draw_row(y, cells, shaded=position % 2 == 0)
            carried += bill.amount_of(item)
        if self._style.rules in {"rows", "head"}:
            self._paper.rule(self._x, y, self._x + self._width)
        return y

    def _cells(self, position: int, item: Line) -> list[tuple[str, ...]]:
        words = self._words
        texts = {
            "position": str(position),
            "code": item.code or "",
            "description": item.description,
            "quantity": words.number(item.quantity),
            "unit": item.unit or "",
            "price": words.price(item.price),
            "discount": "" if item.discount is None else f"{words.number(item.discount)} %",
            "rate": f"{words.number(item.rate)} %",
            "amount": words.money(words.bill.amount_of(item)),
        }
        return [
            self._paper.wrap(texts[column.key], column.width - 2 * PADDING_MM, size=self._style.size)
            if column.key == "description"
            else (texts[column.key],)
            for column in self._style.columns
        ]

    def _height(self, cells: list[tuple[str, ...]]) -> float:
        line_mm = self._paper.leading_mm(self._style.size)
        return max(map(len, cells)) * line_mm + self._style.row_gap

    def _draw_head(self, y: float) -> float:
        size, paper = self._style.size, self._paper
        titles = [
            paper.wrap(self._words[column.key], column.width - 2 * PADDING_MM, size=size, bold=True)
            for column in self._style.columns
        ]
        height = self._height(titles)
        if self._style.rules in {"grid", "zebra", "rows"}:
            paper.box(self._x, y, self._width, height, fill=gray(0.88))
        self._write(y, titles, bold=True)
        if self._style.rules == "grid":
            self._draw_grid(y, height)
        elif self._style.rules != "none":
            paper.rule(self._x, y + height, self._x + self._width, weight=0.8)
        return y + height

    def _draw_row(self, y: float, cells: list[tuple[str, ...]], *, shaded: bool) -> float:
        height = self._height(cells)
        if self._style.rules == "zebra" and shaded:
            self._paper.box(self._x, y, self._width, height, fill=gray(0.95))
        self._write(y, cells)
        if self._style.rules == "grid":
            self._draw_grid(y, height)
        elif self._style.rules == "rows":
            self._paper.rule(self._x, y + height, self._x + self._width, weight=0.2, color=gray(0.6))
        return y + height

    def _write(self, y: float, cells: list[tuple[str, ...]], *, bold: bool = False) -> None:
        x, size = self._x, self._style.size
        baseline = y + self._style.row_gap / 2 + 0.78 * self._paper.leading_mm(size)
        for column, lines in zip(self._style.columns, cells, strict=True):
            anchor = x + (column.width - PADDING_MM if column.align == "right" else PADDING_MM)
            self._paper.block(anchor, baseline, lines, size=size, bold=bold, align=column.align)
            x += column.width

    def _draw_grid(self, y: float, height: float) -> None:
        x = self._x
        for column in self._style.columns:
            self._paper.box(x, y, column.width, height, weight=0.3)
            x += column.width

    def _draw_section(self, y: float, section: str) -> float:
        size = self._style.size
        baseline = y + 2 * self._style.row_gap
        self._paper.text(self._x + PADDING_MM, baseline + 1, section, size=size, bold=True)
        return y + self._paper.leading_mm(size) + 2 * self._style.row_gap

    def _draw_sum(self, y: float, label: str, amount: Decimal) -> float:
        size = self._style.size
        height = self._paper.leading_mm(size) + self._style.row_gap
        baseline = y + self._style.row_gap / 2 + 0.78 * self._paper.leading_mm(size)
        end = self._x + self._width - PADDING_MM
        self._paper.text(end - 32, baseline, label, size=size, bold=True, align="right")
        self._paper.text(end, baseline, self._words.money(amount), size=size, bold=True, align="right")
        return y + height
