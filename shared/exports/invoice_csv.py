"""A coded invoice as CSV (RFC 4180): one row for each line, for whoever books by import or by hand."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from shared.domain.codes import CodeField
from shared.domain.coding import Coding, LineCoding
from shared.domain.invoice import InvoiceRecord
from shared.domain.money import plain
from shared.domain.reading import LineItem, Read, ReadInvoice
from shared.exports.csv_cells import defused

MEDIA_TYPE = "text/csv"

SUFFIX = "csv"

COLUMNS = (
    *("invoice_id", "type", "vendor", "vendor_tax_id", "number", "date", "due", "currency", "iban"),
    *("line", "product_code", "description", "quantity", "unit", "unit_price", "amount", "tax_rate"),
    *("tax_included", "account", "tax_code", "cost_center", "category"),
    *("subtotal", "tax_total", "total"),
)
"""The invoice's own values stand in every row; amounts have a point and no grouping."""

_CODES = (CodeField.ACCOUNT, CodeField.TAX_CODE, CodeField.COST_CENTER, CodeField.CATEGORY)


def render(record: InvoiceRecord, invoice: ReadInvoice) -> bytes:
    """Return the rows with their heading, one for an invoice without lines; UTF-8 with a mark, for Excel."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    coding = record.coding or Coding()
    of_line = {each.line: each for each in coding.lines}
    for place, line in enumerate(invoice.line_items or (None,)):
        coded = of_line.get(place, LineCoding(line=place, codes=coding.codes if line is None else ()))
        writer.writerow(
            [*_head(record, invoice), *_line(place, line), *_codes(coded), *map(_number, _sums(invoice))]
        )
    return out.getvalue().encode("utf-8-sig")


def _head(record: InvoiceRecord, invoice: ReadInvoice) -> Iterator[str]:
    vendor = record.vendor.name if record.vendor else None
    yield record.invoice_id
    yield invoice.doc_type.value
    yield defused(vendor or _text(invoice.vendor_name))
    for read in (invoice.vendor_tax_id, invoice.invoice_number, invoice.invoice_date, invoice.due_date):
        yield defused(_text(read))
    yield _text(invoice.currency)
    yield _text(invoice.iban)


def _line(place: int, line: LineItem | None) -> Iterator[str]:
    if line is None:
        yield from ("",) * 9
        return
    yield str(place + 1)
    yield defused(line.product_code or "")
    yield defused(line.description)
    yield _number(line.quantity)
    yield defused(line.unit or "")
    yield from map(_number, (line.unit_price, line.amount, line.tax_rate))
    yield "yes" if line.tax_included else "no"


def _codes(coded: LineCoding) -> Iterator[str]:
    return (defused(coded.value(field) or "") for field in _CODES)


def _sums(invoice: ReadInvoice) -> Iterator[Decimal | None]:
    return (read.value if read else None for read in (invoice.subtotal, invoice.tax_total, invoice.total))


def _text(read: Read[Any] | None) -> str:
    # A date's text is that of ISO 8601.
    return str(read.value) if read else ""


def _number(value: Decimal | None) -> str:
    return plain(value) if value is not None else ""
