"""Several invoices in one file are told apart, and never mixed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.reading import INVOICES_MAX
from shared.engines.text.reader import read_invoices
from shared.engines.text.splitting import split_pages
from tests.unit.engines.builders import drawn


def invoice(number, *more, total="100.00"):
    """The first page of an invoice."""
    rows = [
        "Northwind Tools Ltd.",
        f"Invoice number: {number}",
        "Invoice date: 4 May 2026",
        "Description        Qty    Unit price    Amount",
        f"Hammer             1      {total}         {total}",
        f"Total                                   £{total}",
        *more,
    ]
    return "\n".join(rows)


def numbers_of(*pages):
    return [[page.number for page in group] for group in split_pages(drawn(*pages))]


def test_each_number_begins_an_invoice():
    """Their amounts and lines stay apart, and each says which pages are its own."""
    first, second = read_invoices(drawn(invoice("A-1"), invoice("A-2", total="250.00")))

    assert [read.invoice_number.value for read in (first, second)] == ["A-1", "A-2"]
    assert [str(read.total.value) for read in (first, second)] == ["100.00", "250.00"]
    assert [len(read.line_items) for read in (first, second)] == [1, 1]
    assert [read.pages for read in (first, second)] == [(1,), (2,)]
    assert second.total.evidence.page == 2


@pytest.mark.parametrize(
    "second",
    [
        "Thank you for your order.",
        "Invoice number: A-1\nTerms of delivery",
        "Invoice number: B-7\nPage 2 of 2\nOur terms",
        "Invoice number: B-7\nYour invoice A-1 is part of it\nTotal    5.00",
        "Text\n" * 60 + "Invoice number: B-7\nTotal    5.00",
        "",
    ],
    ids=["no number", "the same", "a later page", "names the first", "at its foot", "blank"],
)
def test_in_doubt_pages_stay_together(second):
    """Splitting one invoice loses more than a finding on two that were not split."""
    assert numbers_of(invoice("A-1"), second) == [[1, 2]]


def test_pages_are_counted_through_a_file_of_several_invoices():
    """A second page with a sum and a number of its own is an invoice, whatever its foot says."""
    assert numbers_of(invoice("A-1", "Page 1"), invoice("A-2", "Page 2"), "Terms") == [[1], [2, 3]]


def test_a_cover_without_a_number_belongs_to_what_follows():
    """Nothing is begun twice."""
    assert numbers_of("Dear customer, find enclosed", invoice("A-1"), invoice("A-2")) == [[1, 2], [3]]


def test_no_more_invoices_than_a_file_may_hold():
    """The rest stays with the last: every page is in exactly one of them."""
    groups = numbers_of(*(invoice(f"A-{number}") for number in range(1, INVOICES_MAX + 3)))

    assert len(groups) == INVOICES_MAX
    assert groups[-1] == [INVOICES_MAX, INVOICES_MAX + 1, INVOICES_MAX + 2]


@given(st.lists(st.sampled_from([invoice("A-1"), invoice("A-2"), "Page 2 of 3", "Text", ""]), max_size=6))
def test_every_page_is_in_exactly_one_group(pages):
    """In order, whatever stands on them."""
    assert [number for group in numbers_of(*pages) for number in group] == list(range(1, len(pages) + 1))
