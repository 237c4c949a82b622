"""One AMQP session: the links of a channel, its windows, and the deliveries not yet settled."""

from collections import deque
from typing import Protocol
from uuid import UUID

from infra.local.servicebus import performatives
from infra.local.servicebus.errors import Refused, Violation
from infra.local.servicebus.links import Link, ReplyOutlet
from infra.local.servicebus.nodes import Nodes
from infra.local.servicebus.outcomes import settle
from infra.local.servicebus.performatives import (
    Attach,
    Begin,
    Detach,
    Disposition,
    End,
    Flow,
    Performative,
    Transfer,
    encode_performative,
)
from infra.local.servicebus.queues import Queue
from infra.local.servicebus.values import Described

LINKS_MAX = 256
"""Of one channel; the highest handle is announced accordingly."""

INCOMING_WINDOW = 5000
"""Transfer frames a client may send before it hears more; renewed at half."""

_OUTGOING_WINDOW = 0x7FFFFFFF
_SERIAL = 0xFFFFFFFF


class Wire(Protocol):
    """A connection as its channels see it."""

    is_trusted: bool
    """Whether it has shown a good token."""
    frame_bytes_max: int
    """The largest frame the client takes."""

    @property
    def writable(self) -> bool:
        """Whether there is room for more."""
        ...

    def write(self, channel: int, body: bytes) -> None:
        """Send a frame at the end of this turn."""
        ...


class Channel:
    """A session the client has begun, under its own channel number both ways."""

    def __init__(self, wire: Wire, nodes: Nodes, number: int, begin: Begin) -> None:
        self._wire = wire
        self._nodes = nodes
        self._number = number
        self._links: dict[int, Link] = {}
        self._unsettled: dict[int, tuple[Queue, UUID]] = {}
        # Frames of a delivery that the client's window has cut short.
        self._held: deque[bytes] = deque()
        self._next_incoming = begin.next_outgoing_id
        self._incoming_window = INCOMING_WINDOW
        self._next_outgoing = 0
        self._outgoing_room = begin.incoming_window
        self._next_delivery = 0
        # Deliveries accepted in a row, to be answered together.
        self._accepted: list[int] = []
        self.say(Begin(number, 0, INCOMING_WINDOW, _OUTGOING_WINDOW, LINKS_MAX - 1))

    # What the client says

    def hear(self, performative: Performative, payload: bytes) -> None:
        """
        Do what the client says.

        Raises:
            Violation: it may not be said here.
            CodecError: it is not well-formed.
        """
        match performative:
            case Transfer():
                self._transfer(performative, payload)
            case Disposition():
                self._dispose(performative)
            case Flow():
                self._flow(performative)
            case Attach():
                self._attach(performative)
            case Detach():
                self._detach(performative)
            case _:
                raise Violation("amqp:not-allowed", f"a {type(performative).__name__} within a session")

    def end(self) -> None:
        """Close every link and answer the client's end."""
        self.close()
        self.say(End())

    def close(self) -> None:
        """Close every link, without a word."""
        links, self._links = self._links, {}
        for link in links.values():
            link.close()

    def resume(self) -> None:
        """Go on after the connection was full."""
        for link in list(self._links.values()):
            link.resume()

    def _attach(self, attach: Attach) -> None:
        if attach.handle in self._links:
            raise Violation("amqp:session:handle-in-use", f"handle {attach.handle} is in use")
        if attach.handle >= LINKS_MAX:
            raise Violation("amqp:resource-limit-exceeded", f"more than {LINKS_MAX} links")
        try:
            link = self._nodes.connect(self, attach)
        except Refused as refused:
            Link(self, attach).refuse(refused)
            return
        self._links[attach.handle] = link
        try:
            link.open()
        except Refused as refused:
            link.refuse(refused)

    def _detach(self, detach: Detach) -> None:
        # A link that we have ended is not there; the client's detach is its answer to ours.
        link = self._links.pop(detach.handle, None)
        if link is not None:
            link.close()
            self.say(Detach(detach.handle, detach.closed))

    def _transfer(self, transfer: Transfer, payload: bytes) -> None:
        self._next_incoming = (self._next_incoming + 1) & _SERIAL
        self._incoming_window -= 1
        link = self._links.get(transfer.handle)
        if link is not None:
            link.transfer(transfer, payload)
        if self._incoming_window < INCOMING_WINDOW // 2:
            self._incoming_window = INCOMING_WINDOW
            self._say_flow()

    def _flow(self, flow: Flow) -> None:
        was_full = self._outgoing_room == 0
        # The room left is what the client announced less what it had not heard of yet.
        start = 0 if flow.next_incoming_id is None else flow.next_incoming_id
        room = (start + flow.incoming_window - self._next_outgoing) & _SERIAL
        self._outgoing_room = room if room <= _SERIAL // 2 else 0
        self._release_held()
        link = None if flow.handle is None else self._links.get(flow.handle)
        if link is not None:
            link.flow(flow)
        elif flow.handle is None and flow.echo:
            self._say_flow()
        if was_full:
            self.resume()

    def _dispose(self, disposition: Disposition) -> None:
        # Of what the client has sent there is nothing left to settle.
        if not disposition.role:
            return
        for delivery_id in self._named(disposition):
            queue, token = self._unsettled.pop(delivery_id)
            try:
                outcome = settle(queue, token, disposition.state)
            except Refused as refused:
                reason = performatives.error(refused.condition, refused.description)
                outcome = performatives.rejected(reason)
            if not disposition.settled:
                self.say(Disposition(False, delivery_id, delivery_id, True, outcome))

    def _named(self, disposition: Disposition) -> list[int]:
        """Return the unsettled deliveries of a range, which may name four billion."""
        first = disposition.first
        span = ((first if disposition.last is None else disposition.last) - first) & _SERIAL
        if span < len(self._unsettled):
            named = ((first + step) & _SERIAL for step in range(span + 1))
            return [delivery_id for delivery_id in named if delivery_id in self._unsettled]
        return [delivery_id for delivery_id in self._unsettled if (delivery_id - first) & _SERIAL <= span]

    # What the links say

    @property
    def is_trusted(self) -> bool:
        """Whether the connection has shown a good token."""
        return self._wire.is_trusted

    @is_trusted.setter
    def is_trusted(self, value: bool) -> None:
        self._wire.is_trusted = value

    @property
    def writable(self) -> bool:
        """Whether there is room for one more delivery."""
        return not self._held and self._outgoing_room > 0 and self._wire.writable

    @property
    def frame_bytes_max(self) -> int:
        """The largest frame the client takes."""
        return self._wire.frame_bytes_max

    def say(self, performative: Performative) -> None:
        """Send a performative."""
        self._wire.write(self._number, encode_performative(performative))

    def reply(self, node: str, address: str | None, wire: bytes) -> None:
        """Send a reply on the link of a node that has this address, or else on the node's only link."""
        links = [link for link in self._links.values() if isinstance(link, ReplyOutlet) and link.node == node]
        named = [link for link in links if link.address == address]
        for link in (named or links)[:1]:
            link.reply(wire)

    def carry(self, handle: int, tag: bytes, pieces: list[bytes], lock: tuple[Queue, UUID] | None) -> None:
        """Send a delivery, settled unless there is a lock that the client is to settle."""
        delivery_id = self._next_delivery
        self._next_delivery = (delivery_id + 1) & _SERIAL
        if lock is not None:
            self._unsettled[delivery_id] = lock
        is_last = len(pieces) - 1
        for index, piece in enumerate(pieces):
            more = index < is_last
            head = (
                Transfer(handle, delivery_id, tag, 0, lock is None, more)
                if index == 0
                else Transfer(handle, more=more)
            )
            self._held.append(encode_performative(head) + piece)
        self._release_held()

    def _release_held(self) -> None:
        while self._held and self._outgoing_room > 0:
            self._outgoing_room -= 1
            self._next_outgoing = (self._next_outgoing + 1) & _SERIAL
            self._wire.write(self._number, self._held.popleft())

    def answer(self, delivery_id: int, outcome: Described | None) -> None:
        """Say what became of a delivery; None is accepted, and is said together with its neighbours."""
        if outcome is None:
            self._accepted.append(delivery_id)
            return
        self.settle_accepted()
        self.say(Disposition(True, delivery_id, delivery_id, True, outcome))

    def settle_accepted(self) -> None:
        """Say which deliveries were accepted since the last time."""
        accepted, self._accepted = self._accepted, []
        start = 0
        for index, delivery_id in enumerate(accepted):
            is_end = index + 1 == len(accepted) or accepted[index + 1] != (delivery_id + 1) & _SERIAL
            if is_end:
                outcome = performatives.accepted()
                self.say(Disposition(True, accepted[start], delivery_id, True, outcome))
                start = index + 1

    def flow(self, handle: int, *, delivery_count: int, credit: int, drain: bool = False) -> None:
        """Tell a link's credit."""
        self.say(
            Flow(
                self._next_incoming,
                self._incoming_window,
                self._next_outgoing,
                _OUTGOING_WINDOW,
                handle,
                delivery_count,
                credit,
                drain=drain or None,
            )
        )

    def _say_flow(self) -> None:
        self.say(Flow(self._next_incoming, self._incoming_window, self._next_outgoing, _OUTGOING_WINDOW))

    def forget(self, handle: int) -> None:
        """Drop a link that we have ended."""
        self._links.pop(handle, None)
