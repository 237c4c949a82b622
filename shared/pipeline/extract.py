"""Extract: read the document, keep the reading, hand on."""

import logging
from dataclasses import dataclass

from shared.domain.audit import Actor, ActorKind, AuditAction
from shared.domain.document import Document
from shared.domain.errors import NotFound, Refused, Unavailable
from shared.domain.findings import Finding, FindingCode, Severity
from shared.domain.ids import InvoiceId, sha256_of
from shared.domain.invoice import Change, InvoiceRecord, InvoiceState, change, summarise
from shared.domain.reading import Reading
from shared.domain.stage import StageMessage
from shared.domain.tenancy import TenantScope
from shared.pipeline.ingest import publish_next
from shared.ports.blobs import Blobs, raw_name, reading_name, ticket_name
from shared.ports.clock import Clock
from shared.ports.extractor import Extractors
from shared.ports.invoices import Invoices
from shared.ports.queues import Queues

logger = logging.getLogger(__name__)

READER = Actor(kind=ActorKind.SERVICE, reference="extract")


@dataclass(frozen=True)
class KeptTickets:
    """Implements `Tickets` beside the invoice's readings."""

    blobs: Blobs
    scope: TenantScope
    invoice_id: InvoiceId

    def find(self) -> str | None:
        """Return the ticket that an earlier attempt kept, or None."""
        try:
            return self.blobs.load(self.scope, ticket_name(self.invoice_id)).decode()
        except NotFound:
            return None

    def keep(self, ticket: str) -> None:
        """Keep the ticket for the next attempt, should this one not live to see the answer."""
        self.blobs.create(self.scope, ticket_name(self.invoice_id), ticket.encode(), "text/plain")


@dataclass(frozen=True)
class Extract:
    """The stage that reads. What cannot be read goes on as a finding, to a human."""

    blobs: Blobs
    invoices: Invoices
    queues: Queues
    extractors: Extractors
    clock: Clock

    def run(self, scope: TenantScope, message: StageMessage) -> None:
        """
        Read the invoice's document, unless that is done; then publish the next stage.

        Raises:
            NotFound: no such invoice or no bytes of it.
            Conflict, Unavailable: try again.
        """
        found = self.invoices.find(scope, message.invoice_id)
        if found is None:
            raise Unavailable("invoice.missing", "The invoice is not visible yet.")
        record = found.value
        if record.state is InvoiceState.RECEIVED:
            read = self._read(scope, record)
            record = self.invoices.commit(scope, read, found.version).value
        publish_next(self.queues, record)

    def _read(self, scope: TenantScope, record: InvoiceRecord) -> Change:
        content = self.blobs.load(scope, raw_name(record.invoice_id))
        if sha256_of(content) != record.document.sha256:
            raise Unavailable("document.changed", "The kept bytes are not the bytes that were received.")
        document = Document(kind=record.document.kind, content=content)
        tickets = KeptTickets(self.blobs, scope, record.invoice_id)
        try:
            reading = self.extractors[scope.profile.reading_policy](tickets).extract(document)
        except Refused as refusal:
            return self._unreadable(record, refusal)
        return self._readable(scope, record, reading)

    def _readable(self, scope: TenantScope, record: InvoiceRecord, reading: Reading) -> Change:
        body = reading.model_dump_json(exclude_defaults=True).encode()
        sha256 = self.blobs.commit(scope, record.invoice_id, body)
        self.blobs.create(scope, reading_name(record.invoice_id, sha256), body, "application/json")
        now = self.clock()
        facts: dict[str, str | int] = {
            "engine": reading.engine.name,
            "engine_version": reading.engine.version,
            "reading": sha256,
            "pages": reading.page_count,
            "unread_pages": len(reading.unread_pages),
            "invoices": len(reading.invoices),
            "cost_micros": reading.engine.cost_micros,
        }
        return change(record).then(
            now,
            AuditAction.DOCUMENT_READ,
            READER,
            facts,
            state=InvoiceState.READ,
            summary=summarise(reading, sha256),
            read_at=now,
        )

    def _unreadable(self, record: InvoiceRecord, refusal: Refused) -> Change:
        logger.warning("Not readable", extra={"invoice_id": record.invoice_id, "code": refusal.code})
        now = self.clock()
        finding = Finding(code=FindingCode.READING_FAILED, severity=Severity.ERROR, message=refusal.message)
        return change(record).then(
            now,
            AuditAction.DOCUMENT_UNREADABLE,
            READER,
            {"code": refusal.code},
            state=InvoiceState.READ,
            findings=(finding,),
            read_at=now,
        )
