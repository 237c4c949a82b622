"""The need: tell a human."""

from typing import Protocol

from shared.domain.invoice import Notice
from shared.domain.notification import Notification
from shared.domain.tenancy import TenantScope


class Notifier(Protocol):
    """One channel to people."""

    @property
    def channel(self) -> str:
        """Its name, as its receipts and the log have it."""
        ...

    @property
    def personal(self) -> bool:
        """Whether it reaches the recipient alone, so that their own wishes count."""
        ...

    def send(self, scope: TenantScope, notification: Notification) -> Notice | None:
        """
        Hand the message to the channel and return its receipt; None where this tenant has no such channel.

        A repeat carries the same id, so that the receiving side can drop it.

        Raises:
            Refused: the channel will never take this message.
            Unavailable: try again.
        """
        ...
