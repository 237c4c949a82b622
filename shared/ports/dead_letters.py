"""The need: show what could not be processed."""

from typing import Protocol

from shared.domain.dead_letter import DeadLetter
from shared.domain.tenancy import TenantScope
from shared.domain.version import Page


class DeadLetters(Protocol):
    """Dead letters by id."""

    def save(self, scope: TenantScope, letter: DeadLetter) -> None:
        """Write the letter whole, new or in place of the old one. Raises Unavailable."""
        ...

    def find(self, scope: TenantScope, dead_letter_id: str) -> DeadLetter | None:
        """Return the letter, or None. Raises Unavailable."""
        ...

    def page(self, scope: TenantScope, *, size: int, continuation: str | None) -> Page[DeadLetter]:
        """Return a part of the tenant's letters, latest first. Raises Malformed, Unavailable."""
        ...
