"""
A queue: who is given which message, for how long, and what becomes of it.

Pure: time is a parameter, receivers are a protocol, and whatever must not be forgotten goes through `record`
before its effect is announced. Semantics: "Service Bus messaging" and "Message transfers, locks, and
settlement" (learn.microsoft.com, 2026).
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from uuid import UUID

from infra.local.servicebus import errors
from infra.local.servicebus.consumers import Consumer, Counts
from infra.local.servicebus.errors import Refused
from infra.local.servicebus.locks import Locks
from infra.local.servicebus.messages import Content, Message, State
from infra.local.servicebus.ordering import PriorityMap
from infra.local.servicebus.records import DeadLettered, Deferred, Record, Removed, Returned
from infra.local.servicebus.store import Store, stored
from infra.local.servicebus.topology import QueueSettings

type Clock = Callable[[], int]
"""The time in milliseconds since 1970, UTC."""

PEEK_BYTES_MAX = 1024 * 1024
"""Of one answer to a peek; the first message is given whatever its size."""

EXPIRED_REASON = "TTLExpiredException"
EXPIRED_TEXT = "The message expired and was dead lettered."
EXHAUSTED_REASON = "MaxDeliveryCountExceeded"


class Queue:
    """A queue without sessions; `sessions.SessionQueue` is one with."""

    def __init__(
        self,
        settings: QueueSettings,
        store: Store,
        *,
        log: Callable[[Record], None],
        clock: Clock,
        dead: "Queue | None",
    ) -> None:
        self.settings = settings
        self.name = store.name
        self.dead = dead
        self._store = store
        self._log = log
        self._clock = clock
        self._lock_ms = int(settings.lock_duration_s * 1000)
        self._ttl_ms = None if settings.default_ttl_s is None else int(settings.default_ttl_s * 1000)
        self._ready: PriorityMap[int] = PriorityMap()
        self._scheduled: PriorityMap[int] = PriorityMap()
        self._expiring: PriorityMap[int] = PriorityMap()
        self._locks = Locks()
        self._consumers: deque[Consumer] = deque()

    def start(self) -> None:
        """Take up the messages the store holds."""
        for message in self._store.messages.values():
            self._place(message)

    @property
    def counts(self) -> Counts:
        """How many messages there are."""
        scheduled, deferred = len(self._scheduled), self._store.deferred_count
        return Counts(
            active=len(self._store.messages) - scheduled - deferred,
            dead_letter=0 if self.dead is None else len(self.dead._store.messages),  # noqa: SLF001 - a Queue too
            scheduled=scheduled,
            deferred=deferred,
        )

    # Sending

    def send(self, contents: Sequence[Content]) -> list[int]:
        """
        Accept all messages or none, and return their sequence numbers: 0 for one dropped as a duplicate.

        Raises:
            Refused: one of them is not for this queue, is too large, or there is no room.
        """
        for content in contents:
            self._admit(content)
        size_bytes = self._store.size_bytes + sum(content.size_bytes for content in contents)
        if size_bytes > self.settings.max_size_bytes:
            raise errors.quota_exceeded(self.name, self.settings.max_size_bytes)
        sequences = [self._accept(content) for content in contents]
        self.pump()
        return sequences

    def _admit(self, content: Content) -> None:
        if self.dead is None:
            raise Refused("amqp:not-allowed", "Messages cannot be sent to a dead-letter queue.")
        if self.settings.requires_session and content.session_id is None:
            raise Refused("amqp:not-allowed", f"The queue '{self.name}' requires a session id.")
        limit_bytes = self.settings.max_message_size_bytes
        if len(content.tail) > limit_bytes:
            raise errors.message_too_large(len(content.tail), limit_bytes)

    def _accept(self, content: Content) -> int:
        now_ms = self._clock()
        if self.settings.requires_duplicate_detection:
            window_ms = int(self.settings.duplicate_detection_window_s * 1000)
            if self._store.seen.get(content.message_id, now_ms - window_ms - 1) >= now_ms - window_ms:
                return 0
        is_later = content.scheduled_at_ms is not None and content.scheduled_at_ms > now_ms
        state = State.SCHEDULED if is_later else State.ACTIVE
        message = Message(self._store.next_sequence, content, now_ms, 0, state)
        self._log(stored(self.name, message))
        self._store.hold(message)
        self._place(message)
        return message.sequence

    def cancel(self, sequences: Sequence[int]) -> None:
        """
        Remove scheduled messages, all or none.

        Raises:
            Refused: one is not there, or not scheduled.
        """
        for sequence in sequences:
            if sequence not in self._scheduled:
                raise errors.message_not_found(sequence)
        for sequence in dict.fromkeys(sequences):
            self._scheduled.discard(sequence)
            self._record(Removed(self.name, sequence))

    # Receiving

    def add_consumer(self, consumer: Consumer) -> None:
        """Let a receiver have messages."""
        self._consumers.append(consumer)
        self.pump()

    def remove_consumer(self, consumer: Consumer) -> None:
        """Let a receiver have no more messages; those it holds stay locked until their time is over."""
        if consumer in self._consumers:
            self._consumers.remove(consumer)

    def pump(self) -> None:
        """Give messages to receivers, in turn, while there are both."""
        while self._ready and (consumer := self._next_consumer()) is not None:
            message = self._pop_fresh(self._ready)
            if message is not None:
                self._give(message, consumer, self._clock() + self._lock_ms)

    def _pop_fresh(self, ready: PriorityMap[int]) -> Message | None:
        """Take the next message out of those ready, past any whose time is over."""
        while (sequence := ready.pop()) is not None:
            message = self._store.messages[sequence]
            self._expiring.discard(sequence)
            if not self._is_over(message):
                return message
            self._expire(message)
        return None

    def _next_consumer(self) -> Consumer | None:
        for _ in range(len(self._consumers)):
            self._consumers.rotate(-1)
            if self._consumers[-1].ready:
                return self._consumers[-1]
        return None

    def _give(self, message: Message, consumer: Consumer, until_ms: int) -> None:
        if consumer.deletes:
            wire = self._wire(message)
            self._record(Removed(self.name, message.sequence))
            consumer.deliver(None, wire)
        else:
            lock = self._locks.take(message, until_ms)
            consumer.deliver(lock.token, self._wire(message))

    def peek(self, sequence: int, count: int, session_id: str | None = None) -> list[bytes]:
        """Return up to so many messages from a sequence number upward, in order, without locking them."""
        found: list[bytes] = []
        size_bytes = 0
        for message in islice(self._peekable(sequence, session_id), count):
            wire = self._wire(message)
            size_bytes += len(wire)
            if found and size_bytes > PEEK_BYTES_MAX:
                break
            found.append(wire)
        return found

    def _peekable(self, sequence: int, session_id: str | None) -> Iterable[Message]:
        found = self._store.since(sequence)
        return found if session_id is None else (m for m in found if m.content.session_id == session_id)

    def take_deferred(
        self, sequences: Sequence[int], *, deletes: bool, session_id: str | None = None
    ) -> list[tuple[UUID | None, bytes]]:
        """
        Return deferred messages with their new locks, all or none; with no lock if the receiver deletes.

        Raises:
            Refused: one is not there, not deferred, locked, or has expired.
        """
        messages = [self._deferred(sequence) for sequence in dict.fromkeys(sequences)]
        until_ms = self._lock_end(session_id)
        taken: list[tuple[UUID | None, bytes]] = []
        for message in messages:
            if deletes:
                taken.append((None, self._wire(message)))
                self._record(Removed(self.name, message.sequence))
            else:
                token = self._locks.take(message, until_ms).token
                taken.append((token, self._wire(message)))
        return taken

    def _deferred(self, sequence: int) -> Message:
        message = self._store.messages.get(sequence)
        if message is None or message.state is not State.DEFERRED or message.lock is not None:
            raise errors.message_not_found(sequence)
        # A deferred message outlives its time until it is asked for: Azure's, and by design.
        if self._is_over(message):
            self._expire(message)
            raise errors.message_not_found(sequence)
        return message

    def _lock_end(self, session_id: str | None) -> int:
        """Return until when a lock taken now lasts."""
        if session_id is not None:
            raise Refused("amqp:not-allowed", f"The queue '{self.name}' has no sessions.")
        return self._clock() + self._lock_ms

    # Settling

    def complete(self, token: UUID) -> None:
        """
        Remove a message.

        Raises:
            Refused: the lock is lost; so too in every other way of settling.
        """
        self._record(Removed(self.name, self._unlock(token).sequence))

    def release(self, token: UUID) -> None:
        """Give a message back as if it had not been delivered."""
        self._place(self._unlock(token))
        self.pump()

    def abandon(self, token: UUID) -> None:
        """Give a message back and count a failed delivery."""
        self._fail(self._unlock(token))
        self.pump()

    def defer(self, token: UUID) -> None:
        """Keep a message until it is asked for by number; the delivery counts as failed (AMQP `modified`)."""
        message = self._unlock(token)
        self._record(Deferred(self.name, message.sequence, message.delivery_count + 1))

    def dead_letter(self, token: UUID, reason: str | None, description: str | None) -> None:
        """Move a message to the dead-letter queue."""
        if self.dead is None:
            raise Refused("amqp:not-allowed", "A dead letter cannot be dead-lettered.")
        message = self._unlock(token)
        self._bury(message, message.delivery_count, reason, description)

    def renew(self, tokens: Sequence[UUID]) -> list[int]:
        """
        Lock messages for another lock duration and return until when, in the order asked.

        Raises:
            Refused: one of the locks is lost.
        """
        now_ms = self._clock()
        locks = [self._locks.valid(token, now_ms) for token in tokens]
        for lock in locks:
            self._locks.extend(lock, now_ms + self._lock_ms)
        return [now_ms + self._lock_ms] * len(locks)

    def _unlock(self, token: UUID) -> Message:
        return self._locks.drop(self._locks.valid(token, self._clock()))

    def _fail(self, message: Message) -> None:
        count = message.delivery_count + 1
        if count >= self.settings.max_delivery_count and self.dead is not None:
            text = f"Message could not be consumed after {count} delivery attempts."
            self._bury(message, count, EXHAUSTED_REASON, text)
            return
        self._record(Returned(self.name, message.sequence, count))
        self._place(message)

    def _bury(self, message: Message, count: int, reason: str | None, description: str | None) -> None:
        record = DeadLettered(self.name, message.sequence, self._clock(), count, reason, description)
        if self.dead is not None:
            sequence = self.dead._store.next_sequence  # noqa: SLF001 - a Queue too
            self._record(record)
            self.dead.arrived(sequence)

    def arrived(self, sequence: int) -> None:
        """Take up a message that another queue's record has put into the store."""
        self._place(self._store.messages[sequence])
        self.pump()

    # Time

    def tick(self) -> None:
        """Do what has become due: end locks, enqueue scheduled messages, end messages, forget ids."""
        now_ms = self._clock()
        for message in self._locks.drop_until(now_ms):
            self._fail(message)
        for sequence in list(self._scheduled.pop_until(now_ms)):
            message = self._store.messages[sequence]
            message.state = State.ACTIVE
            self._place(message)
        for sequence in list(self._expiring.pop_until(now_ms)):
            message = self._store.messages[sequence]
            self._withdraw(message)
            self._expire(message)
        self._store.forget_ids(now_ms - int(self.settings.duplicate_detection_window_s * 1000))
        self.pump()

    def _expire(self, message: Message) -> None:
        if self.settings.dead_lettering_on_expiration and self.dead is not None:
            self._bury(message, message.delivery_count, EXPIRED_REASON, EXPIRED_TEXT)
        else:
            self._record(Removed(self.name, message.sequence))

    def _time_to_live_ms(self, message: Message) -> int | None:
        # Dead letters have no end, whatever their queue's default.
        limits = (message.content.ttl_ms, self._ttl_ms if self.dead is not None else None)
        return min((limit for limit in limits if limit is not None), default=None)

    def _is_over(self, message: Message) -> bool:
        expires_ms = self._expires_ms(message)
        return expires_ms is not None and expires_ms <= self._clock()

    def _expires_ms(self, message: Message) -> int | None:
        ttl_ms = self._time_to_live_ms(message)
        return None if ttl_ms is None else message.enqueued_at_ms + ttl_ms

    # Places

    def _place(self, message: Message) -> None:
        """Put a message that nobody holds where its state says it belongs."""
        if message.state is State.SCHEDULED:
            self._scheduled.put(message.sequence, message.enqueued_at_ms)
        elif message.state is State.ACTIVE:
            self._offer(message)
            expires_ms = self._expires_ms(message)
            if expires_ms is not None:
                self._expiring.put(message.sequence, expires_ms)

    def _offer(self, message: Message) -> None:
        """Let receivers have a message, oldest first."""
        self._ready.put(message.sequence, message.sequence)

    def _withdraw(self, message: Message) -> None:
        """Let receivers no longer have a message."""
        self._ready.discard(message.sequence)

    def _record(self, record: Record) -> None:
        self._log(record)
        self._store.apply(record)

    def _wire(self, message: Message) -> bytes:
        return message.wire(ttl_ms=self._time_to_live_ms(message))
