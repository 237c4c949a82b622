"""What cannot be, or seldom is: each finding with a positive, a near miss and a hostile case."""

from datetime import date
from decimal import Decimal

import pytest

from shared.domain.findings import FindingCode, Severity
from shared.domain.plausibility import plausibility_findings
from shared.domain.reading import LineItem, TaxLine
from tests.unit.domain.vendors import bill, codes, read

TODAY = date(2026, 11, 23)
DE, FR_IBAN, BE_IBAN = "DE136695976", "FR1420041010050500013M02606", "BE68539007547034"


def found(day=TODAY, **changes):
    return codes(plausibility_findings(bill(day=day, **changes), today=TODAY))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 27), [FindingCode.DATE_FUTURE]),
        (date(2026, 11, 26), []),
        (date(9999, 12, 31), [FindingCode.DATE_FUTURE]),
        (date(2025, 11, 22), [FindingCode.DATE_STALE]),
        (date(2025, 11, 23), []),
        (date(1, 1, 1), [FindingCode.DATE_STALE]),
    ],
)
def test_dates_are_neither_ahead_nor_stale(day, expected):
    """By three days and by a year."""
    assert found(day) == expected


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (date(2026, 11, 22), [FindingCode.DUE_BEFORE_ISSUE]),
        (TODAY, []),
        (date(1, 1, 1), [FindingCode.DUE_BEFORE_ISSUE]),
    ],
)
def test_nothing_is_due_before_it_is_issued(due, expected):
    """On the day itself it may be."""
    assert found(due_date=read(due)) == expected


@pytest.mark.parametrize(
    ("tax_id", "expected"),
    [
        ("DE136695977", [FindingCode.TAX_ID_INVALID]),
        (DE, []),
        ("12-3456789", []),
        ("DE" + "9" * 50, [FindingCode.TAX_ID_INVALID]),
    ],
)
def test_a_tax_id_holds_where_its_rule_is_known(tax_id, expected):
    """A number without a known rule is not held against anybody."""
    assert found(vendor_tax_id=read(tax_id)) == expected


@pytest.mark.parametrize(
    ("iban", "expected"),
    [
        ("DE02120300000000202052", [FindingCode.IBAN_INVALID]),
        ("DE02 1203 0000 0000 2020 51", []),
        ("javascript:alert(1)", [FindingCode.IBAN_INVALID]),
    ],
)
def test_an_account_holds(iban, expected):
    """Written with or without spaces."""
    assert found(ibans=(read(iban),)) == expected


@pytest.mark.parametrize(
    ("tax_id", "iban", "severity"),
    [
        (DE, FR_IBAN, Severity.WARNING),
        (DE, BE_IBAN, Severity.NOTE),
        (DE, "DE02120300000000202051", None),
        (DE, "FR0000000000000000000000000", None),
        ("123", FR_IBAN, None),
    ],
)
def test_an_account_in_another_country_is_said(tax_id, iban, severity):
    """Milder where payment institutions serve all Europe; never on accounts that do not exist."""
    invoice = bill(day=TODAY, vendor_tax_id=read(tax_id), ibans=(read(iban),))

    away = [
        each
        for each in plausibility_findings(invoice, today=TODAY)
        if each.code is FindingCode.COUNTRIES_DIFFER
    ]

    assert [each.severity for each in away] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("rates", "expected"),
    [
        ((18,), [FindingCode.TAX_RATE_UNUSUAL]),
        ((19, 7, 0), []),
        ((19.0,), []),
        ((999, -5), [FindingCode.TAX_RATE_UNUSUAL] * 2),
    ],
)
def test_a_tax_rate_is_one_of_the_vendor_s_country(rates, expected):
    """All of them, each once, on lines and in the breakdown."""
    lines = tuple(LineItem(description="x", amount=Decimal(1), tax_rate=Decimal(str(rate))) for rate in rates)
    tax_lines = tuple(TaxLine(rate=Decimal(str(rate))) for rate in rates)

    assert found(vendor_tax_id=read(DE), line_items=lines, tax_lines=tax_lines) == expected
    assert found(line_items=lines, tax_lines=tax_lines) == []


def test_an_empty_reading_says_nothing():
    """What is missing is another check's to say."""
    assert found(invoice_date=None) == []
