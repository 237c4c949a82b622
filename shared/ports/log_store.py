"""The need: where a tenant's log is kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from shared.domain.proof.entry import StoredEntry
from shared.domain.proof.head import LogHead, SessionCertificate
from shared.domain.tenancy import TenantScope


@dataclass(frozen=True)
class Placed:
    """Where an event stands in the log."""

    sequence: int
    head: LogHead
    """Of the batch that took it in."""


class LogStore(Protocol):
    """
    Entries, heads and sessions of each tenant. Create-only: there is no way to change or delete.

    A write never crosses from one stretch of `stretch_entries` sequence numbers into the next.
    """

    @property
    def stretch_entries(self) -> int:
        """Sequence numbers within which the store itself keeps an event from entering twice."""
        ...

    def latest(self, scope: TenantScope, *, known: LogHead | None = None) -> LogHead | None:
        """
        Return the head with the largest size, or None while the log is empty.

        Looking on from a `known` head is cheaper, where few followed it. Raises Unavailable.
        """
        ...

    def create(self, scope: TenantScope, head: LogHead, entries: tuple[StoredEntry, ...]) -> None:
        """
        Write the head and its entries together, or nothing.

        Raises:
            Conflict: a head begins there already, or one of the events is in this stretch already.
            Unavailable: it may have been written or not.
        """
        ...

    def find(self, scope: TenantScope, event_ids: tuple[str, ...]) -> Mapping[str, Placed]:
        """Return where those of the events stand that are in the log. Raises Unavailable."""
        ...

    def create_session(self, scope: TenantScope, certificate: SessionCertificate) -> None:
        """Keep the certificate of a session; one that is kept already stays. Raises Unavailable."""
        ...

    def sessions(self, scope: TenantScope) -> Iterator[SessionCertificate]:
        """Give every session's certificate, by id. Raises Unavailable, Malformed for a damaged one."""
        ...

    def heads(self, scope: TenantScope, *, first: int = 0) -> Iterator[LogHead]:
        """Give the heads in order, from the one that begins at `first`. Raises Unavailable, Malformed."""
        ...

    def entries(
        self, scope: TenantScope, *, first: int = 0, subject: str | None = None
    ) -> Iterator[StoredEntry]:
        """Give the entries in order from `first`, of one subject or of all. Raises Unavailable, Malformed."""
        ...
