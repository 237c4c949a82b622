"""What the API answers, as far as a partner's system reads it; an absent field is None."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator

from shared.domain.audit import LogEntry
from shared.domain.invoice import InvoiceState


class Answer(BaseModel):
    """Open, unlike the API's own models: a new field must not break a partner."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Accepted(Answer):
    """One document that was taken in."""

    invoice_id: str
    again: bool
    """Whether these bytes were there before."""


class AcceptedList(Answer):
    """The answer to a post."""

    invoices: tuple[Accepted, ...]


class Decision(Answer):
    """What the gate decided."""

    level: str
    because: tuple[str, ...]


class Provenance(Answer):
    """Where a document came from."""

    filename: str | None = None
    path: tuple[str, ...] = ()
    """The containers it was taken from, outermost first."""


class Notice(Answer):
    """That a human was told."""

    channel: str
    reference: str


class Failure(Answer):
    """Why the machine gave up."""

    code: str


class Invoice(Answer):
    """One invoice."""

    invoice_id: str
    state: InvoiceState
    sha256: str
    provenance: Provenance
    vendor_name: str | None = None
    invoice_number: str | None = None
    currency: str | None = None
    total: str | None = None
    engine: str | None = None
    decision: Decision | None = None
    notices: tuple[Notice, ...] = ()
    failure: Failure | None = None
    received_at: datetime
    read_at: datetime | None = None
    classified_at: datetime | None = None
    acted_at: datetime | None = None
    rested_at: datetime | None = None


class InvoiceList(Answer):
    """Part of a list."""

    invoices: tuple[Invoice, ...]
    continuation: str | None = None


class AuditTrail(Answer):
    """One invoice's entries in the log."""

    entries: tuple[LogEntry, ...]

    @field_validator("entries", mode="before")
    @classmethod
    def _absent_is_none(cls, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        # An event's digest is taken over its whole form, in which the first one's `previous` is null.
        return [{**entry, "event": {"previous": None, **entry["event"]}} for entry in entries]


class DeadLetter(Answer):
    """One thing that could not be processed."""

    code: str
    source: str | None = None
    invoice_id: str | None = None


class DeadLetterList(Answer):
    """Part of a list."""

    dead_letters: tuple[DeadLetter, ...]
