"""A queue with sessions: the messages of one session go to one receiver at a time, in order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from infra.local.servicebus import errors
from infra.local.servicebus.consumers import Consumer, SessionConsumer
from infra.local.servicebus.errors import Refused
from infra.local.servicebus.messages import Lock, Message
from infra.local.servicebus.ordering import PriorityMap
from infra.local.servicebus.queues import Queue
from infra.local.servicebus.records import SessionStateSet

SESSION_WAIT_MS_MAX = 60_000
"""How long a receiver waits for any session to come free; Azure's."""


@dataclass(slots=True, eq=False)
class Session:
    """One session, for as long as it has messages, a receiver or a state."""

    session_id: str
    """Its id."""
    ready: PriorityMap[int] = field(default_factory=PriorityMap)
    """Its messages that can be received."""
    owner: SessionConsumer | None = None
    """Who holds it, or None."""
    until_ms: int = 0
    """Until when."""


@dataclass(frozen=True, slots=True, eq=False)
class _Waiter:
    consumer: SessionConsumer
    deadline_ms: int


class SessionQueue(Queue):
    """A queue whose messages are received by session."""

    _sessions: dict[str, Session]
    _free: dict[str, Session]
    _owned: dict[str, Session]
    _waiting: list[_Waiter]

    def start(self) -> None:
        """Take up the messages the store holds."""
        self._sessions = {}
        # Sessions with messages and no receiver, the longest waiting first.
        self._free = {}
        self._owned = {}
        self._waiting = []
        super().start()

    # Accepting

    def accept_session(self, session_id: str, consumer: SessionConsumer) -> None:
        """
        Give a receiver the session it names, whether or not it has messages.

        Raises:
            Refused: another receiver holds it.
        """
        session = self._session(session_id)
        if session.owner is not None:
            raise errors.session_cannot_be_locked(session_id)
        self._grant(session, consumer)

    def accept_next_session(self, consumer: SessionConsumer, timeout_ms: int) -> None:
        """Give a receiver the next free session with messages, or tell it that none came in time."""
        deadline_ms = self._clock() + min(timeout_ms, SESSION_WAIT_MS_MAX)
        self._waiting.append(_Waiter(consumer, deadline_ms))
        self.pump()

    def remove_consumer(self, consumer: Consumer) -> None:
        """Free the receiver's session and the messages it holds; their deliveries do not count as failed."""
        self._waiting = [waiter for waiter in self._waiting if waiter.consumer is not consumer]
        for session in [found for found in self._owned.values() if found.owner is consumer]:
            for lock in self._locks_of(session):
                self._place(self._locks.drop(lock))
            self._free_session(session)
        self.pump()

    def _grant(self, session: Session, consumer: SessionConsumer) -> None:
        session.owner, session.until_ms = consumer, self._clock() + self._lock_ms
        self._free.pop(session.session_id, None)
        self._owned[session.session_id] = session
        consumer.granted(session.session_id, session.until_ms)
        self.pump()

    def _free_session(self, session: Session) -> None:
        session.owner = None
        del self._owned[session.session_id]
        self._settle(session)

    def _locks_of(self, session: Session) -> list[Lock]:
        return [lock for lock in self._locks if (lock.message.content.session_id or "") == session.session_id]

    def pump(self) -> None:
        """Give free sessions to those who wait for one, and messages to those who hold one."""
        while self._waiting and self._free:
            session = next(iter(self._free.values()))
            self._grant(session, self._waiting.pop(0).consumer)
        now_ms = self._clock()
        for session in list(self._owned.values()):
            # The next tick ends a session; until then it gets nothing more.
            if session.until_ms > now_ms:
                self._pump_session(session)

    def _pump_session(self, session: Session) -> None:
        while session.owner is not None and session.ready and session.owner.ready:
            message = self._pop_fresh(session.ready)
            if message is not None:
                self._give(message, session.owner, session.until_ms)

    # Sessions as such

    def state(self, session_id: str) -> bytes | None:
        """Return a session's state, or None."""
        return self._store.session_states.get(session_id)

    def set_state(self, session_id: str, state: bytes | None) -> None:
        """
        Set a session's state, or clear it with None.

        Raises:
            Refused: nobody holds the session, or the state is larger than a message may be.
        """
        self._held(session_id)
        limit_bytes = self.settings.max_message_size_bytes
        if state is not None and len(state) > limit_bytes:
            raise errors.message_too_large(len(state), limit_bytes)
        self._record(SessionStateSet(self.name, session_id, state))

    def renew_session(self, session_id: str) -> int:
        """
        Lock a session, and the messages received from it, for another lock duration; return until when.

        Raises:
            Refused: nobody holds the session.
        """
        session = self._held(session_id)
        session.until_ms = self._clock() + self._lock_ms
        for lock in self._locks_of(session):
            self._locks.extend(lock, session.until_ms)
        return session.until_ms

    def session_ids(self) -> list[str]:
        """Return the ids of sessions with messages or a state, sorted."""
        return sorted({*self._sessions, *self._store.session_states})

    def renew(self, tokens: Sequence[UUID]) -> list[int]:
        """
        Refuse: here the session is renewed, and its messages with it.

        Raises:
            Refused: always.
        """
        raise Refused("amqp:not-allowed", f"{len(tokens)} locks belong to a session; renew that.")

    def _held(self, session_id: str) -> Session:
        session = self._sessions.get(session_id)
        if session is None or session.owner is None or session.until_ms <= self._clock():
            raise errors.session_lock_lost()
        return session

    def _lock_end(self, session_id: str | None) -> int:
        if session_id is None:
            raise Refused("amqp:not-allowed", f"The queue '{self.name}' requires a session id.")
        return self._held(session_id).until_ms

    # Time and places

    def tick(self) -> None:
        """Do what has become due."""
        super().tick()
        now_ms = self._clock()
        for session in [found for found in self._owned.values() if found.until_ms <= now_ms]:
            owner = session.owner
            self._free_session(session)
            if owner is not None:
                owner.lost()
        late = [waiter for waiter in self._waiting if waiter.deadline_ms <= now_ms]
        self._waiting = [waiter for waiter in self._waiting if waiter.deadline_ms > now_ms]
        for waiter in late:
            waiter.consumer.timed_out()
        self.pump()

    def _settle(self, session: Session) -> None:
        """Put a session nobody holds among the free ones, or forget it if nothing is left of it."""
        if session.owner is not None:
            return
        if session.ready:
            self._free.setdefault(session.session_id, session)
        else:
            self._free.pop(session.session_id, None)
            self._sessions.pop(session.session_id, None)

    def _session(self, session_id: str) -> Session:
        return self._sessions.setdefault(session_id, Session(session_id))

    def _session_of(self, message: Message) -> Session:
        # None is possible for what was accepted before the topology said "sessions".
        return self._session(message.content.session_id or "")

    def _offer(self, message: Message) -> None:
        session = self._session_of(message)
        session.ready.put(message.sequence, message.sequence)
        self._settle(session)

    def _withdraw(self, message: Message) -> None:
        session = self._session_of(message)
        session.ready.discard(message.sequence)
        self._settle(session)
