"""
The tenant's log in Cosmos DB, create-only: the app's role needs to create, read and query, and nothing else.

The document of the head that begins at a sequence number has that number as its id, so creating it is the
compare-and-swap between writers.
"""

from collections.abc import Iterator, Mapping

from azure.cosmos import ContainerProxy

from shared.adapters.azure.cosmos import SERVICE, Document, create_all, owned, query
from shared.adapters.azure.errors import translated
from shared.domain.errors import Conflict, NotFound
from shared.domain.proof.entry import LeafEvent, StoredEntry
from shared.domain.proof.head import LogHead, SessionCertificate
from shared.domain.tenancy import TenantScope
from shared.ports.log_store import Placed

EPOCH_ENTRIES = 1 << 20
"""Entries of one partition: at some 1.5 KB each 2 GB, far under the 20 GB a partition may hold."""

STEPS_MAX = 8
"""Heads looked at one by one, at one request unit each, before a query for the last is the cheaper way."""

SESSIONS_EPOCH = "0"
"""The partition that certificates are kept in."""


class CosmosLogStore:
    """The `log_store` port over the container `audit`."""

    def __init__(self, container: ContainerProxy, *, epoch_entries: int = EPOCH_ENTRIES) -> None:
        self._container = container
        self._epoch_entries = epoch_entries

    @property
    def stretch_entries(self) -> int:
        """Sequence numbers of one partition."""
        return self._epoch_entries

    def latest(self, scope: TenantScope, *, known: LogHead | None = None) -> LogHead | None:
        """Return the head with the largest size, or None."""
        if known is not None:
            for _ in range(STEPS_MAX):
                following = self._beginning_at(scope, known.size)
                if following is None:
                    return known
                known = following
        text = "SELECT * FROM c WHERE c.kind = 'head' ORDER BY c.first DESC OFFSET 0 LIMIT 1"
        found = next(query(self._container, scope, text, {}), None)
        return LogHead.parse(found["head"]) if found else None

    def create(self, scope: TenantScope, head: LogHead, entries: tuple[StoredEntry, ...]) -> None:
        """Write the head and its entries in one transactional batch."""
        epoch = self._epoch(head.first)
        common = {"tenantId": scope.tenant_id, "epoch": epoch}
        first = {"id": f"h.{head.first:012d}", "kind": "head", "first": head.first}
        documents = [
            {**common, **first, "head": head.document()},
            *({**common, **_entry_document(head, entry)} for entry in entries),
        ]
        create_all(self._container, documents, [scope.tenant_id, epoch])

    def find(self, scope: TenantScope, event_ids: tuple[str, ...]) -> Mapping[str, Placed]:
        """Return where those of the events stand that are in the log."""
        found = list(self._by_ids(scope, [f"e.{each}" for each in event_ids]))
        wanted = sorted({int(each["head"]) for each in found})
        heads = {
            int(each["first"]): LogHead.parse(each["head"])
            for each in self._by_ids(scope, [f"h.{first:012d}" for first in wanted])
        }
        return {
            str(each["id"])[2:]: Placed(int(each["sequence"]), heads[int(each["head"])]) for each in found
        }

    def create_session(self, scope: TenantScope, certificate: SessionCertificate) -> None:
        """Keep the certificate of a session; one that is kept already stays."""
        document = {
            "id": f"s.{certificate.session_id}",
            "tenantId": scope.tenant_id,
            "epoch": SESSIONS_EPOCH,
            "kind": "session",
            "certificate": certificate.document(),
        }
        try:
            create_all(self._container, [document], [scope.tenant_id, SESSIONS_EPOCH])
        except Conflict:
            return

    def sessions(self, scope: TenantScope) -> Iterator[SessionCertificate]:
        """Give every session's certificate, by id."""
        text = "SELECT * FROM c WHERE c.kind = 'session' ORDER BY c.id"
        for document in query(self._container, scope, text, {}, partition=(SESSIONS_EPOCH,)):
            yield SessionCertificate.parse(document["certificate"])

    def heads(self, scope: TenantScope, *, first: int = 0) -> Iterator[LogHead]:
        """Give the heads in order, from the one that begins at `first`."""
        text = "SELECT * FROM c WHERE c.kind = 'head' AND c.first >= @first ORDER BY c.first"
        for document in self._in_order(scope, text, first):
            yield LogHead.parse(document["head"])

    def entries(
        self, scope: TenantScope, *, first: int = 0, subject: str | None = None
    ) -> Iterator[StoredEntry]:
        """Give the entries in order from `first`, of one subject or of all."""
        if subject is None:
            text = "SELECT * FROM c WHERE c.kind = 'entry' AND c.sequence >= @first ORDER BY c.sequence"
            yield from map(_entry, self._in_order(scope, text, first))
            return
        text = "SELECT * FROM c WHERE c.kind = 'entry' AND c.sequence >= @first AND c.subject = @subject"
        found = query(self._container, scope, text, {"@first": first, "@subject": subject})
        yield from sorted(map(_entry, found), key=lambda entry: entry.sequence)

    def _beginning_at(self, scope: TenantScope, first: int) -> LogHead | None:
        try:
            with translated(SERVICE):
                key = [scope.tenant_id, self._epoch(first)]
                document = self._container.read_item(f"h.{first:012d}", key)
        except NotFound:
            return None
        return LogHead.parse(owned(scope, document)["head"])

    def _in_order(self, scope: TenantScope, text: str, first: int) -> Iterator[Document]:
        """Epoch by epoch, so that no query sorts across partitions and each streams."""
        latest = self.latest(scope)
        last = latest.size - 1 if latest else -1
        for epoch in range(first // self._epoch_entries, last // self._epoch_entries + 1):
            yield from query(self._container, scope, text, {"@first": first}, partition=(str(epoch),))

    def _by_ids(self, scope: TenantScope, ids: list[str]) -> Iterator[Document]:
        """Documents of these ids, in any epoch."""
        if ids:
            names = {f"@id{index}": each for index, each in enumerate(ids)}
            text = f"SELECT * FROM c WHERE c.id IN ({', '.join(names)})"  # noqa: S608 - names of parameters
            yield from query(self._container, scope, text, names)

    def _epoch(self, sequence: int) -> str:
        return str(sequence // self._epoch_entries)


def _entry_document(head: LogHead, entry: StoredEntry) -> Document:
    """The entry; its id is its event's, so that no event is in a partition twice."""
    event = LeafEvent.parse(entry.content)
    return {"id": f"e.{event.event_id}", "kind": "entry", "head": head.first, **entry.document()}


def _entry(document: Document) -> StoredEntry:
    return StoredEntry.parse({name: document.get(name) for name in ("sequence", "subject", "action", "leaf")})
