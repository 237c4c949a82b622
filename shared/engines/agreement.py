"""Whether a page prints what its embedded XML says: two invoices in one file are an old trick."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from shared.domain.reading import Contradiction, ReadInvoice
from shared.engines.text.dates import find_dates
from shared.engines.text.identifiers import find_ibans
from shared.engines.text.layout import Page
from shared.engines.text.numbers import DecimalMark, find_numbers
from shared.engines.text.phrases import fold

NAME_LETTERS_MIN = 3
"""Of a word of the vendor's name that is looked for: shorter ones are legal forms and initials."""


def contradictions(invoice: ReadInvoice, pages: Sequence[Page]) -> tuple[Contradiction, ...]:
    """
    Return what the XML says and the pages do not.

    A value counts as printed wherever it stands and however it is written: the page is the XML's witness, not
    a second reading with mistakes of its own. Pages without text witness nothing.
    """
    lines = [line.text for page in pages for line in page.lines]
    if not lines:
        return ()
    return tuple(_contradictions(invoice, lines))


def _contradictions(invoice: ReadInvoice, lines: Sequence[str]) -> Iterator[Contradiction]:
    text = "".join(fold(word) for line in lines for word in line.split())
    number, date, total, vendor = (
        invoice.invoice_number,
        invoice.invoice_date,
        invoice.total,
        invoice.vendor_name,
    )
    if number and fold(number.value) not in text:
        yield Contradiction(field="invoice number", value=number.value)
    if date and date.value not in _dates(lines):
        yield Contradiction(field="invoice date", value=date.value.isoformat())
    if total and abs(total.value) not in _amounts(lines):
        yield Contradiction(field="total", value=f"{total.value:f}")
    if vendor and not _is_named(vendor.value, text):
        yield Contradiction(field="vendor name", value=vendor.value)
    yield from _other_account(invoice, lines)


def _other_account(invoice: ReadInvoice, lines: Sequence[str]) -> Iterator[Contradiction]:
    """An account that is not printed at all is no contradiction; another one in its place is."""
    printed = [found.value for line in lines for found in find_ibans(line) if found.proved]
    known = {iban.value for iban in invoice.ibans}
    if known and printed and not known & set(printed):
        yield Contradiction(field="IBAN", value=invoice.ibans[0].value, printed=printed[0])


def _dates(lines: Sequence[str]) -> set[object]:
    return {
        found.value
        for line in lines
        for month_is_first in (False, True)
        for found in find_dates(line, month_is_first=month_is_first)
    }


def _amounts(lines: Sequence[str]) -> set[Decimal]:
    return {abs(found.value) for line in lines for mark in DecimalMark for found in find_numbers(line, mark)}


def _is_named(name: str, text: str) -> bool:
    words = [folded for word in name.split() if len(folded := fold(word)) >= NAME_LETTERS_MIN]
    return not words or any(word in text for word in words)
