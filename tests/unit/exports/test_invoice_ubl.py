"""An invoice as UBL is read back as it was, by the reader of e-invoices."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.money import Currency
from shared.domain.reading import DocumentType, LineItem, Read, ReadInvoice, TaxLine
from shared.engines.einvoice.ubl import read_ubl
from shared.engines.xml import parse_xml
from shared.exports.invoice_ubl import render
from tests.unit.pipeline.world import good_invoice

AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2)
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cn", "Co", "Cf", "Mn")),
    min_size=1,
    max_size=30,
)


def sure(value):
    return Read(value=value, confidence=1)


def back(invoice):
    """Return what the reader makes of it."""
    return read_ubl(parse_xml(render(invoice)))


INVOICES = st.builds(
    ReadInvoice,
    doc_type=st.sampled_from([DocumentType.INVOICE, DocumentType.CREDIT_NOTE]),
    vendor_name=TEXTS.map(sure),
    vendor_tax_id=st.none() | st.just(sure("DE136695976")),
    vendor_email=st.none() | st.just(sure("office@example.com")),
    vendor_phone=st.none() | st.just(sure("+49 40 123456")),
    vendor_register=st.none() | st.just(sure("HRB 4711")),
    buyer_name=st.none() | TEXTS.map(sure),
    buyer_tax_id=st.none() | st.just(sure("FR83404833048")),
    invoice_number=TEXTS.map(sure),
    invoice_date=st.dates(date(1990, 1, 1), date(2090, 1, 1)).map(sure),
    due_date=st.none() | st.dates(date(1990, 1, 1), date(2090, 1, 1)).map(sure),
    order_number=st.none() | TEXTS.map(sure),
    currency=st.sampled_from(["EUR", "USD", "PLN"]).map(Currency).map(sure),
    subtotal=st.none() | AMOUNTS.map(sure),
    tax_total=AMOUNTS.map(sure),
    total=AMOUNTS.map(sure),
    amount_due=AMOUNTS.map(sure),
    ibans=st.lists(
        st.sampled_from(["DE02120300000000202051", "FR1420041010050500013M02606"]).map(sure), max_size=2
    ).map(tuple),
    line_items=st.lists(
        st.builds(
            LineItem,
            description=TEXTS,
            quantity=st.none() | AMOUNTS,
            unit=st.just("C62"),
            unit_price=st.none() | AMOUNTS,
            amount=st.none() | AMOUNTS,
            tax_rate=st.none() | st.sampled_from([Decimal(19), Decimal("7.5"), Decimal(0)]),
            product_code=st.none() | TEXTS,
        ),
        max_size=4,
    ).map(tuple),
    tax_lines=st.lists(
        st.builds(TaxLine, rate=st.none() | st.just(Decimal(19)), base=AMOUNTS, amount=AMOUNTS), max_size=2
    ).map(tuple),
    allowances=st.none() | AMOUNTS,
    charges=st.none() | AMOUNTS,
    payment_reference=st.none() | TEXTS.map(sure),
)


@given(INVOICES)
def test_what_is_written_is_read_back(invoice):
    """Every value, whatever letters are in it; a unit goes with its quantity."""
    lines = tuple(
        line if line.quantity is not None else line.model_copy(update={"unit": None})
        for line in invoice.line_items
    )

    assert back(invoice) == invoice.model_copy(update={"line_items": lines})


def test_the_same_invoice_always_gives_the_same_bytes():
    """A repeated effect lays out what is there already."""
    assert render(good_invoice()) == render(good_invoice())


def test_letters_that_xml_cannot_hold_are_left_out():
    """Hostile: a control character in a name breaks no file."""
    assert (
        back(good_invoice(vendor_name=sure("Mu\x00st\x0ber <&> \ud800Ltd"))).vendor_name.value
        == "Muster <&> Ltd"
    )


def test_prices_with_tax_inside_become_net_and_make_the_subtotal():
    """The cent that rounding leaves goes to the largest line."""
    lines = tuple(
        LineItem(description="x", amount=Decimal(amount), tax_rate=Decimal(19), tax_included=True)
        for amount in ("10.00", "10.00", "15.00")
    )

    found = back(good_invoice(line_items=lines, subtotal=sure(Decimal("29.41"))))

    assert [line.amount for line in found.line_items] == [Decimal("8.40"), Decimal("8.40"), Decimal("12.61")]


@pytest.mark.parametrize("rate", [None, Decimal(19)])
def test_without_a_subtotal_each_line_is_taken_by_itself(rate):
    """A line whose rate nobody knows keeps its amount."""
    line = LineItem(description="x", amount=Decimal("11.90"), tax_rate=rate, tax_included=True)

    (found,) = back(good_invoice(line_items=(line,), subtotal=None)).line_items

    assert found.amount == (Decimal("10.00") if rate else Decimal("11.90"))


def test_a_printed_unit_is_no_code():
    """`hours` is what people read; the code says one."""
    line = LineItem(description="x", quantity=Decimal(2), unit="hours")

    assert back(good_invoice(line_items=(line,))).line_items[0].unit == "C62"


def test_an_address_goes_along_as_it_is_printed():
    """In one line: nobody knows which part is the street."""
    assert b"<cbc:Line>Hafenweg 1, 20457 Hamburg</cbc:Line>" in render(
        good_invoice(vendor_address=sure("Hafenweg 1, 20457 Hamburg"))
    )
