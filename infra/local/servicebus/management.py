"""The `$management` node of a queue: what the SDK asks for beside sending and receiving.

Source: "AMQP 1.0 in Azure Service Bus: request-response-based operations" (learn.microsoft.com, 2026).
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from infra.local.servicebus.errors import CodecError, Refused, bad_field
from infra.local.servicebus.messages import Content, accept
from infra.local.servicebus.queues import Queue
from infra.local.servicebus.requests import Request, encode_reply, parse_request
from infra.local.servicebus.sessions import SessionQueue
from infra.local.servicebus.values import Array, Int, Symbol, Timestamp

ITEMS_MAX = 5000
"""Lock tokens, sequence numbers, messages or sessions in one request or answer."""

_SETTLED = 0
"""The `receiver-settle-mode` of a receiver that deletes."""

_NO_TOKEN = UUID(int=0)
_TIMESTAMPS, _LONGS = 0x83, 0x81

type _Answer = tuple[HTTPStatus, dict[Any, Any]]


class Fields:
    """A request's body, each field of its type or refused."""

    def __init__(self, body: Any) -> None:
        if type(body) is not dict:
            raise bad_field("the body of a request is a map")
        self._body = body

    def number(self, name: str) -> int:
        """Return an integer."""
        value = self._body.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise bad_field(f"{name} is an integer")
        return int(value)

    def text(self, name: str) -> str:
        """Return a string."""
        value = self._body.get(name)
        if not isinstance(value, str):
            raise bad_field(f"{name} is a string")
        return str(value)

    def text_or_none(self, name: str) -> str | None:
        """Return a string, or None if there is none."""
        return None if self._body.get(name) is None else self.text(name)

    def binary_or_none(self, name: str) -> bytes | None:
        """Return bytes, or None if there are none."""
        value = self._body.get(name)
        if value is not None and not isinstance(value, bytes):
            raise bad_field(f"{name} is binary")
        return value

    def items[T](self, name: str, kind: type[T]) -> list[T]:
        """Return a list, or an array, of values of one type."""
        value = self._body.get(name)
        items = list(value.items) if isinstance(value, Array) else value
        if type(items) is not list or not 0 < len(items) <= ITEMS_MAX:
            raise bad_field(f"{name} is a list of 1 to {ITEMS_MAX}")
        if any(not isinstance(item, kind) for item in items):
            raise bad_field(f"{name} is a list of {kind.__name__}")
        return items


def manage(queue: Queue, raw: bytes) -> tuple[str | None, bytes]:
    """
    Do what a request asks of a queue; return the address of the reply, and the reply.

    Raises:
        CodecError: the bytes are not a request.
    """
    request = parse_request(raw)
    try:
        status, body = _answer(queue, request)
    except Refused as refused:
        return request.reply_to, _refusal(request, refused)
    properties = {"statusCode": Int(status), "statusDescription": status.phrase}
    return request.reply_to, encode_reply(request, properties, body)


def _refusal(request: Request, refused: Refused) -> bytes:
    properties = {
        "statusCode": Int(refused.status),
        "statusDescription": refused.description,
        "errorCondition": Symbol(refused.condition),
    }
    return encode_reply(request, properties, {})


def _answer(queue: Queue, request: Request) -> _Answer:
    operation = str(request.properties.get("operation", "")).removeprefix("com.microsoft:")
    fields = Fields(request.body)
    handler = _OPERATIONS.get(operation)
    if handler is not None:
        return handler(queue, fields)
    session_handler = _SESSION_OPERATIONS.get(operation)
    if session_handler is None:
        raise Refused("amqp:not-implemented", f"no operation {operation!r}", HTTPStatus.NOT_IMPLEMENTED)
    if not isinstance(queue, SessionQueue):
        raise Refused("amqp:not-allowed", f"The queue '{queue.name}' has no sessions.")
    return session_handler(queue, fields)


def _renew_lock(queue: Queue, fields: Fields) -> _Answer:
    ends_ms = queue.renew(fields.items("lock-tokens", UUID))
    return HTTPStatus.OK, {"expirations": Array(_TIMESTAMPS, tuple(ends_ms))}


def _peek(queue: Queue, fields: Fields) -> _Answer:
    sequence, count = fields.number("from-sequence-number"), fields.number("message-count")
    wires = queue.peek(sequence, max(0, min(count, ITEMS_MAX)), fields.text_or_none("session-id"))
    if not wires:
        return HTTPStatus.NO_CONTENT, {}
    return HTTPStatus.OK, {"messages": [{"message": wire} for wire in wires]}


def _schedule(queue: Queue, fields: Fields) -> _Answer:
    contents = [_content(item.get("message")) for item in fields.items("messages", dict)]
    return HTTPStatus.OK, {"sequence-numbers": Array(_LONGS, tuple(queue.send(contents)))}


def _content(wire: object) -> Content:
    if not isinstance(wire, bytes):
        raise bad_field("a message is binary")
    try:
        return accept(wire)
    except CodecError as error:
        raise bad_field(f"a message is not one: {error}") from error


def _cancel(queue: Queue, fields: Fields) -> _Answer:
    queue.cancel(fields.items("sequence-numbers", int))
    return HTTPStatus.OK, {}


def _receive_by_sequence(queue: Queue, fields: Fields) -> _Answer:
    taken = queue.take_deferred(
        fields.items("sequence-numbers", int),
        deletes=fields.number("receiver-settle-mode") == _SETTLED,
        session_id=fields.text_or_none("session-id"),
    )
    messages = [{"lock-token": token or _NO_TOKEN, "message": wire} for token, wire in taken]
    return HTTPStatus.OK, {"messages": messages}


def _update_disposition(queue: Queue, fields: Fields) -> _Answer:
    reason = fields.text_or_none("deadletter-reason")
    description = fields.text_or_none("deadletter-description")
    settle: dict[str, Callable[[UUID], None]] = {
        "completed": queue.complete,
        "abandoned": queue.abandon,
        "defered": queue.defer,
        "deferred": queue.defer,
        "suspended": lambda token: queue.dead_letter(token, reason, description),
    }
    outcome = fields.text("disposition-status")
    if outcome not in settle:
        raise bad_field(f"no disposition {outcome!r}")
    for token in fields.items("lock-tokens", UUID):
        settle[outcome](token)
    return HTTPStatus.OK, {}


def _get_state(queue: SessionQueue, fields: Fields) -> _Answer:
    return HTTPStatus.OK, {"session-state": queue.state(fields.text("session-id"))}


def _set_state(queue: SessionQueue, fields: Fields) -> _Answer:
    queue.set_state(fields.text("session-id"), fields.binary_or_none("session-state"))
    return HTTPStatus.OK, {}


def _renew_session(queue: SessionQueue, fields: Fields) -> _Answer:
    return HTTPStatus.OK, {"expiration": Timestamp(queue.renew_session(fields.text("session-id")))}


def _list_sessions(queue: SessionQueue, fields: Fields) -> _Answer:
    skip, top = max(0, fields.number("skip")), max(0, min(fields.number("top"), ITEMS_MAX))
    found = queue.session_ids()[skip : skip + top]
    if not found:
        return HTTPStatus.NO_CONTENT, {}
    return HTTPStatus.OK, {"skip": Int(len(found)), "sessions-ids": found}


_OPERATIONS: dict[str, Callable[[Queue, Fields], _Answer]] = {
    "renew-lock": _renew_lock,
    "peek-message": _peek,
    "schedule-message": _schedule,
    "cancel-scheduled-message": _cancel,
    "receive-by-sequence-number": _receive_by_sequence,
    "update-disposition": _update_disposition,
}

_SESSION_OPERATIONS: dict[str, Callable[[SessionQueue, Fields], _Answer]] = {
    "get-session-state": _get_state,
    "set-session-state": _set_state,
    "renew-session-lock": _renew_session,
    "get-message-sessions": _list_sessions,
}
