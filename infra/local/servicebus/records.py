"""What the journal says: each record changes what a queue holds, and replayed in order they give it."""

from typing import Any, NamedTuple

from infra.local.servicebus.decoder import decode
from infra.local.servicebus.encoder import encode, encode_described
from infra.local.servicebus.errors import CodecError
from infra.local.servicebus.values import Described


class Stored(NamedTuple):
    """A message is in a queue."""

    queue: str
    sequence: int
    accepted_at_ms: int
    delivery_count: int
    state: int
    """A `messages.State`."""
    content: bytes
    """As `Content.encode` gives it."""


class Removed(NamedTuple):
    """A message is gone: completed, received and deleted, expired or cancelled."""

    queue: str
    sequence: int


class Returned(NamedTuple):
    """A delivery failed."""

    queue: str
    sequence: int
    delivery_count: int


class Deferred(NamedTuple):
    """A message waits until it is asked for by number."""

    queue: str
    sequence: int
    delivery_count: int


class DeadLettered(NamedTuple):
    """A message went from its queue to the dead-letter queue."""

    queue: str
    sequence: int
    at_ms: int
    delivery_count: int
    reason: str | None
    description: str | None


class SessionStateSet(NamedTuple):
    """A session's state was set, or cleared by None."""

    queue: str
    session_id: str
    state: bytes | None


class Remembered(NamedTuple):
    """A message id was seen."""

    queue: str
    message_id: bytes
    at_ms: int


class Numbered(NamedTuple):
    """Sequence numbers below this one have been used."""

    queue: str
    next_sequence: int


type Record = Stored | Removed | Returned | Deferred | DeadLettered | SessionStateSet | Remembered | Numbered

# The position is the record's code on disk: only ever append.
_KINDS: tuple[type[Any], ...] = (
    Stored,
    Removed,
    Returned,
    Deferred,
    DeadLettered,
    SessionStateSet,
    Remembered,
    Numbered,
)
_CODES = {kind: code for code, kind in enumerate(_KINDS)}


def encode_record(record: Record) -> bytes:
    """Return a record's bytes."""
    return encode_described(_CODES[type(record)], encode(list(record)))


def decode_records(data: bytes) -> list[Record]:
    """
    Return the records of one group.

    Raises:
        CodecError: the bytes are not records of this version.
    """
    records: list[Record] = []
    position = 0
    while position < len(data):
        found, position = decode(data, position)
        records.append(_record(found))
    return records


def _record(found: Any) -> Record:
    if type(found) is not Described or type(found.value) is not list:
        raise CodecError("a record that is not a described list")
    try:
        record: Record = _KINDS[found.descriptor](*found.value)
    except (TypeError, IndexError) as error:
        raise CodecError(f"a record of kind {found.descriptor!r}: {error}") from error
    return record
