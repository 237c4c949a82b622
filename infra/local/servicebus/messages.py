"""
Messages as they come and as they go: the sections between are kept byte for byte.

Sources: OASIS AMQP 1.0, part 3 (messaging); for the annotations "AMQP 1.0 in Azure Service Bus"
(learn.microsoft.com, 2026).
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from infra.local.servicebus.decoder import Section, decode, map_entries, sections
from infra.local.servicebus.encoder import encode, encode_described, encode_map
from infra.local.servicebus.errors import CodecError
from infra.local.servicebus.values import Int, Symbol, Timestamp, UByte, UInt, ULong

BATCH_FORMAT = 0x80013700
"""The message-format of a transfer whose data sections are messages."""

BATCH_MESSAGES_MAX = 4500
"""In one batch; the service's own limit."""

ID_LENGTH_MAX = 128
"""Characters of a message or session id; Azure's."""

REASON_LENGTH_MAX = 4096
"""Characters of a dead-letter reason or description; Azure's limit of both."""

OVERHEAD_BYTES = 512
"""What a message costs beside its bytes, so that empty messages fill a queue too."""

HEADER = 0x70
ANNOTATIONS = 0x72
PROPERTIES = 0x73
APPLICATION = 0x74
DATA = 0x75
AMQP_SEQUENCE = 0x76
AMQP_VALUE = 0x77
FOOTER = 0x78
_BODIES = {DATA, AMQP_SEQUENCE, AMQP_VALUE}
_REPEATABLE = {DATA, AMQP_SEQUENCE}

_NULL = 0x40
_BINARY = {0xA0, 0xB0}

_MESSAGE_ID, _GROUP_ID = 0, 10

_SEQUENCE = Symbol("x-opt-sequence-number")
_ENQUEUED = Symbol("x-opt-enqueued-time")
_ENQUEUED_SEQUENCE = Symbol("x-opt-enqueue-sequence-number")
_LOCKED_UNTIL = Symbol("x-opt-locked-until")
_STATE = Symbol("x-opt-message-state")
_SCHEDULED = Symbol("x-opt-scheduled-enqueue-time")
_DEAD_LETTER_SOURCE = Symbol("x-opt-deadletter-source")
_OURS = {_SEQUENCE, _ENQUEUED, _ENQUEUED_SEQUENCE, _LOCKED_UNTIL, _STATE, _DEAD_LETTER_SOURCE}

_REASON, _DESCRIPTION = "DeadLetterReason", "DeadLetterErrorDescription"


class State(IntEnum):
    """Where a message stands, numbered as `x-opt-message-state` has it."""

    ACTIVE = 0
    DEFERRED = 1
    SCHEDULED = 2


@dataclass(frozen=True, slots=True)
class Content:
    """What was sent; nothing in it changes."""

    durable: bool | None
    """As the sender's header has it."""
    priority: UByte | None
    """As the sender's header has it."""
    ttl_ms: int | None
    """How long the sender lets it live, or None."""
    annotations: tuple[tuple[Any, bytes], ...]
    """Message annotations, values encoded."""
    tail: bytes
    """Every section from the properties on, as it came."""
    message_id: bytes
    """The id, encoded, so that ids of two types differ."""
    session_id: str | None
    """The session it belongs to."""
    scheduled_at_ms: int | None
    """When it is to be enqueued, or None for at once."""

    @property
    def size_bytes(self) -> int:
        """What it costs to keep."""
        return len(self.tail) + sum(len(value) + len(key) for key, value in self.annotations) + OVERHEAD_BYTES

    def encode(self) -> bytes:
        """Return the message such that `parse` gives an equal one."""
        header = [self.durable, self.priority, None if self.ttl_ms is None else UInt(self.ttl_ms)]
        return _section(HEADER, encode(header)) + _annotations(list(self.annotations)) + self.tail

    def dead_lettered(self, *, source: str, sequence: int, reason: str | None, text: str | None) -> "Content":
        """Return the message as the dead-letter queue keeps it: with the reason and without an end."""
        kept = [entry for entry in self.annotations if entry[0] not in _OURS and entry[0] != _SCHEDULED]
        origin = [(_DEAD_LETTER_SOURCE, encode(source)), (_ENQUEUED_SEQUENCE, encode(sequence))]
        return Content(
            durable=self.durable,
            priority=self.priority,
            ttl_ms=None,
            annotations=(*kept, *origin),
            tail=_with_reason(self.tail, reason, text),
            message_id=self.message_id,
            session_id=self.session_id,
            scheduled_at_ms=None,
        )


@dataclass(slots=True, eq=False)
class Lock:
    """A message in a receiver's hands."""

    token: UUID
    """Names the lock; on the wire also the delivery tag."""
    message: "Message"
    """What is locked."""
    until_ms: int
    """When it is free again."""


@dataclass(slots=True, eq=False)
class Message:
    """Content with its place in a queue."""

    sequence: int
    """Its number, ascending in a queue and used once."""
    content: Content
    """What was sent."""
    accepted_at_ms: int
    """When the send was accepted."""
    delivery_count: int
    """Deliveries that failed."""
    state: State
    """Whether receivers are given it."""
    lock: Lock | None = field(default=None)
    """The lock on it, or None."""

    @property
    def enqueued_at_ms(self) -> int:
        """When receivers were, or are to be, given it."""
        return max(self.accepted_at_ms, self.content.scheduled_at_ms or 0)

    def wire(self, *, ttl_ms: int | None) -> bytes:
        """Return the message as a receiver gets it."""
        content = self.content
        header = [
            content.durable,
            content.priority,
            None if ttl_ms is None else UInt(ttl_ms),
            None,
            UInt(self.delivery_count),
        ]
        annotations = list(content.annotations)
        sequence = encode(self.sequence)
        annotations += [
            (_SEQUENCE, sequence),
            (_ENQUEUED, encode(Timestamp(self.enqueued_at_ms))),
            (_STATE, encode(Int(self.state))),
        ]
        if all(key != _ENQUEUED_SEQUENCE for key, _ in content.annotations):
            annotations.append((_ENQUEUED_SEQUENCE, sequence))
        if self.lock is not None:
            annotations.append((_LOCKED_UNTIL, encode(Timestamp(self.lock.until_ms))))
        return _section(HEADER, encode(header)) + _annotations(annotations) + content.tail


def accept(raw: bytes) -> Content:
    """
    Return a client's message, with an id if it came without and without annotations only a broker may make.

    Raises:
        CodecError: the bytes are not a message.
    """
    content = parse(raw)
    if all(key not in _OURS for key, _ in content.annotations):
        return content
    kept = tuple(entry for entry in content.annotations if entry[0] not in _OURS)
    return Content(
        content.durable,
        content.priority,
        content.ttl_ms,
        kept,
        content.tail,
        content.message_id,
        content.session_id,
        content.scheduled_at_ms,
    )


def parse(raw: bytes) -> Content:
    """
    Return a message's content.

    Raises:
        CodecError: the bytes are not a message.
    """
    found = _sections_in_order(raw)
    header = _list_in(found.get(HEADER))
    properties = _list_in(found.get(PROPERTIES))
    if APPLICATION in found:
        _check_application(found[APPLICATION].decoded)
    annotations = _entries_in(raw, found[ANNOTATIONS].section) if ANNOTATIONS in found else []
    tail = min(part.section.start for code, part in found.items() if code >= PROPERTIES)
    return _content(header, annotations, properties, raw[tail:])


class _Part(NamedTuple):
    section: Section
    decoded: Any
    """The section's value; None for data, which is not looked into."""


def _sections_in_order(raw: bytes) -> dict[int, _Part]:
    """Return the first section of each kind, once all are known to be well-formed and in their order."""
    found: dict[int, _Part] = {}
    last = 0
    for section in sections(raw):
        code = section.code
        if not HEADER <= code <= FOOTER or code < last or (code == last and code not in _REPEATABLE):
            raise CodecError(f"section {code:#04x} after {last:#04x}")
        if code == DATA and raw[section.value] not in _BINARY:
            raise CodecError("a data section that is not binary")
        decoded = None if code == DATA else decode(raw, section.value)[0]
        found.setdefault(code, _Part(section, decoded))
        last = code
    if len(found.keys() & _BODIES) != 1:
        raise CodecError("a message needs a body, of one kind")
    return found


def _list_in(part: _Part | None) -> list[Any]:
    decoded = [] if part is None else part.decoded
    if type(decoded) is not list:
        raise CodecError("a header, or properties, that are not a list")
    return decoded


def _entries_in(raw: bytes, section: Section) -> list[tuple[Any, bytes]]:
    """Return the entries of a section that is a map, or null."""
    if raw[section.value] == _NULL:
        return []
    return map_entries(raw, section.value)


def _content(
    header: list[Any], annotations: list[tuple[Any, bytes]], properties: list[Any], tail: bytes
) -> Content:
    durable, priority, ttl_ms = (header + [None] * 3)[:3]
    for value, kind in ((durable, bool), (priority, UByte), (ttl_ms, UInt)):
        if value is not None and type(value) is not kind:
            raise CodecError(f"a header with a {type(value).__name__} for a {kind.__name__}")
    if any(type(key) is not Symbol for key, _ in annotations):
        raise CodecError("an annotation that is not named by a symbol")
    if not properties or properties[_MESSAGE_ID] is None:
        properties, tail = _with_message_id(properties, tail)
    message_id = properties[_MESSAGE_ID]
    if type(message_id) not in {str, bytes, UUID, ULong}:
        raise CodecError(f"a message id of type {type(message_id).__name__}")
    if isinstance(message_id, str | bytes) and len(message_id) > ID_LENGTH_MAX:
        raise CodecError(f"a message id of more than {ID_LENGTH_MAX} characters")
    return Content(
        durable=durable,
        priority=priority,
        ttl_ms=ttl_ms or None,
        annotations=tuple(annotations),
        tail=tail,
        message_id=encode(message_id),
        session_id=_session_id(properties),
        scheduled_at_ms=_scheduled_at(annotations),
    )


def _with_message_id(properties: list[Any], tail: bytes) -> tuple[list[Any], bytes]:
    """Return properties and tail with an id, as the service makes one: the JavaScript SDK relies on it."""
    properties = [uuid4().hex, *properties[1:]]
    rest = tail
    first = next(sections(tail))
    if first.code == PROPERTIES:
        rest = tail[first.end :]
    return properties, _section(PROPERTIES, encode(properties)) + rest


def _session_id(properties: list[Any]) -> str | None:
    found = properties[_GROUP_ID] if len(properties) > _GROUP_ID else None
    if found is None:
        return None
    if type(found) is not str or len(found) > ID_LENGTH_MAX:
        raise CodecError(f"a session id that is not a string of at most {ID_LENGTH_MAX} characters")
    return found


def _scheduled_at(annotations: list[tuple[Any, bytes]]) -> int | None:
    for key, value in annotations:
        if key == _SCHEDULED:
            found = decode(value)[0]
            if found is not None and type(found) is not Timestamp:
                raise CodecError("a scheduled time that is not a timestamp")
            return found
    return None


def _check_application(decoded: Any) -> None:
    if decoded is None:
        return
    if type(decoded) is not dict or any(type(key) not in {str, Symbol} for key in decoded):
        raise CodecError("application properties that are not a map of strings")


def _with_reason(tail: bytes, reason: str | None, text: str | None) -> bytes:
    """Return the sections with the reason among the application properties, which are made if missing."""
    found = {
        name: value[:REASON_LENGTH_MAX] for name, value in ((_REASON, reason), (_DESCRIPTION, text)) if value
    }
    if not found:
        return tail
    before, entries, after = b"", [], tail
    for section in sections(tail):
        if section.code == PROPERTIES:
            before, after = tail[: section.end], tail[section.end :]
        elif section.code == APPLICATION:
            entries = _entries_in(tail, section)
            after = tail[section.end :]
    entries = [entry for entry in entries if entry[0] not in found]
    entries += [(name, encode(value)) for name, value in found.items()]
    return before + _section(APPLICATION, encode_map(entries)) + after


def _annotations(entries: list[tuple[Any, bytes]]) -> bytes:
    return _section(ANNOTATIONS, encode_map(entries)) if entries else b""


def _section(code: int, encoded: bytes) -> bytes:
    return encode_described(code, encoded)


def unbatch(raw: bytes, message_format: int) -> list[bytes]:
    """
    Return the messages of one transfer.

    Raises:
        CodecError: a batch is not one, is empty, or has more than `BATCH_MESSAGES_MAX`.
    """
    if message_format != BATCH_FORMAT:
        return [raw]
    messages = [decode(raw, section.value)[0] for section in sections(raw) if section.code == DATA]
    if not messages or len(messages) > BATCH_MESSAGES_MAX:
        raise CodecError(f"a batch of {len(messages)} messages")
    if any(type(message) is not bytes for message in messages):
        raise CodecError("a batch whose data is not binary")
    return messages
