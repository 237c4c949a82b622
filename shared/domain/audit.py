"""Audit events: what happened, who did it, chained so that a missing or changed one shows."""

import json
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.domain.ids import Sha256, TenantId, sha256_of
from shared.domain.model import Model

FACTS_MAX = 20
"""Facts of one event: an event says what happened, not everything that is known."""

FACT_CHARACTERS_MAX = 500
"""Of one fact: ids, codes and numbers; never text from a document."""


class AuditAction(StrEnum):
    """The closed list of what is audited, as `subject:object:verb`."""

    DOCUMENT_RECEIVED = "channel:document:receive"
    DOCUMENT_RECEIVED_AGAIN = "channel:document:receive_again"
    DOCUMENT_READ = "reader:document:read"
    DOCUMENT_UNREADABLE = "reader:document:refuse"
    INVOICE_CLASSIFIED = "classifier:invoice:tag"
    GATE_DECIDED = "gate:invoice:decide"
    INVOICE_ACTED = "service:invoice:process"
    HUMAN_TOLD = "notifier:human:tell"
    INVOICE_RESTED = "service:invoice:rest"
    DEAD_LETTERED = "service:message:dead_letter"
    REQUEUED = "human:message:requeue"


class ActorKind(StrEnum):
    """Who can do something."""

    SERVICE = "service"
    PERSON = "person"
    PARTNER = "partner"


class Actor(Model):
    """Who did something."""

    kind: ActorKind
    reference: str
    """A component's name, a person's or partner key's id; never a name or address."""


Fact = Annotated[str, Field(max_length=FACT_CHARACTERS_MAX)] | int


class AuditEvent(Model):
    """
    One thing that happened to one invoice, or to a message that never became one.

    `previous` is the digest of the subject's event before, so each subject's events form a chain; the
    tenant's log orders the chains among each other.
    """

    tenant_id: TenantId
    subject: str
    """The invoice's id, or the dead letter's."""
    number: Annotated[int, Field(ge=0)]
    """Position in the subject's chain, from 0."""
    action: AuditAction
    at: datetime
    """UTC."""
    actor: Actor
    facts: Annotated[dict[str, Fact], Field(max_length=FACTS_MAX)]
    """Ids, codes and whole numbers by name. Amounts are strings."""
    previous: Sha256 | None
    """None for the first."""

    @property
    def event_id(self) -> str:
        """Unique for ever, and the same however often the event is written."""
        return f"{self.subject}.{self.number:06d}"


def canonical(event: AuditEvent) -> bytes:
    """
    Return the one byte form of an event (RFC 8785), the bytes that digests are taken over.

    Names are ASCII and values are strings and integers, so sorted compact JSON is the canonical form.
    """
    document = event.model_dump(mode="json")
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(event: AuditEvent) -> Sha256:
    """Return what the next event's `previous` says of this one."""
    return sha256_of(canonical(event))


class Receipt(Model):
    """Proof that an event is durably in the tenant's log. An act takes one as an argument."""

    event_id: str
    sequence: Annotated[int, Field(ge=0)]
    """Position in the tenant's log."""
    head: Sha256
    """The log's head after the batch that took it in."""


class LogEntry(Model):
    """One event as the tenant's log holds it."""

    sequence: Annotated[int, Field(ge=0)]
    event: AuditEvent


class LogBatch(Model):
    """A run of entries that entered the log together. Creating it is what orders the log."""

    first: Annotated[int, Field(ge=0)]
    """Sequence of its first entry."""
    size: Annotated[int, Field(ge=0)]
    """Entries in the log after this batch."""
    previous: Sha256 | None
    """Head before; None for the first batch."""
    head: Sha256


def next_batch(head: LogBatch | None, events: tuple[AuditEvent, ...]) -> LogBatch:
    """Return the batch that follows `head` with these events in this order."""
    first = head.size if head else 0
    previous = head.head if head else None
    text = "\n".join((previous or "", str(first), *(digest(event) for event in events)))
    return LogBatch(first=first, size=first + len(events), previous=previous, head=sha256_of(text.encode()))
