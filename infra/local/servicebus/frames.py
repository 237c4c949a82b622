"""AMQP 1.0 frames (OASIS AMQP 1.0, part 2.3): the stream from a peer cut into pieces, within a limit."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from infra.local.servicebus.errors import CodecError

FRAME_BYTES_MAX = 64 * 1024
"""What is announced to the peer, and the most ever kept of an unfinished frame; Azure announces the same."""

AMQP_HEADER = b"AMQP\x00\x01\x00\x00"
SASL_HEADER = b"AMQP\x03\x01\x00\x00"

AMQP_FRAME, SASL_FRAME = 0, 1

_HEAD = struct.Struct(">IBBH")
_PROTOCOL = b"AMQP"


class ProtocolHeader(NamedTuple):
    """What a peer wants to speak."""

    raw: bytes


class Frame(NamedTuple):
    """One frame; without a body it only shows that the peer is alive."""

    kind: int
    """`AMQP_FRAME` or `SASL_FRAME`."""
    channel: int
    body: bytes


class FrameReader:
    """Cuts a stream into protocol headers and frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[ProtocolHeader | Frame]:
        """
        Yield what has become whole, in order.

        Raises:
            CodecError: the stream is not AMQP, or a frame is larger than `FRAME_BYTES_MAX`.
        """
        buffer = self._buffer
        buffer += data
        position = 0
        try:
            while len(buffer) - position >= _HEAD.size:
                size, offset, kind, channel = _HEAD.unpack_from(buffer, position)
                if buffer.startswith(_PROTOCOL, position):
                    yield ProtocolHeader(bytes(buffer[position : position + _HEAD.size]))
                    position += _HEAD.size
                    continue
                start = 4 * offset
                if not _HEAD.size <= start <= size <= FRAME_BYTES_MAX or kind > SASL_FRAME:
                    raise CodecError(f"a frame of {size} bytes and type {kind}, its body at byte {start}")
                if len(buffer) - position < size:
                    break
                body = bytes(buffer[position + start : position + size])
                position += size
                yield Frame(kind, channel, body)
        finally:
            del buffer[:position]


def encode_frame(body: bytes, *, channel: int = 0, kind: int = AMQP_FRAME) -> bytes:
    """Return a frame."""
    return _HEAD.pack(_HEAD.size + len(body), 2, kind, channel) + body
