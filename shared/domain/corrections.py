"""Corrections: what a person says instead of what was read. Pure; a corrected reading is a new reading."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from shared.domain.errors import Malformed, Unprocessable
from shared.domain.identifiers import compact, iban_is_valid
from shared.domain.ids import VendorId
from shared.domain.model import Model
from shared.domain.money import parse_currency, parse_decimal
from shared.domain.reading import LineItem, Read, Reading, ReadInvoice

TEXT_CHARACTERS_MAX = 300
"""Of one corrected text: a name or a number."""

CORRECTED_LINES_MAX = 500
"""Lines that a person edits by hand: beyond that they send the supplier's own data instead."""


class FieldName(StrEnum):
    """The fields of an invoice that a person can correct, as the reading names them."""

    VENDOR_NAME = "vendor_name"
    VENDOR_TAX_ID = "vendor_tax_id"
    INVOICE_NUMBER = "invoice_number"
    INVOICE_DATE = "invoice_date"
    DUE_DATE = "due_date"
    ORDER_NUMBER = "order_number"
    BUYER_NAME = "buyer_name"
    CURRENCY = "currency"
    SUBTOTAL = "subtotal"
    TAX_TOTAL = "tax_total"
    TOTAL = "total"
    AMOUNT_DUE = "amount_due"
    IBAN = "iban"


PAYEE_FIELDS = frozenset({FieldName.VENDOR_NAME, FieldName.VENDOR_TAX_ID, FieldName.IBAN})
"""Fields that say who is paid, and where to."""

LINES = "line_items"
"""What a change of lines is called beside the fields."""

VENDOR = "vendor"
"""What a choice of the vendor in the register is called."""


class CorrectedLine(Model):
    """One line as a person says it; empty texts mean that it is not on the document."""

    was: Annotated[int, Field(ge=0)] | None = None
    """Position of the line that this one corrects, from 0; None: a new one."""
    description: Annotated[str, Field(min_length=1, max_length=2000)]
    quantity: str = ""
    unit_price: str = ""
    amount: str = ""
    tax_rate: str = ""


class Corrections(Model):
    """What a person says instead. What is absent stays as it is."""

    fields: dict[FieldName, str] = Field(default_factory=dict)
    """Dates in ISO 8601, amounts as plain decimals; an empty text: it is not on the document."""
    lines: Annotated[tuple[CorrectedLine, ...], Field(max_length=CORRECTED_LINES_MAX)] | None = None
    """All lines, in order."""
    vendor_id: VendorId | None = None
    """Which vendor of the register this is."""


class Corrected(Model):
    """A reading with corrections in it."""

    reading: Reading
    fields: tuple[str, ...]
    """What really changed, in order."""
    payee: bool
    """Whether that changes who is paid, or where to."""


def apply_corrections(reading: Reading, corrections: Corrections) -> Corrected:
    """
    Return the reading with its first invoice corrected. Places on the page stay; confidence is a person's: 1.

    Raises:
        Malformed: a value is none of its field's kind (`correction.{field}`).
        Unprocessable: nothing is different (`correction.nothing`).
    """
    before = reading.invoices[0] if reading.invoices else ReadInvoice()
    after = before
    for name, text in corrections.fields.items():
        after = after.model_copy(update=_corrected_field(before, name, text.strip()))
    if corrections.lines is not None:
        after = after.model_copy(update={"line_items": _corrected_lines(before, corrections.lines)})
    changed = _changed(before, after)
    if corrections.vendor_id is not None:
        changed = (*changed, VENDOR)
    if not changed:
        raise Unprocessable("correction.nothing", "Nothing is different from what is there.")
    return Corrected(
        reading=reading.model_copy(update={"invoices": (after, *reading.invoices[1:])}),
        fields=changed,
        payee=VENDOR in changed or any(name in changed for name in PAYEE_FIELDS),
    )


def value_of(invoice: ReadInvoice, name: FieldName) -> Read[Any] | None:
    """Return what was read for a field, or None."""
    if name is FieldName.IBAN:
        return invoice.iban
    found: Read[Any] | None = getattr(invoice, name)
    return found


def _corrected_field(before: ReadInvoice, name: FieldName, text: str) -> dict[str, Any]:
    held = value_of(before, name)
    if text:
        value = _PARSERS[name](name, text)
        if held is not None and held.value == value:
            return {}
        said: Read[Any] | None = Read(value=value, confidence=1.0, evidence=held.evidence if held else None)
    else:
        said = None
    if name is FieldName.IBAN:
        return {"ibans": (*((said,) if said else ()), *before.ibans[1:])}
    return {name.value: said}


def _corrected_lines(before: ReadInvoice, lines: tuple[CorrectedLine, ...]) -> tuple[LineItem, ...]:
    return tuple(_corrected_line(before, line) for line in lines)


def _corrected_line(before: ReadInvoice, line: CorrectedLine) -> LineItem:
    if line.was is not None and line.was >= len(before.line_items):
        raise Malformed("correction.line_items", f"There is no line {line.was}.")
    held = LineItem(description="") if line.was is None else before.line_items[line.was]
    said = held.model_copy(
        update={
            "description": line.description.strip(),
            "quantity": _optional_decimal(line.quantity),
            "unit_price": _optional_decimal(line.unit_price),
            "amount": _optional_decimal(line.amount),
            "tax_rate": _optional_decimal(line.tax_rate),
        }
    )
    return held if said == held else said.model_copy(update={"confidence": 1.0})


def _changed(before: ReadInvoice, after: ReadInvoice) -> tuple[str, ...]:
    fields = [name.value for name in FieldName if value_of(before, name) != value_of(after, name)]
    lines = [LINES] if before.line_items != after.line_items else []
    return (*fields, *lines)


def _optional_decimal(text: str) -> Decimal | None:
    return parse_decimal(text.strip()) if text.strip() else None


def _text(name: FieldName, text: str) -> str:
    if len(text) > TEXT_CHARACTERS_MAX or not text.isprintable():
        raise Malformed(
            f"correction.{name}", f"It has at most {TEXT_CHARACTERS_MAX} characters, all on one line."
        )
    return text


def _date(name: FieldName, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Malformed(f"correction.{name}", "A date is written year-month-day: 2026-11-23.") from None


def _amount(name: FieldName, text: str) -> Decimal:
    try:
        return parse_decimal(text)
    except Malformed as error:
        raise Malformed(f"correction.{name}", error.message) from error


def _currency(name: FieldName, text: str) -> str:
    try:
        return parse_currency(text)
    except Malformed as error:
        raise Malformed(f"correction.{name}", error.message) from error


def _iban(name: FieldName, text: str) -> str:
    account = compact(text)
    if not iban_is_valid(account):
        raise Malformed(f"correction.{name}", "That is no valid IBAN: its check digits do not fit.")
    return account


_PARSERS: dict[FieldName, Callable[[FieldName, str], Any]] = {
    FieldName.VENDOR_NAME: _text,
    FieldName.VENDOR_TAX_ID: _text,
    FieldName.INVOICE_NUMBER: _text,
    FieldName.INVOICE_DATE: _date,
    FieldName.DUE_DATE: _date,
    FieldName.ORDER_NUMBER: _text,
    FieldName.BUYER_NAME: _text,
    FieldName.CURRENCY: _currency,
    FieldName.SUBTOTAL: _amount,
    FieldName.TAX_TOTAL: _amount,
    FieldName.TOTAL: _amount,
    FieldName.AMOUNT_DUE: _amount,
    FieldName.IBAN: _iban,
}
