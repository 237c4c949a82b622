"""Currencies that are printed as a word or a mark which clean text rules do not take for one."""

import re

from shared.domain.money import Currency
from shared.domain.reading import Read
from shared.engines.text.context import Context
from shared.engines.text.fields import Scored
from shared.engines.text.labels import joined, words_at

_RINGGIT = re.compile(
    r"(?<![A-Za-z])RM(?=\s?\d|[)\s:]|$)|(?:\b[Ss][Dd][Nn]\b|\(M\)|\bCO\.?)[ .]*[Bb][Hh][Dd]\b"
)
"""Malaysia's mark, or the legal form of its companies, which reads like Bahrain's dinar."""

_WORDS = (
    (_RINGGIT, "MYR"),
    (re.compile(r"\bEUROS?\b", re.IGNORECASE), "EUR"),
    (re.compile(r"\bGSTIN\b|\bRs\.? ?\d"), "INR"),
    (re.compile(r"(?<![A-Za-z])\$(?= ?\d|$| )"), "USD"),
)


def find_ringgit(context: Context) -> Read[Currency] | None:
    """Return Malaysia's currency where its mark or its companies' legal form is printed."""
    return _find(context, _RINGGIT, "MYR", 0.8)


def find_currency_word(context: Context) -> Read[Currency] | None:
    """Return the first currency that a word or mark on the pages names."""
    found = (_find(context, pattern, code, 0.5) for pattern, code in _WORDS)
    return next((read for read in found if read is not None), None)


def _find(context: Context, pattern: re.Pattern[str], code: str, confidence: float) -> Read[Currency] | None:
    for page in context.pages:
        for line in page.lines:
            match = pattern.search(joined(line.words))
            if match:
                words = words_at(line.words, match.start(), match.end())
                return Scored(Currency(code), words, page, 0).read(confidence)
    return None
