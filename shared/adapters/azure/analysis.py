"""
Fields of an analysed document (prebuilt-invoice, API 2023-07-31) as a ReadInvoice.

Holes are real: a field may have a type and content but no value, where the service could not normalise it.
Then only content that is plainly the value is taken; what is not stays unread.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from azure.ai.formrecognizer import (
    AddressValue,
    AnalyzedDocument,
    BoundingRegion,
    CurrencyValue,
    DocumentField,
)

from shared.domain.errors import Malformed
from shared.domain.money import Currency, minor_digits, parse_currency, parse_decimal
from shared.domain.reading import Box, DocumentType, Evidence, LineItem, Read, ReadInvoice, TaxLine

type Sizes = Mapping[int, tuple[float, float]]
"""Width and height of each page, in the page's own unit."""

PLACES_MAX = 6
"""Decimals of a number: the service sends binary fractions, whose noise starts at the 16th digit."""


class _Fields:
    """A document's or row's fields by name."""

    def __init__(self, fields: Mapping[str, DocumentField] | None, sizes: Sizes) -> None:
        self._fields = fields or {}
        self._sizes = sizes

    def text(self, name: str) -> Read[str] | None:
        field = self._fields.get(name)
        value = field and (field.value if isinstance(field.value, str) else field.content)
        text = " ".join(str(value).split()) if value else ""
        return self._read(field, text) if field and text else None

    def address(self, name: str) -> Read[str] | None:
        field = self._fields.get(name)
        if field is None or not isinstance(field.value, AddressValue | str):
            return None
        text = " ".join((field.content or str(field.value)).split())
        return self._read(field, text) if text else None

    def day(self, name: str) -> Read[date] | None:
        field = self._fields.get(name)
        return self._read(field, field.value) if field and isinstance(field.value, date) else None

    def amount(self, name: str) -> Read[Decimal] | None:
        field = self._fields.get(name)
        value = _decimal(field) if field else None
        return self._read(field, value) if field and value is not None else None

    def number(self, name: str) -> Decimal | None:
        read = self.amount(name)
        return read.value if read else None

    def percent(self, name: str) -> Decimal | None:
        field = self._fields.get(name)
        match = _PERCENT.search(field.content or str(field.value or "")) if field else None
        return parse_decimal(match[1].replace(",", ".")) if match else None

    def currency(self) -> Read[Currency] | None:
        """The code that the amounts agree on; where they differ, nothing is said."""
        coded = [
            (field, field.value.code)
            for field in self._fields.values()
            if isinstance(field.value, CurrencyValue) and field.value.code
        ]
        if not coded or len({code for _, code in coded}) > 1:
            return None
        field, code = coded[0]
        try:
            return self._read(field, parse_currency(str(code)))
        except Malformed:
            return None

    def rows(self, name: str) -> Iterator[tuple["_Fields", DocumentField]]:
        field = self._fields.get(name)
        for row in field.value if field and isinstance(field.value, list) else []:
            if isinstance(row.value, dict):
                yield _Fields(row.value, self._sizes), row

    def _read[T](self, field: DocumentField, value: T) -> Read[T]:
        return Read(value=value, confidence=field.confidence or 0.0, evidence=evidence(field, self._sizes))


_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d{1,3})?)\s*%?")
_PLAIN = re.compile(r"-?\d{1,15}(?:\.\d{1,6})?")


def invoice_of(document: AnalyzedDocument, doc_type: DocumentType, sizes: Sizes) -> ReadInvoice:
    """Return the analysed document as a document of this type; `sizes` are the file's pages."""
    fields = _Fields(document.fields, sizes)
    total = fields.amount("InvoiceTotal")
    return ReadInvoice(
        doc_type=doc_type,
        vendor_name=fields.text("VendorName") or fields.text("VendorAddressRecipient"),
        vendor_tax_id=fields.text("VendorTaxId"),
        vendor_address=fields.address("VendorAddress"),
        buyer_name=fields.text("CustomerName"),
        buyer_tax_id=fields.text("CustomerTaxId"),
        invoice_number=fields.text("InvoiceId"),
        invoice_date=fields.day("InvoiceDate"),
        due_date=fields.day("DueDate"),
        order_number=fields.text("PurchaseOrder"),
        currency=fields.currency(),
        subtotal=fields.amount("SubTotal"),
        tax_total=fields.amount("TotalTax"),
        total=total,
        amount_due=fields.amount("AmountDue") or total,
        ibans=tuple(_ibans(fields)),
        line_items=tuple(_line(row, field, sizes) for row, field in fields.rows("Items")),
        tax_lines=tuple(
            TaxLine(rate=row.percent("Rate"), amount=row.number("Amount"))
            for row, _ in fields.rows("TaxDetails")
        ),
        allowances=fields.number("TotalDiscount"),
        pages=tuple(sorted({region.page_number for region in document.bounding_regions or []})),
    )


def evidence(field: DocumentField, sizes: Sizes) -> Evidence | None:
    """Return where the field stands: its first region as page fractions."""
    regions: list[BoundingRegion] = field.bounding_regions or []
    if not regions:
        return None
    region = regions[0]
    width, height = sizes.get(region.page_number, (0.0, 0.0))
    if not region.polygon or width <= 0 or height <= 0:
        return Evidence(page=region.page_number)
    across = [_fraction(point.x, width) for point in region.polygon]
    down = [_fraction(point.y, height) for point in region.polygon]
    box = Box(left=min(across), top=min(down), right=max(across), bottom=max(down))
    return Evidence(page=region.page_number, box=box)


def _fraction(position: float, size: float) -> float:
    return round(min(max(position / size, 0.0), 1.0), 4)


def _ibans(fields: _Fields) -> Iterator[Read[str]]:
    for row, _ in fields.rows("PaymentDetails"):
        iban = row.text("IBAN")
        if iban is not None:
            yield iban.model_copy(update={"value": iban.value.replace(" ", "").upper()})


def _line(row: _Fields, field: DocumentField, sizes: Sizes) -> LineItem:
    description, unit, code = row.text("Description"), row.text("Unit"), row.text("ProductCode")
    return LineItem(
        description=description.value if description else "",
        quantity=row.number("Quantity"),
        unit=unit.value if unit else None,
        unit_price=row.number("UnitPrice"),
        amount=row.number("Amount"),
        tax_rate=row.percent("TaxRate"),
        product_code=code.value if code else None,
        confidence=field.confidence or 0.0,
        evidence=evidence(field, sizes),
    )


def _decimal(field: DocumentField) -> Decimal | None:
    if isinstance(field.value, CurrencyValue):
        return _exact(field.value.amount, at_least=_places(field.value.code))
    if isinstance(field.value, int | float):
        return _exact(field.value, at_least=0)
    content = (field.content or "").strip()
    return parse_decimal(content) if _PLAIN.fullmatch(content) else None


def _places(code: str | None) -> int:
    try:
        return minor_digits(parse_currency(code or ""))
    except Malformed:
        return 0


def _exact(value: float, *, at_least: int) -> Decimal:
    """The decimal that the binary fraction was made from, with the decimals that its currency has."""
    number = parse_decimal(f"{value:.{PLACES_MAX}f}").normalize()
    exponent = int(number.as_tuple().exponent)
    return number.quantize(Decimal(1).scaleb(min(exponent, -at_least)))
