"""The form of a message between the sandbox and its child: two lengths, a JSON header, raw bytes."""

import json
import struct
from typing import Any, BinaryIO, NamedTuple

HEADER_BYTES_MAX = 64 * 1024 * 1024
"""A header carries the words of a document: 2,000 full pages stay under 64 MB."""

PAYLOAD_BYTES_MAX = 128 * 1024 * 1024
"""A payload carries a container or what was in it: 60 MB, and room to spare."""

_LENGTHS = struct.Struct(">IQ")


class Frame(NamedTuple):
    """One message."""

    header: dict[str, Any]
    """JSON: what to do, or what came of it."""
    payload: bytes
    """Raw bytes the header speaks of."""


class BrokenFrame(Exception):
    """The other side ended in the middle of a message, or sent one that breaks a limit."""


def write_frame(stream: BinaryIO, frame: Frame) -> None:
    """Write one message and flush it."""
    header = json.dumps(frame.header, separators=(",", ":")).encode()
    stream.write(_LENGTHS.pack(len(header), len(frame.payload)))
    stream.write(header)
    stream.write(frame.payload)
    stream.flush()


def read_frame(stream: BinaryIO) -> Frame | None:
    """Return the next message, None at a clean end, or raise BrokenFrame."""
    lengths = stream.read(_LENGTHS.size)
    if not lengths:
        return None
    if len(lengths) < _LENGTHS.size:
        raise BrokenFrame("lengths")
    header_bytes, payload_bytes = _LENGTHS.unpack(lengths)
    if header_bytes > HEADER_BYTES_MAX or payload_bytes > PAYLOAD_BYTES_MAX:
        raise BrokenFrame("limit")
    header, payload = stream.read(header_bytes), stream.read(payload_bytes)
    if len(header) < header_bytes or len(payload) < payload_bytes:
        raise BrokenFrame("end")
    return Frame(_parse(header), payload)


def _parse(header: bytes) -> dict[str, Any]:
    try:
        value = json.loads(header)
    except (ValueError, RecursionError):
        raise BrokenFrame("json") from None
    if not isinstance(value, dict):
        raise BrokenFrame("json")
    return value
