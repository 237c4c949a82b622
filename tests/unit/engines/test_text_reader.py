"""The text-layer reader on pages drawn for each rule."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.document import Document, DocumentKind
from shared.domain.errors import Unprocessable
from shared.domain.reading import DocumentType
from shared.engines.router import local_reader
from shared.engines.text.reader import load_pages, read_pages
from tests.unit.engines.builders import drawn, pdf
from tests.unit.engines.invoices import INVOICES, Drawn

_BY_LANGUAGE = pytest.mark.parametrize("invoice", INVOICES, ids=[invoice.language for invoice in INVOICES])


@_BY_LANGUAGE
def test_an_invoice_reads_in_every_language(invoice: Drawn):
    """Number, dates, amounts, currency, vendor and lines, in ten languages."""
    read = read_pages(drawn(invoice.page))

    assert read.language == invoice.language
    assert read.invoice_number.value == invoice.number
    assert read.invoice_date.value.isoformat() == invoice.date
    assert read.due_date.value.isoformat() == invoice.due
    assert read.currency.value == invoice.currency
    assert read.subtotal.value == Decimal(invoice.subtotal)
    assert read.tax_total.value == Decimal(invoice.tax)
    assert read.total.value == Decimal(invoice.total)
    assert read.vendor_name.value == invoice.vendor
    assert tuple((item.description, str(item.amount)) for item in read.line_items) == invoice.lines
    assert read.doc_type is DocumentType.INVOICE


@_BY_LANGUAGE
def test_every_value_says_where_it_stands(invoice: Drawn):
    """Page and box, as fractions of the page."""
    read = read_pages(drawn(invoice.page))

    for value in (read.invoice_number, read.invoice_date, read.currency, read.total, read.vendor_name):
        assert value.evidence.page == 1
        assert 0 <= value.evidence.box.left < value.evidence.box.right <= 1
        assert 0 <= value.evidence.box.top < value.evidence.box.bottom <= 1
    assert all(item.evidence is not None and item.confidence == 0.95 for item in read.line_items)


def test_amounts_that_add_up_are_more_certain():
    """Subtotal, tax and total confirm each other; alone, each is only what a label says."""
    sure = read_pages(drawn("Subtotal  100.00\nVAT  20.00\nTotal  120.00"))
    unsure = read_pages(drawn("Subtotal  100.00\nVAT  20.00\nTotal  121.00"))

    assert sure.total.confidence > unsure.total.confidence
    assert unsure.total.value == Decimal("121.00")


def test_the_totals_that_add_up_win_over_those_that_stand_first():
    """A page sum or a column sum is not the invoice's total."""
    read = read_pages(drawn("Total  80.00\nNet amount  100.00\nVAT  20.00\nTotal  120.00"))

    assert read.total.value == Decimal("120.00")


def test_totals_stand_below_their_headings():
    """A row of headings with amounts below is read by column; its last row is the sum."""
    read = read_pages(
        drawn(
            """
            Nettobetrag     MwSt-Betrag     Endbetrag
                  50,00            9,50         59,50
                 100,00           19,00        119,00
                 150,00           28,50        178,50
            """
        )
    )

    assert (read.subtotal.value, read.tax_total.value, read.total.value) == (
        Decimal("150.00"),
        Decimal("28.50"),
        Decimal("178.50"),
    )


def test_a_tax_row_gives_rate_base_and_amount():
    """A row that names a tax and one rate is a line of the breakdown."""
    read = read_pages(drawn("zzgl. Umsatzsteuer  7%  von  129,37  9,06\nUmsatzsteuer  19%  12,25"))

    assert [(line.rate, line.base, line.amount) for line in read.tax_lines] == [
        (Decimal(7), Decimal("129.37"), Decimal("9.06")),
        (Decimal(19), None, Decimal("12.25")),
    ]


def test_a_number_of_days_is_no_amount():
    """`Please pay within 30 days` asks for no 30."""
    read = read_pages(drawn("Please pay the amount within 30 days."))

    assert read.amount_due is None


def test_a_description_goes_on_over_lines_and_pages():
    """Wrapped text joins its line; a table goes on over pages without its heading."""
    heading = "Description              Quantity    Price     Amount"
    read = read_pages(
        drawn(
            f"{heading}\nWindow, oak, with               2    10.00      20.00\ntriple glazing",
            "Door                            1    30.00      30.00\n\nTotal                          50.00",
        )
    )

    assert [(item.description, item.amount) for item in read.line_items] == [
        ("Window, oak, with triple glazing", Decimal("20.00")),
        ("Door", Decimal("30.00")),
    ]
    assert [item.evidence.page for item in read.line_items] == [1, 2]


def test_units_codes_and_sections_are_kept_apart():
    """A unit stands with its quantity, a code in its column; a section's sum is no line."""
    read = read_pages(
        drawn(
            """
            Item no    Description           Qty    Unit    Unit price    Disc.      Total
            --- Food ---
            A-100      Olive oil              12      l           5.00       0%      60.00
            Subtotal                                                                 60.00
            --- Other ---
            B-200      Crate               3 pcs                  4.00                12.00
            Total                                                                    72.00
            """
        )
    )

    assert [(item.product_code, item.description, item.unit, item.amount) for item in read.line_items] == [
        ("A-100", "Olive oil", "l", Decimal("60.00")),
        ("B-200", "Crate", "pcs", Decimal("12.00")),
    ]


def test_positions_and_leading_codes_are_no_part_of_a_description():
    """The number of the line says nothing, and a code has its own place."""
    read = read_pages(
        drawn(
            """
            Description                 Qty    Price    Amount
            1 A-100 - Oak table           2    10.00     20.00
            2 [B_200] Oak chair           1     5.00      5.00
            Total                         3              25.00
            Taxes
            20.0                                 5.00     1.00
            """
        )
    )

    assert [(item.product_code, item.description) for item in read.line_items] == [
        ("A-100", "Oak table"),
        ("B_200", "Oak chair"),
    ]


def test_a_heading_over_two_lines_is_one_heading():
    """A column named above the others is a column all the same."""
    read = read_pages(
        drawn(
            """
                                            Price
            Description         Quantity              Rem.     Amount
                                             unit
            Nougat 250g               5      4,55      10%     -20,48
            """
        )
    )

    (item,) = read.line_items
    assert (item.unit_price, item.amount) == (Decimal("4.55"), Decimal("-20.48"))


def test_lines_with_tax_inside_say_so():
    """By the heading's words, or because they add up to the total and not to the subtotal."""
    named = read_pages(
        drawn("Artikel      Aantal    Prijs incl. BTW\nTafel             1             121,00")
    )
    summed = read_pages(
        drawn(
            """
            Article      Qty    Amount
            Table          1    121.00

            Net amount          100.00
            VAT                  21.00
            Grand total         121.00
            """
        )
    )

    assert named.line_items[0].tax_included
    assert summed.line_items[0].tax_included


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("CREDIT NOTE", DocumentType.CREDIT_NOTE),
        ("Gutschrift Nr. 17", DocumentType.CREDIT_NOTE),
        ("Avoir AV-2026-5", DocumentType.CREDIT_NOTE),
        ("Payment reminder", DocumentType.REMINDER),
        ("2. Mahnung", DocumentType.REMINDER),
        ("Delivery note", DocumentType.DELIVERY_NOTE),
        ("Bon de commande", DocumentType.PURCHASE_ORDER),
        ("Kontoauszug", DocumentType.STATEMENT),
        ("Receipt", DocumentType.RECEIPT),
        ("Offerte 12", DocumentType.OTHER),
        ("Rechnung", DocumentType.INVOICE),
        ("Anything else", DocumentType.INVOICE),
        ("We refer to the reminder that you sent us in the last week of May", DocumentType.INVOICE),
        ("Lieferschein: 12", DocumentType.INVOICE),
    ],
)
def test_a_document_is_what_its_title_says(title, kind):
    """A title stands alone; in a sentence or with a colon the same word names something else."""
    assert read_pages(drawn(title)).doc_type is kind


def test_dates_and_numbers_of_other_things_are_left_alone():
    """The longest label wins: a delivery date is not the date, a customer number not the number."""
    read = read_pages(
        drawn(
            """
            Customer number: 4711         Delivery date: 01.02.2026
            Lieferschein-Nr: 99           Order date: 02.02.2026
            """
        )
    )

    assert read.invoice_number is None
    assert read.invoice_date is None


def test_the_date_after_the_number_is_the_invoices():
    """`Rechnung Nr. 5 vom 4. Mai 2026` says both."""
    read = read_pages(drawn("Rechnung # RE-2026/505 vom 04.05.2026"))

    assert (read.invoice_number.value, read.invoice_date.value) == ("RE-2026/505", date(2026, 5, 4))


def test_an_unlabelled_date_is_taken_with_little_confidence():
    """The first date on the page, unless a label claims it for something else."""
    read = read_pages(drawn("Acme Ltd.    4 May 2026\nPayment due: 3 June 2026"))

    assert read.invoice_date.value == date(2026, 5, 4)
    assert read.invoice_date.confidence < 0.5


@pytest.mark.parametrize(
    ("drawing", "number"),
    [
        ("Invoice number 76253815 - 0004", "76253815-0004"),
        ("Facture n°562044387 du 02 juillet 2026", "562044387"),
        ("Invoice No: #INV03051", "INV03051"),
        ("Invoice:\n#XZZ5672", "XZZ5672"),
        ("Factuur datum    Factuur no\n8-9-2026         VF1005193", "VF1005193"),
        ("Rechnungsnr.:RE12345", "RE12345"),
    ],
)
def test_an_invoice_number_is_found_as_printed(drawing, number):
    """Beside, below or glued to its label, with or without its marks."""
    assert read_pages(drawn(drawing)).invoice_number.value == number


@pytest.mark.parametrize(
    "drawing", ["Invoice 04.05.2026", "Invoice date", "Invoice total 120.00", "Invoice number:"]
)
def test_what_is_no_number_is_not_taken_for_one(drawing):
    """A date, a label, an amount."""
    assert read_pages(drawn(drawing)).invoice_number is None


def test_the_buyers_tax_identifier_is_not_the_vendors():
    """Labelled as the customer's, it stays the customer's."""
    read = read_pages(drawn("Your VAT number: IE9876543WA\n\nVAT number: DE123456789"))

    assert read.vendor_tax_id.value == "DE123456789"
    assert read.buyer_tax_id.value == "IE9876543WA"


def test_a_registration_without_a_country_needs_its_label():
    """Digits alone are a tax identifier only where a label says so."""
    assert read_pages(drawn("ABN: 51824753556")).vendor_tax_id.value == "51824753556"
    assert read_pages(drawn("Call: 51824753556")).vendor_tax_id is None


def test_the_payment_reference_and_order_are_read():
    """What the payer must quote, and what the buyer ordered by."""
    read = read_pages(drawn("Payment reference: RF18539007\nPO number: PO-445"))

    assert read.payment_reference.value == "RF18539007"
    assert read.order_number.value == "PO-445"


def test_the_vendors_address_is_known_by_its_host():
    """A mail address whose host is the vendor's name is the vendor's."""
    read = read_pages(drawn("Northwind Ltd.\nwww.northwind.example\nbilling@northwind.example\nme@gmail.com"))

    assert read.vendor_email.value == "billing@northwind.example"


def test_an_address_that_stands_alone_is_the_buyers():
    """Without a label, the window of the envelope tells."""
    read = read_pages(
        drawn(
            """
            Kranich GmbH - Talstraße 4 - 70173 Stuttgart

            Max Weber
            Lindenallee 9
            10117 Berlin


                                      Kranich GmbH
                                      Talstraße 4
                                      70173 Stuttgart
                                      Tel. 0711 1234
            """
        )
    )

    assert read.vendor_name.value == "Kranich GmbH"
    assert read.buyer_name.value == "Max Weber"


def test_nothing_is_guessed_from_nothing():
    """A page without any of it gives None for everything."""
    read = read_pages(drawn("~"))

    assert read.vendor_name is None
    assert read.total is None
    assert read.line_items == ()
    assert read_pages(()).doc_type is DocumentType.INVOICE


def test_words_come_from_the_pdf_as_drawn(runner):
    """The PDF's own text layer gives the same reading as its drawing."""
    invoice = INVOICES[0]
    content = pdf(invoice.page)

    reading = local_reader(runner).extract(Document(kind=DocumentKind.PDF, content=content))

    read = reading.invoices[0]
    assert read.invoice_number.value == invoice.number
    assert read.total.value == Decimal(invoice.total)
    assert len(read.line_items) == 2
    assert reading.engine.name == "text-layer"
    assert reading.engine.seconds > 0


@pytest.mark.parametrize(("rotate", "turned"), [(90, 90), (180, 180), (270, 270), (90, 0), (0, 90), (0, 0)])
def test_a_turned_page_reads_upright(runner, rotate, turned):
    """Where most of the text stands upright is up, whatever the page's rotation says."""
    pages, unread = load_pages(pdf("Invoice number: 4711\n\nTotal 12", rotate=rotate, turned=turned), runner)

    assert [line.text for line in pages[0].lines] == ["Invoice number: 4711", "Total 12"]
    assert pages[0].lines[0].top < 0.1 * pages[0].height
    assert (pages[0].width > pages[0].height) == (turned in {90, 270})
    assert unread == ()


def test_a_blank_page_is_read_and_a_page_of_pictures_is_not(runner):
    """Blank is blank; drawn without text is unread, and said so."""
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(50, 700, "Invoice number: 4711")
    canvas.showPage()
    canvas.rect(10, 10, 100, 100)
    canvas.showPage()
    canvas.showPage()
    canvas.save()

    pages, unread = load_pages(buffer.getvalue(), runner)

    assert len(pages) == 3
    assert unread == (2,)


def test_a_document_without_text_is_refused(runner):
    """Nothing to read is an error, not an empty success."""
    with pytest.raises(Unprocessable) as caught:
        load_pages(pdf(""), runner)

    assert caught.value.code == "document.no_text_layer"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60), max_size=25))
def test_any_words_give_a_reading(lines):
    """Whatever stands on a page, reading it raises nothing."""
    read_pages(drawn("\n".join(lines)))


_FRAGMENTS = st.sampled_from(
    "Invoice number: Total Subtotal VAT 20% 12,00 1.234,56 € Description Quantity Price Amount 2026-05-04 "
    "DE123456789 Ltd. Rechnung Betrag # - ( ) Bill to: x".split()
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(_FRAGMENTS, max_size=8), max_size=20))
def test_any_mixture_of_labels_and_values_gives_a_reading(lines):
    """Labels without values, tables without rows, values without labels."""
    read_pages(drawn("\n".join("  ".join(words) for words in lines)))
