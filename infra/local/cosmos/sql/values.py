"""Comparison and order of JSON values, as Cosmos DB has them: types never mix."""

import json
from typing import Any

from infra.local.cosmos.sql.syntax import UNDEFINED

type Value = Any
"""A JSON value or UNDEFINED."""


def rank(value: Value) -> int:
    """Return the place of the value's type in the order of types."""
    if value is UNDEFINED:
        return 0
    if value is None:
        return 1
    if isinstance(value, bool):
        return 2
    if isinstance(value, int | float):
        return 3
    if isinstance(value, str):
        return 4
    return 5 if isinstance(value, list) else 6


def is_number(value: Value) -> bool:
    """Whether this is a number; true and false are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def equal(left: Value, right: Value) -> bool:
    """Whether two values are the same in type and content."""
    return rank(left) == rank(right) and sort_key(left) == sort_key(right)


def sort_key(value: Value) -> tuple[int, Any]:
    """Return what ORDER BY, DISTINCT and GROUP BY compare: hashable."""
    place = rank(value)
    if place in {2, 3, 4}:
        return place, value
    return place, json.dumps(value, sort_keys=True) if place > 4 else 0


def compare(operator: str, left: Value, right: Value) -> Value:
    """Return left against right, or UNDEFINED where they cannot be compared."""
    if left is UNDEFINED or right is UNDEFINED:
        return UNDEFINED
    if operator in {"=", "!="}:
        return equal(left, right) == (operator == "=")
    place = rank(left)
    if place != rank(right) or place > 4:
        return UNDEFINED
    first, second = sort_key(left), sort_key(right)
    match operator:
        case "<":
            return first < second
        case "<=":
            return first <= second
        case ">":
            return first > second
        case _:
            return first >= second
