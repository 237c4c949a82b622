"""What bills say in ten languages, and how each writes numbers and dates."""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from tests.data.samples.generator.bill import MINOR_DIGITS, Bill
from tests.data.samples.generator.paper import ASSETS

_MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "en": "January February March April May June July August September October November December",
}

_DATES = {
    "de": "{d:02}.{m:02}.{y}",
    "en": "{d} {month} {y}",
    "nl": "{d:02}-{m:02}-{y}",
    "pl": "{d:02}.{m:02}.{y}",
    "sv": "{y}-{m:02}-{d:02}",
    "da": "{d:02}.{m:02}.{y}",
    "US": "{m:02}/{d:02}/{y}",
    "CH": "{d}. {month} {y}",
}
"""By region, then by language; elsewhere `31/12/2026`."""

_SEPARATORS = {
    "de": (".", ","),
    "en": (",", "."),
    "fr": ("\N{NO-BREAK SPACE}", ","),
    "pl": ("\N{NO-BREAK SPACE}", ","),
    "sv": ("\N{NO-BREAK SPACE}", ","),
    "CH": ("'", "."),
}
"""Thousands and decimals, by region, then by language; elsewhere `1.234,56`."""

SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥", "SEK": "kr", "DKK": "kr.", "PLN": "zł"}
"""What people write for a currency, where it is not its code."""


@dataclass(frozen=True)
class Words:
    """How one bill speaks."""

    bill: Bill
    labels: dict[str, str]

    def __getitem__(self, key: str) -> str:
        """Return the label of a field, or of a column."""
        return self.labels[key]

    @property
    def title(self) -> str:
        """The name of this type of document."""
        return self.labels[self.bill.doc_type]

    def day(self, value: date) -> str:
        """Return a date as the bill's region writes it."""
        pattern = _by_region(_DATES, self.bill, "{d:02}/{m:02}/{y}")
        months = _MONTHS.get(self.bill.language, _MONTHS["en"]).split()
        return pattern.format(d=value.day, m=value.month, y=value.year, month=months[value.month - 1])

    def money(self, amount: Decimal) -> str:
        """Return an amount with all its decimals, without the currency."""
        return self._grouped(amount, MINOR_DIGITS.get(self.bill.currency, 2))

    def price(self, amount: Decimal) -> str:
        """Return a price: as an amount, with more decimals where it has them."""
        exponent = amount.as_tuple().exponent
        places = -exponent if isinstance(exponent, int) else 0
        return self._grouped(amount, max(places, MINOR_DIGITS.get(self.bill.currency, 2)))

    def number(self, value: Decimal) -> str:
        """Return a quantity or rate as it is, without decimals it does not have."""
        exponent = value.as_tuple().exponent
        return self._grouped(value, -exponent if isinstance(exponent, int) and exponent < 0 else 0)

    def payable(self, amount: Decimal) -> str:
        """Return an amount with its currency, as the language puts it."""
        symbol = SYMBOLS.get(self.bill.currency, self.bill.currency)
        if symbol in "£$¥":
            sign = "-" if amount < 0 else ""
            return f"{sign}{symbol}{self.money(abs(amount))}"
        return f"{self.money(amount)} {symbol}"

    def tax_label(self, rate: Decimal) -> str:
        """Return how a row of the tax breakdown is called."""
        return f"{self.labels['tax']} {self.number(rate)}\N{NO-BREAK SPACE}%"

    def _grouped(self, value: Decimal, places: int) -> str:
        thousands, decimals = _by_region(_SEPARATORS, self.bill, (".", ","))
        plain = f"{value:,.{places}f}"
        return plain.replace(",", "\0").replace(".", decimals).replace("\0", thousands)


def _by_region[T](table: dict[str, T], bill: Bill, otherwise: T) -> T:
    if bill.region in table:
        return table[bill.region]
    return table.get(bill.language, otherwise)


def words_of(bill: Bill) -> Words:
    """Return how this bill speaks."""
    labels = {row["key"]: row[bill.language] for row in _dictionary()}
    return Words(bill, labels | dict(bill.wording))


@cache
def _dictionary() -> tuple[dict[str, str], ...]:
    with (ASSETS / "words.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
