"""The fields of pages that were looked at: as on text layers, and by rules of their own on till receipts."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from shared.domain.reading import DocumentType, Read, ReadInvoice
from shared.engines.ocr.currencies import find_currency_word, find_ringgit
from shared.engines.ocr.lines import prove_lines
from shared.engines.ocr.numbers import find_number
from shared.engines.ocr.parties import exchange_addressee
from shared.engines.ocr.payments import read_total
from shared.engines.ocr.receipts import is_receipt, read_day
from shared.engines.ocr.shops import read_shop
from shared.engines.ocr.sums import prove_sums
from shared.engines.text.context import Context, build_context
from shared.engines.text.layout import Page
from shared.engines.text.reader import read_pages

_SENT_BACK = frozenset({DocumentType.CREDIT_NOTE})
"""Types that a narrow page may have instead of being a receipt."""


def read_seen(pages: Sequence[Page], *, confidence: float) -> ReadInvoice:
    """Return the invoice on pages seen with this confidence, 0 to 1: no value is surer than that."""
    invoice = read_pages(pages)
    if pages and is_receipt(pages[0]):
        invoice = _as_receipt(invoice, pages)
    else:
        context = build_context(pages)
        invoice = exchange_addressee(_completed(invoice, context), context)
    return _as_sure_as(invoice, confidence)


def _completed(invoice: ReadInvoice, context: Context) -> ReadInvoice:
    """Return the invoice with what the rules for clean text left open, or left contradicting itself."""
    found: dict[str, Any] = {}
    if invoice.invoice_number is None:
        found["invoice_number"] = find_number(context)
    if invoice.currency is None:
        found["currency"] = find_currency_word(context)
    if not _adds_up(invoice, invoice.total):
        sums = prove_sums(context)
        if sums is not None:
            found |= sums._asdict()
        elif invoice.total is None or invoice.total.value == 0:
            totals = (read_total(context, page) for page in reversed(context.pages))
            found["total"] = next((total for total in totals if total is not None), invoice.total)
    completed = invoice.model_copy(update=found)
    targets = [read.value for read in (completed.subtotal, completed.total) if read is not None]
    if sum(item.amount or Decimal(0) for item in completed.line_items) in targets:
        return completed
    proved = prove_lines(context, targets)
    return completed.model_copy(update={"line_items": proved}) if proved else completed


def _as_receipt(invoice: ReadInvoice, pages: Sequence[Page]) -> ReadInvoice:
    context, page = build_context(pages), pages[0]
    total = read_total(context, page) or invoice.total
    found: dict[str, Any] = {
        "doc_type": invoice.doc_type if invoice.doc_type in _SENT_BACK else DocumentType.RECEIPT,
        "vendor_name": read_shop(page) or invoice.vendor_name,
        "invoice_date": read_day(context, page) or invoice.invoice_date,
        "currency": find_ringgit(context) or invoice.currency or find_currency_word(context),
        "total": total,
        "buyer_name": None,
    }
    if not _adds_up(invoice, total):
        found |= {"subtotal": None, "tax_total": None}
    return invoice.model_copy(update=found)


def _adds_up(invoice: ReadInvoice, total: Read[Any] | None) -> bool:
    """Return whether the sums of the text rules lead to this total."""
    if total is None or invoice.subtotal is None or invoice.tax_total is None:
        return False
    return bool(invoice.subtotal.value + invoice.tax_total.value == total.value)


def _as_sure_as(invoice: ReadInvoice, confidence: float) -> ReadInvoice:
    """Return the invoice with every confidence lowered to what recognition allows."""

    def lowered(read: Read[Any]) -> Read[Any]:
        return read.model_copy(update={"confidence": round(read.confidence * confidence, 4)})

    changed: dict[str, Any] = {
        name: lowered(value)
        for name in type(invoice).model_fields
        if isinstance(value := getattr(invoice, name), Read)
    }
    changed["ibans"] = tuple(lowered(iban) for iban in invoice.ibans)
    changed["line_items"] = tuple(
        item.model_copy(update={"confidence": round(item.confidence * confidence, 4)})
        for item in invoice.line_items
    )
    return invoice.model_copy(update=changed)
