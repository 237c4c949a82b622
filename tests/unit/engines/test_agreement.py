"""An embedded invoice and the page around it must say the same; the page is only asked, never read."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.checks import check_invoice
from shared.domain.document import Document, DocumentKind
from shared.domain.findings import FindingCode, Severity
from shared.domain.reading import Contradiction, Read, ReadInvoice
from shared.engines.agreement import contradictions
from shared.engines.reader import EInvoiceReader
from shared.engines.text.layout import build_page
from tests.unit.engines.builders import pdf, pdf_with
from tests.unit.engines.test_einvoice import CII

PRINTED = (
    "Muster & Söhne GmbH",
    "Rechnung RE-2026 / 0417 vom 1. März 2026",
    "Zu zahlen: 1.234,50 EUR",
    "IBAN DE89 3704 0044 0532 0130 00",
)
OTHER_IBAN = "GB82WEST12345698765432"


def page(*lines):
    """A page with these lines, one below the other."""
    words, edges = [], []
    for row, line in enumerate(lines):
        left = 50.0
        for word in line.split():
            words.append(word)
            edges += [left, 20.0 * row, left + 5 * len(word), 20.0 * row + 10]
            left += 5 * len(word) + 3
    return build_page(1, {"text": words, "box": edges, "width": 600, "height": 800, "state": "read"})


def invoice(**changes):
    """What the XML says, the same as is printed."""
    fields = {
        "vendor_name": "MUSTER UND SÖHNE GMBH",
        "invoice_number": "RE-2026/0417",
        "invoice_date": date(2026, 3, 1),
        "total": Decimal("1234.50"),
        **changes,
    }
    ibans = (Read(value=changes.pop("iban", "DE89370400440532013000"), confidence=1),)
    fields.pop("iban", None)
    return ReadInvoice(
        ibans=ibans, **{name: value and Read(value=value, confidence=1) for name, value in fields.items()}
    )


def found(said, *lines):
    return [(each.field, each.printed) for each in contradictions(said, [page(*lines)])]


def test_the_same_values_agree_however_they_are_printed():
    """Spaces, case, marks and the names of months differ; the values do not."""
    assert found(invoice(), *PRINTED) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"invoice_number": "RE-2026/0418"}, "invoice number"),
        ({"invoice_date": date(2026, 1, 3)}, "invoice date"),
        ({"total": Decimal("1234.60")}, "total"),
        ({"vendor_name": "Meier AG"}, "vendor name"),
    ],
)
def test_a_value_that_no_page_prints_is_named(changes, field):
    """One value that differs is enough."""
    assert found(invoice(**changes), *PRINTED) == [(field, None)]


def test_another_account_on_the_page_is_named_with_it():
    """Who pays by hand pays there."""
    assert found(invoice(iban=OTHER_IBAN), *PRINTED) == [("IBAN", "DE89370400440532013000")]


def test_an_account_that_is_not_printed_contradicts_nothing():
    """Many pages leave it to the data."""
    assert found(invoice(iban=OTHER_IBAN), *PRINTED[:3]) == []


def test_numeric_dates_agree_in_either_order():
    """The page does not say which country wrote it."""
    assert found(invoice(), *PRINTED[:1], "RE-2026/0417 03/01/2026", *PRINTED[2:]) == []


def test_what_is_missing_or_unprinted_says_nothing():
    """No field, no name longer than a legal form, no text: no witness."""
    nothing = invoice(vendor_name=None, invoice_number=None, invoice_date=None, total=None)

    assert found(nothing, "a page") == []
    assert found(invoice(vendor_name="A. & B."), *PRINTED) == []
    assert contradictions(invoice(), []) == ()


@given(st.lists(st.text(max_size=30), max_size=8))
def test_any_page_is_a_page(lines):
    """Whatever is printed, there is an answer."""
    assert len(contradictions(invoice(), [page(*lines)])) <= 5


def test_a_hybrid_that_contradicts_itself_is_a_finding(runner):
    """The person who looks is told both sides."""
    content = pdf_with(pdf("Invoice 99 of 2026-01-01: 5.00"), {"factur-x.xml": CII.encode()})

    reading = EInvoiceReader(runner).find(Document(kind=DocumentKind.PDF, content=content))

    findings = check_invoice(reading.invoices[0])
    disagreements = [each for each in findings if each.code is FindingCode.READINGS_DISAGREE]
    assert "The embedded data gives 471102 as the invoice number, but no page says so." in [
        each.message for each in disagreements
    ]
    assert {each.severity for each in disagreements} == {Severity.ERROR}


def test_a_finding_names_what_is_printed_instead():
    """So that nobody has to look for it."""
    said = ReadInvoice(contradictions=(Contradiction(field="IBAN", value="A", printed="B"),))

    assert "gives A as the IBAN, but the page says B." in check_invoice(said)[0].message


def test_pages_without_text_witness_nothing(runner):
    """A scanned page around good data is read by its data."""
    content = pdf_with(pdf(""), {"factur-x.xml": CII.encode()})

    reading = EInvoiceReader(runner).find(Document(kind=DocumentKind.PDF, content=content))

    assert reading.invoices[0].contradictions == ()
    assert reading.page_count == 1
