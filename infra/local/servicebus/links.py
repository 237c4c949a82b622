"""The links of a channel: what a client sends in, and what it receives."""

from collections import deque
from collections.abc import Callable
from typing import Protocol
from uuid import UUID, uuid4

from infra.local.servicebus import performatives
from infra.local.servicebus.errors import CodecError, Refused, Violation, message_too_large, session_lock_lost
from infra.local.servicebus.performatives import Attach, Detach, Flow, Performative, Transfer
from infra.local.servicebus.queues import Queue
from infra.local.servicebus.sessions import SessionQueue
from infra.local.servicebus.values import Described, Symbol

INLET_CREDIT = 1000
"""Deliveries a client may send before it hears more; renewed at half."""

REPLIES_WAITING_MAX = 100
"""Replies kept for a client that gives no credit for them."""

SESSION_FILTER = Symbol("com.microsoft:session-filter")
_LOCKED_UNTIL = Symbol("com.microsoft:locked-until-utc")

_SOURCE_FILTER = 7
"""Where a source has its filters."""

_SETTLED = 1
"""The `snd-settle-mode` of a receiver that deletes."""

_TRANSFER_HEAD_BYTES = 64
"""More than a transfer's performative takes of its frame."""

_SERIAL = 0xFFFFFFFF
"""Counters of AMQP wrap around at 32 bits."""

_TICKS_AT_EPOCH = 621_355_968_000_000_000
_TICKS_PER_MS = 10_000
""".NET counts 100 ns from the year 1."""


class Carrier(Protocol):
    """A channel as its links see it."""

    @property
    def writable(self) -> bool:
        """Whether there is room for one more delivery."""
        ...

    @property
    def frame_bytes_max(self) -> int:
        """The largest frame the client takes."""
        ...

    def say(self, performative: Performative) -> None:
        """Send a performative."""
        ...

    def carry(self, handle: int, tag: bytes, pieces: list[bytes], lock: tuple[Queue, UUID] | None) -> None:
        """Send a delivery, settled unless there is a lock that the client is to settle."""
        ...

    def answer(self, delivery_id: int, outcome: Described | None) -> None:
        """Say what became of a delivery; None is accepted."""
        ...

    def flow(self, handle: int, *, delivery_count: int, credit: int, drain: bool = False) -> None:
        """Tell a link's credit."""
        ...

    def forget(self, handle: int) -> None:
        """Drop a link that we have ended."""
        ...


class Link:
    """One link; `attach` is the client's."""

    def __init__(self, carrier: Carrier, attach: Attach) -> None:
        self.handle = attach.handle
        self._carrier = carrier
        self._attach = attach

    def open(self) -> None:
        """
        Answer the attach, now or once it can be granted.

        Raises:
            Refused: it cannot be.
        """
        self.accept()

    def accept(
        self,
        *,
        source: Described | None = None,
        properties: dict[Symbol, int] | None = None,
        max_message_size: int | None = None,
    ) -> None:
        """Answer the attach. The SDK insists on its own source coming back."""
        attach = self._attach
        self._carrier.say(
            attach._replace(
                role=not attach.role,
                source=source or attach.source,
                unsettled=None,
                incomplete_unsettled=None,
                initial_delivery_count=0 if attach.role else None,
                max_message_size=max_message_size,
                offered_capabilities=None,
                desired_capabilities=None,
                properties=properties,
            )
        )

    def refuse(self, refused: Refused) -> None:
        """Answer the attach, then end the link with the reason: the protocol's way of saying no."""
        attach = self._attach
        self._carrier.say(
            Attach(
                attach.name,
                attach.handle,
                not attach.role,
                attach.snd_settle_mode,
                attach.rcv_settle_mode,
                initial_delivery_count=0 if attach.role else None,
            )
        )
        self.detach(refused)

    def detach(self, refused: Refused) -> None:
        """End the link with a reason."""
        reason = performatives.error(refused.condition, refused.description)
        self._carrier.say(Detach(self.handle, True, reason))
        self.close()
        self._carrier.forget(self.handle)

    def close(self) -> None:
        """Let go of what the link holds."""

    def resume(self) -> None:
        """Go on after the connection was full."""

    def flow(self, flow: Flow) -> None:
        """Hear of credit."""

    def transfer(self, transfer: Transfer, payload: bytes) -> None:
        """
        Take a delivery, or a piece of one.

        Raises:
            Violation: the link goes the other way.
        """
        raise Violation("amqp:not-allowed", f"a transfer of {len(payload)} bytes on link {transfer.handle}")


class Inlet(Link):
    """A link the client sends on; each delivery is given to `take` with its message-format."""

    def __init__(
        self, carrier: Carrier, attach: Attach, *, size_bytes_max: int, take: Callable[[bytes, int], None]
    ) -> None:
        super().__init__(carrier, attach)
        self._size_bytes_max = size_bytes_max
        self._take = take
        self._pieces: list[bytes] = []
        self._size_bytes = 0
        self._first: Transfer | None = None
        self._credit = 0
        self._delivery_count = attach.initial_delivery_count or 0

    def open(self) -> None:
        """Answer the attach and let the client send."""
        self.accept(max_message_size=self._size_bytes_max)
        self._grant()

    def _grant(self) -> None:
        self._credit = INLET_CREDIT
        self._carrier.flow(self.handle, delivery_count=self._delivery_count, credit=self._credit)

    def transfer(self, transfer: Transfer, payload: bytes) -> None:
        """Take a delivery, or a piece of one."""
        first = self._first = self._first or transfer
        if first.delivery_id is None:
            raise Violation("amqp:invalid-field", "a delivery without an id")
        self._size_bytes += len(payload)
        # What is too large is counted to its end and not kept: the link stays usable.
        if self._size_bytes <= self._size_bytes_max:
            self._pieces.append(payload)
        else:
            self._pieces.clear()
        if transfer.more and not transfer.aborted:
            return
        outcome = None if transfer.aborted else self._outcome(first.message_format or 0)
        if not (first.settled or transfer.settled or transfer.aborted):
            self._carrier.answer(first.delivery_id, outcome)
        self._next()

    def _next(self) -> None:
        self._pieces.clear()
        self._first, self._size_bytes = None, 0
        self._delivery_count = (self._delivery_count + 1) & _SERIAL
        self._credit -= 1
        if self._credit < INLET_CREDIT // 2:
            self._grant()

    def _outcome(self, message_format: int) -> Described | None:
        try:
            if self._size_bytes > self._size_bytes_max:
                raise message_too_large(self._size_bytes, self._size_bytes_max)
            self._take(b"".join(self._pieces), message_format)
        except Refused as refused:
            return performatives.rejected(performatives.error(refused.condition, refused.description))
        except CodecError as error:
            return performatives.rejected(performatives.error("amqp:decode-error", str(error)))
        return None


class Outlet(Link):
    """A link the client receives on."""

    def __init__(self, carrier: Carrier, attach: Attach) -> None:
        super().__init__(carrier, attach)
        self._credit = 0
        self._delivery_count = 0

    def flow(self, flow: Flow) -> None:
        """Hear of credit: it is counted from the client's idea of how many deliveries there were."""
        credit = ((flow.delivery_count or 0) + (flow.link_credit or 0) - self._delivery_count) & _SERIAL
        # Beyond half the circle the client has taken back more than it knows to be used up.
        self._credit = credit if credit <= _SERIAL // 2 else 0
        self.resume()
        if flow.drain:
            self._delivery_count = (self._delivery_count + self._credit) & _SERIAL
            self._credit = 0
        if flow.drain or flow.echo:
            self._carrier.flow(
                self.handle,
                delivery_count=self._delivery_count,
                credit=self._credit,
                drain=bool(flow.drain),
            )

    def send(self, tag: bytes, wire: bytes, lock: tuple[Queue, UUID] | None) -> None:
        """Send a delivery, in as many frames as it takes."""
        self._credit -= 1
        self._delivery_count = (self._delivery_count + 1) & _SERIAL
        step = self._carrier.frame_bytes_max - _TRANSFER_HEAD_BYTES
        pieces = [wire[start : start + step] for start in range(0, len(wire), step)]
        self._carrier.carry(self.handle, tag, pieces, lock)


class ReplyOutlet(Outlet):
    """A link for the replies of `$management` or `$cbs`."""

    def __init__(self, carrier: Carrier, attach: Attach, *, node: str, address: str) -> None:
        super().__init__(carrier, attach)
        self.node = node
        self.address = address
        self._waiting: deque[bytes] = deque()

    def reply(self, wire: bytes) -> None:
        """Send a reply once the client gives credit for it."""
        if len(self._waiting) >= REPLIES_WAITING_MAX:
            self.detach(Refused("amqp:resource-limit-exceeded", "too many replies are waiting for credit"))
            return
        self._waiting.append(wire)
        self.resume()

    def resume(self) -> None:
        """Send what is waiting, as far as credit and room go."""
        while self._waiting and self._credit > 0 and self._carrier.writable:
            self.send(uuid4().bytes, self._waiting.popleft(), None)


class QueueOutlet(Outlet):
    """A receiver of a queue without sessions."""

    def __init__(self, carrier: Carrier, attach: Attach, *, queue: Queue) -> None:
        super().__init__(carrier, attach)
        self._queue = queue

    def open(self) -> None:
        """Answer the attach and join the queue."""
        self.accept(max_message_size=self._queue.settings.max_message_size_bytes)
        self._queue.add_consumer(self)

    @property
    def deletes(self) -> bool:
        """Whether messages are gone once given."""
        return self._attach.snd_settle_mode == _SETTLED

    @property
    def ready(self) -> bool:
        """Whether one more message may be given."""
        return self._credit > 0 and self._carrier.writable

    def deliver(self, token: UUID | None, wire: bytes) -> None:
        """Send a message. Its delivery tag is the lock token, as .NET orders the bytes of a GUID."""
        tag = (token or uuid4()).bytes_le
        self.send(tag, wire, None if token is None else (self._queue, token))

    def resume(self) -> None:
        """Let the queue give what it has."""
        self._queue.pump()

    def close(self) -> None:
        """Leave the queue."""
        self._queue.remove_consumer(self)


class SessionOutlet(QueueOutlet):
    """A receiver of one session, or of the next that comes free (`session_id` None)."""

    def __init__(
        self,
        carrier: Carrier,
        attach: Attach,
        *,
        queue: SessionQueue,
        session_id: str | None,
        timeout_ms: int,
    ) -> None:
        super().__init__(carrier, attach, queue=queue)
        self._session_queue = queue
        self._session_id = session_id
        self._timeout_ms = timeout_ms

    def open(self) -> None:
        """Ask for the session; the attach is answered when there is one."""
        if self._session_id is None:
            self._session_queue.accept_next_session(self, self._timeout_ms)
        else:
            self._session_queue.accept_session(self._session_id, self)

    def granted(self, session_id: str, until_ms: int) -> None:
        """Answer the attach with the session's id and the end of its lock."""
        source = self._attach.source or Described(None, [])
        fields = [*source.value, *[None] * (_SOURCE_FILTER + 1)][: max(len(source.value), _SOURCE_FILTER + 1)]
        fields[_SOURCE_FILTER] = {SESSION_FILTER: session_id}
        self.accept(
            source=Described(source.descriptor, fields),
            properties={_LOCKED_UNTIL: until_ms * _TICKS_PER_MS + _TICKS_AT_EPOCH},
        )

    def timed_out(self) -> None:
        """Refuse the attach."""
        self.refuse(Refused("com.microsoft:timeout", "No session became available in time."))

    def lost(self) -> None:
        """End the link."""
        self.detach(session_lock_lost())
