"""The need: take files out of the drop container."""

from datetime import datetime
from typing import Protocol

from shared.domain.model import Model
from shared.domain.tenancy import TenantScope


class InboxItem(Model):
    """A file that waits."""

    name: str
    """As the sender chose it, without the tenant's folder."""
    arrived_at: datetime


class Inbox(Protocol):
    """One tenant's folder of the drop container. An empty folder means that everything was taken in."""

    def load(self, scope: TenantScope, name: str, *, bytes_max: int) -> bytes:
        """
        Return the file's bytes.

        Raises:
            NotFound: no such file, or taken already.
            TooLarge: more than `bytes_max`; nothing was downloaded.
            Unavailable: try again.
        """
        ...

    def remove(self, scope: TenantScope, name: str) -> None:
        """Take the file out for good; no such file is fine. Raises Unavailable."""
        ...

    def waiting(self, scope: TenantScope, *, before: datetime, limit: int) -> tuple[InboxItem, ...]:
        """Return files that arrived before this time, in order of name. Raises Unavailable."""
        ...
