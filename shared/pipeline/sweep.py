"""Sweep: find what stands still, and set it going again."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from shared.domain.errors import IntakeError
from shared.domain.model import Model
from shared.domain.tenancy import Admission, TenantScope
from shared.pipeline.ingest import publish_next
from shared.pipeline.recording import Recording
from shared.pipeline.take_in import TakeIn
from shared.ports.clock import Clock
from shared.ports.inbox import Inbox
from shared.ports.invoices import Invoices
from shared.ports.queues import Queues
from shared.ports.tenants import Tenants

logger = logging.getLogger(__name__)

SWEPT_MAX = 200
"""Invoices and files set going per tenant and sweep: a backlog drains over several sweeps."""


class Swept(Model):
    """What one sweep did."""

    tenants: int
    published: int
    logged: int
    taken_in: int
    failed: int
    """Things that could not be set going; the next sweep tries again."""


@dataclass(frozen=True)
class Sweep:
    """The timer's stage. A crash between two writes ends here."""

    tenants: Tenants
    admission: Admission
    invoices: Invoices
    inbox: Inbox
    queues: Queues
    recording: Recording
    take_in: TakeIn
    clock: Clock
    stale: timedelta
    """How long something may stand before it counts as still."""

    def run(self) -> Swept:
        """Look through every tenant of this region; one tenant's trouble does not keep the others waiting."""
        total = Swept(tenants=0, published=0, logged=0, taken_in=0, failed=0)
        for tenant_id in self.tenants.ids():
            try:
                swept = self._sweep(self.admission.admit(tenant_id))
            except IntakeError as error:
                logger.warning("Tenant not swept", extra={"tenant_id": tenant_id, "code": error.code})
                swept = Swept(tenants=0, published=0, logged=0, taken_in=0, failed=1)
            total = _sum(total, swept)
        if total.published or total.logged or total.taken_in or total.failed:
            logger.info("Swept", extra=total.model_dump())
        return total

    def _sweep(self, scope: TenantScope) -> Swept:
        now = self.clock()
        before = now - self.stale
        nonce = f"-{int(now.timestamp()) // max(1, int(self.stale.total_seconds()))}"
        published = logged = 0
        for record in self.invoices.stalled(scope, before=before, limit=SWEPT_MAX):
            if record.next_stage is not None:
                publish_next(self.queues, record, nonce=nonce)
                published += 1
            else:
                self.recording.settle(scope, record)
                logged += 1
        waiting = self.inbox.waiting(scope, before=before, limit=SWEPT_MAX)
        for item in waiting:
            self.take_in.run(scope, item.name)
        return Swept(tenants=1, published=published, logged=logged, taken_in=len(waiting), failed=0)


def _sum(first: Swept, second: Swept) -> Swept:
    values = {name: value + getattr(second, name) for name, value in first.model_dump().items()}
    return Swept(**values)
