"""The reader of born-digital PDFs: words from their text layer, fields by labels, types and geometry."""

from collections.abc import Sequence
from typing import Any

from shared.domain.errors import Unprocessable
from shared.domain.money import Currency
from shared.domain.reading import Read, ReadInvoice
from shared.engines.runner import TaskRunner
from shared.engines.text.adjustments import read_adjustments
from shared.engines.text.context import Context, build_context
from shared.engines.text.fields import (
    Scored,
    read_date,
    read_due_date,
    read_ibans,
    read_number,
    read_order,
    read_payment_reference,
)
from shared.engines.text.kinds import is_correction, read_type
from shared.engines.text.layout import Page, Word, build_page
from shared.engines.text.parties import read_parties
from shared.engines.text.phones import read_phone
from shared.engines.text.signs import credited
from shared.engines.text.splitting import split_pages
from shared.engines.text.table import read_lines
from shared.engines.text.tax_ids import read_tax_ids
from shared.engines.text.totals import read_totals

PAGES_READ_MAX = 300
"""Pages read of one document: the longest honest bills; the rest is reported as unread, never dropped."""


def load_pages(content: bytes, sandbox: TaskRunner) -> tuple[tuple[Page, ...], tuple[int, ...]]:
    """
    Return every page of a PDF, and the numbers of those that could not be read.

    Raises:
        Unprocessable: no page has text (`document.no_text_layer`); otherwise as the sandbox.
    """
    described: list[dict[str, Any]] = sandbox.run("pdf.words", content, pages_max=PAGES_READ_MAX).header[
        "value"
    ]
    if not any(page["state"] == "read" for page in described):
        raise Unprocessable(
            "document.no_text_layer", "No page of this document has text in it; it is a picture."
        )
    pages = tuple(build_page(number, page) for number, page in enumerate(described, start=1))
    unread = tuple(number for number, page in enumerate(described, start=1) if page["state"] == "unread")
    return pages, unread


def read_invoices(pages: Sequence[Page]) -> tuple[ReadInvoice, ...]:
    """Return every invoice on these pages, in page order."""
    return tuple(read_pages(group) for group in split_pages(pages))


def read_pages(pages: Sequence[Page]) -> ReadInvoice:
    """Return the one invoice on these pages; every value with its place, and None where nothing was found."""
    context = build_context(pages)
    number = read_number(context)
    totals = read_totals(context)
    parties = read_parties(context)
    vendor_tax_id, buyer_tax_id = read_tax_ids(
        context,
        parties.vendor.value if parties.vendor else None,
        parties.buyer.value if parties.buyer else None,
    )
    items = read_lines(
        context,
        total=totals.total.value if totals.total else None,
        subtotal=totals.subtotal.value if totals.subtotal else None,
    )
    adjustments = read_adjustments(context, items, totals)
    invoice = ReadInvoice(
        doc_type=read_type(pages),
        vendor_name=parties.vendor,
        vendor_tax_id=vendor_tax_id,
        vendor_email=parties.email,
        vendor_phone=read_phone(
            context,
            parties.vendor.value if parties.vendor else None,
            parties.buyer.value if parties.buyer else None,
        ),
        buyer_name=parties.buyer,
        buyer_tax_id=buyer_tax_id,
        invoice_number=number,
        invoice_date=read_date(context, number),
        due_date=read_due_date(context),
        order_number=read_order(context),
        currency=_currency(context),
        subtotal=totals.subtotal,
        tax_total=totals.tax_total,
        total=totals.total,
        amount_due=totals.amount_due,
        ibans=read_ibans(context),
        line_items=items,
        tax_lines=totals.tax_lines,
        allowances=adjustments.allowances,
        charges=adjustments.charges,
        payment_reference=read_payment_reference(context),
        language=context.language,
        pages=tuple(page.number for page in pages),
    )
    return credited(invoice, corrects=is_correction(pages))


def _currency(context: Context) -> Read[Currency] | None:
    found = context.currency
    if found is None:
        return None
    page, word = next(
        (
            (page, word)
            for page in context.pages
            for line in page.lines
            for word in line.words
            if found.mark in word.text
        ),
        (context.pages[0], Word("", 0, 0, 0, 0)),
    )
    return Scored(found.value, (word,), page, 0).read(found.confidence)
