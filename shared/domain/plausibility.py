"""Checks of one invoice against what is true in general: dates, identifiers, countries, tax rates."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from shared.domain.findings import Finding, FindingCode, Severity
from shared.domain.identifiers import compact, iban_is_valid, tax_id_country, tax_id_is_valid
from shared.domain.money import plain
from shared.domain.reading import ReadInvoice

FUTURE_DAYS_MAX = 3
"""Days an invoice may be ahead of today: time zones, and bills dated by the day they are to arrive."""

STALE_DAYS_MAX = 365
"""Days after which an invoice is stale: most tax offices want input tax claimed in its year."""

TAX_RATES: dict[str, frozenset[Decimal]] = {
    country: frozenset(map(Decimal, rates.split()))
    for country, rates in {
        "AT": "0 4.9 5 10 13 19 20",
        "BE": "0 6 12 21",
        "BG": "0 9 20",
        "CH": "0 2.6 3.8 8.1 2.5 3.7 7.7",
        "CY": "0 3 5 9 19",
        "CZ": "0 12 21",
        "DE": "0 5 7 16 19 5.5 7.8 8.4 9 9.5 10.7",
        "DK": "0 25",
        "EE": "0 5 9 13 20 22 24",
        "ES": "0 2 4 5 7.5 10 21",
        "FI": "0 10 13.5 14 24 25.5",
        "FR": "0 0.9 1.75 2.1 5.5 8.5 10 13 20",
        "GB": "0 5 20",
        "GR": "0 3 4 6 9 13 17 24",
        "HR": "0 5 13 25",
        "HU": "0 5 18 27",
        "IE": "0 4.8 5 9 13.5 23",
        "IT": "0 4 5 10 22",
        "LT": "0 5 9 12 21",
        "LU": "0 3 7 8 13 14 16 17",
        "LV": "0 5 12 21",
        "MT": "0 5 7 12 18",
        "NL": "0 9 21",
        "NO": "0 6 12 11.11 15 25",
        "PL": "0 4 5 7 8 23",
        "PT": "0 4 5 6 9 12 13 16 18 22 23",
        "RO": "0 5 9 11 19 21",
        "SE": "0 6 12 25",
        "SI": "0 5 9.5 22",
        "SK": "0 5 10 19 20 23",
    }.items()
}
"""
Rates of value added tax that stand on invoices, in percent: of 2026, of the years before that invoices
still come from, of islands, and flat rates of farmers. Source: European Commission, Taxes in Europe.
"""

FOREIGN_PAYEE_SIBLINGS = frozenset({"GB", "IE", "LT", "BE", "DE", "NL", "LU"})
"""Countries whose payment institutions give accounts to companies of all Europe (LT: Revolut, BE: Wise)."""


def plausibility_findings(invoice: ReadInvoice, *, today: date) -> Iterator[Finding]:
    """Give what cannot be, or seldom is."""
    yield from _dates(invoice, today)
    yield from _identifiers(invoice)
    yield from _countries(invoice)
    yield from _tax_rates(invoice)


def _dates(invoice: ReadInvoice, today: date) -> Iterator[Finding]:
    issued = invoice.invoice_date
    if issued is None:
        return
    places = (issued.evidence,) if issued.evidence else ()
    if issued.value > today + timedelta(days=FUTURE_DAYS_MAX):
        message = f"The invoice is dated {issued.value}, which is still to come."
        yield Finding(code=FindingCode.DATE_FUTURE, severity=Severity.ERROR, message=message, evidence=places)
    if issued.value < today - timedelta(days=STALE_DAYS_MAX):
        message = f"The invoice is dated {issued.value}, more than {STALE_DAYS_MAX} days ago."
        yield Finding(
            code=FindingCode.DATE_STALE, severity=Severity.WARNING, message=message, evidence=places
        )
    if invoice.due_date and invoice.due_date.value < issued.value:
        message = f"It is due on {invoice.due_date.value}, before it was issued on {issued.value}."
        yield Finding(
            code=FindingCode.DUE_BEFORE_ISSUE, severity=Severity.WARNING, message=message, evidence=places
        )


def _identifiers(invoice: ReadInvoice) -> Iterator[Finding]:
    tax_id = invoice.vendor_tax_id
    if tax_id and tax_id_is_valid(compact(tax_id.value)) is False:
        message = "The check digits of the vendor's tax id do not hold."
        evidence = (tax_id.evidence,) if tax_id.evidence else ()
        yield Finding(
            code=FindingCode.TAX_ID_INVALID, severity=Severity.WARNING, message=message, evidence=evidence
        )
    for iban in invoice.ibans:
        if not iban_is_valid(compact(iban.value)):
            message = "The check digits of a payee account do not hold."
            evidence = (iban.evidence,) if iban.evidence else ()
            yield Finding(
                code=FindingCode.IBAN_INVALID, severity=Severity.ERROR, message=message, evidence=evidence
            )


def _countries(invoice: ReadInvoice) -> Iterator[Finding]:
    """Money to another country than the vendor's is usual between neighbours, and worth a look."""
    home = tax_id_country(compact(invoice.vendor_tax_id.value)) if invoice.vendor_tax_id else None
    accounts = [compact(iban.value) for iban in invoice.ibans]
    payees = {account[:2] for account in accounts if iban_is_valid(account)}
    if home is None or not payees or home in payees:
        return
    away = ", ".join(sorted(payees))
    severity = Severity.NOTE if payees <= FOREIGN_PAYEE_SIBLINGS else Severity.WARNING
    message = f"The vendor is registered in {home}, and the account is in {away}."
    yield Finding(code=FindingCode.COUNTRIES_DIFFER, severity=severity, message=message)


def _tax_rates(invoice: ReadInvoice) -> Iterator[Finding]:
    home = tax_id_country(compact(invoice.vendor_tax_id.value)) if invoice.vendor_tax_id else None
    usual = TAX_RATES.get(home) if home else None
    if usual is None:
        return
    stated = {line.rate for line in invoice.tax_lines if line.rate is not None}
    stated |= {line.tax_rate for line in invoice.line_items if line.tax_rate is not None}
    for rate in sorted(stated - usual):
        message = f"A tax rate of {plain(rate)} % is not one of {home}."
        yield Finding(code=FindingCode.TAX_RATE_UNUSUAL, severity=Severity.WARNING, message=message)
