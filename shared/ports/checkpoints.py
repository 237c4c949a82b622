"""The need: where a notary keeps what it signed, out of everybody's reach."""

from collections.abc import Iterator
from typing import Protocol

from shared.domain.tenancy import TenantScope


class Checkpoints(Protocol):
    """Signed notes by log size. Create-only, in storage that lets nobody change or delete."""

    def latest(self, scope: TenantScope) -> bytes | None:
        """Return the note with the largest size, or None. Raises Unavailable."""
        ...

    def create(self, scope: TenantScope, size: int, note: bytes) -> bool:
        """Keep the note. True if it was written, False if there is one for this size. Raises Unavailable."""
        ...

    def around(self, scope: TenantScope, sequence: int) -> tuple[bytes | None, bytes | None]:
        """
        Return the last note that does not cover the entry at `sequence`, and the first that does.

        None where there is none. Raises Unavailable.
        """
        ...

    def all(self, scope: TenantScope) -> Iterator[tuple[int, bytes]]:
        """Give every note with its size, largest first. Raises Unavailable."""
        ...
