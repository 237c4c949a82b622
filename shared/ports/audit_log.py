"""The need: the tenant's append-only log."""

from typing import Protocol

from shared.domain.audit import AuditEvent, LogEntry, Receipt
from shared.domain.tenancy import TenantScope


class AuditLog(Protocol):
    """Entries in one order per tenant. There is no way to change or delete."""

    def append(self, scope: TenantScope, events: tuple[AuditEvent, ...]) -> tuple[Receipt, ...]:
        """
        Put the events into the log, in this order, and return a receipt for each.

        An event whose id is in the log already is not added again; its receipt says where it stands.

        Raises:
            Unavailable: some may be in the log; append them again.
        """
        ...

    def entries(self, scope: TenantScope, *, subject: str | None = None) -> tuple[LogEntry, ...]:
        """Return the entries in order, of one subject or of all. Raises Unavailable."""
        ...
