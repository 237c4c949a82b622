"""Duplicates are found however they were read, and regular bills are left alone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.duplicates import near_duplicate, normalise_number, number_claim, same_number
from shared.domain.findings import FindingCode
from shared.domain.memory import INVOICES_KEPT, tell_apart
from shared.domain.reading import DocumentType
from tests.unit.domain.vendors import memory_of, past, read

DAY = date(2026, 3, 1)


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing_more(text):
    """The compared form is stable."""
    assert normalise_number(normalise_number(text)) == normalise_number(text)


@pytest.mark.parametrize(
    ("number", "compared"),
    [("RE-2026/0042", "RE20260042"), ("0042", "42"), ("000", "000"), (" r-1 ", "R1"), ("#", "")],
)
def test_numbers_are_compared_without_separators_and_leading_zeros(number, compared):
    """The same number typed two ways is one number."""
    assert normalise_number(number) == compared


def verdict(one, other, memory=None):
    """What is said of `other` where `one` claimed first."""
    mine, held = number_claim(other), number_claim(one)
    assert mine.name == held.name
    return same_number(mine, held, memory or memory_of())


def test_the_same_number_is_a_duplicate_across_years():
    """Whatever else differs."""
    finding = verdict(past("old", "0042", DAY), past("new", "42", DAY + timedelta(days=800), "7.00"))

    assert finding.code is FindingCode.DUPLICATE_NUMBER
    assert "old" in finding.message


def test_a_number_that_looks_alike_needs_a_second_witness():
    """O and 0 are one where the amount or the date agrees, and two where neither does."""
    old = past("old", "RE-1O5", DAY)

    assert verdict(old, past("new", "RE-105", DAY, "7.00")) is not None
    assert verdict(old, past("new", "RE-105", DAY + timedelta(days=9))) is not None
    assert verdict(old, past("new", "RE-105", DAY + timedelta(days=9), "7.00")) is None


def test_a_credit_note_may_carry_its_invoice_s_number():
    """It takes the invoice back; it is not the invoice again."""
    credit = past("credit", "R-1", doc_type=DocumentType.CREDIT_NOTE)

    assert number_claim(credit).name != number_claim(past("bill", "R-1")).name


def test_a_hostile_number_is_just_a_number():
    """Nothing printed in it can be an order, and no number at all claims nothing."""
    assert number_claim(past("x", "' OR 1=1 --")).number == "OR11"
    assert number_claim(past("x", "///")) is None
    assert number_claim(past("x", invoice_number=None)) is None


def test_not_a_duplicate_is_remembered():
    """What a person told apart stays apart, in both rings and both orders."""
    old, new = past("old", "R-1", DAY), past("new", "R-1", DAY)
    memory = tell_apart(memory_of(old), "new", "old")

    assert verdict(old, new, memory) is None
    assert near_duplicate(past("new", "R-2", DAY), memory) is None


@pytest.mark.parametrize(
    "again",
    [
        past("new", "R-7", DAY),
        past("new", "R-2", DAY + timedelta(days=2)),
        past("new", invoice_number=None),
        past("new", "R-1", lines=(("Zernent 25 kg", 1, "100.00"),)),
        past("new", "A1", invoice_date=None, invoice_number=read("X1")),
    ],
    ids=["another number", "issued again", "number lost", "scan", "date lost"],
)
def test_the_same_bill_under_another_number_is_near(again):
    """Amount, lines and nearly the date."""
    assert near_duplicate(again, memory_of(past("old", "X-1", DAY))).code is FindingCode.DUPLICATE_NEAR


@pytest.mark.parametrize(
    "other",
    [
        past("new", "R-2", DAY + timedelta(days=30)),
        past("new", "R-2", DAY, "119.01"),
        past("new", "R-2", DAY, lines=(("Something else", 2, "50.00"),)),
        past("new", "R-2", DAY, doc_type=DocumentType.CREDIT_NOTE),
        past("new", "R-2", DAY, order_number=read("PO-2")),
        past("new", "R-2", DAY, None),
    ],
    ids=["a month on", "a cent more", "other goods", "credit note", "another order", "no total"],
)
def test_a_bill_that_only_looks_like_it_is_not(other):
    """A near miss."""
    assert near_duplicate(other, memory_of(past("old", "R-1", DAY, order_number=read("PO-1")))) is None


def test_regular_bills_are_no_duplicates_of_each_other():
    """Every second day the same amount is this vendor's rhythm."""
    days = [past(f"old-{each}", f"R-{each}", DAY + timedelta(days=2 * each)) for each in range(4)]

    assert near_duplicate(past("new", "R-9", DAY + timedelta(days=8)), memory_of(*days)) is None
    assert near_duplicate(past("new", "R-9", DAY + timedelta(days=9)), memory_of(days[0])) is None


def test_one_bill_for_each_contract_is_a_habit():
    """Two of one amount on a day are near the first time, and usual after that."""
    first = past("a", "R-1", DAY), past("b", "R-2", DAY)
    later = DAY + timedelta(days=30)

    assert near_duplicate(first[1], memory_of(first[0])) is not None
    assert near_duplicate(past("d", "R-4", later), memory_of(*first, past("c", "R-3", later))) is None


def test_an_invoice_is_no_duplicate_of_itself():
    """A repeated stage finds its own trace."""
    assert near_duplicate(past("one"), memory_of(past("one"))) is None


def test_memory_is_bounded():
    """The oldest is forgotten first; the claimed numbers are not in it."""
    memory = memory_of(*(past(f"i{each}", f"R-{each}") for each in range(INVOICES_KEPT + 3)))

    assert len(memory.invoices) == INVOICES_KEPT
    assert memory.invoices[0].invoice_id == "i3"
    assert memory.invoices[-1].lines[0].amount == Decimal("100.00")
