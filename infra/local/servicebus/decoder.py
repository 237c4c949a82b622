"""
AMQP 1.0 bytes to values, within limits.

Source: OASIS AMQP 1.0, part 1 (types). Decoding costs memory in proportion to the input and never more: an
array whose items take no bytes is refused, because 8 bytes of it could ask for four billion items.
"""

import struct
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

from infra.local.servicebus.errors import CodecError
from infra.local.servicebus.values import (
    Array,
    Byte,
    Char,
    Decimal,
    Described,
    Float,
    Int,
    Short,
    Symbol,
    Timestamp,
    UByte,
    UInt,
    ULong,
    UShort,
)

DEPTH_MAX = 32
"""Values within values: the SDK's deepest, an application value of its own making aside, has 6."""


class Section(NamedTuple):
    """One described value among several in a row, such as a section of a message."""

    code: int
    """Its numeric descriptor."""
    start: int
    """Where it begins, descriptor included."""
    value: int
    """Where its value begins."""
    end: int
    """Where the next begins."""


type _Decoder = Callable[[bytes, int, int], tuple[Any, int]]

_U16 = struct.Struct(">H")
_U32 = struct.Struct(">I")
_U64 = struct.Struct(">Q")
_I8 = struct.Struct(">b")
_I16 = struct.Struct(">h")
_I32 = struct.Struct(">i")
_I64 = struct.Struct(">q")
_F32 = struct.Struct(">f")
_F64 = struct.Struct(">d")


def decode(data: bytes, position: int = 0) -> tuple[Any, int]:
    """
    Return the value at a position, and the position after it.

    Raises:
        CodecError: there is no well-formed value, or it is nested deeper than `DEPTH_MAX`.
    """
    try:
        return _decode(data, position, 0)
    except (IndexError, struct.error, UnicodeDecodeError) as error:
        raise CodecError(f"malformed value at byte {position}: {error}") from error


def _decode(data: bytes, position: int, depth: int) -> tuple[Any, int]:
    decoder = _DECODERS.get(data[position])
    if decoder is None:
        raise CodecError(f"unknown type {data[position]:#04x} at byte {position}")
    return decoder(data, position + 1, depth)


def _constant(value: Any) -> _Decoder:
    return lambda _data, position, _depth: (value, position)


def _fixed(form: struct.Struct, kind: Callable[[Any], Any]) -> _Decoder:
    unpack, size = form.unpack_from, form.size

    def decoder(data: bytes, position: int, _depth: int) -> tuple[Any, int]:
        return kind(unpack(data, position)[0]), position + size

    return decoder


def _raw(size: int, kind: Callable[[bytes], Any]) -> _Decoder:
    def decoder(data: bytes, position: int, _depth: int) -> tuple[Any, int]:
        return kind(_slice(data, position, size)), position + size

    return decoder


def _variable8(kind: Callable[[bytes], Any]) -> _Decoder:
    def decoder(data: bytes, position: int, _depth: int) -> tuple[Any, int]:
        size = data[position]
        return kind(_slice(data, position + 1, size)), position + 1 + size

    return decoder


def _variable32(kind: Callable[[bytes], Any]) -> _Decoder:
    def decoder(data: bytes, position: int, _depth: int) -> tuple[Any, int]:
        size = _U32.unpack_from(data, position)[0]
        return kind(_slice(data, position + 4, size)), position + 4 + size

    return decoder


def _slice(data: bytes, position: int, size: int) -> bytes:
    found = data[position : position + size]
    if len(found) != size:
        raise CodecError(f"{size} bytes announced at byte {position}, {len(found)} there")
    return found


def _boolean(data: bytes, position: int, _depth: int) -> tuple[bool, int]:
    if data[position] > 1:
        raise CodecError(f"a boolean of {data[position]} at byte {position}")
    return data[position] == 1, position + 1


def _character(raw: bytes) -> Char:
    return Char(raw.decode("utf-32-be"))


def _symbol(raw: bytes) -> Symbol:
    return Symbol(raw.decode("ascii"))


def _string(raw: bytes) -> str:
    return raw.decode("utf-8")


class _Extent(NamedTuple):
    """Where the items of a compound value are."""

    items: int
    start: int
    end: int


def _extent8(data: bytes, position: int) -> _Extent:
    return _checked(data, _Extent(data[position + 1], position + 2, position + 1 + data[position]))


def _extent32(data: bytes, position: int) -> _Extent:
    size, count = _U32.unpack_from(data, position)[0], _U32.unpack_from(data, position + 4)[0]
    return _checked(data, _Extent(count, position + 8, position + 4 + size))


def _checked(data: bytes, extent: _Extent) -> _Extent:
    if not extent.start <= extent.end <= len(data):
        raise CodecError(f"a compound value ends at byte {extent.end} of {len(data)}")
    if extent.items > extent.end - extent.start:
        raise CodecError(f"{extent.items} items announced in {extent.end - extent.start} bytes")
    return extent


def _deeper(depth: int) -> int:
    if depth >= DEPTH_MAX:
        raise CodecError(f"values nested deeper than {DEPTH_MAX}")
    return depth + 1


def _items(data: bytes, extent: _Extent, depth: int) -> list[Any]:
    depth = _deeper(depth)
    position = extent.start
    items = []
    for _ in range(extent.items):
        item, position = _decode(data, position, depth)
        items.append(item)
    if position != extent.end:
        raise CodecError(f"a compound value announced to end at byte {extent.end} ends at {position}")
    return items


def _list(extent_of: Callable[[bytes, int], _Extent]) -> _Decoder:
    def decoder(data: bytes, position: int, depth: int) -> tuple[Any, int]:
        extent = extent_of(data, position)
        return _items(data, extent, depth), extent.end

    return decoder


def _map(extent_of: Callable[[bytes, int], _Extent]) -> _Decoder:
    def decoder(data: bytes, position: int, depth: int) -> tuple[Any, int]:
        extent = extent_of(data, position)
        items = _items(data, extent, depth)
        return _mapping(items), extent.end

    return decoder


def _mapping(items: list[Any]) -> dict[Any, Any]:
    if len(items) % 2:
        raise CodecError("a map with a key and no value")
    try:
        return dict(zip(items[::2], items[1::2], strict=True))
    except TypeError as error:
        raise CodecError("a map with a compound key") from error


def _array(extent_of: Callable[[bytes, int], _Extent]) -> _Decoder:
    def decoder(data: bytes, position: int, depth: int) -> tuple[Any, int]:
        extent = extent_of(data, position)
        depth = _deeper(depth)
        position, descriptor = extent.start, None
        if data[position] == 0:
            descriptor, position = _decode(data, position + 1, depth)
        code = data[position]
        item_of = _DECODERS.get(code)
        if item_of is None or code == 0 or code >> 4 == _ZERO_WIDTH:
            raise CodecError(f"an array of {code:#04x}")
        position += 1
        items = []
        for _ in range(extent.items):
            item, position = item_of(data, position, depth)
            items.append(item)
        if position != extent.end:
            raise CodecError(f"an array announced to end at byte {extent.end} ends at {position}")
        return Array(code, tuple(items), descriptor), extent.end

    return decoder


def _described(data: bytes, position: int, depth: int) -> tuple[Any, int]:
    depth = _deeper(depth)
    descriptor, position = _decode(data, position, depth)
    value, position = _decode(data, position, depth)
    return Described(descriptor, value), position


# The upper half of a constructor says how wide its values are; 4 is "nothing follows".
_ZERO_WIDTH = 0x4

_DECODERS: dict[int, _Decoder] = {
    0x00: _described,
    0x40: _constant(None),
    0x41: _constant(True),
    0x42: _constant(False),
    0x43: _constant(UInt(0)),
    0x44: _constant(ULong(0)),
    0x45: lambda _data, position, _depth: ([], position),
    0x50: _raw(1, lambda raw: UByte(raw[0])),
    0x51: _fixed(_I8, Byte),
    0x52: _raw(1, lambda raw: UInt(raw[0])),
    0x53: _raw(1, lambda raw: ULong(raw[0])),
    0x54: _fixed(_I8, Int),
    0x55: _fixed(_I8, int),
    0x56: _boolean,
    0x60: _fixed(_U16, UShort),
    0x61: _fixed(_I16, Short),
    0x70: _fixed(_U32, UInt),
    0x71: _fixed(_I32, Int),
    0x72: _fixed(_F32, Float),
    0x73: _raw(4, _character),
    0x74: _raw(4, Decimal),
    0x80: _fixed(_U64, ULong),
    0x81: _fixed(_I64, int),
    0x82: _fixed(_F64, float),
    0x83: _fixed(_I64, Timestamp),
    0x84: _raw(8, Decimal),
    0x94: _raw(16, Decimal),
    0x98: _raw(16, lambda raw: UUID(bytes=raw)),
    0xA0: _variable8(bytes),
    0xA1: _variable8(_string),
    0xA3: _variable8(_symbol),
    0xB0: _variable32(bytes),
    0xB1: _variable32(_string),
    0xB3: _variable32(_symbol),
    0xC0: _list(_extent8),
    0xC1: _map(_extent8),
    0xD0: _list(_extent32),
    0xD1: _map(_extent32),
    0xE0: _array(_extent8),
    0xF0: _array(_extent32),
}


def skip(data: bytes, position: int) -> int:
    """
    Return the position after the value at a position, without building it or looking inside.

    Raises:
        CodecError: the value's announced end lies beyond the data.
    """
    try:
        end = _skip(data, position, 0)
    except (IndexError, struct.error) as error:
        raise CodecError(f"malformed value at byte {position}: {error}") from error
    if end > len(data):
        raise CodecError(f"a value at byte {position} ends at byte {end} of {len(data)}")
    return end


def _skip(data: bytes, position: int, depth: int) -> int:
    code, after = data[position], position + 1
    if code == 0:
        depth = _deeper(depth)
        return _skip(data, _skip(data, after, depth), depth)
    width = _WIDTHS.get(code >> 4)
    if width is None:
        raise CodecError(f"unknown type {code:#04x} at byte {position}")
    if width >= 0:
        return after + width
    if width == _SIZE8:
        return after + 1 + data[after]
    size: int = _U32.unpack_from(data, after)[0]
    return after + 4 + size


_SIZE8, _SIZE32 = -1, -4
_WIDTHS = {
    0x4: 0, 0x5: 1, 0x6: 2, 0x7: 4, 0x8: 8, 0x9: 16,
    0xA: _SIZE8, 0xC: _SIZE8, 0xE: _SIZE8, 0xB: _SIZE32, 0xD: _SIZE32, 0xF: _SIZE32,
}  # fmt: skip


def sections(data: bytes) -> Iterator[Section]:
    """
    Yield the described values that make up a message, first to last.

    Raises:
        CodecError: something else lies between them.
    """
    position = 0
    while position < len(data):
        if data[position] != 0:
            raise CodecError(f"no section begins at byte {position}")
        code, value = decode(data, position + 1)
        if type(code) is not ULong:
            raise CodecError(f"a section with a descriptor of type {type(code).__name__}")
        end = skip(data, value)
        yield Section(int(code), position, value, end)
        position = end


def map_entries(data: bytes, position: int) -> list[tuple[Any, bytes]]:
    """
    Return a map's keys with their values still encoded, in order, so that they can be put back unchanged.

    Raises:
        CodecError: there is no map.
    """
    try:
        extent = {0xC1: _extent8, 0xD1: _extent32}[data[position]](data, position + 1)
    except (KeyError, IndexError, struct.error) as error:
        raise CodecError(f"no map at byte {position}") from error
    entries = []
    position = extent.start
    while position < extent.end:
        key, start = decode(data, position)
        position = skip(data, start)
        entries.append((key, data[start:position]))
    return entries
