"""
Duplicates, in three rings.

The first ring is the invoice's id itself, which its bytes make. Here are the second, the same number of the
same vendor however it was read; and the third, the same bill under another number.
"""

import unicodedata
from datetime import date
from itertools import pairwise

from shared.domain.findings import Finding, FindingCode, Severity
from shared.domain.ids import InvoiceId
from shared.domain.memory import PastInvoice, PastLine, VendorMemory
from shared.domain.model import Model
from shared.domain.money import Amount
from shared.domain.names import distance, similarity
from shared.domain.reading import DocumentType

NEAR_DAYS_MAX = 3
"""Days between two issues of one bill: a re-issue, or one day read for another. Weekly bills are further."""

LINES_ALIKE_MIN = 0.8
"""Share of the lines that stand on both: a scan may lose one in five."""

ITEM_ALIKE_MIN, ITEM_PRICED_ALIKE_MIN = 0.8, 0.5
"""Likeness of two lines' texts, one of them scanned; and where quantity and price agree as well."""

NUMBER_MISREAD_MAX = 2
"""Letters of a number that a scan gets wrong."""

TWINS_MIN = 1
"""Earlier days with two bills of the same amount after which such pairs are this vendor's habit."""

_LOOK_ALIKES = str.maketrans("OQDIL|SBZG", "0001115826")


class NumberClaim(Model):
    """Which invoice holds a vendor's number."""

    name: str
    """Under which it is held: the same for numbers that look alike on paper."""
    holder: InvoiceId
    number: str
    """As it is compared."""
    total: Amount | None = None
    invoice_date: date | None = None


def normalise_number(number: str) -> str:
    """Return an invoice number as it is compared: letters and digits, upper case, no leading zeros."""
    folded = unicodedata.normalize("NFKC", number).upper()
    kept = "".join(character for character in folded if character.isalnum())
    return kept.lstrip("0") or kept


def number_claim(invoice: PastInvoice) -> NumberClaim | None:
    """
    Return the claim that this invoice makes, or None where it has no number.

    A credit note may carry the number of the invoice it takes back.
    """
    number = normalise_number(invoice.number) if invoice.number else ""
    if not number:
        return None
    kind = "credit" if invoice.doc_type is DocumentType.CREDIT_NOTE else "bill"
    looks = number.translate(_LOOK_ALIKES)
    return NumberClaim(
        name=f"{kind}:{looks.lstrip('0') or looks}",
        holder=invoice.invoice_id,
        number=number,
        total=invoice.total,
        invoice_date=invoice.invoice_date,
    )


def same_number(mine: NumberClaim, held: NumberClaim, memory: VendorMemory) -> Finding | None:
    """
    Return the finding that another invoice of this vendor holds the number, or None.

    A number that only looks alike is the same one if the amount or the date agrees too.
    """
    if held.holder == mine.holder or memory.told_apart(mine.holder, held.holder):
        return None
    agrees = (mine.total is not None and mine.total == held.total) or (
        mine.invoice_date is not None and mine.invoice_date == held.invoice_date
    )
    if mine.number != held.number and not agrees:
        return None
    message = f"Invoice {held.holder} has the same vendor and number."
    return Finding(code=FindingCode.DUPLICATE_NUMBER, severity=Severity.ERROR, message=message)


def near_duplicate(invoice: PastInvoice, memory: VendorMemory) -> Finding | None:
    """Return the finding that a remembered invoice is this one under another number, or None."""
    past = memory.before(invoice.invoice_id)
    for other in reversed(past):
        if memory.told_apart(invoice.invoice_id, other.invoice_id):
            continue
        if _is_near(invoice, other, past):
            message = f"Invoice {other.invoice_id} has the same amount and lines at nearly the same date."
            return Finding(code=FindingCode.DUPLICATE_NEAR, severity=Severity.ERROR, message=message)
    return None


def _is_near(invoice: PastInvoice, other: PastInvoice, past: tuple[PastInvoice, ...]) -> bool:
    if not _same_amount(invoice, other) or invoice.doc_type is not other.doc_type:
        return False
    if _orders_differ(invoice, other) or lines_alike(invoice.lines, other.lines) < LINES_ALIKE_MIN:
        return False
    days = _days_between(invoice, other)
    if _is_misread(invoice.number, other.number):
        return days is None or days == 0 or not _is_regular(days, invoice, past)
    if days is None or days > NEAR_DAYS_MAX:
        return False
    return not _is_habit(invoice, past) if days == 0 else not _is_regular(days, invoice, past)


def lines_alike(ours: tuple[PastLine, ...], theirs: tuple[PastLine, ...]) -> float:
    """Return the share of lines that stand on both, 0 to 1; 1 where neither has any."""
    left = list(theirs)
    both = 0
    for line in ours:
        match = next((each for each in left if _same_line(line, each)), None)
        if match is not None:
            left.remove(match)
            both += 1
    most = max(len(ours), len(theirs))
    return both / most if most else 1.0


def _same_line(one: PastLine, other: PastLine) -> bool:
    if one.amount != other.amount:
        return False
    priced = one.quantity is not None and (one.quantity, one.unit_price) == (other.quantity, other.unit_price)
    least = ITEM_PRICED_ALIKE_MIN if priced else ITEM_ALIKE_MIN
    return one.item == other.item or similarity(one.item, other.item) >= least


def _same_amount(one: PastInvoice, other: PastInvoice) -> bool:
    return one.total is not None and one.total == other.total and one.currency == other.currency


def _orders_differ(one: PastInvoice, other: PastInvoice) -> bool:
    return bool(one.order_number and other.order_number and one.order_number != other.order_number)


def _days_between(one: PastInvoice, other: PastInvoice) -> int | None:
    if one.invoice_date is None or other.invoice_date is None:
        return None
    return abs((one.invoice_date - other.invoice_date).days)


def _is_misread(one: str | None, other: str | None) -> bool:
    """Whether one number may be the other read wrongly: letters changed, and not just counted on."""
    if one is None or other is None:
        return True
    first, second = (normalise_number(each).translate(_LOOK_ALIKES) for each in (one, other))
    if first == second:
        return True
    if distance(first, second) > NUMBER_MISREAD_MAX or len(first) != len(second):
        return first.endswith(second) or second.endswith(first)
    return not (first.isdigit() and second.isdigit()) and _counter(first) == _counter(second)


def _counter(number: str) -> str:
    """The digits at the end: what a vendor counts on from bill to bill."""
    return number[len(number.rstrip("0123456789")) :]


def _is_habit(invoice: PastInvoice, past: tuple[PastInvoice, ...]) -> bool:
    """Whether this vendor sent pairs of the same amount on one day before: one bill for each contract."""
    days = sorted(
        each.invoice_date
        for each in past
        if each.invoice_date and each.invoice_date != invoice.invoice_date and _same_amount(each, invoice)
    )
    return sum(one == other for one, other in pairwise(days)) >= TWINS_MIN


def _is_regular(days: int, invoice: PastInvoice, past: tuple[PastInvoice, ...]) -> bool:
    """Whether bills of this amount came at this distance before, give or take a day."""
    dates = sorted(each.invoice_date for each in past if each.invoice_date and _same_amount(each, invoice))
    return any(abs((later - earlier).days - days) <= 1 for earlier, later in pairwise(dates))
