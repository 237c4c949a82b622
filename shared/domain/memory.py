"""What is remembered of a vendor's last invoices: to compare the next one with."""

from datetime import date
from typing import Annotated

from pydantic import Field

from shared.domain.codes import CodeDecision
from shared.domain.ids import InvoiceId, VendorId
from shared.domain.model import Model
from shared.domain.money import Amount, Currency
from shared.domain.names import normalise_name
from shared.domain.reading import DocumentType, ReadInvoice

INVOICES_KEPT = 24
"""Invoices of a vendor in memory: two years of monthly bills, some 10 KB."""

LINES_KEPT = 12
"""Lines of each that are compared."""

ITEM_CHARACTERS_KEPT = 60
"""Of a line's text."""

PAIRS_KEPT = 50
"""Pairs that a person told apart."""

DECISIONS_KEPT = 100
"""Decisions of people about a vendor's lines."""


class PastLine(Model):
    """One line as it is compared."""

    item: str
    """Its text, folded, with its product code if there is one."""
    quantity: Amount | None = None
    unit_price: Amount | None = None
    amount: Amount | None = None


class PastInvoice(Model):
    """One invoice as it is compared."""

    invoice_id: InvoiceId
    doc_type: DocumentType
    number: str | None = None
    """As printed."""
    invoice_date: date | None = None
    total: Amount | None = None
    currency: Currency | None = None
    order_number: str | None = None
    producer: str | None = None
    """What made its file, folded; None where it is no PDF or does not say."""
    lines: Annotated[tuple[PastLine, ...], Field(max_length=LINES_KEPT)] = ()


class VendorMemory(Model):
    """A vendor's last invoices, oldest first, and what a person said about them."""

    vendor_id: VendorId
    invoices: Annotated[tuple[PastInvoice, ...], Field(max_length=INVOICES_KEPT)] = ()
    distinct: Annotated[tuple[tuple[InvoiceId, InvoiceId], ...], Field(max_length=PAIRS_KEPT)] = ()
    """Pairs of invoices that are not duplicates, each in order."""

    decisions: Annotated[tuple[CodeDecision, ...], Field(max_length=DECISIONS_KEPT)] = ()
    """What people decided about its lines, oldest first."""

    def before(self, invoice_id: InvoiceId) -> tuple[PastInvoice, ...]:
        """The other invoices: a repeated stage must not find itself."""
        return tuple(each for each in self.invoices if each.invoice_id != invoice_id)

    def told_apart(self, one: InvoiceId, other: InvoiceId) -> bool:
        """Whether a person said that these two are not the same."""
        return _pair(one, other) in self.distinct


def remember(memory: VendorMemory, invoice: PastInvoice) -> VendorMemory:
    """Return the memory with this invoice as its latest."""
    kept = (*memory.before(invoice.invoice_id), invoice)[-INVOICES_KEPT:]
    return memory.model_copy(update={"invoices": kept})


def tell_apart(memory: VendorMemory, one: InvoiceId, other: InvoiceId) -> VendorMemory:
    """Return the memory that knows these two are not duplicates of each other."""
    pairs = tuple(dict.fromkeys((*memory.distinct, _pair(one, other))))
    return memory.model_copy(update={"distinct": pairs[-PAIRS_KEPT:]})


def decided(memory: VendorMemory, decision: CodeDecision) -> VendorMemory:
    """Return the memory with one more decision; one about the same line takes the place of the older."""
    place = (decision.invoice_id, decision.item, decision.field)
    others = (each for each in memory.decisions if (each.invoice_id, each.item, each.field) != place)
    return memory.model_copy(update={"decisions": (*others, decision)[-DECISIONS_KEPT:]})


def forget(memory: VendorMemory, invoice_id: InvoiceId) -> VendorMemory:
    """Return the memory without this invoice and what was said of it."""
    return memory.model_copy(
        update={
            "invoices": memory.before(invoice_id),
            "distinct": tuple(pair for pair in memory.distinct if invoice_id not in pair),
            "decisions": tuple(each for each in memory.decisions if each.invoice_id != invoice_id),
        }
    )


def past_invoice(invoice_id: InvoiceId, invoice: ReadInvoice, *, producer: str | None = None) -> PastInvoice:
    """Return what is remembered of an invoice."""
    return PastInvoice(
        invoice_id=invoice_id,
        doc_type=invoice.doc_type,
        number=invoice.invoice_number.value if invoice.invoice_number else None,
        invoice_date=invoice.invoice_date.value if invoice.invoice_date else None,
        total=invoice.total.value if invoice.total else None,
        currency=invoice.currency.value if invoice.currency else None,
        order_number=invoice.order_number.value if invoice.order_number else None,
        producer=producer,
        lines=tuple(
            PastLine(
                item=item_key(line.description, line.product_code),
                quantity=line.quantity,
                unit_price=line.unit_price,
                amount=line.amount,
            )
            for line in invoice.line_items[:LINES_KEPT]
        ),
    )


def item_key(description: str, product_code: str | None = None) -> str:
    """Return what a line's item is compared by: its words without numbers, which are dates and counts."""
    words = [word for word in normalise_name(description).split() if not word.isdigit()]
    return " ".join(([product_code] if product_code else []) + words)[:ITEM_CHARACTERS_KEPT]


def _pair(one: InvoiceId, other: InvoiceId) -> tuple[InvoiceId, InvoiceId]:
    return (one, other) if one < other else (other, one)
