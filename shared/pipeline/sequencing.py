"""
Sequencing: bring events into a tenant's log, in one order, each once, under a signed head.

Every process may be a sequencer at any time. Creating the head that begins at a sequence number is the
compare-and-swap that orders them: two cannot begin at the same number. Concurrent callers of one process
share a batch.
"""

import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from pydantic import ValidationError

from shared.domain.audit import AuditEvent, LogEntry, Receipt, log_time, origin_of, stored
from shared.domain.errors import Conflict, IntakeError, Unavailable
from shared.domain.proof.head import LogHead, next_head
from shared.domain.tenancy import TenantScope
from shared.ports.clock import Clock
from shared.ports.log_store import LogStore
from shared.ports.signing import Session, Sessions

BATCH_ENTRIES_MAX = 90
"""Entries of one write: a transactional batch has 100 operations, one of them the head."""

TRIES = 40
"""Races with other writers before giving up: each lost race means that another writer went on."""

BACK_OFF_S = 0.02
"""Longest random wait after a lost race: a few writes' time."""

UNSEARCHED = -1
"""No stretch: the events were not looked for yet."""

CLOCK_SKEW_MAX = timedelta(minutes=5)
"""A head takes the time of the one before, where that is later, up to this: no verifier sees time go back."""


@dataclass
class _Waiting:
    """One caller's events, and what became of them."""

    events: tuple[AuditEvent, ...]
    receipts: dict[str, Receipt] = field(default_factory=dict)
    done: bool = False
    trouble: IntakeError | None = None


@dataclass
class _Line:
    """Callers of one tenant, of whom one at a time writes for all."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    waiting: list[_Waiting] = field(default_factory=list)
    head: LogHead | None = None
    is_fresh: bool = False
    """Whether `head` was the latest when last looked; False before the first look and after doubt."""
    session_id: str = ""
    """The last session whose certificate is known to be kept."""


class Sequencer:
    """The `audit_log` port over a `log_store`."""

    def __init__(
        self,
        store: LogStore,
        sessions: Sessions,
        clock: Clock,
        *,
        authority: str,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store = store
        self._sessions = sessions
        self._clock = clock
        self._authority = authority
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
        try:
            return tuple(
                LogEntry(sequence=entry.sequence, event=AuditEvent.model_validate_json(entry.leaf))
                for entry in self._store.entries(scope, subject=subject)
            )
        except ValidationError as error:
            raise Unavailable("audit.entry", "The log holds an entry that is not an event.") from error

    def _write_for_all(self, scope: TenantScope, line: _Line) -> None:
        with self._lines_lock:
            waiting, line.waiting = line.waiting, []
        events = {event.event_id: event for each in waiting for event in each.events}
        receipts: dict[str, Receipt] = {}
        trouble: IntakeError | None = None
        try:
            pending = list(events.values())
            while pending:
                part, pending = pending[:BATCH_ENTRIES_MAX], pending[BATCH_ENTRIES_MAX:]
                receipts |= self._write(scope, line, part)
        except IntakeError as error:
            line.is_fresh = False
            trouble = error
        for each in waiting:
            each.done = True
            each.receipts = receipts
            missing = any(event.event_id not in receipts for event in each.events)
            each.trouble = trouble if missing else None

    def _write(self, scope: TenantScope, line: _Line, events: list[AuditEvent]) -> dict[str, Receipt]:
        """
        Write one batch, or several where it crosses into another stretch.

        The store keeps an event from entering twice within a stretch. What entered an earlier one must be
        looked for, and that look is final only once the stretch has ended: it is repeated for each new one.
        A lost race needs no look, which would only make the next one lost too.
        """
        session = self._session(scope, line)
        known: dict[str, Receipt] = {}
        searched = 0 if line.is_fresh else UNSEARCHED
        for _ in range(TRIES):
            if not line.is_fresh:
                before = line.head
                line.head, line.is_fresh = self._store.latest(scope, known=before), True
                # Nobody was first, so it is one of the events that is there already.
                searched = UNSEARCHED if line.head == before else searched
            if (stretch := self._stretch(line.head)) != searched:
                known |= self._find(scope, events)
                searched = stretch
            new = [event for event in events if event.event_id not in known]
            if not new:
                return known
            part = new[: self._store.stretch_entries - _size(line.head) % self._store.stretch_entries]
            try:
                known |= self._create(scope, line, session, part)
            except Conflict:
                self._pause(random.uniform(0, BACK_OFF_S))
                line.is_fresh = False
        raise Unavailable("audit.busy", "The log is being written by too many at once.")

    def _create(
        self, scope: TenantScope, line: _Line, session: Session, events: list[AuditEvent]
    ) -> dict[str, Receipt]:
        entries = tuple(stored(event, number) for number, event in enumerate(events, _size(line.head)))
        draft = next_head(
            line.head,
            [entry.leaf_hash for entry in entries],
            at=self._time_after(line.head),
            session=session.certificate.session_id,
        )
        origin = origin_of(self._authority, scope.tenant_id)
        head = replace(draft, signature=session.sign(draft.message(origin)))
        self._store.create(scope, head, entries)
        line.head = head
        return {
            event.event_id: Receipt(event_id=event.event_id, sequence=entry.sequence, head=head)
            for event, entry in zip(events, entries, strict=True)
        }

    def _session(self, scope: TenantScope, line: _Line) -> Session:
        """The session to sign with; its certificate is kept before anything it signs is."""
        session = self._sessions.current()
        session_id = session.certificate.session_id
        if line.session_id != session_id:
            self._store.create_session(scope, session.certificate)
            line.session_id = session_id
        return session

    def _find(self, scope: TenantScope, events: list[AuditEvent]) -> dict[str, Receipt]:
        found = self._store.find(scope, tuple(event.event_id for event in events))
        return {
            event_id: Receipt(event_id=event_id, sequence=placed.sequence, head=placed.head)
            for event_id, placed in found.items()
        }

    def _stretch(self, head: LogHead | None) -> int:
        """The stretch that the next entry falls into."""
        return _size(head) // self._store.stretch_entries

    def _time_after(self, head: LogHead | None) -> str:
        now = self._clock()
        if head is not None and head.at <= log_time(now + CLOCK_SKEW_MAX):
            return max(head.at, log_time(now))
        return log_time(now)


def _size(head: LogHead | None) -> int:
    return head.size if head else 0
