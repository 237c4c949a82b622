"""Sweep: set going again what stands still, and ask the next person where one let a deadline pass."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from shared.domain.audit import Actor, ActorKind
from shared.domain.errors import Conflict, IntakeError
from shared.domain.handing_on import escalate_overdue
from shared.domain.ids import InvoiceId
from shared.domain.invoice import InvoiceRecord
from shared.domain.model import Model
from shared.domain.tenancy import Admission, TenantScope
from shared.pipeline.ingest import publish_next
from shared.pipeline.recording import Recording
from shared.pipeline.take_in import TakeIn
from shared.ports.clock import Clock
from shared.ports.inbox import Inbox, InboxItem
from shared.ports.invoices import Invoices
from shared.ports.queues import Queues
from shared.ports.tenants import Tenants

logger = logging.getLogger(__name__)

SERVICE = Actor(kind=ActorKind.SERVICE, reference="sweep")

SWEPT_MAX = 200
"""Invoices and files set going per tenant and sweep: a backlog drains over several sweeps."""


class Swept(Model):
    """What one sweep did."""

    tenants: int = 0
    published: int = 0
    logged: int = 0
    taken_in: int = 0
    escalated: int = 0
    failed: int = 0
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
    books: tuple[Callable[[TenantScope], None], ...]
    """What brings the events of a tenant's other books into the log."""
    clock: Clock
    stale: timedelta
    """How long something may stand before it counts as still."""

    def run(self) -> Swept:
        """Look through every tenant of this region; one tenant's trouble does not keep the others waiting."""
        total = Swept()
        for tenant_id in self.tenants.ids():
            try:
                swept = self._sweep(self.admission.admit(tenant_id))
            except IntakeError as error:
                logger.warning("Tenant not swept", extra={"tenant_id": tenant_id, "code": error.code})
                swept = Swept(failed=1)
            total = _sum(total, swept)
        if any(count for name, count in total.model_dump().items() if name != "tenants"):
            logger.info("Swept", extra=total.model_dump())
        return total

    def _sweep(self, scope: TenantScope) -> Swept:
        now = self.clock()
        before = now - self.stale
        nonce = f"-{int(now.timestamp()) // max(1, int(self.stale.total_seconds()))}"
        total = Swept(tenants=1)
        for record in self.invoices.stalled(scope, before=before, limit=SWEPT_MAX):
            total = _sum(total, _attempt(partial(self._set_going, scope, record, nonce)))
        for record in self.invoices.overdue(scope, before=now, limit=SWEPT_MAX):
            total = _sum(total, _attempt(partial(self._escalate, scope, record.invoice_id)))
        for book in self.books:
            total = _sum(total, _attempt(partial(_settle, book, scope)))
        for item in self.inbox.waiting(scope, before=before, limit=SWEPT_MAX):
            total = _sum(total, _attempt(partial(self._take_in, scope, item)))
        return total

    def _set_going(self, scope: TenantScope, record: InvoiceRecord, nonce: str) -> Swept:
        if record.next_stage is None:
            self.recording.settle(scope, record)
            return Swept(logged=1)
        publish_next(self.queues, record, nonce=nonce)
        return Swept(published=1)

    def _escalate(self, scope: TenantScope, invoice_id: InvoiceId) -> Swept:
        """Ask the next person of the chain. Nothing is done where somebody decided meanwhile."""
        found = self.invoices.find(scope, invoice_id)
        if found is None:
            return Swept()
        people, policy = scope.profile.reviewers, scope.profile.policy
        try:
            done = escalate_overdue(found.value, SERVICE, people, policy, self.clock())
            record = self.invoices.commit(scope, done, found.version).value
        except Conflict:
            return Swept()
        if record.next_stage is None:
            self.recording.settle(scope, record, written=done.events)
        else:
            publish_next(self.queues, record)
        return Swept(escalated=1)

    def _take_in(self, scope: TenantScope, item: InboxItem) -> Swept:
        self.take_in.run_or_bury(scope, item.name)
        return Swept(taken_in=1)


def _settle(book: Callable[[TenantScope], None], scope: TenantScope) -> Swept:
    book(scope)
    return Swept()


def _attempt(set_going: Callable[[], Swept]) -> Swept:
    """One thing's trouble does not keep the others waiting."""
    try:
        return set_going()
    except IntakeError as error:
        logger.warning("Still standing", extra={"code": error.code})
        return Swept(failed=1)


def _sum(first: Swept, second: Swept) -> Swept:
    values = {name: value + getattr(second, name) for name, value in first.model_dump().items()}
    return Swept(**values)
