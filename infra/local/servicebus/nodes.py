"""Where a client's link leads: a queue, its `$management`, or `$cbs`."""

from collections.abc import Callable
from typing import Any, Protocol

from infra.local.servicebus.broker import Broker
from infra.local.servicebus.claims import Claims
from infra.local.servicebus.errors import CodecError, Refused, bad_field
from infra.local.servicebus.links import (
    SESSION_FILTER,
    Carrier,
    Inlet,
    Link,
    QueueOutlet,
    ReplyOutlet,
    SessionOutlet,
)
from infra.local.servicebus.management import manage
from infra.local.servicebus.messages import accept, unbatch
from infra.local.servicebus.performatives import Attach
from infra.local.servicebus.queues import Queue
from infra.local.servicebus.sessions import SESSION_WAIT_MS_MAX, SessionQueue
from infra.local.servicebus.values import Described

CLAIMS_NODE = "$cbs"
MANAGEMENT_SUFFIX = "/$management"

TOKEN_BYTES_MAX = 64 * 1024
"""Of a put-token request."""

REQUEST_EXTRA_BYTES = 64 * 1024
"""What a request may have beside one message of the queue's largest."""

_ADDRESS, _FILTER = 0, 7
_TIMEOUT = "com.microsoft:timeout"


class Peer(Carrier, Protocol):
    """A channel as the nodes see it."""

    is_trusted: bool
    """Whether the connection has shown a good token."""

    def reply(self, node: str, address: str | None, wire: bytes) -> None:
        """Send a reply on the link of a node that has this address."""
        ...


class Nodes:
    """The addresses of a namespace."""

    def __init__(self, broker: Broker, claims: Claims) -> None:
        self._broker = broker
        self._claims = claims

    def connect(self, peer: Peer, attach: Attach) -> Link:
        """
        Return the link an attach asks for, not yet open.

        Raises:
            Refused: there is no such node, or it is not for this client.
            CodecError: the attach is not well-formed.
        """
        address = _address(attach.source if attach.role else attach.target)
        node = address.lower()
        if node.endswith(CLAIMS_NODE):
            return self._request_link(peer, attach, CLAIMS_NODE, self._put_token(peer), TOKEN_BYTES_MAX)
        if self._claims.required and not peer.is_trusted:
            raise Refused("amqp:unauthorized-access", "The connection has not put a valid token to $cbs.")
        if node.endswith(MANAGEMENT_SUFFIX):
            queue = self._broker.find(node.removesuffix(MANAGEMENT_SUFFIX))
            limit = queue.settings.max_message_size_bytes + REQUEST_EXTRA_BYTES
            return self._request_link(peer, attach, node, _managed(peer, node, queue), limit)
        queue = self._broker.find(address)
        if attach.role:
            return _outlet(peer, attach, queue)
        limit = queue.settings.max_message_size_bytes
        return Inlet(peer, attach, size_bytes_max=limit, take=_sent(queue))

    def _request_link(
        self, peer: Peer, attach: Attach, node: str, take: Callable[[bytes, int], None], limit: int
    ) -> Inlet | ReplyOutlet:
        if attach.role:
            return ReplyOutlet(peer, attach, node=node, address=_address(attach.target))
        return Inlet(peer, attach, size_bytes_max=limit, take=take)

    def _put_token(self, peer: Peer) -> Callable[[bytes, int], None]:
        def take(raw: bytes, _message_format: int) -> None:
            address, wire, is_good = self._claims.put(raw)
            peer.is_trusted = peer.is_trusted or is_good
            peer.reply(CLAIMS_NODE, address, wire)

        return take


def _managed(peer: Peer, node: str, queue: Queue) -> Callable[[bytes, int], None]:
    def take(raw: bytes, _message_format: int) -> None:
        address, wire = manage(queue, raw)
        peer.reply(node, address, wire)

    return take


def _sent(queue: Queue) -> Callable[[bytes, int], None]:
    def take(raw: bytes, message_format: int) -> None:
        queue.send([accept(message) for message in unbatch(raw, message_format)])

    return take


def _outlet(peer: Peer, attach: Attach, queue: Queue) -> QueueOutlet:
    filters = _filters(attach.source)
    if not isinstance(queue, SessionQueue):
        if SESSION_FILTER in filters:
            raise Refused("amqp:not-allowed", f"The queue '{queue.name}' has no sessions.")
        return QueueOutlet(peer, attach, queue=queue)
    if SESSION_FILTER not in filters:
        raise Refused("amqp:not-allowed", f"The queue '{queue.name}' requires a session receiver.")
    wanted = filters[SESSION_FILTER]
    session_id = wanted.value if isinstance(wanted, Described) else wanted
    if session_id is not None and not isinstance(session_id, str):
        raise bad_field("a session id is a string")
    timeout_ms = (attach.properties or {}).get(_TIMEOUT, SESSION_WAIT_MS_MAX)
    if not isinstance(timeout_ms, int):
        raise bad_field(f"{_TIMEOUT} is an integer")
    return SessionOutlet(peer, attach, queue=queue, session_id=session_id, timeout_ms=int(timeout_ms))


def _terminus(terminus: Described | None) -> list[Any]:
    if terminus is None:
        return []
    if type(terminus.value) is not list:
        raise CodecError("a source or target that is not a list")
    return terminus.value


def _address(terminus: Described | None) -> str:
    fields = _terminus(terminus)
    address = fields[_ADDRESS] if fields else None
    return str(address) if isinstance(address, str) else ""


def _filters(source: Described | None) -> dict[Any, Any]:
    fields = _terminus(source)
    found = fields[_FILTER] if len(fields) > _FILTER else None
    return found if isinstance(found, dict) else {}
