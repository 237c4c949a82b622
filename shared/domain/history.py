"""An invoice against its vendor's history: amounts and prices far from what they were."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from statistics import median

from shared.domain.findings import Finding, FindingCode, Severity
from shared.domain.memory import PastInvoice, PastLine, VendorMemory
from shared.domain.money import plain

INVOICES_MIN = 5
"""Invoices of a vendor before its amounts have a habit."""

LINES_MIN = 2
"""Earlier lines of an item before its price has one."""

DEVIATIONS_MAX = 6
"""Distance from the median in median absolute deviations: some 4 standard deviations of a normal spread."""

SPREAD_MIN = Decimal("0.1")
"""Least spread that is assumed, as a part of the median: a vendor who always billed alike may still vary."""

PRICE_RISE_MAX = Decimal("0.05")
"""Rise of a unit price over the last ones that passes without a word: a usual yearly adjustment."""

QUANTITY_FACTOR_MAX = 5
"""Times the most that was ever ordered of an item."""

GAPS_MIN = 3
"""Times between invoices before they are regular."""

GAP_DEVIATION_MAX = 0.25
"""How far a time between regular invoices is from the usual one: a week in a month."""


def history_findings(invoice: PastInvoice, memory: VendorMemory) -> Iterator[Finding]:
    """Give what is unusual for this vendor."""
    past = [each for each in memory.before(invoice.invoice_id) if each.currency == invoice.currency]
    yield from _amount(invoice, past)
    lines = [line for each in past for line in each.lines]
    for line in invoice.lines:
        same = [each for each in lines if each.item and each.item == line.item]
        if len(same) >= LINES_MIN:
            yield from _price(line, same)
            yield from _quantity(line, same)


def is_recurring(invoice: PastInvoice, memory: VendorMemory) -> bool:
    """Return whether this vendor's invoices come at regular times."""
    dates = sorted(
        each.invoice_date for each in (*memory.before(invoice.invoice_id), invoice) if each.invoice_date
    )
    gaps = [(later - earlier).days for earlier, later in pairwise(dates)]
    if len(gaps) < GAPS_MIN:
        return False
    usual = median(gaps)
    return usual > 0 and all(abs(gap - usual) <= usual * GAP_DEVIATION_MAX for gap in gaps)


def _amount(invoice: PastInvoice, past: list[PastInvoice]) -> Iterator[Finding]:
    totals = [abs(each.total) for each in past if each.total is not None]
    if invoice.total is None or len(totals) < INVOICES_MIN:
        return
    middle = median(totals)
    spread = max(median(abs(total - middle) for total in totals), middle * SPREAD_MIN)
    if spread and abs(abs(invoice.total) - middle) > DEVIATIONS_MAX * spread:
        message = f"The total of {plain(invoice.total)} is far from this vendor's usual {middle:.2f}."
        yield Finding(code=FindingCode.AMOUNT_UNUSUAL, severity=Severity.WARNING, message=message)


def _price(line: PastLine, same: list[PastLine]) -> Iterator[Finding]:
    prices = [each.unit_price for each in same if each.unit_price]
    if not line.unit_price or len(prices) < LINES_MIN:
        return
    usual = median(prices)
    if usual > 0 and line.unit_price > usual * (1 + PRICE_RISE_MAX):
        rise = (line.unit_price / usual - 1) * 100
        message = (
            f"A unit price is {rise:.0f} % above the usual one: {plain(line.unit_price)}, not {usual:f}."
        )
        yield Finding(code=FindingCode.PRICE_RISEN, severity=Severity.WARNING, message=message)


def _quantity(line: PastLine, same: list[PastLine]) -> Iterator[Finding]:
    quantities = [abs(each.quantity) for each in same if each.quantity]
    if not line.quantity or len(quantities) < LINES_MIN:
        return
    most = max(quantities)
    if abs(line.quantity) > most * QUANTITY_FACTOR_MAX:
        message = (
            f"A quantity of {plain(line.quantity)} is far above the {plain(most)} billed at most before."
        )
        yield Finding(code=FindingCode.QUANTITY_UNUSUAL, severity=Severity.WARNING, message=message)
