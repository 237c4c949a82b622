"""Everything the Service Bus stand-in refuses."""

from http import HTTPStatus


class ServiceBusError(Exception):
    """The root of what the stand-in raises."""


class CodecError(ServiceBusError):
    """The bytes are not AMQP 1.0, or go beyond a limit of ours; the peer's connection has to end."""


class Violation(ServiceBusError):
    """The peer broke the protocol; its connection ends with this AMQP error condition."""

    def __init__(self, condition: str, description: str) -> None:
        super().__init__(f"{condition}: {description}")
        self.condition = condition
        self.description = description


class JournalBroken(ServiceBusError):
    """A group could not be written, so memory is ahead of the disk; only a restart makes them agree again."""


class JournalInUse(ServiceBusError):
    """Another process holds the state folder."""


class JournalUnreadable(ServiceBusError):
    """A file in the state folder is not a journal of this version; it is left as it is."""


class Refused(ServiceBusError):
    """
    An answer to the client: an AMQP error condition and text, or the status of a `$management` reply.

    The conditions are those azure-servicebus 7.15 maps to its exceptions (`_pyamqp_transport`, 2026).
    """

    def __init__(self, condition: str, description: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(f"{condition}: {description}")
        self.condition = condition
        self.description = description
        self.status = status


def entity_not_found(address: str) -> Refused:
    """Return the refusal of an address that names no queue."""
    return Refused(
        "amqp:not-found", f"The messaging entity '{address}' could not be found.", HTTPStatus.NOT_FOUND
    )


def message_lock_lost() -> Refused:
    """Return the refusal of a lock token that is unknown, or no longer valid."""
    return Refused(
        "com.microsoft:message-lock-lost",
        "The lock supplied is invalid. Either the lock expired, or the message has already been removed.",
        HTTPStatus.GONE,
    )


def session_lock_lost() -> Refused:
    """Return the refusal of work on a session that is no longer the receiver's."""
    return Refused(
        "com.microsoft:session-lock-lost", "The session lock has expired. Accept it again.", HTTPStatus.GONE
    )


def session_cannot_be_locked(session_id: str) -> Refused:
    """Return the refusal of a session that another receiver holds."""
    return Refused(
        "com.microsoft:session-cannot-be-locked",
        f"The requested session '{session_id}' cannot be accepted. It may be locked by another receiver.",
        HTTPStatus.GONE,
    )


def message_not_found(sequence: int) -> Refused:
    """Return the refusal of a sequence number that names no message in the asked state."""
    return Refused(
        "com.microsoft:message-not-found",
        f"The message with sequence number {sequence} could not be found in that state.",
        HTTPStatus.NOT_FOUND,
    )


def message_too_large(size_bytes: int, limit_bytes: int) -> Refused:
    """Return the refusal of a transfer beyond the queue's message size."""
    return Refused(
        "amqp:link:message-size-exceeded",
        f"The received message (size {size_bytes} bytes) exceeds the link's limit ({limit_bytes} bytes).",
    )


def quota_exceeded(queue: str, limit_bytes: int) -> Refused:
    """Return the refusal of a send to a queue that is full."""
    return Refused(
        "amqp:resource-limit-exceeded",
        f"The queue '{queue}' has reached its maximum size ({limit_bytes} bytes).",
        HTTPStatus.FORBIDDEN,
    )


def bad_field(description: str) -> Refused:
    """Return the refusal of a request whose field is missing, or of another type."""
    return Refused("amqp:invalid-field", description)
