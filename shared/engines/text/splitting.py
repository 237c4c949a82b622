"""Several invoices in one file: which pages belong to which."""

from collections.abc import Sequence

from shared.domain.reading import INVOICES_MAX
from shared.engines.text.context import build_context
from shared.engines.text.fields import read_number
from shared.engines.text.layout import Page
from shared.engines.text.phrases import fold
from shared.engines.text.vocabulary.meanings import Label

HEAD = 0.5
"""Part of a page in which an invoice names its number."""

_PAGE_WORDS = frozenset("page seite pagina pag sida side strona blatt sivu p s".split())
_SUMS = frozenset({Label.TOTAL, Label.TOTAL_BARE, Label.AMOUNT_DUE})
_REACH = 3
"""Words from `Page` to its number: `Page no. 2`."""


def split_pages(pages: Sequence[Page]) -> tuple[tuple[Page, ...], ...]:
    """
    Return the pages of each invoice, in order; every page belongs to exactly one.

    A page begins another invoice where its head names another number, it does not mention the one before,
    and it either has a sum of its own or does not call itself a later page. In doubt pages stay together.
    """
    groups: list[list[Page]] = []
    current: str | None = None
    for page in pages:
        number = _number(page, current) if len(pages) > 1 else None
        if not groups or (number is not None and current is not None and len(groups) < INVOICES_MAX):
            groups.append([page])
            current = number
        else:
            groups[-1].append(page)
            current = current or number
    return tuple(tuple(group) for group in groups)


def _number(page: Page, before: str | None) -> str | None:
    """Return the number that a page begins an invoice with; None where it goes on with the one before."""
    context = build_context([page])
    found = read_number(context)
    if found is None or found.evidence is None or found.evidence.box is None:
        return None
    number = _compact(found.value)
    if before is None:
        return number
    lines = [[word.text for word in line.words] for line in page.lines]
    summed = any(mark.label in _SUMS for mark in context.marks)
    if found.evidence.box.top > HEAD or any(before in _compact("".join(words)) for words in lines):
        return None
    return number if summed or not any(map(_is_later, lines)) else None


def _is_later(words: Sequence[str]) -> bool:
    for index, word in enumerate(words):
        if fold(word) in _PAGE_WORDS:
            digits = [text for text in map(fold, words[index + 1 : index + 1 + _REACH]) if text.isdigit()]
            if digits and int(digits[0]) > 1:
                return True
    return False


def _compact(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
