"""
Service Bus messages as the Functions host hands them to a worker.

Names and shapes are those of the .NET extension's binding data (ServiceBusTriggerBindingStrategy.cs), encoded
as the host's gRPC layer does: text stays text, everything else is JSON.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from infra.local.host.runtime import TypedData


class Message(Protocol):
    """What the host reads of a received message; azure-servicebus's `ServiceBusReceivedMessage` fits."""

    body: Any
    application_properties: Mapping[Any, Any] | None
    delivery_count: int | None
    message_id: str | None
    sequence_number: int | None
    lock_token: Any
    enqueued_time_utc: datetime | None
    expires_at_utc: datetime | None
    locked_until_utc: datetime | None
    content_type: str | None
    correlation_id: str | None
    subject: str | None
    to: str | None
    reply_to: str | None
    reply_to_session_id: str | None
    session_id: str | None
    partition_key: str | None
    dead_letter_source: str | None


_TEXTS = {
    "MessageId": "message_id",
    "ContentType": "content_type",
    "CorrelationId": "correlation_id",
    "Subject": "subject",
    "Label": "subject",
    "To": "to",
    "ReplyTo": "reply_to",
    "ReplyToSessionId": "reply_to_session_id",
    "SessionId": "session_id",
    "PartitionKey": "partition_key",
    "DeadLetterSource": "dead_letter_source",
}
_TIMES = {
    "EnqueuedTimeUtc": "enqueued_time_utc",
    "EnqueuedTime": "enqueued_time_utc",
    "ExpiresAtUtc": "expires_at_utc",
    "ExpiresAt": "expires_at_utc",
}


def body_data(message: Message, data_type: str) -> TypedData:
    """Return the body as text where it is UTF-8 and the binding does not ask for `binary`, else as bytes."""
    content = _content(message.body)
    if data_type.lower() != "binary":
        try:
            return TypedData(string=content.decode())
        except UnicodeDecodeError:
            pass
    return TypedData(bytes=content)


def _content(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, Iterable) and not isinstance(body, Mapping):
        parts = list(body)
        if all(isinstance(part, bytes) for part in parts):
            return b"".join(parts)
        body = parts
    # An AMQP value or sequence section: .NET cannot bind it either; JSON at least shows what came.
    return json.dumps(body, default=_plain).encode()


def trigger_metadata(message: Message) -> dict[str, TypedData]:
    """
    Return the binding data of one message.

    What a message does not have is left out: the Python converters cannot read a JSON null as a date. The
    delivery count is one more than AMQP's, which counts failed deliveries only.
    """
    properties = {_plain(key): _plain(value) for key, value in (message.application_properties or {}).items()}
    encoded = TypedData(json=json.dumps(properties, default=str))
    found = {
        "DeliveryCount": TypedData(json=str((message.delivery_count or 0) + 1)),
        "LockToken": TypedData(string=str(message.lock_token)),
        "ApplicationProperties": encoded,
        "UserProperties": encoded,
    }
    if message.sequence_number is not None:
        found["SequenceNumber"] = TypedData(json=str(message.sequence_number))
    for name, attribute in _TEXTS.items():
        if (text := getattr(message, attribute)) is not None:
            found[name] = TypedData(string=str(text))
    for name, attribute in _TIMES.items():
        if (moment := _time(message, attribute)) is not None:
            found[name] = TypedData(json=moment)
    return found


def trace_parent(message: Message) -> str:
    """Return the W3C trace context the sender attached, or nothing."""
    properties = message.application_properties or {}
    found = properties.get(b"Diagnostic-Id") or properties.get("Diagnostic-Id") or ""
    return str(_plain(found))


def _time(message: Message, attribute: str) -> str | None:
    try:
        moment: datetime | None = getattr(message, attribute)
    except OverflowError:
        # A message that never expires has a time to live that reaches beyond the year 9999.
        return None
    return None if moment is None else json.dumps(moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"))


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)
