"""What the rules for clean text leave open on a page that was seen."""

from decimal import Decimal

import pytest

from shared.domain.reading import Read, ReadInvoice
from shared.engines.ocr.currencies import find_currency_word, find_ringgit
from shared.engines.ocr.fields import read_seen
from shared.engines.ocr.lines import prove_lines
from shared.engines.ocr.numbers import find_number
from shared.engines.ocr.parties import exchange_addressee
from shared.engines.ocr.sums import prove_sums
from shared.engines.text.addresses import addressees
from shared.engines.text.context import build_context
from tests.unit.engines.builders import drawn

FOLIO = """
    Date        Text                                 Debit         Balance

    01/05/2019  ROOM                                214.00          214.00
    01/05/2019  CITY TAX                             29.96          243.96
    02/05/2019  ROOM                                214.00          457.96
                WITH A VIEW
    02/05/2019  CITY TAX                             29.96          487.92
    02/05/2019  MASTER CARD                        -487.92            0.00
"""
LETTERHEAD = """
    Mercure Hotel Bochum City, Massenberg Road 19

    Apimeister Consulting GmbH
    Friedrich Street 123
    10117 Berlin

    Room    1307
"""


def context(*drawings):
    return build_context(drawn(*drawings))


def addressee(page):
    """The name in the envelope's window, as if it had been taken for the vendor."""
    return next(addressees(page)).read(0.8)


@pytest.mark.parametrize(
    ("drawing", "number"),
    [
        ("INVOICE\n\n\n# 23413561D", "23413561D"),
        ("NUMBER:        654123", "654123"),
        (
            "Invoice number            Date             Charges\n\n\n34278587             6/18/2017",
            "34278587",
        ),
        ("Folio Number:  12345", "12345"),
        ("Invoice no                 06/18/2017", None),
        ("Invoice no                 1,234.50", None),
        ("Invoice\n\n\n\n\n\n\n\n4711", None),
        ("Customer  4711", None),
    ],
)
def test_a_number_is_found_near_its_label(drawing, number):
    """To the right or below, further away than on clean pages; a date or an amount is none."""
    found = find_number(context(drawing))

    assert (found and found.value) == number


def test_amounts_prove_a_total_among_themselves():
    """The largest, made of a price and a tax that no other two amounts could be."""
    sums = prove_sums(context("Sub  98,640.00\nVAT@20%  19,728.00\nGBP ALL  118,368.00\nDiscount  125.00"))

    assert [read.value for read in sums] == [Decimal("98640.00"), Decimal("19728.00"), Decimal("118368.00")]


@pytest.mark.parametrize(
    "drawing",
    [
        "10.00\n20.00",
        "10.00\n20.00\n31.00",
        "100.00\n10.00\n110.00\n98.00\n12.00",
        "50.00\n60.00\n110.00",
    ],
    ids=["too few", "no sum", "two ways", "no tax"],
)
def test_amounts_that_prove_nothing(drawing):
    """Chance is no proof."""
    assert prove_sums(context(drawing)) is None


def test_rows_are_proved_by_their_sum():
    """A ledger without known headings: the column that adds up, without dates and payments."""
    items = prove_lines(context(FOLIO), [Decimal("487.92")])

    assert [(item.description, str(item.amount)) for item in items] == [
        ("ROOM", "214.00"),
        ("CITY TAX", "29.96"),
        ("ROOM WITH A VIEW", "214.00"),
        ("CITY TAX", "29.96"),
    ]


def test_rows_tell_their_quantity_where_it_multiplies():
    """Quantity times price makes the amount; other numbers on the row mean something else."""
    (item,) = prove_lines(context("Consulting    401    3    10.00    30.00"), [Decimal("30.00")])

    assert (item.quantity, item.unit_price) == (3, Decimal("10.00"))


def test_rows_that_add_up_to_nothing_are_no_items():
    """A wrong table is worse than none."""
    assert prove_lines(context(FOLIO), [Decimal("999.99")]) == ()
    assert prove_lines(context(FOLIO), []) == ()


@pytest.mark.parametrize(
    ("drawing", "code"),
    [
        ("Total RM 12.00", "MYR"),
        ("AEON CO. (M) BHD", "MYR"),
        ("DATE  TEXT  EURO", "EUR"),
        ("GSTIN: 12ABCDE0123A1A2", "INR"),
        ("Balance  $  0.00", "USD"),
        ("ROOM 4", None),
    ],
)
def test_a_currency_is_told_by_a_word(drawing, code):
    """Only what is printed tells; where nothing does, it is not known."""
    found = find_currency_word(context(drawing))

    assert (found and found.value) == code


def test_bahrain_is_not_taken_for_malaysia():
    """Its code alone is its currency."""
    assert find_ringgit(context("Total BHD 12.000")) is None
    assert find_ringgit(context("SHOP SDN.BHD")) is not None


def test_the_addressee_is_not_the_sender():
    """A name in the envelope's window is the buyer's, and the letterhead above it the vendor's."""
    page = context(LETTERHEAD)
    vendor = addressee(page)

    invoice = exchange_addressee(ReadInvoice(vendor_name=vendor), page)

    assert invoice.buyer_name.value == "Apimeister Consulting GmbH"
    assert invoice.vendor_name.value.startswith("Mercure Hotel")


def test_parties_that_are_clear_stay():
    """A buyer who is named, or a vendor with nobody above."""
    page = context(LETTERHEAD)
    named = ReadInvoice(vendor_name=addressee(page), buyer_name=Read(value="Somebody", confidence=1))
    alone = context("Apimeister Consulting GmbH\nFriedrich Street 123\n10117 Berlin")

    assert exchange_addressee(named, page) == named
    assert exchange_addressee(ReadInvoice(), page) == ReadInvoice()
    assert exchange_addressee(ReadInvoice(vendor_name=addressee(alone)), alone).buyer_name is None


def test_an_invoice_that_was_seen_is_completed():
    """Number, sums, currency and rows, each by its own rule."""
    invoice = read_seen(
        drawn(
            """
            CONTOSO Ltd                                                            INVOICE

                                                                                   # 23413561D
            Cable                                         3        10.00             30.00
            Monitor                                       1        70.00             70.00
            Net of it all                                                           100.00
            Levied                                                                   10.00
            And so                                                                $ 110.00
            """
        ),
        confidence=0.9,
    )

    assert invoice.invoice_number.value == "23413561D"
    assert [str(read.value) for read in (invoice.subtotal, invoice.tax_total, invoice.total)] == [
        "100.00",
        "10.00",
        "110.00",
    ]
    assert [item.description for item in invoice.line_items] == ["Cable", "Monitor"]
    assert invoice.currency.value == "USD"
    assert invoice.total.confidence == pytest.approx(0.63)
