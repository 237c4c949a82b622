"""Retain: hold and release invoices, order their erasure, and carry it out."""

from dataclasses import dataclass

from shared.domain.audit import Actor, ActorKind, Receipt
from shared.domain.invoice import Change, InvoiceRecord
from shared.domain.retention import ErasureReason
from shared.domain.retention_steps import erased, hold, order_erasure, release
from shared.domain.tenancy import Reviewer, TenantScope
from shared.pipeline.learn import Learn
from shared.pipeline.review import Review
from shared.ports.clock import Clock
from shared.ports.subject_keys import Shredder

ERASER = Actor(kind=ActorKind.SERVICE, reference="erasing")


@dataclass(frozen=True)
class Retain:
    """What an administrator does about keeping. All of it raises as `Review` does, and as its step."""

    review: Review

    def hold(
        self, scope: TenantScope, by: Reviewer, invoice_id: str, *, revision: int, matter: str
    ) -> InvoiceRecord:
        """Keep the invoice whatever its time says."""
        return self.review.step(
            scope, invoice_id, revision, lambda record, at: hold(record, by, at, matter=matter)
        )

    def release(self, scope: TenantScope, by: Reviewer, invoice_id: str, *, revision: int) -> InvoiceRecord:
        """Lift the hold."""
        return self.review.step(scope, invoice_id, revision, lambda record, at: release(record, by, at))

    def erase(
        self, scope: TenantScope, by: Reviewer, invoice_id: str, *, revision: int, reason: ErasureReason
    ) -> InvoiceRecord:
        """Let the content be destroyed: the chain does it once the order is in the log."""
        retention = scope.profile.retention
        return self.review.step(
            scope,
            invoice_id,
            revision,
            lambda record, at: order_erasure(record, by, at, retention, reason=reason),
        )


@dataclass(frozen=True)
class Erasing:
    """Carries an order out. A crash between two steps repeats them, which changes nothing."""

    shredder: Shredder
    learn: Learn
    clock: Clock

    def run(self, scope: TenantScope, record: InvoiceRecord, authority: Receipt) -> Change:
        """
        Destroy the key, let the vendor's memory forget, and return the record without content.

        `authority` is the order's receipt: nothing is destroyed before it is in the log. Raises Unavailable.
        """
        self.shredder.shred(scope, record.invoice_id, authority)
        if record.vendor is not None and record.vendor.vendor_id is not None:
            self.learn.forget(scope, record.vendor.vendor_id, record.invoice_id)
        return erased(record, ERASER, self.clock(), authority.event_id)
