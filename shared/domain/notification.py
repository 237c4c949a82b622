"""What a human is told."""

from shared.domain.audit import Receipt
from shared.domain.gate import GateLevel
from shared.domain.ids import InvoiceId, TenantId
from shared.domain.model import Model
from shared.domain.tenancy import Reviewer


class Notification(Model):
    """One message to one reviewer about one invoice."""

    notification_id: str
    """The same for every attempt, so a receiver can drop repeats."""
    tenant_id: TenantId
    invoice_id: InvoiceId
    level: GateLevel
    recipient: Reviewer
    title: str
    """One line: what was done or is asked, for which invoice."""
    reasons: tuple[str, ...]
    """Why the gate decided so."""
    authority: Receipt
    """Where the decision stands in the log: nobody is told of what is not recorded (invariant 1)."""
    link: str
    """Where the reviewer looks."""
