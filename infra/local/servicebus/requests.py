"""Requests and replies of the nodes that are not queues: `$management` and `$cbs`."""

from dataclasses import dataclass
from typing import Any

from infra.local.servicebus.decoder import decode, sections
from infra.local.servicebus.encoder import encode, encode_described
from infra.local.servicebus.errors import CodecError
from infra.local.servicebus.messages import AMQP_VALUE, APPLICATION, PROPERTIES

_MESSAGE_ID, _REPLY_TO = 0, 4


@dataclass(frozen=True, slots=True)
class Request:
    """A message that asks for an answer."""

    message_id: Any
    """What the reply correlates to."""
    reply_to: str | None
    """The address of the link that the reply goes out on."""
    properties: dict[Any, Any]
    """Its application properties."""
    body: Any
    """Its value."""


def parse_request(raw: bytes) -> Request:
    """
    Return a request.

    Raises:
        CodecError: the bytes are not a message with a value.
    """
    found = {section.code: decode(raw, section.value)[0] for section in sections(raw)}
    properties = found.get(PROPERTIES, [])
    application = found.get(APPLICATION, {})
    if type(properties) is not list or type(application) is not dict or AMQP_VALUE not in found:
        raise CodecError("a request without its sections")
    padded = [*properties, *[None] * (_REPLY_TO + 1)]
    reply_to = padded[_REPLY_TO]
    return Request(
        message_id=padded[_MESSAGE_ID],
        reply_to=reply_to if isinstance(reply_to, str) else None,
        properties=application,
        body=found[AMQP_VALUE],
    )


def encode_reply(request: Request, properties: dict[Any, Any], body: Any) -> bytes:
    """Return the reply to a request: its message id becomes the correlation id."""
    return (
        encode_described(PROPERTIES, encode([None, None, None, None, None, request.message_id]))
        + encode_described(APPLICATION, encode(properties))
        + encode_described(AMQP_VALUE, encode(body))
    )
