"""Invoices in memory."""

from shared.domain.errors import Conflict, Malformed
from shared.domain.invoice import OPEN, rank, search_text
from shared.domain.version import Page, Versioned
from shared.ports.invoices import InvoiceFilter


class FakeInvoices:
    """Records with a counter as version, and their events."""

    def __init__(self):
        self._records = {}
        self._events = {}
        self._writes = 0

    def find(self, scope, invoice_id):
        return self._records.get((scope.tenant_id, invoice_id))

    def commit(self, scope, change, version):
        key = (scope.tenant_id, change.record.invoice_id)
        current = self._records.get(key)
        if (current.version if current else None) != version:
            raise Conflict("invoice.version", "Somebody else was first.")
        self._events.setdefault(key, []).extend(change.events)
        return self._write(key, change.record)

    def outbox(self, scope, record):
        return tuple(self._events[scope.tenant_id, record.invoice_id][record.logged :])

    def mark_logged(self, scope, invoice_id, logged):
        key = (scope.tenant_id, invoice_id)
        record = self._records[key].value
        if logged > record.logged:
            self._write(key, record.model_copy(update={"logged": logged}))

    def page(self, scope, wanted, *, size, continuation):
        start = _start(continuation)
        records = [
            stored.value
            for (tenant_id, _), stored in self._records.items()
            if tenant_id == scope.tenant_id and _fits(stored.value, wanted)
        ]
        records.sort(key=lambda record: record.received_at, reverse=True)
        if wanted.waiting:
            records.sort(key=rank)
        end = start + size
        return Page(items=tuple(records[start:end]), continuation=str(end) if end < len(records) else None)

    def count(self, scope, wanted, *, limit):
        return len(self.page(scope, wanted, size=limit, continuation=None).items)

    def overdue(self, scope, *, before, limit):
        page = self.page(scope, InvoiceFilter(waiting=True), size=10**6, continuation=None)
        late = [each for each in page.items if each.review.due_at and each.review.due_at < before]
        return tuple(sorted(late, key=lambda record: record.review.due_at)[:limit])

    def stalled(self, scope, *, before, limit):
        records = [
            stored.value
            for (tenant_id, _), stored in self._records.items()
            if tenant_id == scope.tenant_id
            and stored.value.updated_at < before
            and (stored.value.next_stage is not None or stored.value.logged < stored.value.events)
        ]
        records.sort(key=lambda record: record.updated_at)
        return tuple(records[:limit])

    def _write(self, key, record):
        self._writes += 1
        self._records[key] = Versioned(value=record, version=str(self._writes))
        return self._records[key]


def _fits(record, wanted):
    return (
        wanted.state in {None, record.state}
        and wanted.level in {None, record.decision and record.decision.level}
        and wanted.vendor in {None, record.vendor and record.vendor.vendor_id}
        and wanted.invoice_number in {None, record.summary and record.summary.invoice_number}
        and (wanted.received_from is None or record.received_at >= wanted.received_from)
        and (wanted.received_before is None or record.received_at < wanted.received_before)
        and (not wanted.waiting or record.state in OPEN)
        and wanted.assignee in {None, record.assignee}
        and (not wanted.text or wanted.text.casefold() in search_text(record))
    )


def _start(continuation):
    try:
        return int(continuation or 0)
    except ValueError:
        raise Malformed("request.continuation", "Not a continuation of ours.") from None
