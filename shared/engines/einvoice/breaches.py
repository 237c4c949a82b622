"""
How a rule says that it is broken.

An error is what a payment would go wrong by: sums that do not add up, and values without which nothing can
be paid or booked. A warning is what somebody should look at before the tax is claimed or the cost is coded.
All other formalities are notes: the sender's software is at fault, and the bill is owed all the same.
"""

from collections.abc import Sequence
from decimal import Decimal

from shared.domain.checks import ROUNDING_UNITS_MAX
from shared.domain.money import Currency, plain, smallest
from shared.domain.reading import BrokenRule
from shared.domain.severity import Severity

HALF_CENT = Decimal("0.005")
"""Sums are rounded to two decimals: half of the last one is rounding, more is a breach."""

NAMED_MAX = 5
"""Lines that a sentence names; a fault of the sender's software is in all of them."""


def note(rule: str, message: str) -> BrokenRule:
    """Return a breach that is worth knowing."""
    return BrokenRule(id=rule, message=message, severity=Severity.NOTE)


def warning(rule: str, message: str) -> BrokenRule:
    """Return a breach that is worth a look."""
    return BrokenRule(id=rule, message=message, severity=Severity.WARNING)


def error(rule: str, message: str) -> BrokenRule:
    """Return a breach that must not be paid unseen."""
    return BrokenRule(id=rule, message=message, severity=Severity.ERROR)


def by_gap(rule: str, message: str, gap: Decimal, currency: str | None) -> BrokenRule:
    """
    Return a breach of arithmetic: a warning within what rounding may do, an error beyond.

    The limit is that of the checks of every document, so that an e-invoice is not stopped by a few cents
    that nobody would see on paper.
    """
    return warning(rule, message) if abs(gap) <= rounding_max(currency) else error(rule, message)


def rounding_max(currency: str | None) -> Decimal:
    """Return what a sum may be off by rounding alone."""
    return ROUNDING_UNITS_MAX * smallest(None if currency is None else Currency(currency))


def named(what: str, numbers: Sequence[int]) -> str:
    """Return `Line 3`, `Lines 1 and 2`, or the first few and how many more."""
    if len(numbers) == 1:
        return f"{what} {numbers[0]}"
    if len(numbers) > NAMED_MAX:
        first = ", ".join(map(str, numbers[:NAMED_MAX]))
        return f"{what}s {first} and {len(numbers) - NAMED_MAX} more"
    return f"{what}s {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def money(value: Decimal) -> str:
    """Return a computed amount with two decimals, and a stated one as it stands."""
    exponent = value.as_tuple().exponent
    return plain(value) if isinstance(exponent, int) and -2 <= exponent <= 0 else f"{value:.2f}"
