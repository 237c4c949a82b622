"""The locks of a queue."""

from collections.abc import Iterator
from uuid import UUID, uuid4

from infra.local.servicebus.errors import message_lock_lost
from infra.local.servicebus.messages import Lock, Message
from infra.local.servicebus.ordering import PriorityMap


class Locks:
    """Which messages are in receivers' hands, and until when."""

    def __init__(self) -> None:
        self._locks: dict[UUID, Lock] = {}
        self._ends: PriorityMap[UUID] = PriorityMap()

    def __iter__(self) -> Iterator[Lock]:
        return iter(list(self._locks.values()))

    def take(self, message: Message, until_ms: int) -> Lock:
        """Lock a message that is free."""
        lock = Lock(uuid4(), message, until_ms)
        message.lock = self._locks[lock.token] = lock
        self._ends.put(lock.token, until_ms)
        return lock

    def valid(self, token: UUID, now_ms: int) -> Lock:
        """
        Return a lock that holds.

        Raises:
            Refused: it is lost. It is so once its time is over, not when the next tick finds it.
        """
        lock = self._locks.get(token)
        if lock is None or lock.until_ms <= now_ms:
            raise message_lock_lost()
        return lock

    def extend(self, lock: Lock, until_ms: int) -> None:
        """Let a lock end later."""
        lock.until_ms = until_ms
        self._ends.put(lock.token, until_ms)

    def drop(self, lock: Lock) -> Message:
        """Free the message of a lock and return it."""
        del self._locks[lock.token]
        self._ends.discard(lock.token)
        lock.message.lock = None
        return lock.message

    def drop_until(self, now_ms: int) -> list[Message]:
        """Free the messages whose locks have ended and return them."""
        return [self.drop(self._locks[token]) for token in list(self._ends.pop_until(now_ms))]
