"""Dead letters: what could not be processed, why, and how to try again."""

from datetime import datetime
from enum import StrEnum

from shared.domain.ids import InvoiceId, TenantId, derive
from shared.domain.model import Model
from shared.domain.stage import Stage


class DeadLetterState(StrEnum):
    """What became of it."""

    OPEN = "open"
    REQUEUED = "requeued"


class DeadLetter(Model):
    """
    One thing that could not be processed.

    Either an invoice that a stage gave up on (`invoice_id` and `stage`), or an arrival that never became
    one (`source`, the name it came under, its bytes kept under `quarantine`).
    """

    dead_letter_id: str
    tenant_id: TenantId
    state: DeadLetterState = DeadLetterState.OPEN
    code: str
    """Which rule was broken, as in errors."""
    message: str
    """A sentence for a person."""
    at: datetime
    invoice_id: InvoiceId | None = None
    stage: Stage | None = None
    source: str | None = None
    """Name in the inbox, for an arrival."""


def dead_letter_id_for(tenant_id: TenantId, *parts: str) -> str:
    """Return the id that the same failure always gets, so a repeat is the same dead letter."""
    return derive("dead-letter", tenant_id, *parts)
