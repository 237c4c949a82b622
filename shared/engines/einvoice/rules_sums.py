"""Rules of arithmetic (BR-CO-10 to BR-CO-16), and of decimals (BR-DEC)."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from shared.domain.reading import BrokenRule
from shared.engines.einvoice.breaches import HALF_CENT, by_gap, money, note, rounding_max, warning
from shared.engines.einvoice.profiles import Profile, is_extended
from shared.engines.einvoice.terms import Adjustment, Terms

SLACK_EACH = Decimal("0.01")
"""Per line, tax rate and adjustment: what Factur-X EXTENDED lets a sum be off (BR-FXEXT-CO-10)."""

DECIMALS_MAX = 2
"""Of every amount but prices."""


def sum_breaches(terms: Terms, profile: Profile) -> Iterator[BrokenRule]:
    """Give the sums that do not add up, as far as the document states what they are of."""
    slack, partial = _slack(terms, profile), profile is Profile.PARTIAL
    yield from _lines(terms, slack)
    for is_charge in (False, True):
        yield from _adjustments(terms, slack, is_charge=is_charge, partial=partial)
    yield from _net(terms, slack)
    yield from _tax(terms, slack)
    yield from _gross(terms, slack, partial=partial)
    yield from _due(terms, slack, profile)


def decimal_breaches(terms: Terms) -> Iterator[BrokenRule]:
    """Give the amounts that have more decimals than they may, each kind once."""
    for rule, what, values in _amounts(terms):
        if any(_decimals(value) > DECIMALS_MAX for value in values if value is not None):
            yield note(rule, f"{what} has more than {DECIMALS_MAX} decimals.")


def _slack(terms: Terms, profile: Profile) -> Decimal:
    # What never promised to be exact to the cent is held to what a bill on paper is.
    if profile is Profile.PARTIAL:
        return rounding_max(terms.currency)
    if not is_extended(terms.specification):
        return HALF_CENT
    return SLACK_EACH * (len(terms.lines) + len(terms.adjustments) + len(terms.breakdown))


def _lines(terms: Terms, slack: Decimal) -> Iterator[BrokenRule]:
    stated, amounts = terms.totals.lines, [line.amount for line in terms.lines]
    expected = _total(amounts)
    if stated is None or expected is None or not amounts:
        return
    if abs(expected - stated) > slack:
        message = f"The lines add up to {money(expected)}, but their sum is given as {money(stated)}."
        yield by_gap("BR-CO-10", message, expected - stated, terms.currency)


def _adjustments(terms: Terms, slack: Decimal, *, is_charge: bool, partial: bool) -> Iterator[BrokenRule]:
    rule, what = ("BR-CO-12", "charges") if is_charge else ("BR-CO-11", "allowances")
    stated = terms.totals.charges if is_charge else terms.totals.allowances
    amounts = [each.amount for each in terms.adjustments if each.is_charge is is_charge]
    expected = _total(amounts)
    # Without the total beside it, all sums are missing, and that is said already.
    if expected is None or (stated is None and terms.totals.net is None):
        return
    gap = expected - (stated or 0)
    if partial:
        # The smaller profiles may give the sum alone, or the parts alone, and write what is taken off as
        # a negative number in one of the two.
        gap = abs(expected) - abs(stated) if stated is not None and amounts else Decimal(0)
    if abs(gap) > slack:
        said = "no sum of them is given" if stated is None else f"their sum is given as {money(stated)}"
        yield by_gap(rule, f"The {what} add up to {money(expected)}, but {said}.", gap, terms.currency)


def _net(terms: Terms, slack: Decimal) -> Iterator[BrokenRule]:
    totals = terms.totals
    if totals.lines is None or totals.net is None:
        return
    expected = totals.lines - (totals.allowances or 0) + (totals.charges or 0)
    if abs(expected - totals.net) > slack:
        message = (
            f"Lines, allowances and charges make {money(expected)} without VAT, "
            f"but the total without VAT is given as {money(totals.net)}."
        )
        yield by_gap("BR-CO-13", message, expected - totals.net, terms.currency)


def _tax(terms: Terms, slack: Decimal) -> Iterator[BrokenRule]:
    stated, amounts = terms.totals.tax, [row.amount for row in terms.breakdown]
    expected = _total(amounts)
    if stated is None or expected is None or not amounts:
        return
    if abs(expected - stated) > slack:
        message = f"The VAT of all rates adds up to {money(expected)}, but is given as {money(stated)}."
        yield by_gap("BR-CO-14", message, expected - stated, terms.currency)


def _gross(terms: Terms, slack: Decimal, *, partial: bool) -> Iterator[BrokenRule]:
    totals = terms.totals
    if totals.net is None or totals.gross is None:
        return
    expected = totals.net + (totals.tax or 0)
    if abs(expected - totals.gross) > slack:
        tax = "no VAT" if totals.tax is None else f"VAT of {money(totals.tax)}"
        message = (
            f"{money(totals.net)} and {tax} make {money(expected)}, "
            f"but the total with VAT is given as {money(totals.gross)}."
        )
        yield by_gap("BR-CO-15", message, expected - totals.gross, terms.currency)
    elif totals.has_two_taxes and not partial:
        yield warning("BR-CO-15", "The VAT of the whole is given more than once.")


def _due(terms: Terms, slack: Decimal, profile: Profile) -> Iterator[BrokenRule]:
    totals = terms.totals
    if totals.gross is None or totals.due is None:
        return
    # MINIMUM has no place for what was paid already, so there a smaller amount due says nothing; and a credit
    # that is kept for the next bill leaves nothing to pay.
    is_open = totals.prepaid is None and totals.rounding is None
    if profile is Profile.PARTIAL and (is_open or totals.gross <= 0):
        return
    expected = totals.gross - (totals.prepaid or 0) + (totals.rounding or 0)
    if profile is Profile.EXTENSION:
        expected += totals.third_party
    if abs(expected - totals.due) > slack:
        message = (
            f"Total, payments made and rounding leave {money(expected)} to pay, "
            f"but {money(totals.due)} is given as due."
        )
        yield by_gap("BR-CO-16", message, expected - totals.due, terms.currency)


def _total(amounts: Sequence[Decimal | None]) -> Decimal | None:
    """Return the sum, or None where one of them is not known."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def _amounts(terms: Terms) -> Iterator[tuple[str, str, Sequence[Decimal | None]]]:
    totals = terms.totals
    yield "BR-DEC-09", "The sum of the lines", [totals.lines]
    yield "BR-DEC-10", "The sum of the allowances", [totals.allowances]
    yield "BR-DEC-11", "The sum of the charges", [totals.charges]
    yield "BR-DEC-12", "The total without VAT", [totals.net]
    yield "BR-DEC-13", "The VAT", [totals.tax]
    yield "BR-DEC-14", "The total with VAT", [totals.gross]
    yield "BR-DEC-16", "The amount paid already", [totals.prepaid]
    yield "BR-DEC-17", "The rounding", [totals.rounding]
    yield "BR-DEC-18", "The amount due", [totals.due]
    yield "BR-DEC-19", "The base of a VAT rate", [row.base for row in terms.breakdown]
    yield "BR-DEC-20", "The VAT of a rate", [row.amount for row in terms.breakdown]
    yield "BR-DEC-23", "The amount of a line", [line.amount for line in terms.lines]
    yield from _adjusted(terms.adjustments, "", ("BR-DEC-01", "BR-DEC-02", "BR-DEC-05", "BR-DEC-06"))
    of_lines = [each for line in terms.lines for each in line.adjustments]
    yield from _adjusted(of_lines, " of a line", ("BR-DEC-24", "BR-DEC-25", "BR-DEC-27", "BR-DEC-28"))


def _adjusted(
    adjustments: Sequence[Adjustment], where: str, rules: tuple[str, str, str, str]
) -> Iterator[tuple[str, str, Sequence[Decimal | None]]]:
    allowances = [each for each in adjustments if not each.is_charge]
    charges = [each for each in adjustments if each.is_charge]
    yield rules[0], f"An allowance{where}", [each.amount for each in allowances]
    yield rules[1], f"The base of an allowance{where}", [each.base for each in allowances]
    yield rules[2], f"A charge{where}", [each.amount for each in charges]
    yield rules[3], f"The base of a charge{where}", [each.base for each in charges]


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
