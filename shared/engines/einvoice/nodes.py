"""Values out of e-invoice XML: by local names, since the standards' versions differ in namespaces only."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal

from shared.domain.errors import Malformed
from shared.domain.money import Currency, parse_currency, parse_decimal
from shared.domain.reading import Read
from shared.engines.xml import Node

TEXT_CHARACTERS_MAX = 2_000
"""Of one value: item descriptions reach some hundred, anything longer is an enclosure in the wrong place."""

_ACCOUNT = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{8,30}")
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


def nodes(node: Node | None, path: str) -> Iterator[Node]:
    """Give every element at `path` (local names joined by `/`) below `node`, in document order."""
    if node is None:
        return
    name, _, rest = path.partition("/")
    for child in node:
        if isinstance(child.tag, str) and child.tag.rpartition("}")[2] == name:
            if rest:
                yield from nodes(child, rest)
            else:
                yield child


def first(node: Node | None, *paths: str) -> Node | None:
    """Return the first element at the first of `paths` that has one."""
    return next((found for path in paths for found in nodes(node, path)), None)


def text(node: Node | None, *paths: str) -> str | None:
    """Return the text of the first element at `paths` that has any, spaces collapsed."""
    return next(
        (value for path in paths for found in nodes(node, path) if (value := clean(found.text))), None
    )


def clean(raw: str | None) -> str | None:
    """Return printable text in one line and of bounded length, or None if nothing is left."""
    collapsed = " ".join(_UNPRINTABLE.sub("", raw or "").split())
    return collapsed[:TEXT_CHARACTERS_MAX] or None


def number(node: Node | None, *paths: str) -> Decimal | None:
    """
    Return the one number at the first of `paths` that has a value.

    None where it is missing or not a decimal, and where the document says two different ones: a choice
    between two totals is not this program's to make.
    """
    for path in paths:
        values = {clean(found.text) for found in nodes(node, path)} - {None}
        if values:
            return _single(values)
    return None


def decimal_in(node: Node | None) -> Decimal | None:
    """Return the number that an element holds; None where it is missing or not a decimal."""
    value = None if node is None else clean(node.text)
    return None if value is None else _single({value})


def day(node: Node | None, *paths: str) -> date | None:
    """Return the date at `paths`: ISO 8601 with or without a zone, or digits only (UNTDID 2379 code 102)."""
    raw = text(node, *paths)
    if raw is None:
        return None
    with suppress(ValueError):
        return date.fromisoformat(raw[:8] if raw[:8].isdigit() else raw[:10])
    return None


def currency(node: Node | None, *paths: str) -> Currency | None:
    """Return the ISO 4217 currency at `paths`, or None."""
    with suppress(Malformed):
        return parse_currency(text(node, *paths) or "")
    return None


def account(raw: str | None) -> str | None:
    """Return an IBAN without its spaces, or None if `raw` is not shaped like one."""
    compact = "".join((raw or "").split()).upper()
    return compact if _ACCOUNT.fullmatch(compact) else None


def sure[T](value: T | None) -> Read[T] | None:
    """Return a value from structured data as a reading: certain, and without a place on a page."""
    return None if value is None else Read(value=value, confidence=1.0)


def _single(values: set[str | None]) -> Decimal | None:
    with suppress(Malformed):
        parsed = {parse_decimal(value) for value in values if value is not None}
        return parsed.pop() if len(parsed) == 1 else None
    return None
