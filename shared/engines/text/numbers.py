"""Printed numbers: which mark is the decimal one, and what a run of digits is worth."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from shared.domain.errors import Malformed
from shared.domain.money import parse_decimal


class DecimalMark(StrEnum):
    """What stands before the cents."""

    COMMA = ","
    POINT = "."


class Printed(NamedTuple):
    """A number in a text."""

    value: Decimal
    start: int
    end: int
    """Offsets of the characters that make it, sign and percent mark included."""
    percent: bool
    decimals: int


_GROUP = r"[ \u00a0'\u2019.,]"
_NUMBER = re.compile(
    r"(?<![\w.,/:-])(?P<sign>[-\u2212\u2013(]\s?)?(?P<currency>[$\u20ac\u00a3\u00a5\u20b9]\s?)?"
    r"(?P<inner>[-\u2212]\s?)?"
    rf"(?P<digits>\d{{1,3}}(?:{_GROUP}\d{{2,3}})+(?:[.,]\d{{1,6}})?|\d+(?:[.,]\d{{1,6}})?)"
    r"(?P<after>\)|-(?![\w]))?(?:(?P<percent>\s?%)(?!\w)|(?![\w/:]))"
)
_GROUPED = re.compile(rf"\d{{1,3}}(?:{_GROUP}\d{{3}})+|\d{{1,2}}(?:,\d{{2}})+,\d{{3}}")
_COMMA_CENTS = re.compile(r"(?<![\d.,])\d{1,3}(?:[ .'\u2019]?\d{3})*,\d{2}(?![\d.,])")
_POINT_CENTS = re.compile(r"(?<![\d.,])\d{1,3}(?:[ ,'\u2019]?\d{3})*\.\d{2}(?![\d.,])")
_DIGITS_MAX = 15


def decimal_mark(texts: Iterable[str], *, default: DecimalMark) -> DecimalMark:
    """Return the mark that more of the amounts in `texts` have before two last digits."""
    commas = points = 0
    for text in texts:
        commas += len(_COMMA_CENTS.findall(text))
        points += len(_POINT_CENTS.findall(text))
    if commas == points:
        return default
    return DecimalMark.COMMA if commas > points else DecimalMark.POINT


def find_numbers(text: str, mark: DecimalMark) -> Iterator[Printed]:
    """Give every number that stands by itself in `text`, from left to right."""
    position = 0
    while match := _NUMBER.search(text, position):
        position = match.end()
        digits = match["digits"]
        # A space may group digits or only stand between two numbers: `2 100,00` is 2100 or two columns.
        if " " in digits and not _GROUPED.fullmatch(_whole(digits, mark)):
            position = match.start("digits") + digits.index(" ")
            digits = digits[: digits.index(" ")]
        value = parse_number(digits, mark)
        if value is None:
            continue
        negative = bool(match["sign"] or match["inner"] or match["after"])
        yield Printed(
            -value if negative and value else value,
            match.start(),
            position,
            percent=match["percent"] is not None,
            decimals=_decimals(digits, mark),
        )


def parse_number(text: str, mark: DecimalMark) -> Decimal | None:
    """Return what the digits are worth, or None where no reading of their marks makes sense."""
    if sum(letter.isdigit() for letter in text) > _DIGITS_MAX:
        return None
    compact = re.sub(r"[ \u00a0'\u2019]", "", text)
    whole, decimals = _split(compact, mark)
    with suppress(Malformed):
        return (
            parse_decimal(f"{re.sub('[.,]', '', whole)}.{decimals or '0'}")
            if decimals
            else parse_decimal(re.sub("[.,]", "", whole))
        )
    return None


def _split(compact: str, mark: DecimalMark) -> tuple[str, str]:
    """Return the digits before and after the decimal mark."""
    point, comma = compact.rfind("."), compact.rfind(",")
    last = max(point, comma)
    if last < 0:
        return compact, ""
    if min(point, comma) >= 0:
        return compact[:last], compact[last + 1 :]
    sign = compact[last]
    after = len(compact) - last - 1
    if compact.count(sign) > 1 or (after == 3 and sign != mark and not compact.startswith("0")):
        return compact, ""
    return compact[:last], compact[last + 1 :]


def _decimals(digits: str, mark: DecimalMark) -> int:
    return len(_split(re.sub(r"[ \u00a0'\u2019]", "", digits), mark)[1])


def _whole(digits: str, mark: DecimalMark) -> str:
    decimals = _decimals(digits, mark)
    return digits[: -decimals - 1] if decimals else digits
