"""Labels on the pages, and the words beside or below each that may be its value."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from shared.engines.text.layout import Cell, Page, Word
from shared.engines.text.phrases import Found, PhraseBook, fold
from shared.engines.text.vocabulary.amounts import AMOUNTS
from shared.engines.text.vocabulary.details import DETAILS, ENDINGS
from shared.engines.text.vocabulary.meanings import Label
from shared.engines.text.vocabulary.others import OTHERS
from shared.engines.text.vocabulary.parties import PARTIES
from shared.engines.text.vocabulary.references import composed_references
from shared.engines.text.vocabulary.sums import composed_sums

LINES_BELOW_MAX = 3
"""A value stands under its label within this many lines."""

_LEADERS = frozenset(
    "zzgl zuzgl zuzugl zuzuglich plus inkl incl excl exkl inc ex dont heraf varav add less "
    "includes including included which inclusive darin enthalten enthaltene enthaltener davon inklusive "
    "incluant inclus incluye incluido incluidos cui inclusa inclui incluido quais waarvan inclusief tym "
    "herav hvorav sisaltaa josta".split()
)
"""Words that may stand before a label without changing what it means."""

_SHORT = frozenset({Label.NAME, Label.NUMBER_BARE})
"""What is a label only with a colon, or alone in its cell."""

_BELOW_GAP_RATIO = 2.6
"""And within this many heights of the label."""


class Place(StrEnum):
    """Where a value stands from its label."""

    SAME_CELL = "same_cell"
    RIGHT = "right"
    BELOW = "below"


@dataclass(frozen=True)
class Mark:
    """One label where it stands."""

    label: Label
    page: Page
    line: int
    cell: int
    start: int
    end: int
    """Its words in the cell: first, and first after."""
    stop: int
    """The first word of the next label in the cell, or the cell's end."""
    length: int
    languages: frozenset[str]
    leads: bool
    """No other word stands before it in its cell."""

    @property
    def words(self) -> tuple[Word, ...]:
        """The label's own words."""
        return self.where.words[self.start : self.end]

    @property
    def where(self) -> Cell:
        """The cell it stands in."""
        return self.page.lines[self.line].cells[self.cell]


@dataclass(frozen=True)
class Candidate:
    """Words that may be a label's value."""

    words: tuple[Word, ...]
    place: Place


@cache
def label_book() -> PhraseBook:
    """Return the labels ready to be looked up; made at the first call."""
    return PhraseBook(
        DETAILS | AMOUNTS | PARTIES | OTHERS, composed_references(), composed_sums(), endings=ENDINGS
    )


def find_marks(pages: Sequence[Page]) -> tuple[Mark, ...]:
    """Return every label on the pages, in reading order."""
    return tuple(mark for page in pages for mark in _page_marks(page))


def candidates(mark: Mark) -> Iterator[Candidate]:
    """Give what may be the value of a label, the nearest first."""
    rest = mark.where.words[mark.end : mark.stop]
    if any(fold(word.text) for word in rest):
        yield Candidate(rest, Place.SAME_CELL)
    cells = mark.page.lines[mark.line].cells
    if mark.stop == len(mark.where.words):
        following = cells[mark.cell + 1 : mark.cell + 3]
        # `Label | : | value` happens: a cell of marks only is no value.
        told = next((cell for cell in following if any(fold(word.text) for word in cell.words)), None)
        if told is not None:
            yield Candidate(told.words, Place.RIGHT)
    for cell in below(mark):
        yield Candidate(cell.words, Place.BELOW)


def below(mark: Mark, lines_max: int = LINES_BELOW_MAX) -> Iterator[Cell]:
    """Give the cells under a label, the nearest first, as long as they follow closely."""
    left, right = mark.words[0].left, mark.words[-1].right
    bottom = mark.where.bottom
    for line in mark.page.lines[mark.line + 1 : mark.line + 1 + lines_max]:
        under = [cell for cell in line.cells if cell.left <= right and cell.right >= left]
        if not under:
            continue
        if under[0].top - bottom > _BELOW_GAP_RATIO * mark.where.height:
            return
        yield under[0]
        bottom = under[0].bottom


def _page_marks(page: Page) -> Iterator[Mark]:
    book = label_book()
    for line_index, line in enumerate(page.lines):
        for cell_index, cell in enumerate(line.cells):
            found = [one for one in book.find(cell.words) if _is_told(one, cell)]
            ends = [one.end for one in found]
            starts = [one.start for one in found[1:]] + [len(cell.words)]
            for one, previous_end, stop in zip(found, [0, *ends], starts, strict=False):
                yield Mark(
                    Label(one.key),
                    page,
                    line_index,
                    cell_index,
                    one.start,
                    one.end,
                    stop,
                    one.length,
                    one.languages,
                    leads=_leads(cell.words[previous_end : one.start]),
                )


def _is_told(found: Found, cell: Cell) -> bool:
    """Return whether a phrase is a label here: `Company` begins many a name, `Company:` is beside one."""
    if found.key not in _SHORT:
        return True
    if cell.words[found.end - 1].text.endswith(":") or found.end - found.start == len(cell.words):
        return True
    # Of French typesetting: a space before the colon.
    return found.end < len(cell.words) and cell.words[found.end].text == ":"


def _leads(before: Sequence[Word]) -> bool:
    folded = (fold(word.text) for word in before)
    return not any(word.isalpha() and word not in _LEADERS for word in folded)


def joined(words: Sequence[Word]) -> str:
    """Return the words as one text, one space between them."""
    return " ".join(word.text for word in words)


def words_at(words: Sequence[Word], start: int, end: int) -> tuple[Word, ...]:
    """Return the words that the characters from `start` to `end` of their joined text touch."""
    touched, position = [], 0
    for word in words:
        if position < end and position + len(word.text) > start:
            touched.append(word)
        position += len(word.text) + 1
    return tuple(touched) or tuple(words[:1])
