"""The built-in functions. A wrong type gives UNDEFINED, as in Cosmos DB; an unknown name is an error."""

import math
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from infra.local.cosmos.sql.syntax import UNDEFINED
from infra.local.cosmos.sql.values import Value, equal, is_number, sort_key

type Function = Callable[..., Value]


def _of(check: Callable[[Value], bool], function: Function) -> Function:
    return lambda *values: function(*values) if all(check(value) for value in values) else UNDEFINED


def _is_string(value: Value) -> bool:
    return isinstance(value, str)


def _text(function: Callable[[str, str], bool]) -> Function:
    """A function of two strings whose third argument, if true, folds case."""

    def compare(text: Value, part: Value, fold: Value = False) -> Value:  # noqa: FBT002 - the query's own
        if not (_is_string(text) and _is_string(part)):
            return UNDEFINED
        return function(text.lower(), part.lower()) if fold is True else function(text, part)

    return compare


def _contains(items: Value, wanted: Value, partial: Value = False) -> Value:  # noqa: FBT002 - the query's own
    if not isinstance(items, list):
        return UNDEFINED
    return any(equal(item, wanted) or (partial is True and _covers(item, wanted)) for item in items)


def _covers(item: Value, wanted: Value) -> bool:
    return (
        isinstance(item, dict)
        and isinstance(wanted, dict)
        and all(key in item and equal(item[key], value) for key, value in wanted.items())
    )


def _substring(text: Value, start: Value, length: Value) -> Value:
    if not (_is_string(text) and is_number(start) and is_number(length)):
        return UNDEFINED
    first = max(int(start), 0)
    return text[first : first + max(int(length), 0)]


def _slice(items: Value, start: Value, length: Value = None) -> Value:
    if not (isinstance(items, list) and is_number(start)):
        return UNDEFINED
    rest = items[int(start) :]
    return rest[: int(length)] if is_number(length) else rest


def _round(number: Value) -> Value:
    return math.floor(number + 0.5) if is_number(number) else UNDEFINED


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")


FUNCTIONS: dict[str, Function] = {
    "ABS": _of(is_number, abs),
    "ARRAY_CONCAT": _of(lambda value: isinstance(value, list), lambda *lists: list(chain(*lists))),
    "ARRAY_CONTAINS": _contains,
    "ARRAY_LENGTH": lambda items: len(items) if isinstance(items, list) else UNDEFINED,
    "ARRAY_SLICE": _slice,
    "CEILING": _of(is_number, math.ceil),
    "CONCAT": _of(_is_string, lambda *texts: "".join(texts)),
    "CONTAINS": _text(lambda text, part: part in text),
    "ENDSWITH": _text(str.endswith),
    "FLOOR": _of(is_number, math.floor),
    "GETCURRENTDATETIME": _now,
    "IIF": lambda test, yes, no: yes if test is True else no,
    "IS_ARRAY": lambda value: isinstance(value, list),
    "IS_BOOL": lambda value: isinstance(value, bool),
    "IS_DEFINED": lambda value: value is not UNDEFINED,
    "IS_NULL": lambda value: value is None,
    "IS_NUMBER": is_number,
    "IS_OBJECT": lambda value: isinstance(value, dict),
    "IS_STRING": _is_string,
    "LENGTH": _of(_is_string, len),
    "LOWER": _of(_is_string, str.lower),
    "LTRIM": _of(_is_string, str.lstrip),
    "ROUND": _round,
    "RTRIM": _of(_is_string, str.rstrip),
    "STARTSWITH": _text(str.startswith),
    "STRINGEQUALS": _text(str.__eq__),
    "SUBSTRING": _substring,
    "TRIM": _of(_is_string, str.strip),
    "UPPER": _of(_is_string, str.upper),
}


def aggregate(function: str, values: list[Value]) -> Value:
    """Return COUNT, SUM, AVG, MIN or MAX of a group; undefined values do not count."""
    defined: list[Any] = [value for value in values if value is not UNDEFINED]
    if function == "COUNT":
        return len(defined)
    if function in {"SUM", "AVG"}:
        if not all(is_number(value) for value in defined) or (function == "AVG" and not defined):
            return UNDEFINED
        return sum(defined) / len(defined) if function == "AVG" else sum(defined)
    if not defined:
        return UNDEFINED
    return (min if function == "MIN" else max)(defined, key=sort_key)
