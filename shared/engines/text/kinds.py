"""What kind of document it calls itself."""

from collections.abc import Iterator, Sequence
from functools import cache

from shared.domain.reading import DocumentType
from shared.engines.text.layout import Page, Word
from shared.engines.text.phrases import PhraseBook, fold
from shared.engines.text.vocabulary.titles import CORRECTIONS, TITLE_ENDINGS, TITLES

TITLE_HEIGHT = 0.55
"""A document says what it is in the upper part of its first page."""

_NEARLY = 0.95
"""Of the largest title's height: as large."""

_BILLS = frozenset({DocumentType.INVOICE, DocumentType.CREDIT_NOTE, DocumentType.RECEIPT})

_WORDS_AFTER_MAX = 5
"""A title is followed by a number and a date, not by a sentence."""


@cache
def type_book() -> PhraseBook:
    """Return the names of document types, ready to be looked up; made at the first call."""
    return PhraseBook(
        {key: {"": phrases} for key, phrases in TITLES.items()},
        endings={key: {"": phrases} for key, phrases in TITLE_ENDINGS.items()},
    )


def read_type(pages: Sequence[Page]) -> DocumentType:
    """Return the type that the largest title names; an invoice where none does."""
    if not pages:
        return DocumentType.INVOICE
    page = pages[0]
    titles = list(_titles(page))
    if not titles:
        return DocumentType.INVOICE
    largest = max(height for height, _ in titles)
    named = [kind for height, kind in titles if height >= _NEARLY * largest]
    # A bill names the order and the delivery it is for, in print of one size with its own title.
    return next((kind for kind in named if kind in _BILLS), named[0])


def is_correction(pages: Sequence[Page]) -> bool:
    """Return whether a title says that another invoice is corrected, rather than that money goes back."""
    cells = (cell for page in pages[:1] for line in page.lines for cell in line.cells)
    titles = ("".join(map(fold, cell.text.split())) for cell in cells if read_title(cell.words))
    return any(part in title for title in titles for part in CORRECTIONS)


def _titles(page: Page) -> Iterator[tuple[float, DocumentType]]:
    for line in page.lines:
        if line.top > TITLE_HEIGHT * page.height:
            return
        for place, cell in enumerate(line.cells):
            kind = read_title(cell.words)
            keyed = place + 1 < len(line.cells) and line.cells[place + 1].text.startswith(":")
            if not keyed and kind is not None:
                yield cell.height, kind


def read_title(words: Sequence[Word]) -> DocumentType | None:
    """Return the type that these words name as a title would: first, and without a sentence around it."""
    found = next(type_book().find(words), None)
    if found is None or any(fold(word.text).isalpha() for word in words[: found.start]):
        return None
    rest = [word.text for word in words[found.end :] if fold(word.text).isalpha()]
    said = words[found.end - 1].text
    return DocumentType(found.key) if len(rest) <= _WORDS_AFTER_MAX and not said.endswith(":") else None
