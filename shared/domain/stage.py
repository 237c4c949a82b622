"""The stages of the chain and the messages between them."""

from enum import StrEnum

from shared.domain.ids import InvoiceId, TenantId
from shared.domain.model import Model


class Stage(StrEnum):
    """A step that takes its work from a queue of the same name."""

    EXTRACT = "extract"
    CLASSIFY = "classify"
    NOTIFY = "notify"


class StageMessage(Model):
    """What stands on a queue: which invoice to go on with. The state is in the store, never here."""

    tenant_id: TenantId
    invoice_id: InvoiceId
    revision: int
    """Events the invoice had when this was sent: the same step's message has the same id."""
    attempt: int = 0
    """How often this step was put off because a service did not answer."""
    nonce: str = ""
    """Sets a repeat apart that duplicate detection must let through."""

    @property
    def message_id(self) -> str:
        """The broker drops a second message of this id."""
        return f"{self.invoice_id}.{self.revision}.{self.attempt}{self.nonce}"
