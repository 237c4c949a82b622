"""One invented bill: the facts that a page shows and a truth states, and the sums that follow from them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

MINOR_DIGITS = {"JPY": 0}
"""Decimals of a currency, where they are not 2."""

HUNDRED = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Party:
    """A company that does not exist."""

    name: str
    address: tuple[str, ...]
    """Street, then postcode and city, as printed."""
    country: str
    """ISO 3166-1 alpha-2."""
    tax_id: str | None = None
    """As printed, spaces and dots included."""
    ibans: tuple[str, ...] = ()
    """Without spaces, the first one first."""
    bic: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One billed line."""

    description: str
    quantity: Decimal
    unit: str | None
    """As printed."""
    price: Decimal
    rate: Decimal
    """Tax, in percent."""
    code: str | None = None
    discount: Decimal | None = None
    """In percent of quantity times price."""
    section: str | None = None
    """A heading printed above this line."""


@dataclass(frozen=True, kw_only=True)
class Adjustment:
    """A charge (positive) or allowance (negative) on the whole bill."""

    label: str
    amount: Decimal
    rate: Decimal


@dataclass(frozen=True, kw_only=True)
class TaxRow:
    """One row of the tax breakdown."""

    rate: Decimal
    base: Decimal
    tax: Decimal


def line(
    description: str,
    quantity: str,
    unit: str | None,
    price: str,
    rate: str,
    *,
    code: str | None = None,
    discount: str | None = None,
    section: str | None = None,
) -> Line:
    """Return a line from numbers as written in a catalogue of bills."""
    return Line(
        description=description,
        quantity=Decimal(quantity),
        unit=unit,
        price=Decimal(price),
        rate=Decimal(rate),
        code=code,
        discount=None if discount is None else Decimal(discount),
        section=section,
    )


def adjustment(label: str, amount: str, rate: str) -> Adjustment:
    """Return a charge or allowance from numbers as written in a catalogue of bills."""
    return Adjustment(label=label, amount=Decimal(amount), rate=Decimal(rate))


@dataclass(frozen=True, kw_only=True)
class Bill:
    """An invoice, credit note or receipt."""

    vendor: Party
    buyer: Party | None
    number: str
    day: date
    lines: tuple[Line, ...]
    language: str
    """ISO 639-1: chooses words, dates and numbers."""
    currency: str = "EUR"
    due: date | None = None
    order: str | None = None
    doc_type: str = "invoice"
    region: str | None = None
    """A country whose way of writing numbers and dates differs from the language's: `US`, `CH`."""
    adjustments: tuple[Adjustment, ...] = ()
    prices_include_tax: bool = False
    paid: Decimal = Decimal(0)
    """Paid before: the amount due is smaller by this."""
    total_printed: Decimal | None = None
    """What the page claims, where it is not what the lines make."""
    customer: str | None = None
    period: tuple[date, date] | None = None
    wording: tuple[tuple[str, str], ...] = ()
    """Labels that this bill words in its own way: key and text."""
    notes: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = field(default=())
    """More labelled values of the header, as printed."""

    def rounded(self, amount: Decimal) -> Decimal:
        """Return an amount in whole minor units of the bill's currency, half up."""
        return amount.quantize(Decimal(1).scaleb(-MINOR_DIGITS.get(self.currency, 2)), ROUND_HALF_UP)

    def amount_of(self, item: Line) -> Decimal:
        """Return a line's amount, its own discount taken off."""
        share = 1 - (item.discount or 0) / HUNDRED
        return self.rounded(item.quantity * item.price * share)

    @property
    def lines_total(self) -> Decimal:
        """The sum of the lines."""
        return sum((self.amount_of(item) for item in self.lines), Decimal(0))

    @property
    def tax_rows(self) -> tuple[TaxRow, ...]:
        """The tax breakdown, highest rate first."""
        sums: dict[Decimal, Decimal] = {}
        for rate, amount in self._rated_amounts():
            sums[rate] = sums.get(rate, Decimal(0)) + amount
        return tuple(self._tax_row(rate, sums[rate]) for rate in sorted(sums, reverse=True))

    def _rated_amounts(self) -> Iterable[tuple[Decimal, Decimal]]:
        yield from ((item.rate, self.amount_of(item)) for item in self.lines)
        yield from ((extra.rate, extra.amount) for extra in self.adjustments)

    def _tax_row(self, rate: Decimal, amount: Decimal) -> TaxRow:
        if self.prices_include_tax:
            base = self.rounded(amount / (1 + rate / HUNDRED))
            return TaxRow(rate=rate, base=base, tax=amount - base)
        return TaxRow(rate=rate, base=self.rounded(amount), tax=self.rounded(amount * rate / HUNDRED))

    @property
    def subtotal(self) -> Decimal:
        """The sum without tax."""
        return sum((row.base for row in self.tax_rows), Decimal(0))

    @property
    def tax_total(self) -> Decimal:
        """The sum of the taxes."""
        return sum((row.tax for row in self.tax_rows), Decimal(0))

    @property
    def total(self) -> Decimal:
        """The sum with tax, as the page claims it."""
        return self.subtotal + self.tax_total if self.total_printed is None else self.total_printed

    @property
    def due_amount(self) -> Decimal:
        """What is to be paid."""
        return self.total - self.paid

    def truth(self) -> dict[str, Any]:
        """Return what a perfect reading of the bill says, in the keys of the `read` command."""
        return {
            "vendor_name": self.vendor.name,
            "vendor_tax_id": compact(self.vendor.tax_id),
            "invoice_number": self.number,
            "invoice_date": self.day.isoformat(),
            "due_date": self.due.isoformat() if self.due else None,
            "currency": self.currency,
            "subtotal": str(self.rounded(self.subtotal)),
            "tax_total": str(self.rounded(self.tax_total)),
            "total": str(self.rounded(self.total)),
            # Without payments before, a page names the total only.
            "amount_due": str(self.rounded(self.due_amount)) if self.paid else None,
            "iban": self.vendor.ibans[0] if self.vendor.ibans else None,
            "order_number": self.order,
            "buyer_name": self.buyer.name if self.buyer else None,
            "doc_type": self.doc_type,
            "line_items": [self._line_truth(item) for item in self.lines],
        }

    def _line_truth(self, item: Line) -> dict[str, str | None]:
        return {
            "description": item.description,
            "quantity": str(item.quantity),
            "unit": item.unit,
            "unit_price": str(item.price),
            "amount": str(self.amount_of(item)),
            "tax_rate": str(item.rate),
            "product_code": item.code,
        }


def compact(identifier: str | None) -> str | None:
    """Return an identifier without the spaces and marks it is printed with."""
    if identifier is None:
        return None
    return "".join(letter for letter in identifier if letter.isalnum())
