"""Ingest: check, keep the raw bytes, record, and hand on. Both ways in call this."""

import logging
from dataclasses import dataclass

from shared.domain.audit import Actor, ActorKind, AuditAction
from shared.domain.document import (
    DOCUMENT_BYTES_MAX,
    Channel,
    Document,
    DocumentFacts,
    DocumentKind,
    Provenance,
    StoredDocument,
    sniff,
)
from shared.domain.errors import (
    Conflict,
    Erased,
    Malformed,
    TooLarge,
    Unavailable,
    Unprocessable,
    UnsupportedMedia,
)
from shared.domain.ids import InvoiceId, Sha256, invoice_id_for, sha256_of
from shared.domain.invoice import Change, InvoiceRecord, InvoiceState, change
from shared.domain.model import Model
from shared.domain.stage import StageMessage
from shared.domain.tenancy import TenantScope
from shared.ports.blobs import Blobs, raw_name
from shared.ports.clock import Clock
from shared.ports.inspector import Inspector
from shared.ports.invoices import Invoices
from shared.ports.queues import Queues
from shared.ports.request_keys import RequestKeys

logger = logging.getLogger(__name__)

DOCUMENTS_MAX = 20
"""Documents of one request: more is a batch job, which gets one request per document and an honest status."""

CONFLICT_RETRIES = 5
"""Tries to note a repeated arrival while a stage is changing the same invoice."""


class Arrival(Model):
    """One document at the door."""

    content: bytes
    provenance: Provenance


class Accepted(Model):
    """One document that is now safely ours."""

    invoice_id: InvoiceId
    sha256: Sha256
    again: bool
    """True where these bytes had been taken in before: the same invoice, done once."""


class Admitted(Model):
    """A document that was looked at and may be taken in."""

    kind: DocumentKind
    facts: DocumentFacts
    sha256: Sha256
    arrival: Arrival


@dataclass(frozen=True)
class Ingest:
    """Takes documents in. Everything is checked before anything is written."""

    blobs: Blobs
    invoices: Invoices
    queues: Queues
    request_keys: RequestKeys
    inspector: Inspector
    clock: Clock

    def post(
        self, scope: TenantScope, arrivals: tuple[Arrival, ...], *, request_key: str | None
    ) -> tuple[Accepted, ...]:
        """
        Take in one request's documents, in order, and return what each became.

        The answer is a function of the bytes alone, so the same request gets the same answer.

        Raises:
            Refused: a document or the request breaks a rule; nothing was taken in.
            Unavailable: part may have been taken in; send the same again.
        """
        if not arrivals:
            raise Malformed("request.empty", "The request holds no document.")
        if len(arrivals) > DOCUMENTS_MAX:
            raise TooLarge("request.documents", f"One request holds at most {DOCUMENTS_MAX} documents.")
        admitted = tuple(self.look(arrival) for arrival in arrivals)
        if request_key is not None:
            self._claim(scope, request_key, admitted)
        return tuple(self.keep(scope, document) for document in admitted)

    def look(self, arrival: Arrival) -> Admitted:
        """Return the document as admitted, or raise the rule that it breaks. Writes nothing."""
        content = arrival.content
        if not content:
            raise Malformed("document.empty", "The document has no bytes.")
        if len(content) > DOCUMENT_BYTES_MAX:
            limit_mb = DOCUMENT_BYTES_MAX // 2**20
            raise TooLarge("document.bytes", f"A document has at most {limit_mb} MB.")
        kind = sniff(content)
        if kind is None or kind.is_container:
            raise UnsupportedMedia("document.kind", "A document is a PDF, PNG, JPEG, TIFF or XML file.")
        facts = self.inspector.inspect(Document(kind=kind, content=content))
        return Admitted(kind=kind, facts=facts, sha256=sha256_of(content), arrival=arrival)

    def keep(self, scope: TenantScope, admitted: Admitted) -> Accepted:
        """Keep the bytes, record the invoice and publish it; a repeat finds it done and publishes again."""
        invoice_id = invoice_id_for(scope.tenant_id, admitted.sha256)
        arrival = admitted.arrival
        try:
            self.blobs.create(scope, raw_name(invoice_id), arrival.content, admitted.kind.value)
            record = self.invoices.commit(scope, self._received(scope, invoice_id, admitted), None).value
            again = False
        except (Conflict, Erased):
            # What was erased stays erased: that it came again is noted, and nothing is done with it.
            record = self._received_again(scope, invoice_id, arrival.provenance)
            again = True
        publish_next(self.queues, record)
        logger.info("Document taken in", extra={"invoice_id": invoice_id, "again": again})
        return Accepted(invoice_id=invoice_id, sha256=admitted.sha256, again=again)

    def _claim(self, scope: TenantScope, request_key: str, admitted: tuple[Admitted, ...]) -> None:
        request = sha256_of("\n".join(document.sha256 for document in admitted).encode())
        if self.request_keys.claim(scope, request_key, request) != request:
            raise Unprocessable(
                "request.key_reused", "This Idempotency-Key was used for a request with another body."
            )

    def _received(self, scope: TenantScope, invoice_id: InvoiceId, admitted: Admitted) -> Change:
        provenance = admitted.arrival.provenance
        now = self.clock()
        record = InvoiceRecord(
            tenant_id=scope.tenant_id,
            invoice_id=invoice_id,
            state=InvoiceState.RECEIVED,
            document=StoredDocument(
                sha256=admitted.sha256,
                kind=admitted.kind,
                size_bytes=len(admitted.arrival.content),
                page_count=admitted.facts.page_count,
            ),
            provenance=provenance,
            received_at=now,
            updated_at=now,
            events=0,
            last_event_sha256=None,
        )
        facts = {
            "channel": provenance.channel.value,
            "commitment": self.blobs.commit(scope, invoice_id, admitted.arrival.content),
            "size_bytes": len(admitted.arrival.content),
            "media_type": admitted.kind.value,
        }
        return change(record).then(now, AuditAction.DOCUMENT_RECEIVED, _bringer(provenance), facts)

    def _received_again(
        self, scope: TenantScope, invoice_id: InvoiceId, provenance: Provenance
    ) -> InvoiceRecord:
        """Note that the same bytes came another way; a mere repeat of the same arrival notes nothing."""
        for _ in range(CONFLICT_RETRIES):
            found = self.invoices.find(scope, invoice_id)
            if found is None:
                break
            if _same_arrival(found.value.provenance, provenance):
                return found.value
            noted = change(found.value).then(
                self.clock(),
                AuditAction.DOCUMENT_RECEIVED_AGAIN,
                _bringer(provenance),
                {"channel": provenance.channel.value},
            )
            try:
                return self.invoices.commit(scope, noted, found.version).value
            except Conflict:
                continue
        raise Unavailable("invoice.busy", "The invoice is being changed; send the same again.")


def publish_next(queues: Queues, record: InvoiceRecord, *, nonce: str = "") -> None:
    """Put the invoice on the queue of its next stage; at rest there is none."""
    if record.next_stage is not None:
        message = StageMessage(
            tenant_id=record.tenant_id, invoice_id=record.invoice_id, revision=record.events, nonce=nonce
        )
        queues.publish(record.next_stage, message)


def _same_arrival(first: Provenance, second: Provenance) -> bool:
    return first.model_copy(update={"received_at": second.received_at}) == second


def _bringer(provenance: Provenance) -> Actor:
    kinds = {Channel.HTTP: ActorKind.PARTNER, Channel.PORTAL: ActorKind.PERSON}
    return Actor(kind=kinds.get(provenance.channel, ActorKind.SERVICE), reference=provenance.principal)
