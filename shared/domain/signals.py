"""Signals that somebody may be deceived. Each says what was seen; none accuses."""

import re
from collections.abc import Iterator
from decimal import Decimal

from shared.domain.document import MailProvenance
from shared.domain.findings import Finding, FindingCode, Severity
from shared.domain.money import Money
from shared.domain.names import is_one_slip, skeleton
from shared.domain.reading import ReadInvoice
from shared.domain.resolution import weigh
from shared.domain.vendor import (
    KeyKind,
    Vendor,
    VendorKey,
    VendorMatch,
    VendorOutcome,
    domain_label,
    is_authenticated,
)

LOOK_ALIKE_LETTERS_MIN = 5
"""Of a name that can be imitated: shorter ones are one letter off from too many."""

LIMIT_SHARE_MIN = Decimal("0.97")
"""Part of an approval limit from which an amount is just below it."""

ROUND_STEP = 1000
"""Amounts that are whole thousands without any tax or cents are seldom the sum of anything."""


def vendor_findings(
    match: VendorMatch, vendor: Vendor | None, keys: tuple[VendorKey, ...]
) -> Iterator[Finding]:
    """Give what the match itself is worth knowing for; `vendor` is the matched one."""
    match match.outcome:
        case VendorOutcome.NEW:
            message = "This vendor was not known before."
            yield Finding(code=FindingCode.VENDOR_NEW, severity=Severity.NOTE, message=message)
        case VendorOutcome.AMBIGUOUS:
            message = f"{len(match.candidates)} known vendors fit this invoice."
            yield Finding(code=FindingCode.VENDOR_AMBIGUOUS, severity=Severity.ERROR, message=message)
        case VendorOutcome.UNKNOWN:
            message = "The vendor could not be recognised."
            yield Finding(code=FindingCode.VENDOR_UNKNOWN, severity=Severity.ERROR, message=message)
        case VendorOutcome.MATCHED:
            yield from _payee_findings(vendor, keys)


def look_alike_findings(
    match: VendorMatch, keys: tuple[VendorKey, ...], known: tuple[Vendor, ...]
) -> Iterator[Finding]:
    """
    Give that a name or mail domain is nearly that of another vendor, one it does not belong to.

    A vendor that anything strong speaks for is no imitation of itself.
    """
    names = {key.value for key in keys if key.kind is KeyKind.NAME}
    domains = {key.value for key in keys if key.kind is KeyKind.MAIL_DOMAIN}
    for other in known:
        alike = any(_imitates(one, two) for one in names for two in other.knows(KeyKind.NAME))
        if alike and other.vendor_id not in match.candidates and not _is_own(match, keys, other):
            message = f"The vendor's name is nearly that of {other.name}, whose details differ."
            yield Finding(code=FindingCode.VENDOR_LOOKS_ALIKE, severity=Severity.ERROR, message=message)
            return
    for other in known:
        known_domains = other.knows(KeyKind.MAIL_DOMAIN)
        if any(_imitates_domain(one, two) for one in domains - known_domains for two in known_domains):
            message = f"The sender's mail domain is nearly one of {other.name}."
            yield Finding(code=FindingCode.SENDER_LOOKS_ALIKE, severity=Severity.ERROR, message=message)
            return


def mail_findings(mail: MailProvenance | None) -> Iterator[Finding]:
    """Give that our server found the mail's sender not proved."""
    if mail is None or not mail.authentication or is_authenticated(mail):
        return
    if _FAILED.search(mail.authentication[0]):
        message = "The mail failed the checks of its sender (DKIM, SPF, DMARC)."
        yield Finding(code=FindingCode.SENDER_UNPROVED, severity=Severity.WARNING, message=message)


def amount_findings(invoice: ReadInvoice, limits: tuple[Money, ...]) -> Iterator[Finding]:
    """Give that an amount is strikingly round, or just below a limit above which somebody would look."""
    if invoice.total is None:
        return
    total = abs(invoice.total.value)
    taxed = invoice.tax_total is not None and invoice.tax_total.value != 0
    if total and total % ROUND_STEP == 0 and not taxed and len(invoice.line_items) <= 1:
        message = f"The total of {total:f} is a round number, without tax or details."
        yield Finding(code=FindingCode.AMOUNT_ROUND, severity=Severity.NOTE, message=message)
    for limit in limits:
        same = invoice.currency is not None and invoice.currency.value == limit.currency
        if same and limit.amount * LIMIT_SHARE_MIN <= total <= limit.amount:
            message = f"The total of {total:f} is just below the limit of {limit}."
            yield Finding(code=FindingCode.AMOUNT_NEAR_LIMIT, severity=Severity.NOTE, message=message)
            return


def order_findings(invoice: ReadInvoice, vendor: Vendor | None) -> Iterator[Finding]:
    """Give that the invoice names no purchase order though its vendor's must."""
    if vendor is not None and vendor.needs_order and invoice.order_number is None:
        message = "Invoices of this vendor must name a purchase order, and this one does not."
        yield Finding(code=FindingCode.ORDER_MISSING, severity=Severity.ERROR, message=message)


def _payee_findings(vendor: Vendor | None, keys: tuple[VendorKey, ...]) -> Iterator[Finding]:
    known = vendor.knows(KeyKind.IBAN) if vendor else frozenset()
    stated = {key.value for key in keys if key.kind is KeyKind.IBAN}
    if known and stated - known:
        message = "The bank account is not one this vendor used before. Call them back on a known number."
        yield Finding(code=FindingCode.PAYEE_CHANGED, severity=Severity.ERROR, message=message)


def _is_own(match: VendorMatch, keys: tuple[VendorKey, ...], other: Vendor) -> bool:
    if match.vendor_id is not None and match.vendor_id in {other.vendor_id, other.merged_into}:
        return True
    strong = {KeyKind.TAX_ID, KeyKind.IBAN, KeyKind.REGISTER}
    return any(weight.kind in strong and weight.points > 0 for weight in weigh(keys, other))


def _imitates(one: str, other: str) -> bool:
    first, second = skeleton(one), skeleton(other)
    if min(len(first), len(second)) < LOOK_ALIKE_LETTERS_MIN:
        return False
    return is_one_slip(first, second)


def _imitates_domain(one: str, other: str) -> bool:
    """The same label under another top level counts too: `muster.com` beside `muster.de`."""
    first, second = domain_label(one), domain_label(other)
    if one == other or min(len(first), len(second)) < LOOK_ALIKE_LETTERS_MIN:
        return False
    return first == second or _imitates(first, second)


_FAILED = re.compile(r"\b(dmarc|dkim|spf)=(fail|permerror)\b", re.IGNORECASE)
