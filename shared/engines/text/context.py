"""What is known about a document before its fields are read: its language, number style and currency."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from shared.engines.text.currencies import FoundCurrency, find_currency
from shared.engines.text.dates import month_first
from shared.engines.text.labels import Mark, find_marks
from shared.engines.text.layout import Page
from shared.engines.text.numbers import DecimalMark, decimal_mark

_POINT_LANGUAGES = frozenset({"en"})


@dataclass(frozen=True)
class Context:
    """The pages and what holds for all of them."""

    pages: tuple[Page, ...]
    marks: tuple[Mark, ...]
    language: str | None
    """ISO 639-1; None where no label says."""
    decimal: DecimalMark
    month_is_first: bool
    currency: FoundCurrency | None


def build_context(pages: Sequence[Page]) -> Context:
    """Return the pages with what their own words say about how to read them."""
    marks = find_marks(pages)
    texts = [line.text for page in pages for line in page.lines]
    language = _language(marks)
    default = DecimalMark.POINT if language in _POINT_LANGUAGES else DecimalMark.COMMA
    currency = find_currency(texts, language)
    # Of those who write English, the ones who pay in dollars put the month first.
    american = language == "en" and currency is not None and currency.value == "USD"
    return Context(
        tuple(pages),
        marks,
        language,
        decimal_mark(texts, default=default),
        month_first(texts, default=american),
        currency,
    )


def _language(marks: Sequence[Mark]) -> str | None:
    votes: Counter[str] = Counter()
    for mark in marks:
        for language in sorted(mark.languages):
            # A word that several languages share says little about which one this is.
            votes[language] += round(12 / len(mark.languages))
    best = votes.most_common(1)
    return best[0][0] if best else None
