"""An audit log in memory."""

from shared.domain.audit import LogEntry, Receipt, next_batch


class FakeAuditLog:
    """Entries and batches by tenant."""

    def __init__(self):
        self._entries = {}
        self._receipts = {}
        self._heads = {}

    def append(self, scope, events):
        entries = self._entries.setdefault(scope.tenant_id, [])
        receipts = self._receipts.setdefault(scope.tenant_id, {})
        new = tuple(event for event in events if event.event_id not in receipts)
        if new:
            batch = next_batch(self._heads.get(scope.tenant_id), new)
            self._heads[scope.tenant_id] = batch
            for sequence, event in enumerate(new, batch.first):
                entries.append(LogEntry(sequence=sequence, event=event))
                receipts[event.event_id] = Receipt(
                    event_id=event.event_id, sequence=sequence, head=batch.head
                )
        return tuple(receipts[event.event_id] for event in events)

    def entries(self, scope, *, subject=None):
        return tuple(
            entry
            for entry in self._entries.get(scope.tenant_id, [])
            if subject in {None, entry.event.subject}
        )
