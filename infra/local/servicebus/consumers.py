"""Who stands at a queue: receivers, and those who count."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Counts:
    """How many messages a queue has."""

    active: int
    """To be received, or locked by a receiver."""
    dead_letter: int
    """In its dead-letter queue."""
    scheduled: int
    """To be enqueued later."""
    deferred: int
    """To be received by sequence number only."""


class Consumer(Protocol):
    """A receiver as its queue sees it."""

    @property
    def deletes(self) -> bool:
        """Whether messages are gone once given (receive-and-delete)."""
        ...

    @property
    def ready(self) -> bool:
        """Whether one more message may be given."""
        ...

    def deliver(self, token: UUID | None, wire: bytes) -> None:
        """Take a message, locked under a token unless the receiver deletes."""
        ...


class SessionConsumer(Consumer, Protocol):
    """A receiver of one session."""

    def granted(self, session_id: str, until_ms: int) -> None:
        """Hear which session is the receiver's, and until when."""
        ...

    def timed_out(self) -> None:
        """Hear that no session came free in time."""
        ...

    def lost(self) -> None:
        """Hear that the session is no longer the receiver's."""
        ...
