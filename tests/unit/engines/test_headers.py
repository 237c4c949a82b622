"""The header's fields where layouts differ: whose name and number, which date, which sums."""

from datetime import date
from decimal import Decimal

import pytest

from shared.domain.reading import DocumentType
from shared.engines.text.reader import read_pages
from tests.unit.engines.builders import drawn


def read(*pages):
    return read_pages(drawn(*pages))


@pytest.mark.parametrize(
    ("title", "number", "day"),
    [
        ("Handelsrechnung Nr. 471102 vom 05.03.2018", "471102", date(2018, 3, 5)),
        ("Mietrechnung (380) Nr. 93/11 vom 01.10.2018", "93/11", date(2018, 10, 1)),
        ("RECHNUNGSKORREKTUR(384) Nr. RK-21 vom 16.09.2018", "RK-21", date(2018, 9, 16)),
        ("Rechnung des Versicherers Nr. 01.234-1 vom 06.12.2018", "01.234-1", date(2018, 12, 6)),
        ("Invoice number 5340DF53 - 0001\nDate: 6 December 2018", "5340DF53-0001", date(2018, 12, 6)),
        ("INVOICE\n# inv_0001\nDate: 6 December 2018", "inv_0001", date(2018, 12, 6)),
    ],
)
def test_a_number_in_its_title(title, number, day):
    """Words that were put together, codes and fillers between do not hide it."""
    found = read(title)

    assert found.invoice_number.value == number
    assert found.invoice_date.value == day


def test_a_numbered_title_comes_before_a_label_in_a_sentence():
    """What a footnote asks to be quoted may be another number."""
    found = read(
        """
        Handelsrechnung Nr. E2018092 vom 20.09.2018
        Bitte Ihre Kundennummer 35040727 und Belegnummer 2018092 angeben
        """
    )

    assert found.invoice_number.value == "E2018092"


@pytest.mark.parametrize("colon", [":", " :", ""])
def test_a_short_label_is_one_beside_its_colon_or_alone(colon):
    """`Number :` with a space before the colon is the same label."""
    found = read(
        f"""
        INVOICE
        Number{colon}          A04158          Bill to:
        """
    )

    assert found.invoice_number.value == "A04158"


def test_a_title_in_a_row_of_labels_is_a_label():
    """`Customer | Order | Invoice`, and the values below."""
    found = read(
        """
        Customer       Order         Invoice date     Invoice       Due date
        C-77           PO-12         8 May 2026       VF-1005       22 May 2026
        """
    )

    assert found.invoice_number.value == "VF-1005"


@pytest.mark.parametrize(
    ("drawing", "day"),
    [
        ("Stuttgart, 24. Januar 2014", date(2014, 1, 24)),
        ("Premium for 06.12.2013 bis 06.12.2014\nText                24. Januar 2014", date(2014, 1, 24)),
        ("Payment date: 3 May 2026\nActivation date: 4 May 2026", date(2026, 5, 3)),
        ("Period 01.04.2014 - 30.06.2014", None),
    ],
)
def test_a_date_without_a_label(drawing, day):
    """A letter's date stands alone; the ends of a period are never it."""
    found = read(drawing).invoice_date

    assert (found and found.value) == day


def test_names_in_blocks_of_keys_and_values():
    """`Name:` belongs to the party above it, and a key is nobody's name."""
    found = read(
        """
        Invoice No. 4711
        Seller
        Number:        12345
        Name:          Global Supplies
        VAT ID:        GB123456789
        Buyer
        Number:        67890
        Name:          Metal Works
        VAT ID:        DE123456789
        """
    )

    assert found.vendor_name.value == "Global Supplies"
    assert found.buyer_name.value == "Metal Works"
    assert found.vendor_tax_id.value == "GB123456789"
    assert found.buyer_tax_id.value == "DE123456789"


def test_a_block_may_begin_with_numbers():
    """The first line under a party's label that could be a name is it."""
    found = read(
        """
        Seller:
        Number      : 12345676
        GLN: 4333741000005
        Rohstoff Salzgitter
        Marktstr. 153
        """
    )

    assert found.vendor_name.value == "Rohstoff Salzgitter"


def test_the_sender_line_over_a_window_names_the_vendor():
    """Name, street and town in small print; below it stands the buyer."""
    found = read(
        """
        Seller Company - 12 Seller Street - 12345 Seller City
        Buyer Company
        4 Buyer Lane
        67890 Buyer City

        Invoice No. 4711
        """
    )

    assert found.vendor_name.value == "Seller Company"
    assert found.buyer_name.value == "Buyer Company"


@pytest.mark.parametrize(
    ("drawing", "name"),
    [
        ("Northwind Tools\nLtd.\n\nInvoice 4711", "Northwind Tools Ltd."),
        ("Northwind\n\nInvoice 4711\n\nNorthwind Tools, S.A. - Lisbon", "Northwind Tools, S.A."),
        ("Backhaus Zimtstern e. K.\n\nInvoice 4711", "Backhaus Zimtstern e. K."),
    ],
)
def test_a_name_keeps_its_legal_form(drawing, name):
    """On the next line, in small print elsewhere, or abbreviated."""
    assert read(drawing).vendor_name.value == name


def test_a_tax_number_beside_the_vendor_s_name_is_the_vendor_s():
    """Whatever stands first on the page."""
    found = read(
        """
        Northwind Tools GmbH
        VAT number: DE355369209
        Bill to
        Contoso AG
        DE VAT DE355369209
        (VAT of Northwind Tools GmbH ATU72706128)
        """
    )

    assert found.vendor_tax_id.value == "ATU72706128"


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        (
            "Summe ohne USt.    473,00\nUSt. 7%    19,25\nUSt. 19%    37,62\nSumme inkl. USt.    529,87",
            "56.87",
        ),
        ("Net amount    -7.67\nTax (S) 19    -0.92\nTax (S) 7    -0.20\nTotal amount    -8.79", "-1.12"),
        ("Net amount    -7.67\nVAT    1.12\nTotal amount    -8.79", "-1.12"),
        ("Net amount    14.90\nGross amount    14.90", "0"),
        (
            "SUBTOTAL    1440\nDISCOUNT    4\nLESS DISCOUNT    1436\nTAX    100.52\nTOTAL DUE    $1,536.52",
            "100.52",
        ),
        ("Net worth    19.00\nTotal VAT 10%    1.90\nInvoice total    20.90", "1.90"),
    ],
    ids=["rates", "no percent sign", "the sign is elsewhere", "none named", "discount", "no subtotal"],
)
def test_taxes_lead_from_the_subtotal_to_the_total(totals, expected):
    """Exactly; never a number that makes them disagree where others agree."""
    found = read(totals)

    assert found.tax_total.value == Decimal(expected)
    assert found.subtotal.value + found.tax_total.value == found.total.value


def test_the_names_of_columns_are_no_labels_of_sums():
    """A rate under `VAT` in the table is not the tax of the whole."""
    found = read(
        """
        Description        Qty    Unit price    VAT    Amount
        Hammer             2      50.00         20     100.00
        Total                                          100.00
        """
    )

    assert found.tax_total is None
    assert found.total.value == Decimal("100.00")


@pytest.mark.parametrize(
    ("drawing", "kind"),
    [
        ("Mietrechnung Nr. 12\nBestellung     : B123", DocumentType.INVOICE),
        ("Rechnung\nLieferschein", DocumentType.INVOICE),
        ("Lieferschein\nRechnung folgt in den nächsten Tagen mit der Post", DocumentType.DELIVERY_NOTE),
        ("Rechnungskorrektur Nr. 12", DocumentType.CREDIT_NOTE),
        ("Sammelgutschrift Nr. 12", DocumentType.CREDIT_NOTE),
    ],
)
def test_a_bill_may_name_its_order_and_delivery(drawing, kind):
    """It stays a bill."""
    assert read(drawing).doc_type is kind


def test_a_currency_that_is_named_counts_more_than_marks():
    """`Currency: EUR`, whatever else is on the page."""
    assert read("Currency: EUR\nWe also take CHF 100.00 or CHF 200.00").currency.value == "EUR"


SUMS_ACROSS = """
    Invoice No. 4711                               8 May 2026
    Item                Quantity        Net        VAT       Gross
    Consulting                 1     278.61      40.39      319.00
    Total                      1     278.61      40.39      319.00
    """


def test_sums_stand_under_the_columns_they_are_of():
    """`Total 1 278.61 40.39 319.00` is net, tax and gross, since the first two make the third."""
    found = read(SUMS_ACROSS)

    assert [found.subtotal.value, found.tax_total.value, found.total.value] == [
        Decimal("278.61"),
        Decimal("40.39"),
        Decimal("319.00"),
    ]


def test_amounts_across_that_do_not_add_up_are_no_sums():
    """Three columns of anything else stay what they are."""
    found = read(
        SUMS_ACROSS.replace("40.39      319.00\n    Total", "40.39      319.00\n    Sum").replace(
            "319.00", "99.00"
        )
    )

    assert found.tax_total is None or found.tax_total.value != Decimal("40.39")


@pytest.mark.parametrize(
    "told",
    [
        "Includes VAT 19 %           19.00",
        "Darin enthaltene MwSt 19 %  19,00",
        "Including VAT 19 %         (19.00)",
        "Dont TVA 19 %               19,00",
        "VAT 19 % included          -19.00",
    ],
)
def test_a_tax_inside_the_total_is_found_by_its_rate(told):
    """In brackets or with a minus it is still inside, not taken off."""
    found = read(f"Invoice No. 4711\nTotal EUR                   119{',' if ',' in told else '.'}00\n{told}")

    assert (found.total.value, found.tax_total.value) == (Decimal("119.00"), Decimal("19.00"))
    assert found.subtotal is None or found.subtotal.value == Decimal("100.00")


CREDIT = """
    Credit note No. GS-7                           8 May 2026
    Item                Quantity      Price      Amount
    Returned goods            -2      50.00     -100.00
    Net                                         -100.00
    VAT 19 %                                     -19.00
    Total                                       -119.00
    """


def test_a_credit_note_is_positive_however_it_is_printed():
    """Its type says that money goes back; half of the world prints the sign as well."""
    found = read(CREDIT)

    assert found.doc_type is DocumentType.CREDIT_NOTE
    assert [found.subtotal.value, found.tax_total.value, found.total.value] == [100, 19, 119]
    (line,) = found.line_items
    assert (line.quantity, line.unit_price, line.amount) == (2, 50, 100)
    assert read(CREDIT.replace("-", "")).total.value == 119


def test_a_minus_at_the_price_is_turned_there():
    """Quantity times price is the amount before and after."""
    (line,) = read(CREDIT.replace("-2      50.00", " 2     -50.00")).line_items

    assert (line.quantity, line.unit_price, line.amount) == (2, 50, 100)


def test_what_corrects_an_invoice_keeps_its_signs():
    """It may add as well as take off."""
    found = read(CREDIT.replace("Credit note", "Rechnungskorrektur / Gutschrift"))

    assert found.total.value == -119


def test_who_is_paid_is_told_as_whom_to_pay():
    """`in favour of` names the vendor where nothing else does."""
    found = read("Receipt No. 4711\n\n\nPayment to be made in favour of\nHarbour Stays")

    assert found.vendor_name.value == "Harbour Stays"


@pytest.mark.parametrize(
    ("line", "phone"),
    [
        ("+44 9999 100 131", "+44 9999 100 131"),
        ("Tel.: 0228 / 53 66 37 26", "0228 / 53 66 37 26"),
        ("Téléphone 01 71 17 61 67", "01 71 17 61 67"),
        ("Phone: (020) 7946 0123", "(020) 7946 0123"),
        ("T +49 40 123456   F +49 40 123457", "+49 40 123456"),
        ("Fax: +49 40 123457", None),
        ("Kto. 0123456789", None),
        ("Tel. 112", None),
    ],
)
def test_the_telephone_number_under_the_vendors_name(line, phone):
    """A fax is none, and neither is any other number that begins with a nought."""
    found = read(f"Muster Handels GmbH\nHafenweg 1\n20457 Hamburg\n{line}\n\n\nInvoice No. 4711").vendor_phone

    assert (found and found.value) == phone


def test_the_buyers_telephone_number_is_not_the_vendors():
    """It stands in the buyer's block, and would be on every vendor's bills."""
    found = read(
        """
        Muster Handels GmbH
        Hafenweg 1
        20457 Hamburg


        Bill to:
        Kunde AG
        Marktplatz 2
        80331 München
        Tel. +49 89 1234567

        Invoice No. 4711
        """
    )

    assert found.vendor_phone is None


def test_a_telephone_number_at_the_foot_is_the_senders():
    """Small print speaks of who printed it."""
    blank = "\n" * 52
    found = read(f"Muster Handels GmbH\nInvoice No. 4711{blank}Tel. 040 123456   IBAN DE02120300000000202051")

    assert found.vendor_phone.value == "040 123456"
