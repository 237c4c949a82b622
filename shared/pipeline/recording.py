"""Recording: bring an invoice's outbox into the tenant's log."""

from dataclasses import dataclass

from shared.domain.audit import AuditAction, AuditEvent, Receipt
from shared.domain.errors import Unavailable
from shared.domain.invoice import InvoiceRecord
from shared.domain.tenancy import TenantScope
from shared.ports.audit_log import AuditLog
from shared.ports.invoices import Invoices

DECIDING = frozenset({AuditAction.GATE_DECIDED, AuditAction.INVOICE_APPROVED, AuditAction.ERASURE_ORDERED})
"""What can allow an act."""


@dataclass(frozen=True)
class Recording:
    """Moves events from outbox to log. Repeating it changes nothing."""

    invoices: Invoices
    audit_log: AuditLog

    def authority(self, scope: TenantScope, record: InvoiceRecord) -> Receipt:
        """
        Put every event of the record into the log, and return the receipt of the last decision: the gate's,
        or that of the person who passed it.

        Raises:
            Unavailable: try again.
        """
        events = self.invoices.outbox(scope, record.model_copy(update={"logged": 0}))
        receipts = self.audit_log.append(scope, events)
        decisions = [
            receipt for event, receipt in zip(events, receipts, strict=True) if event.action in DECIDING
        ]
        if not decisions:
            raise Unavailable("invoice.decision", "The gate's decision is not visible yet.")
        return decisions[-1]

    def settle(
        self, scope: TenantScope, record: InvoiceRecord, *, written: tuple[AuditEvent, ...] = ()
    ) -> None:
        """
        Put what is pending into the log, and note on the invoice that nothing is.

        `written` are the events of the change just committed; if they are all that is pending, the outbox
        need not be read. Raises Unavailable.
        """
        known = bool(written) and written[0].number == record.logged
        pending = written if known else self.invoices.outbox(scope, record)
        if pending:
            self.audit_log.append(scope, pending)
        self.invoices.mark_logged(scope, record.invoice_id, record.events)
