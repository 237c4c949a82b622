"""
Canonical JSON (RFC 8785) of what the log holds: objects, arrays, strings, whole numbers, true, false, null.

Two documents that mean the same have the same bytes, and bytes that are not canonical are not read. Floats
are not taken at all: an amount is a string, so no parser's rounding can matter.
"""

import json
from typing import Any, NoReturn

from shared.domain.errors import Malformed

INTEGER_MAX = (1 << 53) - 1
"""The largest whole number that every JSON parser keeps (RFC 8785, section 3.2.2.3)."""


class NotCanonical(Malformed):
    """The bytes are not canonical JSON of the kind the log holds, or the value has no such bytes."""


def encode(value: Any) -> bytes:
    """
    Return the one byte form of a value.

    Names must be ASCII, whose order is that of RFC 8785; the standard library escapes strings as it asks.

    Raises:
        NotCanonical: a float, a number out of range, a name that is not ASCII, a lone surrogate.
    """
    _check(value)
    try:
        return _text(value).encode()
    except UnicodeEncodeError as error:
        raise _refusal("A string holds half a character.") from error


def decode(content: bytes) -> Any:
    """
    Return the value of canonical bytes.

    Raises:
        NotCanonical: not JSON, or not in its one byte form: spaces, another order, a name twice, a float.
    """
    try:
        value = _DECODER.decode(content.decode())
        again = _text(value).encode()
    except (ValueError, RecursionError) as error:
        raise _refusal("The bytes are not JSON of strings and whole numbers.") from error
    if again != content:
        raise _refusal("The JSON is not in its canonical form.")
    return value


def _text(value: Any) -> str:
    return _ENCODER.encode(value)


def _check(value: Any) -> None:
    match value:
        case None | bool() | str():
            return
        case int():
            _check_integer(value)
        case dict():
            for name, each in value.items():
                _check_name(name)
                _check(each)
        case list() | tuple():
            for each in value:
                _check(each)
        case _:
            raise _refusal(f"A {type(value).__name__} has no place in the log.")


def _check_name(name: object) -> None:
    if not (isinstance(name, str) and name.isascii()):
        raise _refusal("A name is ASCII text.")


def _check_integer(value: int) -> None:
    if not -INTEGER_MAX <= value <= INTEGER_MAX:
        raise _refusal("A whole number is out of range.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _refusal("A name appears twice.")
    if not "".join(found).isascii():
        raise _refusal("A name is ASCII text.")
    return found


def _integer(text: str) -> int:
    if len(text) > len(str(-INTEGER_MAX)):
        raise _refusal("A whole number is out of range.")
    value = int(text)
    _check_integer(value)
    return value


def _no_float(_text: str) -> NoReturn:
    raise _refusal("A number is not whole.")


def _refusal(message: str) -> NotCanonical:
    return NotCanonical("json.canonical", message)


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_no_float, parse_constant=_no_float
)
