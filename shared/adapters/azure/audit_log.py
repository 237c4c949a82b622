"""
The tenant's log in Cosmos DB, create-only.

Entries enter in batches. Creating the document of the batch that starts at a sequence number is the
compare-and-swap that orders writers: two cannot start at the same number. Concurrent callers of one process
share a batch.
"""

import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from azure.cosmos import ContainerProxy

from shared.adapters.azure.cosmos import Document, create_all, query
from shared.domain.audit import AuditEvent, LogBatch, LogEntry, Receipt, next_batch
from shared.domain.errors import Conflict, Unavailable
from shared.domain.tenancy import TenantScope

EPOCH_ENTRIES = 1 << 20
"""Entries of one partition: at some 1.5 KB each 2 GB, far under the 20 GB a partition may hold."""

BATCH_ENTRIES_MAX = 90
"""Entries of one write: a transactional batch has 100 operations, one of them the batch document."""

TRIES = 40
"""Races with other writers before giving up: each lost race means that another writer went on."""

BACK_OFF_S = 0.02
"""Longest random wait after a lost race: a few writes' time."""


@dataclass
class _Waiting:
    """One caller's events, and what became of them."""

    events: tuple[AuditEvent, ...]
    receipts: dict[str, Receipt] = field(default_factory=dict)
    done: bool = False
    trouble: Unavailable | None = None


@dataclass
class _Line:
    """Callers of one tenant, of whom one at a time writes for all."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    waiting: list[_Waiting] = field(default_factory=list)
    head: LogBatch | None = None


class CosmosAuditLog:
    """The `audit_log` port over the container `audit`."""

    def __init__(
        self,
        container: ContainerProxy,
        *,
        epoch_entries: int = EPOCH_ENTRIES,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._container = container
        self._epoch_entries = epoch_entries
        self._pause = pause
        self._lines: dict[str, _Line] = defaultdict(_Line)
        self._lines_lock = threading.Lock()

    def append(self, scope: TenantScope, events: tuple[AuditEvent, ...]) -> tuple[Receipt, ...]:
        """Put the events into the log, and return a receipt for each."""
        if any(event.tenant_id != scope.tenant_id for event in events):
            raise Unavailable("audit.owner", "An event of another tenant cannot enter this log.")
        with self._lines_lock:
            line = self._lines[scope.tenant_id]
            mine = _Waiting(events)
            line.waiting.append(mine)
        with line.lock:
            if not mine.done:
                self._write_for_all(scope, line)
        if mine.trouble is not None:
            raise mine.trouble
        return tuple(mine.receipts[event.event_id] for event in events)

    def entries(self, scope: TenantScope, *, subject: str | None = None) -> tuple[LogEntry, ...]:
        """Return the entries in order, of one subject or of all."""
        text = "SELECT * FROM c WHERE c.kind = 'entry' AND (@subject = '' OR c.subject = @subject)"
        found = query(self._container, scope, text, {"@subject": subject or ""})
        entries = (
            LogEntry(sequence=each["sequence"], event=AuditEvent.model_validate(each["event"]))
            for each in found
        )
        return tuple(sorted(entries, key=lambda entry: entry.sequence))

    def _write_for_all(self, scope: TenantScope, line: _Line) -> None:
        with self._lines_lock:
            waiting, line.waiting = line.waiting, []
        events = {event.event_id: event for each in waiting for event in each.events}
        receipts: dict[str, Receipt] = {}
        trouble = None
        try:
            pending = list(events.values())
            while pending:
                part, pending = pending[:BATCH_ENTRIES_MAX], pending[BATCH_ENTRIES_MAX:]
                receipts |= self._write(scope, line, part)
        except Unavailable as error:
            trouble = error
        for each in waiting:
            each.done = True
            each.receipts = receipts
            missing = any(event.event_id not in receipts for event in each.events)
            each.trouble = trouble if missing else None

    def _write(self, scope: TenantScope, line: _Line, events: list[AuditEvent]) -> dict[str, Receipt]:
        """Write one batch, minding that another writer or our own lost answer may have been first."""
        known: dict[str, Receipt] = {}
        if line.head is None:
            line.head = self._read_head(scope)
            known = self._find(scope, events)
        elif line.head.size >= self._epoch_entries:
            # Ids are unique in one partition only: an earlier epoch may hold these events already.
            known = self._find(scope, events)
        for _ in range(TRIES):
            new = tuple(event for event in events if event.event_id not in known)
            if not new:
                return known
            room = self._room(line.head)
            batch = next_batch(line.head, new[:room])
            try:
                create_all(
                    self._container, self._documents(scope, batch, new[:room]), self._key(scope, batch)
                )
            except Conflict:
                self._pause(random.uniform(0, BACK_OFF_S))
                line.head = self._read_head(scope)
                known |= self._find(scope, events)
                continue
            except Unavailable:
                line.head = None
                raise
            line.head = batch
            known |= _receipts(batch, new[:room])
        raise Unavailable("audit.busy", "The log is being written by too many at once.")

    def _room(self, head: LogBatch | None) -> int:
        """How many entries fit into the epoch that the next one falls into."""
        return self._epoch_entries - (head.size if head else 0) % self._epoch_entries

    def _key(self, scope: TenantScope, batch: LogBatch) -> list[str]:
        return [scope.tenant_id, self._epoch(batch.first)]

    def _epoch(self, sequence: int) -> str:
        return str(sequence // self._epoch_entries)

    def _documents(
        self, scope: TenantScope, batch: LogBatch, events: tuple[AuditEvent, ...]
    ) -> list[Document]:
        common = {"tenantId": scope.tenant_id, "epoch": self._epoch(batch.first)}
        entries = [
            {
                **common,
                "id": f"e.{event.event_id}",
                "kind": "entry",
                "sequence": sequence,
                "subject": event.subject,
                "head": batch.head,
                "event": event.model_dump(mode="json"),
            }
            for sequence, event in enumerate(events, batch.first)
        ]
        head = {**common, "id": f"b.{batch.first:012d}", "kind": "batch", "first": batch.first}
        return [{**head, "batch": batch.model_dump(mode="json")}, *entries]

    def _read_head(self, scope: TenantScope) -> LogBatch | None:
        text = "SELECT * FROM c WHERE c.kind = 'batch' ORDER BY c.first DESC OFFSET 0 LIMIT 1"
        found = next(query(self._container, scope, text, {}), None)
        return LogBatch.model_validate(found["batch"]) if found else None

    def _find(self, scope: TenantScope, events: list[AuditEvent]) -> dict[str, Receipt]:
        """Receipts of those events that are in the log, in any epoch."""
        names = {f"@e{index}": f"e.{event.event_id}" for index, event in enumerate(events)}
        text = f"SELECT * FROM c WHERE c.id IN ({', '.join(names)})"  # noqa: S608 - names of parameters
        found = query(self._container, scope, text, names)
        receipts = (
            Receipt(event_id=str(each["id"])[2:], sequence=each["sequence"], head=each["head"])
            for each in found
        )
        return {receipt.event_id: receipt for receipt in receipts}


def _receipts(batch: LogBatch, events: tuple[AuditEvent, ...]) -> dict[str, Receipt]:
    return {
        event.event_id: Receipt(event_id=event.event_id, sequence=sequence, head=batch.head)
        for sequence, event in enumerate(events, batch.first)
    }
