"""Which currency a document speaks of."""

import re
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

from shared.domain.errors import Malformed
from shared.domain.money import Currency, parse_currency

_SYMBOLS = {
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "zł": "PLN",
    "Rs": "INR",
    "Rs.": "INR",
    "US$": "USD",
    "C$": "CAD",
    "CA$": "CAD",
    "A$": "AUD",
    "AU$": "AUD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "S$": "SGD",
    "R$": "BRL",
    "Fr.": "CHF",
    "SFr.": "CHF",
    "Euro": "EUR",
    "euro": "EUR",
    "Euros": "EUR",
    "euros": "EUR",
    "RM": "MYR",
    "₽": "RUB",
    "₺": "TRY",
    "₩": "KRW",
    "₪": "ILS",
    "฿": "THB",
    "Kč": "CZK",
    "Ft": "HUF",
    "EURO": "EUR",
}
_CROWNS = {"sv": "SEK", "da": "DKK", "no": "NOK", "nb": "NOK"}

_TOKEN = re.compile(
    r"(?<![\w$])(?P<before>[A-Z]{3}|[^\W\d_]{1,5}\.?|[A-Z]{0,2}\$|[€£¥₹₽₺₩₪฿])\s?(?=[-(]?\d)"
    r"|(?<=\d)(?:\s?(?=[€£¥₹₽₺₩₪฿$])|\s)(?P<after>[A-Z]{3}|[€£¥₹₽₺₩₪฿$]|[^\W\d_]{1,5}\.?)(?!\w)"
)
_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Z]{3}(?![A-Za-z0-9])")
_NAMED = re.compile(
    r"(?i:currency|w(?:\u00e4|ae)hrung|devise|valuta|moneda|moeda|waluta|valuutta)\W{1,4}([A-Z]{3})\b"
)
"""`Currency: EUR` says more than any number of marks beside amounts."""
_DOLLAR_COUNTRIES = {
    "CAD": ("canada", "gst/hst", "ontario", "quebec"),
    "AUD": ("australia", "abn"),
    "NZD": ("new zealand",),
    "SGD": ("singapore",),
    "HKD": ("hong kong",),
}

SYMBOL_CONFIDENCE, DOLLAR_CONFIDENCE, WORD_CONFIDENCE = 0.95, 0.75, 0.7
"""A code or symbol beside amounts; a bare dollar, taken as the US one; a code that stands alone."""


class FoundCurrency(NamedTuple):
    """A currency, how sure it is, and the mark it was read from."""

    value: Currency
    confidence: float
    mark: str


def find_currency(texts: Iterable[str], language: str | None) -> FoundCurrency | None:
    """Return the currency that most amounts carry, else a code that is named; None where nothing says."""
    votes: Counter[tuple[str, str]] = Counter()
    words: Counter[tuple[str, str]] = Counter()
    dollars: list[str] = []
    for text in texts:
        for match in _TOKEN.finditer(text):
            mark = match["before"] or match["after"]
            code = _code_of(mark, language)
            if code:
                votes[code, mark] += 1
        words.update((code, code) for code in _CODE.findall(text) if _known(code))
        dollars.append(text)
    named = Counter((code, code) for text in dollars for code in _NAMED.findall(text) if _known(code))
    best = named.most_common(1) or votes.most_common(1) or words.most_common(1)
    if not best:
        return None
    (code, mark), _ = best[0]
    if code == "USD" and mark == "$":
        return FoundCurrency(_dollar(dollars, words), DOLLAR_CONFIDENCE, mark)
    confidence = SYMBOL_CONFIDENCE if votes or named else WORD_CONFIDENCE
    return FoundCurrency(Currency(code), confidence, mark)


def _code_of(mark: str, language: str | None) -> str | None:
    if mark == "$":
        return "USD"
    if mark.lower().rstrip(".") == "kr":
        return _CROWNS.get(language or "")
    return _SYMBOLS.get(mark) or _known(mark)


def _known(code: str) -> str | None:
    if len(code) != 3 or not code.isupper():
        return None
    with suppress(Malformed):
        return parse_currency(code)
    return None


def _dollar(texts: list[str], words: Counter[tuple[str, str]]) -> Currency:
    """Return whose dollar a bare `$` is: a code on the page decides, then a country's name, then the US."""
    named = [code for (code, _), _ in words.most_common() if code in {*_DOLLAR_COUNTRIES, "USD"}]
    if named:
        return Currency(named[0])
    joined = " ".join(texts).lower()
    for code, hints in _DOLLAR_COUNTRIES.items():
        if any(hint in joined for hint in hints):
            return Currency(code)
    return Currency("USD")
