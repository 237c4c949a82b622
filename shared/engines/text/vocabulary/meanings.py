"""
The words that invoices use, per meaning and language. Data only.

A phrase is compared without case, accents, spaces and punctuation, so `Rechnungs-Nr.` and `rechnungs nr` are
one entry. Where several phrases match at one place, the longest wins: that is how `Delivery date` keeps
`Date` from being read as the invoice's.
"""

from enum import StrEnum


class Label(StrEnum):
    """What the value beside a label means."""

    NUMBER = "number"
    NUMBER_BARE = "number_bare"
    """Just `Number`, or `Our reference`: the invoice's where nothing says it better."""
    TITLE = "title"
    """The document's own name; a number directly after it is the invoice number."""
    DATE = "date"
    DATE_BARE = "date_bare"
    """Just `Date`: the invoice's unless something better is there."""
    DUE_DATE = "due_date"
    ORDER = "order"
    SUBTOTAL = "subtotal"
    TAX = "tax"
    TOTAL = "total"
    TOTAL_BARE = "total_bare"
    """Just `Total`: of the invoice, of a page or of a column."""
    AMOUNT_DUE = "amount_due"
    VENDOR = "vendor"
    BUYER = "buyer"
    OTHER_PARTY = "other_party"
    """Somebody the goods go to; neither pays nor is paid."""
    PAYEE = "payee"
    """Whose account it is that is paid to."""
    NAME = "name"
    """Just `Name`: of the party whose block it stands in."""
    VENDOR_TAX_ID = "vendor_tax_id"
    BUYER_TAX_ID = "buyer_tax_id"
    PAYMENT_REFERENCE = "payment_reference"
    OTHER_NUMBER = "other_number"
    """A number that is not the invoice's."""
    PAID_DATE = "paid_date"
    """What is paid at once is invoiced the same day."""
    OTHER_DATE = "other_date"
    """A date that is not the invoice's."""
    CARRIED = "carried"
    """A sum at the end of a page that the next page begins with."""
    OTHER_AMOUNT = "other_amount"
    """An amount that is none of the invoice's totals."""


class Column(StrEnum):
    """What a column of a line item table holds."""

    POSITION = "position"
    CODE = "code"
    DESCRIPTION = "description"
    QUANTITY = "quantity"
    UNIT = "unit"
    UNIT_PRICE = "unit_price"
    TAX_RATE = "tax_rate"
    AMOUNT = "amount"
    AMOUNT_GROSS = "amount_gross"
    """With tax."""
    OTHER = "other"
    """Known, and not kept: discounts, tax amounts, dates."""
