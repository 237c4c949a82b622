"""The need: each tenant's policies."""

from typing import Protocol

from shared.domain.policy_book import PolicyBook, PolicyVersion
from shared.domain.tenancy import TenantScope
from shared.domain.version import Versioned


class Policies(Protocol):
    """One book for each tenant, and every text that was ever written into it."""

    def book(self, scope: TenantScope) -> Versioned[PolicyBook] | None:
        """Return the tenant's book, or None where nobody has written a policy. Raises Unavailable."""
        ...

    def save_book(
        self, scope: TenantScope, book: PolicyBook, version: str | None, added: PolicyVersion | None = None
    ) -> None:
        """
        Write the book, and a version that belongs to it, together; `version` None creates.

        Raises:
            Conflict: somebody else was first; nothing was written.
            Unavailable: nothing is known about the write; read again.
        """
        ...

    def policy_text(self, scope: TenantScope, number: int) -> PolicyVersion | None:
        """Return a text by its number, or None. Raises Unavailable."""
        ...
