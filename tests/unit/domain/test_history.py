"""What is unusual for a vendor is said, and what is usual is not."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from shared.domain.findings import FindingCode
from shared.domain.history import history_findings, is_recurring
from tests.unit.domain.vendors import codes, memory_of, past

DAY = date(2026, 1, 1)


def usual(totals=("100", "104", "98", "101", "99", "103"), price="10.00", quantity=2):
    return memory_of(
        *(
            past(f"i{n}", f"R-{n}", DAY + timedelta(days=30 * n), total, lines=(("Toner", quantity, price),))
            for n, total in enumerate(totals)
        )
    )


def findings(memory, total="100", price="10.00", quantity=2, item="Toner", **changes):
    invoice = past(
        "new", "R-99", DAY + timedelta(days=200), total, lines=((item, quantity, price),), **changes
    )
    return codes(history_findings(invoice, memory))


def test_an_amount_far_from_the_usual_is_said():
    """Median and median deviation: one outlier in the past does not hide the next."""
    assert findings(usual(), "900") == [FindingCode.AMOUNT_UNUSUAL]
    assert findings(usual(("100", "104", "98", "5000", "99", "103")), "900") == [FindingCode.AMOUNT_UNUSUAL]


def test_an_amount_near_the_usual_is_not():
    """A near miss: a vendor that always bills alike may still vary."""
    assert findings(usual(), "140") == []
    assert findings(usual(("100",) * 6), "159") == []


@pytest.mark.parametrize("totals", [(), ("100",) * 4])
def test_a_few_invoices_are_no_habit(totals):
    """Nothing is said of a vendor that is hardly known."""
    assert findings(usual(totals), "9000") == []


def test_another_currency_is_not_compared():
    """A hostile case: 900 yen beside 100 euro mean nothing."""
    assert findings(usual(), "90000", currency=None) == []


def test_a_unit_price_that_crept_up_is_said():
    """Against the median of the last invoices of the same item."""
    assert findings(usual(), price="10.60") == [FindingCode.PRICE_RISEN]
    assert findings(usual(), price="10.50") == []
    assert findings(usual(), price="8.00") == []
    assert findings(usual(), price="99.00", item="Another") == []


def test_a_quantity_never_seen_is_said():
    """Against the most of the last invoices."""
    assert findings(usual(), quantity=11) == [FindingCode.QUANTITY_UNUSUAL]
    assert findings(usual(), quantity=10) == []


def test_a_price_of_nothing_is_no_base():
    """A hostile case: free samples before do not make the first price a rise without end."""
    assert findings(usual(price="0.00"), price="10.00") == []


def test_monthly_bills_recur_and_others_do_not():
    """Give or take a week."""
    regular, irregular = (
        usual(),
        memory_of(*(past(f"i{n}", "R", DAY + timedelta(days=n * n)) for n in range(6))),
    )
    next_one = past("new", "R", DAY + timedelta(days=181))

    assert is_recurring(next_one, regular)
    assert not is_recurring(next_one, irregular)
    assert not is_recurring(next_one, memory_of())
    assert not is_recurring(past("new", invoice_date=None), memory_of())


def test_amounts_are_named_exactly():
    """The sentence holds the numbers a person needs."""
    (finding,) = history_findings(past("new", "R", DAY, "900.00", lines=()), usual(("100.00",) * 6))

    assert "900.00" in finding.message
    assert "100.00" in finding.message
    assert Decimal("900.00") > 0
