"""What a queue holds and must not forget, changed by records only, so that replaying them gives it again."""

from collections.abc import Iterator
from itertools import takewhile

from infra.local.servicebus.messages import Message, State, parse
from infra.local.servicebus.ordering import SequenceIndex
from infra.local.servicebus.records import (
    DeadLettered,
    Deferred,
    Numbered,
    Record,
    Remembered,
    Removed,
    Returned,
    SessionStateSet,
    Stored,
)

ID_OVERHEAD_BYTES = 128
"""What a remembered message id costs beside its bytes."""


class Store:
    """The messages, session states and remembered ids of one queue."""

    def __init__(self, name: str, *, dead: "Store | None", remembers: bool) -> None:
        self.name = name
        self.messages: dict[int, Message] = {}
        self.session_states: dict[str, bytes] = {}
        self.seen: dict[bytes, int] = {}
        self.next_sequence = 1
        self._dead = dead
        self._remembers = remembers
        self._index = SequenceIndex()
        self._size_bytes = 0
        self._deferred = 0

    @property
    def size_bytes(self) -> int:
        """What the queue and its dead letters take of the quota."""
        return self._size_bytes + (self._dead.size_bytes if self._dead is not None else 0)

    @property
    def deferred_count(self) -> int:
        """How many messages are deferred."""
        return self._deferred

    def since(self, sequence: int) -> Iterator[Message]:
        """Yield the messages from a sequence number upward."""
        return (self.messages[found] for found in self._index.since(sequence, self.messages))

    def apply(self, record: Record) -> None:
        """Change what the queue holds."""
        match record:
            case Stored():
                self.hold(_message(record))
            case Removed():
                self._remove(record.sequence)
            case Returned():
                self.messages[record.sequence].delivery_count = record.delivery_count
            case Deferred():
                message = self.messages[record.sequence]
                message.delivery_count = record.delivery_count
                self._deferred += message.state is not State.DEFERRED
                message.state = State.DEFERRED
            case DeadLettered():
                self._dead_letter(record)
            case SessionStateSet():
                self._set_state(record)
            case Remembered():
                self._remember(record.message_id, record.at_ms)
            case Numbered():
                self.next_sequence = max(self.next_sequence, record.next_sequence)

    def forget_ids(self, until_ms: int) -> None:
        """Forget the message ids seen before a time; it is not recorded, since replaying ends in the same."""
        oldest = takewhile(lambda entry: entry[1] < until_ms, self.seen.items())
        for message_id, _ in list(oldest):
            del self.seen[message_id]
            self._size_bytes -= len(message_id) + ID_OVERHEAD_BYTES

    def snapshot(self) -> Iterator[Record]:
        """Yield the records that give an empty store what this one holds."""
        yield Numbered(self.name, self.next_sequence)
        for message_id, at_ms in self.seen.items():
            yield Remembered(self.name, message_id, at_ms)
        for session_id, state in self.session_states.items():
            yield SessionStateSet(self.name, session_id, state)
        for message in self.messages.values():
            yield stored(self.name, message)

    def hold(self, message: Message) -> None:
        """Keep a message whose `Stored` is written, under a number above all before."""
        self._add(message)
        if self._remembers:
            self._remember(message.content.message_id, message.accepted_at_ms)

    def _add(self, message: Message) -> None:
        self.messages[message.sequence] = message
        self._index.append(message.sequence)
        self._deferred += message.state is State.DEFERRED
        self._size_bytes += message.content.size_bytes
        self.next_sequence = max(self.next_sequence, message.sequence + 1)

    def _remove(self, sequence: int) -> Message:
        message = self.messages.pop(sequence)
        self._size_bytes -= message.content.size_bytes
        self._deferred -= message.state is State.DEFERRED
        self._index.shrink(self.messages, len(self.messages))
        return message

    def _dead_letter(self, record: DeadLettered) -> None:
        message = self._remove(record.sequence)
        if self._dead is None:
            return
        content = message.content.dead_lettered(
            source=self.name, sequence=message.sequence, reason=record.reason, text=record.description
        )
        sequence = self._dead.next_sequence
        dead = Message(sequence, content, record.at_ms, record.delivery_count, State.ACTIVE)
        self._dead._add(dead)  # noqa: SLF001 - a Store too

    def _set_state(self, record: SessionStateSet) -> None:
        before = self.session_states.pop(record.session_id, None)
        if before is not None:
            self._size_bytes -= len(before) + ID_OVERHEAD_BYTES
        if record.state is not None:
            self.session_states[record.session_id] = record.state
            self._size_bytes += len(record.state) + ID_OVERHEAD_BYTES

    def _remember(self, message_id: bytes, at_ms: int) -> None:
        before_ms = self.seen.get(message_id)
        if before_ms is not None and before_ms >= at_ms:
            return
        if before_ms is None:
            self._size_bytes += len(message_id) + ID_OVERHEAD_BYTES
        # Put at the end: the oldest come first, to be found when they are to be forgotten.
        self.seen.pop(message_id, None)
        self.seen[message_id] = at_ms


def stored(queue: str, message: Message) -> Stored:
    """Return the record of a message as it stands."""
    return Stored(
        queue,
        message.sequence,
        message.accepted_at_ms,
        message.delivery_count,
        message.state.value,
        message.content.encode(),
    )


def _message(record: Stored) -> Message:
    return Message(
        record.sequence,
        parse(record.content),
        record.accepted_at_ms,
        record.delivery_count,
        State(record.state),
    )
