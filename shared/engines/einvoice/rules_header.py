"""Rules of the head: what must be there at all (BR-01 to BR-15), and who is who."""

import re
from collections.abc import Callable, Iterator

from shared.domain.money import is_currency
from shared.domain.reading import BrokenRule
from shared.engines.einvoice.breaches import error, note, warning
from shared.engines.einvoice.codes import CREDIT_NOTES, INVOICES
from shared.engines.einvoice.profiles import is_xrechnung
from shared.engines.einvoice.terms import Terms

_TRANSFERS = frozenset({"30", "58"})
"""UNCL 4461: credit transfer, SEPA credit transfer."""

_COUNTRY_PREFIX = re.compile(r"[A-Z]{2}|1A")
"""Of a VAT identifier; `1A` is Kosovo's in the list of the standard."""

type Sort = Callable[[str, str], BrokenRule]

_MANDATORY: tuple[tuple[str, Sort, str, Callable[[Terms], object]], ...] = (
    ("BR-02", error, "The invoice number", lambda terms: terms.number),
    ("BR-03", error, "The invoice date", lambda terms: terms.issued),
    ("BR-04", note, "The code that says which kind of invoice this is", lambda terms: terms.type_code),
    ("BR-05", error, "The currency", lambda terms: terms.currency),
    # Every syntax has a trading name beside it, so somebody is named all the same, or the checks say so.
    ("BR-06", note, "The legal name of the seller", lambda terms: terms.seller.name),
    ("BR-07", warning, "The name of the buyer", lambda terms: terms.buyer.name),
    ("BR-08", note, "The address of the seller", lambda terms: terms.seller.has_address),
    ("BR-10", note, "The address of the buyer", lambda terms: terms.buyer.has_address),
    ("BR-12", warning, "The sum of the lines", lambda terms: terms.totals.lines is not None),
    ("BR-13", warning, "The total without VAT", lambda terms: terms.totals.net is not None),
    ("BR-14", error, "The total with VAT", lambda terms: terms.totals.gross is not None),
    ("BR-15", error, "The amount that is due", lambda terms: terms.totals.due is not None),
)


def header_breaches(terms: Terms) -> Iterator[BrokenRule]:
    """Give what the head of a document lacks."""
    for rule, sort, what, value in _MANDATORY:
        if not value(terms):
            yield sort(rule, f"{what} is missing.")
    yield from _parties(terms)
    yield from _payment(terms)
    if terms.type_code and terms.type_code not in INVOICES | CREDIT_NOTES:
        message = "The code that says which kind of invoice this is, is none of the standard's."
        yield warning("BR-CL-01", message)
    if terms.currency and not is_currency(terms.currency):
        yield error("BR-CL-04", "The currency is none of ISO 4217.")
    if terms.has_reversed_period:
        yield note("BR-29", "The period that it bills ends before it starts.")
    if terms.has_two_tax_points:
        yield note("BR-CO-03", "It states the day of taxation both as a date and as a code.")
    if is_xrechnung(terms.specification):
        yield from _german(terms)


def _parties(terms: Terms) -> Iterator[BrokenRule]:
    seller, buyer = terms.seller, terms.buyer
    if seller.has_address and not seller.country:
        yield note("BR-09", "The seller's address names no country.")
    if buyer.has_address and not buyer.country:
        yield note("BR-11", "The buyer's address names no country.")
    stated = (seller.vat_id, buyer.vat_id, terms.representative_vat_id)
    if any(vat_id and not _COUNTRY_PREFIX.match(vat_id) for vat_id in stated):
        yield note("BR-CO-09", "A VAT identifier does not begin with the code of a country.")
    is_there = seller.name or seller.has_address
    if is_there and not (seller.vat_id or seller.has_legal_id or seller.has_other_id):
        message = "The seller gives neither a VAT identifier nor a number in a register."
        yield warning("BR-CO-26", message)


def _payment(terms: Terms) -> Iterator[BrokenRule]:
    """A missing account stops nobody: the vendor's own is on record, and a bill on paper often has none."""
    if any(payment.code is None for payment in terms.payments):
        yield note("BR-49", "It does not say by which means it is to be paid.")
    if any(payment.code in _TRANSFERS and not payment.has_account for payment in terms.payments):
        yield warning("BR-61", "It asks for a bank transfer and names no account.")
    due = terms.totals.due
    # What a credit note gives back has no day on which it is due.
    is_owed = due is not None and due > 0 and terms.type_code not in CREDIT_NOTES
    if is_owed and not terms.has_due_date:
        yield note("BR-CO-25", "It says neither when it is due nor on which terms.")


def _german(terms: Terms) -> Iterator[BrokenRule]:
    if not terms.buyer_reference:
        yield note("BR-DE-15", "The buyer's reference (Leitweg-ID) is missing.")
    if not terms.payments:
        yield note("BR-DE-1", "It does not say how it is to be paid.")
