"""The need: each invoice's state with its outbox of audit events."""

from datetime import datetime
from typing import Protocol

from shared.domain.audit import AuditEvent
from shared.domain.gate import GateLevel
from shared.domain.ids import InvoiceId
from shared.domain.invoice import Change, InvoiceRecord, InvoiceState
from shared.domain.model import Model
from shared.domain.tenancy import TenantScope
from shared.domain.version import Page, Versioned


class InvoiceFilter(Model):
    """Which invoices to list; None does not filter."""

    state: InvoiceState | None = None
    level: GateLevel | None = None
    vendor: str | None = None
    """The vendor's id."""
    invoice_number: str | None = None
    received_from: datetime | None = None
    received_before: datetime | None = None
    waiting: bool = False
    """Only those that a person is asked to decide."""
    assignee: str | None = None
    """The reviewer's id."""
    text: str | None = None
    """Part of the vendor's name or of the number, in any case."""


class Invoices(Protocol):
    """State and outbox share a partition, so a change and its events are one atomic write."""

    def find(self, scope: TenantScope, invoice_id: InvoiceId) -> Versioned[InvoiceRecord] | None:
        """Return the invoice, or None. A foreign id answers as an unknown one. Raises Unavailable."""
        ...

    def commit(self, scope: TenantScope, change: Change, version: str | None) -> Versioned[InvoiceRecord]:
        """
        Write the record and its new events together, and return what was written.

        `version` is the one the record was read at; None creates.

        Raises:
            Conflict: somebody else was first; nothing was written.
            Unavailable: nothing is known about the write; read again.
        """
        ...

    def outbox(self, scope: TenantScope, record: InvoiceRecord) -> tuple[AuditEvent, ...]:
        """Return the events from number `record.logged` on, in order. Raises Unavailable."""
        ...

    def mark_logged(self, scope: TenantScope, invoice_id: InvoiceId, logged: int) -> None:
        """Note that this many of its events are in the log; never counts down. Raises Unavailable."""
        ...

    def page(
        self, scope: TenantScope, wanted: InvoiceFilter, *, size: int, continuation: str | None
    ) -> Page[InvoiceRecord]:
        """
        Return a part of the tenant's invoices, latest received first; those that wait by their rank.

        Raises:
            Malformed: the continuation is not one we gave.
            Unavailable: try again.
        """
        ...

    def count(self, scope: TenantScope, wanted: InvoiceFilter, *, limit: int) -> int:
        """Return how many there are, counted up to a limit. Raises Unavailable."""
        ...

    def overdue(self, scope: TenantScope, *, before: datetime, limit: int) -> tuple[InvoiceRecord, ...]:
        """Return those that wait beyond their deadline, the longest first. Raises Unavailable."""
        ...

    def stalled(self, scope: TenantScope, *, before: datetime, limit: int) -> tuple[InvoiceRecord, ...]:
        """
        Return invoices not touched since `before` that still have a stage ahead or events not logged.

        Oldest first. Raises Unavailable.
        """
        ...
