"""What kind of document plain text calls itself, where there is no page to measure."""

from functools import cache

from shared.domain.reading import DocumentType
from shared.engines.text.phrases import fold
from shared.engines.text.vocabulary.titles import TITLES

LINES_LOOKED_AT = 40
"""A document says what it is at its top."""

WORDS_AFTER_MAX = 5
"""A title is followed by a number and a date, not by a sentence."""


@cache
def _names() -> tuple[tuple[tuple[str, ...], DocumentType], ...]:
    """Every name as its words, longest first, so that `credit note` is found before `note`."""
    named = ((tuple(name.split()), kind) for kind, names in TITLES.items() for name in names.split("; "))
    return tuple(sorted(named, key=lambda pair: -len(pair[0])))


def named_type(text: str) -> DocumentType:
    """Return the type that the first line which is a title names; an invoice where none does."""
    for line in text.splitlines()[:LINES_LOOKED_AT]:
        words = tuple(fold(word) for word in line.split())
        for name, kind in _names():
            rest = [word for word in words[len(name) :] if word.isalpha()]
            if words[: len(name)] == name and len(rest) <= WORDS_AFTER_MAX:
                return kind
    return DocumentType.INVOICE
