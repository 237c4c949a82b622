"""One client's connection: handshake, channels, heartbeats, and an end to whoever breaks the protocol."""

import asyncio
import logging
from collections.abc import Callable
from enum import Enum, auto
from typing import Protocol, cast

from infra.local.servicebus import performatives
from infra.local.servicebus.channels import Channel
from infra.local.servicebus.errors import CodecError, Violation
from infra.local.servicebus.frames import (
    AMQP_FRAME,
    AMQP_HEADER,
    FRAME_BYTES_MAX,
    SASL_FRAME,
    SASL_HEADER,
    Frame,
    FrameReader,
    ProtocolHeader,
    encode_frame,
)
from infra.local.servicebus.nodes import Nodes
from infra.local.servicebus.performatives import (
    Begin,
    Close,
    End,
    Open,
    Performative,
    SASLInit,
    SASLMechanisms,
    SASLOutcome,
    encode_performative,
)
from infra.local.servicebus.values import Array, Symbol

logger = logging.getLogger(__name__)

CHANNELS_MAX = 64
"""Sessions of one connection: the SDK uses one for each sender and receiver."""

OUTPUT_BYTES_MAX = 1024 * 1024
"""Said and not yet taken by the network; beyond it deliveries wait in their queues."""

HANDSHAKE_S_MAX = 30.0
"""From connecting to `open`: the SDK takes milliseconds, a port scanner for ever."""

IDLE_S_MAX = 240.0
"""Announced, as Azure does; a client silent for twice as long is gone."""

FRAME_BYTES_MIN = 512
"""What every peer has to take (OASIS AMQP 1.0, part 2.4.1)."""

_SYMBOLS = 0xA3
_MECHANISMS = Array(_SYMBOLS, tuple(map(Symbol, ("MSSBCBS", "ANONYMOUS", "PLAIN", "EXTERNAL"))))
_HEARTBEAT = encode_frame(b"")


class Stage(Enum):
    """How far the handshake has come."""

    START = auto()
    AUTHENTICATING = auto()
    AUTHENTICATED = auto()
    OPENING = auto()
    OPEN = auto()
    CLOSED = auto()


class Host(Protocol):
    """The server as its connections see it."""

    @property
    def nodes(self) -> Nodes:
        """The addresses it serves."""
        ...

    def joined(self, connection: "Connection") -> bool:
        """Hear of a new connection and say whether it may stay."""
        ...

    def left(self, connection: "Connection") -> None:
        """Hear that a connection has ended."""
        ...

    def speak(self, connection: "Connection") -> None:
        """Let a connection flush at the end of this turn."""
        ...


class Connection(asyncio.Protocol):
    """Speaks AMQP 1.0 with one client; an error of its making ends its connection and nothing else."""

    def __init__(self, host: Host, *, now_s: Callable[[], float]) -> None:
        self.is_trusted = False
        self.frame_bytes_max = FRAME_BYTES_MIN
        self._host = host
        self._now_s = now_s
        self._reader = FrameReader()
        self._stage = Stage.START
        self._channels: dict[int, Channel] = {}
        self._output: list[bytes] = []
        self._output_bytes = 0
        self._is_paused = False
        self._is_starved = False
        self._heard_s = self._said_s = self._began_s = now_s()
        self._heartbeat_s: float | None = None
        self._transport: asyncio.Transport

    # The network

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=OUTPUT_BYTES_MAX)
        if not self._host.joined(self):
            self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Free what the client held, as the service does."""
        del exc
        self._stage = Stage.CLOSED
        self._close_channels()
        self._host.left(self)

    def data_received(self, data: bytes) -> None:
        """Hear the client."""
        self._heard_s = self._now_s()
        try:
            for item in self._reader.feed(data):
                if self._stage is Stage.CLOSED:
                    return
                if isinstance(item, ProtocolHeader):
                    self._greet(item)
                else:
                    self._hear(item)
        except CodecError as error:
            self._fail("amqp:decode-error", str(error))
        except Violation as violation:
            self._fail(violation.condition, violation.description)
        for channel in self._channels.values():
            channel.settle_accepted()

    def pause_writing(self) -> None:
        """Let deliveries wait until the client has read more."""
        self._is_paused = True

    def resume_writing(self) -> None:
        """Go on with deliveries."""
        self._is_paused = False
        self._resume()

    def abort(self) -> None:
        """End at once and say nothing."""
        self._output.clear()
        self._stage = Stage.CLOSED
        self._transport.abort()

    def shut_down(self) -> None:
        """Tell the client that the server ends; the SDK reconnects when it is there again."""
        self._fail("amqp:connection:forced", "The server is shutting down.")

    def tick(self) -> None:
        """Send a heartbeat if one is due; end a client that has fallen silent or never came in."""
        now_s = self._now_s()
        if self._stage is not Stage.OPEN:
            if now_s - self._began_s > HANDSHAKE_S_MAX:
                self.abort()
        elif now_s - self._heard_s > 2 * IDLE_S_MAX:
            self._fail("amqp:resource-limit-exceeded", "The connection was idle for too long.")
        elif self._heartbeat_s is not None and now_s - self._said_s >= self._heartbeat_s:
            self._put(_HEARTBEAT)

    # What the client says

    def _greet(self, header: ProtocolHeader) -> None:
        if header.raw == SASL_HEADER and self._stage is Stage.START:
            self._stage = Stage.AUTHENTICATING
            self._put(SASL_HEADER)
            self._say_sasl(SASLMechanisms(_MECHANISMS))
        elif header.raw == AMQP_HEADER and self._stage in {Stage.START, Stage.AUTHENTICATED}:
            self._stage = Stage.OPENING
            self._put(AMQP_HEADER)
        else:
            # The answer to a version nobody speaks is the one we do (part 2.2).
            self._put(AMQP_HEADER)
            self._stage = Stage.CLOSED

    def _hear(self, frame: Frame) -> None:
        if not frame.body:
            return
        performative, payload = performatives.parse(frame.body)
        match (self._stage, performative):
            case (Stage.AUTHENTICATING, SASLInit()):
                self._stage = Stage.AUTHENTICATED
                self._say_sasl(SASLOutcome(0))
            case (Stage.OPENING, Open()):
                self._open(performative)
            case (Stage.OPEN, _):
                self._converse(frame, performative, payload)
            case _:
                raise Violation("amqp:illegal-state", f"a {type(performative).__name__} too early")

    def _open(self, opening: Open) -> None:
        self._stage = Stage.OPEN
        wanted = opening.max_frame_size
        if wanted is not None and wanted < FRAME_BYTES_MIN:
            raise Violation("amqp:invalid-field", f"a maximum frame size of {wanted}")
        self.frame_bytes_max = min(wanted or FRAME_BYTES_MAX, FRAME_BYTES_MAX)
        if opening.idle_time_out:
            self._heartbeat_s = opening.idle_time_out / 1000 / 2
        idle_ms = int(IDLE_S_MAX * 1000)
        answer = Open("servicebus-stand-in", None, FRAME_BYTES_MAX, CHANNELS_MAX - 1, idle_ms)
        self.write(0, encode_performative(answer))

    def _converse(self, frame: Frame, performative: Performative, payload: int) -> None:
        number = frame.channel
        channel = self._channels.get(number)
        match performative:
            case Close():
                self._say_close(Close())
            case Begin():
                self._begin(number, performative)
            case End():
                if channel is not None:
                    del self._channels[number]
                    channel.end()
            case _:
                if channel is None:
                    raise Violation("amqp:not-allowed", f"channel {number} has no session")
                channel.hear(performative, frame.body[payload:])

    def _begin(self, number: int, begin: Begin) -> None:
        if number in self._channels:
            raise Violation("amqp:not-allowed", f"channel {number} has a session already")
        if number >= CHANNELS_MAX:
            raise Violation("amqp:resource-limit-exceeded", f"more than {CHANNELS_MAX} channels")
        self._channels[number] = Channel(self, self._host.nodes, number, begin)

    # What we say

    @property
    def writable(self) -> bool:
        """Whether there is room for more; if not, `resume` follows when there is."""
        has_room = not self._is_paused and self._output_bytes < OUTPUT_BYTES_MAX
        self._is_starved = self._is_starved or not has_room
        return has_room

    def write(self, channel: int, body: bytes) -> None:
        """Send a frame at the end of this turn."""
        self._put(encode_frame(body, channel=channel, kind=AMQP_FRAME))

    def flush(self) -> None:
        """Give the network what was said, now that what it speaks of is on disk."""
        output, self._output, self._output_bytes = self._output, [], 0
        if not self._transport.is_closing():
            if output:
                self._transport.write(b"".join(output))
                self._said_s = self._now_s()
            if self._stage is Stage.CLOSED:
                self._transport.close()
        if self._is_starved and not self._is_paused:
            self._resume()

    def _resume(self) -> None:
        self._is_starved = False
        for channel in list(self._channels.values()):
            channel.resume()

    def _put(self, data: bytes) -> None:
        if self._stage is Stage.CLOSED:
            return
        self._output.append(data)
        self._output_bytes += len(data)
        self._host.speak(self)

    def _say_sasl(self, performative: Performative) -> None:
        self._put(encode_frame(encode_performative(performative), kind=SASL_FRAME))

    def _fail(self, condition: str, description: str) -> None:
        logger.info("a connection is ended", extra={"condition": condition, "description": description})
        self._say_close(Close(performatives.error(condition, description)))

    def _say_close(self, close: Close) -> None:
        if self._stage is Stage.OPEN:
            self.write(0, encode_performative(close))
        self._stage = Stage.CLOSED
        self._host.speak(self)
        self._close_channels()

    def _close_channels(self) -> None:
        channels, self._channels = self._channels, {}
        for channel in channels.values():
            channel.close()
