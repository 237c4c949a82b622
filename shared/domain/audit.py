"""Audit events: what happened, who did it, chained so that a missing or changed one shows."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from shared.domain.ids import Sha256, TenantId, sha256_of
from shared.domain.model import Model
from shared.domain.proof.canonical import INTEGER_MAX, encode
from shared.domain.proof.entry import StoredEntry, event_id
from shared.domain.proof.head import LogHead

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
    INVOICE_RECODED = "human:invoice:code"
    INVOICE_APPROVED = "human:invoice:approve"
    INVOICE_ENDORSED = "human:invoice:endorse"
    INVOICE_CORRECTED = "human:invoice:correct"
    INVOICE_REJECTED = "human:invoice:reject"
    INVOICE_REASSIGNED = "human:invoice:reassign"
    INVOICE_ESCALATED = "human:invoice:escalate"
    INVOICE_OVERDUE = "service:invoice:escalate"
    INVOICE_COMMENTED = "human:invoice:comment"
    ROLL_BACK_ASKED = "human:invoice:roll_back"
    EFFECT_UNDONE = "service:effect:undo"
    INVOICE_ROLLED_BACK = "service:invoice:roll_back"
    INVOICE_TOLD_APART = "human:invoice:tell_apart"
    VENDOR_CALLED = "human:vendor:call"
    RULE_PROMOTED = "human:rule:promote"
    RULE_REVERSED = "human:rule:reverse"
    POLICY_CHANGED = "human:policy:change"
    POLICY_TRIED = "human:policy:try"
    POLICY_PROMOTED = "human:policy:promote"
    POLICY_DROPPED = "human:policy:drop"
    POLICY_FELL_BACK = "service:policy:fall_back"
    POLICY_LIFTED = "human:policy:lift"
    INVOICE_HELD = "human:invoice:hold"
    INVOICE_RELEASED = "human:invoice:release"
    ERASURE_ORDERED = "human:content:erase"
    CONTENT_ERASED = "service:content:erase"
    EVIDENCE_EXPORTED = "exporter:log:export"
    LOG_VERIFIED = "verifier:log:verify"
    KEY_ROTATED = "vault:key:rotate"
    ACCESS_DENIED = "service:access:deny"


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


FactName = Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_.-]*$")]

Fact = (
    Annotated[str, Field(max_length=FACT_CHARACTERS_MAX)]
    | Annotated[int, Field(ge=-INTEGER_MAX, le=INTEGER_MAX)]
)


class AuditEvent(Model):
    """
    One thing that happened to one invoice, or to a message that never became one.

    `previous` is the digest of the subject's event before, so each subject's events form a chain; the
    tenant's log orders the chains among each other.
    """

    version: Literal[1] = 1
    """Of this form: an auditor reads old entries for years."""
    tenant_id: TenantId
    subject: str
    """The invoice's id, or the dead letter's."""
    number: Annotated[int, Field(ge=0)]
    """Position in the subject's chain, from 0."""
    action: AuditAction
    at: datetime
    """UTC."""
    actor: Actor
    facts: Annotated[dict[FactName, Fact], Field(max_length=FACTS_MAX)]
    """Ids, codes and whole numbers by name. Amounts are strings."""
    previous: Sha256 | None
    """None for the first."""

    @property
    def event_id(self) -> str:
        """Unique for ever, and the same however often the event is written."""
        return event_id(self.subject, self.number)


def canonical(event: AuditEvent) -> bytes:
    """Return the one byte form of an event (RFC 8785): what digests are taken over, and the log's leaf."""
    return encode(event.model_dump(mode="json"))


def digest(event: AuditEvent) -> Sha256:
    """Return what the next event's `previous` says of this one."""
    return sha256_of(canonical(event))


class Receipt(Model):
    """Proof that an event is durably in the tenant's log. An act takes one as an argument."""

    event_id: str
    sequence: Annotated[int, Field(ge=0)]
    """Position in the tenant's log."""
    head: LogHead
    """The signed head of the batch that took it in."""


class LogEntry(Model):
    """One event as the tenant's log holds it."""

    sequence: Annotated[int, Field(ge=0)]
    event: AuditEvent


def stored(event: AuditEvent, sequence: int) -> StoredEntry:
    """Return the entry that holds this event at this place."""
    return StoredEntry(sequence, event.subject, event.action.value, canonical(event).decode())


def origin_of(authority: str, tenant_id: TenantId) -> str:
    """Return the name of a tenant's log, which no other log has (C2SP `tlog-checkpoint`)."""
    return f"{authority}/{tenant_id}"


def log_time(moment: datetime) -> str:
    """Return a time as the log writes it: UTC, of a fixed width, so that text sorts as time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
