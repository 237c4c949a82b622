"""Rules of the lines (BR-16, BR-21 to BR-28, BR-CO-04), and of allowances and charges (BR-31 to BR-44)."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from shared.domain.reading import BrokenRule
from shared.engines.einvoice.breaches import HALF_CENT, named, note, warning
from shared.engines.einvoice.profiles import is_peppol
from shared.engines.einvoice.terms import Adjustment, Line, Terms

SLACK = Decimal("0.02")
"""What Peppol lets the amount of one line be off."""

SLACK_FORINT = Decimal("0.5")
"""The same in forints, which have no smaller coin."""

type Sort = Callable[[str, str], BrokenRule]

_LINE_RULES: tuple[tuple[str, Sort, Callable[[Line], bool], str], ...] = (
    ("BR-21", note, lambda line: line.number is None, "no identifier"),
    ("BR-22", warning, lambda line: line.quantity is None, "no quantity"),
    ("BR-23", note, lambda line: line.quantity is not None and line.unit is None, "no unit"),
    ("BR-24", warning, lambda line: line.amount is None, "no amount"),
    ("BR-25", warning, lambda line: line.name is None, "no name of what was sold"),
    ("BR-26", note, lambda line: line.price is None, "no price"),
    ("BR-27", warning, lambda line: line.price is not None and line.price < 0, "a price below zero"),
    (
        "BR-28",
        note,
        lambda line: line.gross_price is not None and line.gross_price < 0,
        "a gross price below zero",
    ),
    ("BR-30", note, lambda line: line.has_reversed_period, "a period that ends before it starts"),
    ("BR-CO-04", warning, lambda line: line.category.code is None, "no VAT category"),
)


def line_breaches(terms: Terms) -> Iterator[BrokenRule]:
    """Give what the lines lack."""
    if not terms.lines:
        yield warning("BR-16", "It has no line.")
    for rule, sort, is_broken, what in _LINE_RULES:
        numbers = _where(terms.lines, is_broken)
        if numbers:
            yield sort(rule, f"{named('Line', numbers)} {_has(numbers)} {what}.")
    if is_peppol(terms.specification):
        yield from _peppol(terms)


def adjustment_breaches(terms: Terms) -> Iterator[BrokenRule]:
    """Give what allowances and charges lack, those of the document and those of lines."""
    of_lines = [adjustment for line in terms.lines for adjustment in line.adjustments]
    yield from _adjusted(
        [each for each in terms.adjustments if not each.is_charge],
        "An allowance",
        rules=("BR-31", "BR-32", "BR-33"),
    )
    yield from _adjusted(
        [each for each in terms.adjustments if each.is_charge],
        "A charge",
        rules=("BR-36", "BR-37", "BR-38"),
    )
    yield from _adjusted(
        [each for each in of_lines if not each.is_charge],
        "An allowance on a line",
        rules=("BR-41", None, "BR-42"),
    )
    yield from _adjusted(
        [each for each in of_lines if each.is_charge], "A charge on a line", rules=("BR-43", None, "BR-44")
    )
    if is_peppol(terms.specification):
        yield from _percentages([*terms.adjustments, *of_lines], _slack(terms))


def _adjusted(
    adjustments: Sequence[Adjustment], what: str, *, rules: tuple[str, str | None, str]
) -> Iterator[BrokenRule]:
    amount, category, reason = rules
    if any(each.amount is None for each in adjustments):
        yield warning(amount, f"{what} has no amount.")
    if category is not None and any(each.category.code is None for each in adjustments):
        yield warning(category, f"{what} has no VAT category.")
    if not all(each.has_reason for each in adjustments):
        yield note(reason, f"{what} gives no reason.")


def _percentages(adjustments: Sequence[Adjustment], slack: Decimal) -> Iterator[BrokenRule]:
    for each in adjustments:
        if each.amount is None or each.base is None or each.percent is None:
            continue
        if abs(each.base * each.percent / 100 - each.amount) > slack:
            message = "An allowance or charge is not its percentage of its base."
            yield warning("PEPPOL-EN16931-R040", message)
            return


def _peppol(terms: Terms) -> Iterator[BrokenRule]:
    slack = _slack(terms)
    numbers = _where(terms.lines, lambda line: _is_miscounted(line, slack))
    if numbers:
        message = f"On {named('line', numbers)} quantity and price do not make the amount."
        yield warning("PEPPOL-EN16931-R120", message)
    numbers = _where(terms.lines, lambda line: line.base_quantity is not None and line.base_quantity <= 0)
    if numbers:
        message = f"On {named('line', numbers)} the price is for a quantity of zero or less."
        yield warning("PEPPOL-EN16931-R121", message)
    numbers = _where(terms.lines, _is_misdiscounted)
    if numbers:
        message = f"On {named('line', numbers)} gross price and discount do not make the price."
        yield note("PEPPOL-EN16931-R046", message)


def _is_miscounted(line: Line, slack: Decimal) -> bool:
    """A price for another unit than the one counted needs a factor that the document does not give."""
    base = Decimal(1) if line.base_quantity is None else line.base_quantity
    same_unit = line.base_unit is None or line.base_unit == line.unit
    if line.quantity is None or line.price is None or line.amount is None or base <= 0 or not same_unit:
        return False
    expected = line.quantity * line.price / base
    for each in line.adjustments:
        if each.amount is None:
            return False
        expected += each.amount if each.is_charge else -each.amount
    return abs(expected - line.amount) > slack


def _is_misdiscounted(line: Line) -> bool:
    if line.gross_price is None or line.price is None:
        return False
    return abs(line.gross_price - (line.discount or 0) - line.price) > HALF_CENT


def _slack(terms: Terms) -> Decimal:
    return SLACK_FORINT if terms.currency == "HUF" else SLACK


def _where(lines: Sequence[Line], is_broken: Callable[[Line], bool]) -> list[int]:
    return [number for number, line in enumerate(lines, start=1) if is_broken(line)]


def _has(numbers: Sequence[int]) -> str:
    return "has" if len(numbers) == 1 else "have"
