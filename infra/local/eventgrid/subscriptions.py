"""Who wants which events."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from infra.local.eventgrid.events import Event


@dataclass(frozen=True, slots=True)
class WebHook:
    """An HTTP endpoint; it must answer the validation handshake of the schema it is sent."""

    url: str
    """Absolute; may carry a key in its query, so it appears in no log."""


@dataclass(frozen=True, slots=True)
class Sink:
    """Anything in this process, such as the sending end of a Service Bus queue."""

    send: Callable[[Event], Awaitable[None]]
    """Takes the event; raises OSError or AzureError when it cannot, and is asked again."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A wish for events; filters left empty let everything through."""

    name: str
    """Unique at the bench; also what its waiting events are filed under."""
    destination: WebHook | Sink
    """Where its events go."""
    included_types: frozenset[str] = frozenset()
    """Types of events, exactly."""
    subject_prefix: str = ""
    """Compared without case, as Event Grid does unless told otherwise."""

    def wants(self, event: Event) -> bool:
        """Return whether the event passes the filters."""
        if self.included_types and event.type not in self.included_types:
            return False
        return event.subject.casefold().startswith(self.subject_prefix.casefold())
