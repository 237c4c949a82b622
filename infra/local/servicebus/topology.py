"""The queues a stand-in serves, under the names Azure gives their settings."""

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

MESSAGE_SIZE_BYTES_DEFAULT = 256 * 1024
"""The standard tier's (Service Bus quotas, learn.microsoft.com, 2026)."""

MESSAGE_SIZE_BYTES_MAX = 100 * 1024 * 1024
"""The premium tier's largest."""

QUEUE_SIZE_BYTES_DEFAULT = 1024**3
"""The smallest queue Azure sells, and what one process may well hold in memory."""

LOCK_DURATION_S_MAX = 300.0
"""Azure's."""

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,258}[A-Za-z0-9])?")


class QueueSettings(BaseModel):
    """One queue."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    """As Azure allows it; upper and lower case are the same."""
    max_delivery_count: Annotated[int, Field(ge=1, le=2000)] = 10
    """Failed deliveries after which a message is dead-lettered."""
    lock_duration_s: Annotated[float, Field(gt=0, le=LOCK_DURATION_S_MAX)] = 60.0
    """How long a received message, or session, is the receiver's."""
    default_ttl_s: Annotated[float, Field(gt=0)] | None = None
    """How long a message lives at most; None is without end."""
    dead_lettering_on_expiration: bool = False
    """Whether an expired message is dead-lettered rather than dropped."""
    requires_duplicate_detection: bool = False
    """Whether a message id seen within the window is accepted and dropped."""
    duplicate_detection_window_s: Annotated[float, Field(ge=20, le=7 * 24 * 3600)] = 600.0
    """How long message ids are remembered."""
    requires_session: bool = False
    """Whether messages are received by session only."""
    max_message_size_bytes: Annotated[int, Field(ge=1024, le=MESSAGE_SIZE_BYTES_MAX)] = (
        MESSAGE_SIZE_BYTES_DEFAULT
    )
    """Of one message, or one batch, with all its sections."""
    max_size_bytes: Annotated[int, Field(ge=1024)] = QUEUE_SIZE_BYTES_DEFAULT
    """Of the queue and its dead letters; a send beyond it is refused."""

    @model_validator(mode="after")
    def _named(self) -> "QueueSettings":
        if _NAME.fullmatch(self.name) is None or "//" in self.name:
            raise ValueError(f"{self.name!r} is not a queue name")
        return self


class Topology(BaseModel):
    """A namespace."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    queues: tuple[QueueSettings, ...]
    """Each name once."""

    @model_validator(mode="after")
    def _distinct(self) -> "Topology":
        names = [queue.name.lower() for queue in self.queues]
        if len(set(names)) != len(names):
            raise ValueError("a queue name occurs twice")
        return self
