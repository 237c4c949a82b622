"""Values to AMQP 1.0 bytes (OASIS AMQP 1.0, part 1), in the shortest form of each type."""

import struct
from collections.abc import Callable
from typing import Any
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

_U16 = struct.Struct(">H")
_U32 = struct.Struct(">I")
_U64 = struct.Struct(">Q")
_I8 = struct.Struct(">b")
_I16 = struct.Struct(">h")
_I32 = struct.Struct(">i")
_I64 = struct.Struct(">q")
_F32 = struct.Struct(">f")
_F64 = struct.Struct(">d")


def encode(value: Any) -> bytes:
    """
    Return a value's bytes, in the shortest form of its type.

    Raises:
        CodecError: the value's type, or its size, has no form in AMQP.
    """
    encoder = _ENCODERS.get(type(value))
    if encoder is None:
        raise CodecError(f"no AMQP type for {type(value).__name__}")
    try:
        return encoder(value)
    except (struct.error, UnicodeEncodeError, ValueError, OverflowError) as error:
        raise CodecError(f"out of range for {type(value).__name__}: {error}") from error


def encode_map(entries: list[tuple[Any, bytes]]) -> bytes:
    """Return a map of keys and values that are encoded already."""
    raw = b"".join([encode(key) + value for key, value in entries])
    return _compound(0xC1, 0xD1, 2 * len(entries), raw)


def encode_described(code: int, encoded: bytes) -> bytes:
    """Return an encoded value under a numeric descriptor below 256."""
    return bytes((0x00, 0x53, code)) + encoded


def _sized(code8: int, code32: int, raw: bytes) -> bytes:
    size = len(raw)
    return bytes((code8, size)) + raw if size < 256 else bytes((code32,)) + _U32.pack(size) + raw


def _compound(code8: int, code32: int, count: int, raw: bytes) -> bytes:
    size = len(raw)
    if size < 255 and count < 256:
        return bytes((code8, size + 1, count)) + raw
    return bytes((code32,)) + _U32.pack(size + 4) + _U32.pack(count) + raw


def _packed(code: int, form: struct.Struct) -> Callable[[Any], bytes]:
    prefix, pack = bytes((code,)), form.pack
    return lambda value: prefix + pack(value)


def _encode_uint(value: int) -> bytes:
    if value == 0:
        return b"\x43"
    return bytes((0x52, value)) if value < 256 else b"\x70" + _U32.pack(value)


def _encode_ulong(value: int) -> bytes:
    if value == 0:
        return b"\x44"
    return bytes((0x53, value)) if value < 256 else b"\x80" + _U64.pack(value)


def _encode_int(value: int) -> bytes:
    return b"\x54" + _I8.pack(value) if -128 <= value < 128 else b"\x71" + _I32.pack(value)


def _encode_long(value: int) -> bytes:
    return b"\x55" + _I8.pack(value) if -128 <= value < 128 else b"\x81" + _I64.pack(value)


def _encode_list(items: list[Any]) -> bytes:
    if not items:
        return b"\x45"
    return _compound(0xC0, 0xD0, len(items), b"".join(map(encode, items)))


def _encode_map(mapping: dict[Any, Any]) -> bytes:
    return encode_map([(key, encode(value)) for key, value in mapping.items()])


def _encode_decimal(value: Decimal) -> bytes:
    codes = {4: 0x74, 8: 0x84, 16: 0x94}
    if len(value.raw) not in codes:
        raise CodecError(f"a decimal of {len(value.raw)} bytes")
    return bytes((codes[len(value.raw)],)) + value.raw


def _encode_array(array: Array) -> bytes:
    descriptor = b"" if array.descriptor is None else b"\x00" + encode(array.descriptor)
    raw = b"".join([_encode_item(array.code, item) for item in array.items])
    return _compound(0xE0, 0xF0, len(array.items), descriptor + bytes((array.code,)) + raw)


def _encode_item(code: int, item: Any) -> bytes:
    """Return an item without its constructor, in the array's width rather than the shortest."""
    form = _ITEM_FORMS.get(code)
    if form is not None:
        return form.pack(item)
    encoded = encode(item)
    if encoded[0] == code:
        return encoded[1:]
    if code in _SIZED32 and encoded[0] == code - 0x10:
        return _U32.pack(encoded[1]) + encoded[2:]
    raise CodecError(f"an item of {encoded[0]:#04x} in an array of {code:#04x}")


# Binary, string and symbol with a size of four bytes; their short forms are 0x10 below.
_SIZED32 = {0xB0, 0xB1, 0xB3}

_ITEM_FORMS = {
    0x50: struct.Struct(">B"), 0x51: _I8, 0x52: struct.Struct(">B"), 0x53: struct.Struct(">B"),
    0x54: _I8, 0x55: _I8, 0x60: _U16, 0x61: _I16, 0x70: _U32, 0x71: _I32, 0x72: _F32,
    0x80: _U64, 0x81: _I64, 0x82: _F64, 0x83: _I64,
}  # fmt: skip

_ENCODERS: dict[type, Callable[[Any], bytes]] = {
    type(None): lambda _value: b"\x40",
    bool: lambda value: b"\x41" if value else b"\x42",
    UByte: _packed(0x50, struct.Struct(">B")),
    UShort: _packed(0x60, _U16),
    UInt: _encode_uint,
    ULong: _encode_ulong,
    Byte: _packed(0x51, _I8),
    Short: _packed(0x61, _I16),
    Int: _encode_int,
    int: _encode_long,
    Float: _packed(0x72, _F32),
    float: _packed(0x82, _F64),
    Timestamp: _packed(0x83, _I64),
    Decimal: _encode_decimal,
    Char: lambda value: b"\x73" + value.encode("utf-32-be"),
    UUID: lambda value: b"\x98" + value.bytes,
    bytes: lambda value: _sized(0xA0, 0xB0, value),
    str: lambda value: _sized(0xA1, 0xB1, value.encode()),
    Symbol: lambda value: _sized(0xA3, 0xB3, value.encode("ascii")),
    list: _encode_list,
    dict: _encode_map,
    Array: _encode_array,
    Described: lambda value: b"\x00" + encode(value.descriptor) + encode(value.value),
}
