"""Look up: what a person or partner may ask about an invoice."""

from dataclasses import dataclass

from shared.domain.audit import LogEntry
from shared.domain.errors import Erased, Malformed, NotFound
from shared.domain.ids import parse_invoice_id
from shared.domain.invoice import InvoiceRecord, InvoiceState
from shared.domain.reading import Reading
from shared.domain.tenancy import TenantScope
from shared.domain.timeline import Timeline
from shared.ports.audit_log import AuditLog
from shared.ports.blobs import Blobs, reading_name
from shared.ports.invoices import Invoices


@dataclass(frozen=True)
class LookUp:
    """Answers about invoices. An unknown, a foreign and a malformed id answer alike."""

    invoices: Invoices
    blobs: Blobs
    audit_log: AuditLog

    def invoice(self, scope: TenantScope, invoice_id: str) -> InvoiceRecord:
        """Return the invoice. Raises NotFound, Unavailable."""
        try:
            found = self.invoices.find(scope, parse_invoice_id(invoice_id))
        except Malformed:
            found = None
        if found is None:
            raise NotFound("invoice.unknown", "No such invoice.")
        return found.value

    def reading(self, scope: TenantScope, invoice_id: str) -> Reading:
        """Return everything that was read. Raises NotFound while nothing was, Erased, Unavailable."""
        record = self.invoice(scope, invoice_id)
        if record.state is InvoiceState.ERASED:
            raise Erased("invoice.erased", "The invoice's content was erased.")
        if record.summary is None:
            raise NotFound("invoice.reading", "There is no reading of this invoice.")
        name = reading_name(record.invoice_id, record.summary.reading_sha256)
        return Reading.model_validate_json(self.blobs.load(scope, name))

    def trail(self, scope: TenantScope, invoice_id: str) -> tuple[LogEntry, ...]:
        """Return the invoice's entries in the tenant's log, in order. Raises NotFound, Unavailable."""
        record = self.invoice(scope, invoice_id)
        return self.audit_log.entries(scope, subject=record.invoice_id)

    def timeline(self, scope: TenantScope, invoice_id: str) -> Timeline:
        """Return the invoice's story as the log tells it. Raises NotFound, Unavailable."""
        return Timeline.of(invoice_id, self.trail(scope, invoice_id))
