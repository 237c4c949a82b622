"""The need: do something outside, once, and be able to take it back."""

from typing import Protocol

from shared.domain.audit import Receipt
from shared.domain.invoice import InvoiceRecord
from shared.domain.review import Effect
from shared.domain.tenancy import TenantScope


class Effector(Protocol):
    """One kind of effect and its compensation. Both may be asked for again, and then change nothing."""

    def run(self, scope: TenantScope, record: InvoiceRecord, effect: Effect, authority: Receipt) -> str:
        """
        Do it, and return what it came to: the same for the same effect, however often.

        `authority` is the receipt of the event that allows it: what is not in the log is not done.

        Raises:
            Unavailable: it may have happened; ask again.
        """
        ...

    def undo(self, scope: TenantScope, record: InvoiceRecord, effect: Effect, authority: Receipt) -> None:
        """
        Take it back, whether or not it happened. Afterwards nothing of it stands.

        Raises:
            Unavailable: ask again.
        """
        ...
