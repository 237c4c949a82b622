"""The needs: where each invoice's key lies, and what wraps keys."""

from typing import Protocol

from shared.domain.audit import Receipt
from shared.domain.ids import InvoiceId
from shared.domain.sealing import WrappedKey
from shared.domain.tenancy import TenantScope


class SubjectKeys(Protocol):
    """One wrapped key per invoice: the only thing of an invoice that can be destroyed."""

    def create(self, scope: TenantScope, subject: InvoiceId, key: WrappedKey) -> WrappedKey:
        """
        Keep the key unless there is one, and return the one that is kept.

        Raises:
            Erased: it was destroyed; there will not be another.
            Unavailable: try again.
        """
        ...

    def find(self, scope: TenantScope, subject: InvoiceId) -> WrappedKey | None:
        """Return the key, or None where there never was one. Raises Erased, Unavailable."""
        ...

    def destroy(self, scope: TenantScope, subject: InvoiceId) -> None:
        """Destroy the key; repeating it changes nothing. Raises Unavailable."""
        ...


class KeyWrapper(Protocol):
    """A key that somebody else keeps, under which other keys are laid."""

    def wrap(self, secret: bytes) -> tuple[str, bytes]:
        """Return the name of the key with its version, and the secret under it. Raises Unavailable."""
        ...

    def unwrap(self, key_id: str, wrapped: bytes) -> bytes:
        """Return the secret. Raises Unavailable."""
        ...


class Shredder(Protocol):
    """Makes an invoice's content unreadable for ever."""

    def shred(self, scope: TenantScope, subject: InvoiceId, authority: Receipt) -> None:
        """
        Destroy the invoice's key and salt. Repeating it changes nothing.

        `authority` proves that the order to do so is in the log. Raises Unavailable.
        """
        ...
