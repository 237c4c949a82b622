"""The invoice's state, and every change it can make. Pure: a change is a new record and its event."""

from datetime import UTC, date, datetime
from enum import StrEnum
from math import prod
from typing import Annotated, Any, Self

from pydantic import Field

from shared.domain.audit import Actor, AuditAction, AuditEvent, Fact, digest
from shared.domain.audit_facts import event_of
from shared.domain.coding import Coding
from shared.domain.document import Provenance, StoredDocument
from shared.domain.errors import Conflict
from shared.domain.findings import Finding
from shared.domain.gate import Decision, GateLevel
from shared.domain.ids import InvoiceId, Sha256, TenantId
from shared.domain.model import Model
from shared.domain.money import Amount, Currency, Money
from shared.domain.reading import Confidence, DocumentType, Reading, ReadInvoice
from shared.domain.retention import Erasure, LegalHold
from shared.domain.review import Review
from shared.domain.stage import Stage
from shared.domain.vendor import VendorMatch


class InvoiceState(StrEnum):
    """Where an invoice stands."""

    RECEIVED = "received"
    READ = "read"
    CLASSIFIED = "classified"
    ACTED = "acted"
    PROCESSED = "processed"
    AWAITING_APPROVAL = "awaiting_approval"
    AWAITING_PERSON = "awaiting_person"
    APPROVED = "approved"
    """A person passed the gate; the act is still to be done."""
    REJECTED = "rejected"
    ROLLING_BACK = "rolling_back"
    """A person took back what was done; it is still to be undone."""
    ROLLED_BACK = "rolled_back"
    ERASING = "erasing"
    """A person ordered its content to be destroyed; it is still to be done."""
    ERASED = "erased"
    """Its content is gone for ever; what was done with it stays in the log."""
    FAILED = "failed"


NEXT_STAGE: dict[InvoiceState, Stage] = {
    InvoiceState.RECEIVED: Stage.EXTRACT,
    InvoiceState.READ: Stage.CLASSIFY,
    InvoiceState.CLASSIFIED: Stage.NOTIFY,
    InvoiceState.ACTED: Stage.NOTIFY,
    InvoiceState.APPROVED: Stage.NOTIFY,
    InvoiceState.ROLLING_BACK: Stage.NOTIFY,
    InvoiceState.ERASING: Stage.NOTIFY,
}
"""Which stage takes an invoice on. The other states rest: done, or in front of a human."""

RESTING = frozenset(InvoiceState) - frozenset(NEXT_STAGE)
"""States in which the machine has nothing left to do."""

OPEN = frozenset({InvoiceState.AWAITING_APPROVAL, InvoiceState.AWAITING_PERSON, InvoiceState.ROLLED_BACK})
"""States in which a person is asked to decide."""


class Summary(Model):
    """What a list shows of a reading; the whole of it is in a blob."""

    reading_sha256: Sha256
    """Names the reading's blob: its digest, salted."""
    engine: str
    doc_type: DocumentType | None = None
    """None where no invoice was recognised."""
    vendor_name: str | None = None
    invoice_number: str | None = None
    invoice_date: date | None = None
    currency: Currency | None = None
    total: Amount | None = None
    line_count: int = 0
    confidence: Confidence | None = None
    """That vendor, number, date and total are all read right; None where one is missing."""

    @property
    def money(self) -> Money | None:
        """The total as money, where it is."""
        if self.total is None or self.currency is None:
            return None
        try:
            return Money(amount=self.total, currency=self.currency)
        except ValueError:
            return None


class Notice(Model):
    """That a human was told."""

    channel: str
    recipient: str
    """The reviewer's id."""
    reference: str
    """The channel's own message id."""


class Failure(Model):
    """Why the machine gave up, and where a requeue takes it up again."""

    code: str
    stage: Stage
    was: InvoiceState


class InvoiceRecord(Model):
    """One invoice's current state."""

    tenant_id: TenantId
    invoice_id: InvoiceId
    state: InvoiceState
    document: StoredDocument
    provenance: Provenance
    received_at: datetime
    updated_at: datetime
    events: Annotated[int, Field(ge=0)]
    """How many audit events the invoice has."""
    last_event_sha256: Sha256 | None
    logged: Annotated[int, Field(ge=0)] = 0
    """How many of them are known to be in the tenant's log."""
    summary: Summary | None = None
    vendor: VendorMatch | None = None
    coding: Coding | None = None
    findings: tuple[Finding, ...] = ()
    decision: Decision | None = None
    shadow: Decision | None = None
    """What a policy that is being tried would have decided; nothing is done by it."""
    assignee: str | None = None
    """The reviewer's id."""
    export_sha256: Sha256 | None = None
    """Names the exported document, once acted."""
    notices: tuple[Notice, ...] = ()
    untold: bool = False
    """Whether the assignee is still to be told that it is theirs now."""
    review: Review = Review()
    hold: LegalHold | None = None
    """Keeps it whatever its time says."""
    erasure: Erasure | None = None
    failure: Failure | None = None
    read_at: datetime | None = None
    classified_at: datetime | None = None
    acted_at: datetime | None = None
    rested_at: datetime | None = None
    """When the machine was done with it."""

    @property
    def next_stage(self) -> Stage | None:
        """Which stage takes it on; None at rest."""
        told = None if self.state is InvoiceState.FAILED or not self.untold else Stage.NOTIFY
        return NEXT_STAGE.get(self.state, told)

    @property
    def money(self) -> Money | None:
        """The total, where it was read whole."""
        return self.summary.money if self.summary else None


def rank(record: InvoiceRecord) -> str:
    """
    Return what the inbox is sorted by: the strictest gate first, then the nearest deadline.

    Empty where nobody is asked.
    """
    if record.state not in OPEN:
        return ""
    level = record.decision.level if record.decision else GateLevel.L3
    due_at = record.review.deadline or record.updated_at
    return f"{len(GateLevel) - 1 - [*GateLevel].index(level)} {due_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"


def search_text(record: InvoiceRecord) -> str:
    """Return what a search looks through: the vendor's name and the number, folded."""
    summary = record.summary
    parts = (summary.vendor_name, summary.invoice_number) if summary else ()
    return " ".join(part.casefold() for part in parts if part)


class Change(Model):
    """A new state and the events that say how it came about. They are written together or not at all."""

    record: InvoiceRecord
    events: tuple[AuditEvent, ...] = ()

    def then(
        self, at: datetime, action: AuditAction, actor: Actor, facts: dict[str, Fact], **changes: Any
    ) -> Self:
        """Return this change with one more event, and with these fields of the record changed."""
        record = self.record
        event = event_of(
            tenant_id=record.tenant_id,
            subject=record.invoice_id,
            number=record.events,
            action=action,
            at=at,
            actor=actor,
            facts=facts,
            previous=record.last_event_sha256,
        )
        changed = record.model_copy(
            update={
                **changes,
                "updated_at": at,
                "events": record.events + 1,
                "last_event_sha256": digest(event),
            }
        )
        return type(self)(record=changed, events=(*self.events, event))


def change(record: InvoiceRecord) -> Change:
    """Return the change that changes nothing, to build on."""
    return Change(record=record)


def require(record: InvoiceRecord, *states: InvoiceState) -> None:
    """Raise Conflict unless the record stands in one of these states."""
    if record.state not in states:
        expected = " or ".join(states)
        raise Conflict("invoice.state", f"The invoice is {record.state}, not {expected}.")


def summarise(reading: Reading, reading_sha256: Sha256) -> Summary:
    """Return what a list shows of this reading: its first invoice."""
    if not reading.invoices:
        return Summary(reading_sha256=reading_sha256, engine=reading.engine.name)
    first = reading.invoices[0]
    return Summary(
        reading_sha256=reading_sha256,
        engine=reading.engine.name,
        doc_type=first.doc_type,
        vendor_name=first.vendor_name.value if first.vendor_name else None,
        invoice_number=first.invoice_number.value if first.invoice_number else None,
        invoice_date=first.invoice_date.value if first.invoice_date else None,
        currency=first.currency.value if first.currency else None,
        total=first.total.value if first.total else None,
        line_count=len(first.line_items),
        confidence=_confidence(first),
    )


def _confidence(invoice: ReadInvoice) -> Confidence | None:
    asked = (invoice.vendor_name, invoice.invoice_number, invoice.invoice_date, invoice.total)
    found = [field.confidence for field in asked if field is not None]
    return prod(found) if len(found) == len(asked) else None
