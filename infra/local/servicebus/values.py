"""The types of AMQP 1.0 (OASIS, part 1) that Python has no type of its own for."""

from dataclasses import dataclass
from typing import Any


class Symbol(str):
    """A name from a constrained domain, ASCII."""

    __slots__ = ()


class Char(str):
    """One Unicode character."""

    __slots__ = ()


class UByte(int):
    """An unsigned integer of 8 bits."""


class UShort(int):
    """An unsigned integer of 16 bits."""


class UInt(int):
    """An unsigned integer of 32 bits."""


class ULong(int):
    """An unsigned integer of 64 bits."""


class Byte(int):
    """A signed integer of 8 bits."""


class Short(int):
    """A signed integer of 16 bits."""


class Int(int):
    """A signed integer of 32 bits; a Python int stands for one of 64."""


class Timestamp(int):
    """Milliseconds since 1970, UTC."""


class Float(float):
    """A number of 32 bits; a Python float stands for one of 64."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Decimal:
    """A decimal number of 4, 8 or 16 bytes, kept as it came: nothing here computes with one."""

    raw: bytes


@dataclass(frozen=True, slots=True)
class Described:
    """A value with a descriptor that says what it means."""

    descriptor: Any
    value: Any


@dataclass(frozen=True, slots=True)
class Array:
    """Items of one type."""

    code: int
    """The constructor byte of every item."""
    items: tuple[Any, ...]
    descriptor: Any = None
    """The descriptor all items share, or None."""
