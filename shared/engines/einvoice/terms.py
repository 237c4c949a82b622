"""The business terms of EN 16931 that its rules speak of, the same from every syntax."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Party:
    """The seller (BG-4) or the buyer (BG-7)."""

    name: str | None
    """BT-27, BT-44: the legal name, not a trading name."""
    has_address: bool
    country: str | None
    vat_id: str | None
    """BT-31, BT-48."""
    has_tax_number: bool
    """Any registration for tax, the VAT identifier among them."""
    has_legal_id: bool
    """BT-30, BT-47: a number in a register of companies."""
    has_other_id: bool
    """BT-29, BT-46."""


@dataclass(frozen=True, slots=True)
class Category:
    """What is taxed how."""

    code: str | None
    """UNCL 5305: `S` standard, `Z` zero, `E` exempt, `AE` reverse charge, `K`, `G`, `O`, `L`, `M`."""
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An allowance or a charge, of the document (BG-20, BG-21) or of a line (BG-27, BG-28)."""

    is_charge: bool
    amount: Decimal | None
    base: Decimal | None
    percent: Decimal | None
    category: Category
    has_reason: bool


@dataclass(frozen=True, slots=True)
class TaxRow:
    """One row of the VAT breakdown (BG-23)."""

    category: Category
    base: Decimal | None
    amount: Decimal | None
    has_reason: bool
    """Why nothing is charged: BT-120 or BT-121."""


@dataclass(frozen=True, slots=True)
class Line:
    """One invoice line (BG-25)."""

    number: str | None
    quantity: Decimal | None
    unit: str | None
    amount: Decimal | None
    name: str | None
    price: Decimal | None
    """BT-146, for `base_quantity` units."""
    gross_price: Decimal | None
    discount: Decimal | None
    """BT-147, off the gross price."""
    base_quantity: Decimal | None
    base_unit: str | None
    category: Category
    has_reversed_period: bool
    adjustments: tuple[Adjustment, ...]


@dataclass(frozen=True, slots=True)
class Payment:
    """One way to pay (BG-16)."""

    code: str | None
    """UNCL 4461: `30` credit transfer, `58` SEPA credit transfer."""
    has_account: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums (BG-22), each as stated."""

    lines: Decimal | None
    allowances: Decimal | None
    charges: Decimal | None
    net: Decimal | None
    tax: Decimal | None
    """BT-110, in the invoice's own currency."""
    has_two_taxes: bool
    """Whether it is stated more than once in that currency."""
    gross: Decimal | None
    prepaid: Decimal | None
    rounding: Decimal | None
    due: Decimal | None
    third_party: Decimal
    """What is collected for others (BT-DEX-002 of XRechnung's extension); part of what is due."""


@dataclass(frozen=True, slots=True)
class Terms:
    """One document."""

    specification: str | None
    number: str | None
    issued: date | None
    type_code: str | None
    currency: str | None
    seller: Party
    buyer: Party
    representative_vat_id: str | None
    """BT-63."""
    buyer_reference: str | None
    """BT-10; a Leitweg-ID where the buyer is a German authority."""
    has_due_date: bool
    """BT-9, or payment terms in words (BT-20)."""
    has_two_tax_points: bool
    """Both a date (BT-7) and a code for it (BT-8)."""
    has_delivery_date: bool
    """BT-72, or an invoicing period (BG-14)."""
    has_reversed_period: bool
    """Whether the invoicing period ends before it starts."""
    delivery_country: str | None
    payments: tuple[Payment, ...]
    totals: Totals
    adjustments: tuple[Adjustment, ...]
    breakdown: tuple[TaxRow, ...]
    lines: tuple[Line, ...]
