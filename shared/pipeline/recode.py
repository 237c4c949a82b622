"""Recode: a person's word on one invoice, written with its event, and then learned from."""

from dataclasses import dataclass

from shared.domain.audit import Actor, AuditAction
from shared.domain.codes import CodeDecision, CodeField
from shared.domain.coding import Coding, recoded
from shared.domain.errors import Conflict, Malformed, NotFound
from shared.domain.ids import VendorId, parse_invoice_id
from shared.domain.invoice import RESTING, InvoiceRecord, change, require
from shared.domain.memory import PastInvoice, past_invoice
from shared.domain.reading import Reading
from shared.domain.tenancy import TenantScope
from shared.domain.version import Versioned
from shared.pipeline.learn import Learn
from shared.ports.blobs import Blobs, reading_name
from shared.ports.clock import Clock
from shared.ports.invoices import Invoices


@dataclass(frozen=True)
class Recode:
    """
    Changes what one invoice is coded as.

    The invoice and its event are written first; learning repeats until it is done and changes nothing twice.
    """

    invoices: Invoices
    blobs: Blobs
    learn: Learn
    clock: Clock

    def code(
        self, scope: TenantScope, actor: Actor, invoice_id: str, *, line: int, field: CodeField, value: str
    ) -> InvoiceRecord:
        """
        Code one line as a person says, and learn it for the next ones.

        Raises:
            NotFound: no such invoice, or no such line on it.
            Conflict: it is not classified yet, its vendor is unknown, or somebody else was first.
            Unavailable: try again.
        """
        found, vendor_id = self._classified(scope, invoice_id)
        invoice = self._past(scope, found.value)
        if not 0 <= line < len(invoice.lines):
            raise NotFound("invoice.line", "No such line.")
        decision = CodeDecision(
            invoice_id=found.value.invoice_id,
            vendor_id=vendor_id,
            item=invoice.lines[line].item,
            field=field,
            value=value,
        )
        before = found.value.coding or Coding()
        after = recoded(before, invoice, line, field, decision.value)
        record = found.value
        if after != before:
            facts: dict[str, str | int] = {"line": line, "field": field.value, "value": decision.value}
            changed = change(record).then(
                self.clock(), AuditAction.INVOICE_RECODED, actor, facts, coding=after
            )
            record = self.invoices.commit(scope, changed, found.version).value
        self.learn.decide(scope, decision)
        return record

    def tell_apart(self, scope: TenantScope, actor: Actor, invoice_id: str, other_id: str) -> InvoiceRecord:
        """
        Keep that this invoice is no duplicate of another of the vendor.

        What the gate decided stands: the invoice is still in front of its human, who can now go on.

        Raises:
            NotFound: no such invoice.
            Conflict: it is not classified yet, its vendor is unknown, or somebody else was first.
            Unavailable: try again.
        """
        found, vendor_id = self._classified(scope, invoice_id)
        other, _ = self._classified(scope, other_id)
        facts: dict[str, str | int] = {"other": other.value.invoice_id}
        changed = change(found.value).then(self.clock(), AuditAction.INVOICE_TOLD_APART, actor, facts)
        record = self.invoices.commit(scope, changed, found.version).value
        self.learn.tell_apart(scope, vendor_id, record.invoice_id, other.value.invoice_id)
        return record

    def _classified(self, scope: TenantScope, invoice_id: str) -> tuple[Versioned[InvoiceRecord], VendorId]:
        try:
            found = self.invoices.find(scope, parse_invoice_id(invoice_id))
        except Malformed:
            found = None
        if found is None:
            raise NotFound("invoice.unknown", "No such invoice.")
        # Between an approval and the act nothing may change that was approved.
        require(found.value, *sorted(RESTING))
        vendor = found.value.vendor
        if vendor is None or vendor.vendor_id is None:
            raise Conflict("invoice.vendor", "The invoice has no vendor yet.")
        return found, vendor.vendor_id

    def _past(self, scope: TenantScope, record: InvoiceRecord) -> PastInvoice:
        if record.summary is None:
            raise NotFound("invoice.reading", "There is no reading of this invoice.")
        name = reading_name(record.invoice_id, record.summary.reading_sha256)
        reading = Reading.model_validate_json(self.blobs.load(scope, name))
        return past_invoice(record.invoice_id, reading.invoices[0])
