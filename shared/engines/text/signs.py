"""The sign of a credit note: its type says that money goes back, so its amounts are positive."""

from decimal import Decimal
from typing import Any

from shared.domain.reading import DocumentType, LineItem, Read, ReadInvoice, TaxLine

_SUMS = ("subtotal", "tax_total", "total", "amount_due")


def credited(invoice: ReadInvoice, *, corrects: bool) -> ReadInvoice:
    """
    Return a credit note printed with minus signs as UBL and CII write it, and anything else as it is.

    Half of the world prints the sign and half relies on the title; whoever books the note must not meet both.
    What `corrects` an invoice keeps its signs: it may add as well as take off.
    """
    total = invoice.total
    if corrects or invoice.doc_type is not DocumentType.CREDIT_NOTE or total is None or total.value >= 0:
        return invoice
    changes: dict[str, Any] = {
        name: read.model_copy(update={"value": -read.value})
        for name in _SUMS
        if isinstance(read := getattr(invoice, name), Read)
    }
    changes["line_items"] = tuple(map(_returned, invoice.line_items))
    changes["tax_lines"] = tuple(map(_refunded, invoice.tax_lines))
    changes["allowances"], changes["charges"] = invoice.charges, invoice.allowances
    return invoice.model_copy(update=changes)


def _returned(item: LineItem) -> LineItem:
    # Where quantity or price carries the minus, the amount does as well: one of them is turned with it.
    quantity, price = _positive(item.quantity), _positive(item.unit_price)
    return item.model_copy(
        update={"amount": _turned(item.amount), "quantity": quantity, "unit_price": price}
        if (item.amount or 0) < 0
        else {"amount": _turned(item.amount), "quantity": _turned(item.quantity)}
    )


def _refunded(line: TaxLine) -> TaxLine:
    return line.model_copy(update={"base": _turned(line.base), "amount": _turned(line.amount)})


def _turned(value: Decimal | None) -> Decimal | None:
    return -value if value else value


def _positive(value: Decimal | None) -> Decimal | None:
    return abs(value) if value is not None else None
