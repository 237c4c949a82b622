"""Till receipts: shop, day and total without labels."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.reading import DocumentType
from shared.engines.ocr.fields import read_seen
from shared.engines.ocr.payments import read_total
from shared.engines.ocr.receipts import is_receipt, read_day
from shared.engines.ocr.shops import read_shop
from shared.engines.text.context import build_context
from tests.unit.engines.builders import drawn

TILL = """
             CORNER BAKERY SDN BHD
                 (862725-U)
           12, Jalan Tampoi 7/4
              TAX INVOICE
    Date : 04/06/2018 18:17:54
    Butter cake            1        4.15
    Green tea              2        7.40
    Total (Incl GST)               11.55
    Rounding                        0.05
    Grand TotalRM11.60
    Cash                           20.00
    Change                          8.40
    GST Summary   Amount   Tax
    SR = 6%        10.90        0.65
"""
LETTER = """
    Muster GmbH                                                                    Invoice
    Street 1                                                                       Number 12
    12345 Town
    Description                                   Quantity      Price              Amount
    Table                                                1      10.00               10.00
    Chair                                                1      20.00               20.00
    Total                                                                           30.00
"""


def read(drawing):
    return read_seen(drawn(drawing), confidence=1.0)


def total(drawing):
    pages = drawn(drawing)
    found = read_total(build_context(pages), pages[0])
    return found and found.value


def shop(drawing):
    found = read_shop(drawn(drawing)[0])
    return found and found.value


def test_a_receipt_is_read_by_its_own_rules():
    """It needs no number, has no buyer, and its total is what was paid."""
    receipt = read(TILL)

    assert receipt.doc_type is DocumentType.RECEIPT
    assert receipt.vendor_name.value == "CORNER BAKERY SDN BHD"
    assert receipt.invoice_date.value == date(2018, 6, 4)
    assert (receipt.total.value, receipt.currency.value) == (Decimal("11.60"), "MYR")
    assert receipt.total.confidence == 0.95
    assert receipt.buyer_name is None


def test_sums_that_do_not_lead_to_the_total_are_left_out():
    """Nothing on a receipt contradicts its total."""
    receipt = read(TILL)

    assert receipt.subtotal is None
    assert receipt.tax_total is None


def test_only_narrow_paper_is_a_receipt():
    """A letter is wider than a till's print, and a label has fewer lines."""
    assert is_receipt(drawn(TILL)[0])
    assert not is_receipt(drawn(LETTER)[0])
    assert not is_receipt(drawn("Fragile")[0])
    assert read(LETTER).doc_type is DocumentType.INVOICE


@pytest.mark.parametrize(
    ("drawing", "name"),
    [
        ("Harvey Norman Mall\nElitetrax Marketing Sdn Bhd (616227-D)", "Elitetrax Marketing Sdn Bhd"),
        ("PASARAYA BORONG PINTAR\nSDN BHD\nNO 19, JALAN TASIK", "PASARAYA BORONG PINTAR SDN BHD"),
        ("WELCOME\nOLD NAVY - 06047\n4037 FACTORIA BLVD SE", "OLD NAVY"),
        ("Receipt\n4711", None),
        ("", None),
    ],
)
def test_the_shop_is_named_at_the_top(drawing, name):
    """By its registered name, on one line or two, else by the first line that is a name."""
    assert shop(drawing) == name


def test_a_slogan_is_not_the_shop():
    """A name that stands again further down is somebody's; a slogan is said once."""
    drawing = """
        REAL VARIETY
        BEST 100 Leipzig
        Road of the 18th
        1.00
        2.00
        3.00
        4.00
        Welcome at BEST again
    """

    assert shop(drawing) == "BEST 100 Leipzig"


def test_a_brand_goes_before_its_registered_name():
    """Where it is the one that is said again."""
    drawing = """
        MEDIA HALL
        TV-Hifi GmbH Bonn
        Square 1
        1.00
        2.00
        3.00
        Media Hall Bonn
    """

    assert shop(drawing) == "MEDIA HALL TV-Hifi GmbH Bonn"


@pytest.mark.parametrize(
    ("drawing", "amount"),
    [
        ("Subtotal  10.00\nTax  1.00\nTotal  11.00", "11.00"),
        ("Total Qty  2.00\nTotal  11.00\nTotal Savings  3.00", "11.00"),
        ("SUMME EUR  6,90\nMasterCard EUR  -6,90", "6.90"),
        ("ZU ZAHLEN EURO  19,62\nEUR  19,62", "19.62"),
        ("Total  277.90\nTotal incl. GST:  277.aa\nCASH  277.00\nTotal  261.32  277.00", "277.00"),
        ("Sub  92.50\nT L  94.00\nX  94.00", "94.00"),
        ("NETT TOTAL\n8.20", "8.20"),
        ("Cheese  1.00\nBread  2.00", None),
        ("Total  0.00", None),
    ],
)
def test_the_total_is_what_was_paid(drawing, amount):
    """Its name tells it, payment proves it; a receipt that says neither has none."""
    assert total(drawing) == (amount and Decimal(amount))


def test_the_day_is_beside_its_time():
    """A best-before date is not the day."""
    pages = drawn("Sweepstakes ends 12/31/2019\n5/6/2019  5:06:26 PM")

    assert read_day(build_context(pages), pages[0]).value == date(2019, 5, 6)


def test_a_receipt_without_a_day_has_none():
    """Nothing is guessed."""
    pages = drawn("Total  1.00")

    assert read_day(build_context(pages), pages[0]) is None


printed = st.text(alphabet="abT otalESUM0123456789.,:/-$%()\u20ac\n#RM", max_size=200)


@given(printed, st.floats(0, 1))
def test_anything_printed_is_read(drawing, confidence):
    """No page makes the rules fail, and no value is surer than it was seen."""
    invoice = read_seen(drawn(drawing), confidence=confidence)

    reads = [invoice.vendor_name, invoice.invoice_date, invoice.total, invoice.invoice_number, *invoice.ibans]
    assert all(read.confidence <= confidence + 0.0001 for read in reads if read)
