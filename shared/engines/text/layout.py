"""Words put in order: pages of lines, lines of cells. A cell is a run of words without a wide gap."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

from shared.domain.reading import Box, Evidence

CELL_GAP_RATIO = 0.95
"""A gap of this many line heights starts a new cell: ordinary spaces are a third as wide."""

_SAME_LINE_RATIO = 0.5
"""Words whose heights overlap by this part of the smaller one stand on one line."""


_GLUED = re.compile(
    r"([nN][°ºo]\.?(?=\d)|[nN]r\.(?=\d)|#(?=\d)|[^\W\d_][\w.'-]*:(?!//)|[^\W\d_]{6,}(?=\())([\w(#].*)"
)


class Word(NamedTuple):
    """A word and its box, in points from the top left of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Cell:
    """Words that stand together on one line."""

    words: tuple[Word, ...]
    page: int
    """Page number, from 1."""

    @cached_property
    def text(self) -> str:
        """The words, one space between them."""
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> float:
        """Where the first word starts."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Where the last word ends."""
        return self.words[-1].right

    @cached_property
    def top(self) -> float:
        """The upper edge of the highest word."""
        return min(word.top for word in self.words)

    @cached_property
    def bottom(self) -> float:
        """The lower edge of the lowest word."""
        return max(word.bottom for word in self.words)

    @property
    def height(self) -> float:
        """The height of the first word: its font size, nearly."""
        return max(self.words[0].bottom - self.words[0].top, 1.0)

    def after(self, count: int) -> "Cell | None":
        """Return the cell without its first `count` words, or None if nothing is left."""
        return Cell(self.words[count:], self.page) if count < len(self.words) else None


@dataclass(frozen=True)
class Line:
    """Cells side by side, from left to right."""

    cells: tuple[Cell, ...]

    @cached_property
    def text(self) -> str:
        """The cells, two spaces between them."""
        return "  ".join(cell.text for cell in self.cells)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Every word of the line."""
        return tuple(word for cell in self.cells for word in cell.words)

    @cached_property
    def top(self) -> float:
        """The upper edge of the highest cell."""
        return min(cell.top for cell in self.cells)

    @cached_property
    def bottom(self) -> float:
        """The lower edge of the lowest cell."""
        return max(cell.bottom for cell in self.cells)


@dataclass(frozen=True)
class Page:
    """One page of lines, from top to bottom."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]


def build_page(number: int, raw: dict[str, Any]) -> Page:
    """Return the page that the sandbox's `pdf.words` described."""
    edges = iter(raw["box"])
    boxed = zip(raw["text"], edges, edges, edges, edges, strict=True)
    words = [part for text, *box in boxed if text for part in _parted(Word(text, *box))]
    lines = tuple(Line(_cells(line, number)) for line in _lines(words))
    return Page(number, float(raw["width"]) or 1.0, float(raw["height"]) or 1.0, lines)


def evidence_of(words: Sequence[Word], page: Page) -> Evidence:
    """Return the place that these words, at least one, take on their page."""
    return Evidence(
        page=page.number,
        box=Box(
            left=_fraction(min(word.left for word in words), page.width),
            top=_fraction(min(word.top for word in words), page.height),
            right=_fraction(max(word.right for word in words), page.width),
            bottom=_fraction(max(word.bottom for word in words), page.height),
        ),
    )


def _parted(word: Word) -> Iterator[Word]:
    """Give a label and its value apart where no space is printed between them: `Date:2026-05-03`."""
    match = _GLUED.fullmatch(word.text)
    if match is None:
        yield word
        return
    cut = word.left + (word.right - word.left) * len(match[1]) / len(word.text)
    yield Word(match[1], word.left, word.top, cut, word.bottom)
    yield Word(match[2], cut, word.top, word.right, word.bottom)


def _lines(words: Iterable[Word]) -> list[list[Word]]:
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.top + word.bottom):
        # The anchor is the line's first word: a line may not drift down along its own members.
        if lines and _same_line(lines[-1][0], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.left) for line in lines]


def _same_line(anchor: Word, word: Word) -> bool:
    overlap = min(anchor.bottom, word.bottom) - max(anchor.top, word.top)
    return overlap >= _SAME_LINE_RATIO * min(anchor.bottom - anchor.top, word.bottom - word.top)


def _cells(line: list[Word], page: int) -> tuple[Cell, ...]:
    cells: list[list[Word]] = [[line[0]]]
    for before, word in pairwise(line):
        height = min(before.bottom - before.top, word.bottom - word.top)
        if word.left - before.right > CELL_GAP_RATIO * height:
            cells.append([word])
        else:
            cells[-1].append(word)
    return tuple(Cell(tuple(cell), page) for cell in cells)


def _fraction(position: float, whole: float) -> float:
    return round(min(max(position / whole, 0.0), 1.0), 4)
