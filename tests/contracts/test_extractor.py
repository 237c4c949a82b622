"""The adapter of the port `extractor`, over the stand-in and over answers as the service gives them."""

import base64
import json
import re
import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from azure.ai.formrecognizer import AnalyzedDocument, DocumentAnalysisClient
from azure.core.credentials import AzureKeyCredential
from reportlab.pdfgen.canvas import Canvas

from shared.adapters.azure.analysis import invoice_of
from shared.adapters.azure.extractor import DocumentIntelligenceExtractor
from shared.domain.document import Document, DocumentKind
from shared.domain.errors import Unavailable, Unprocessable
from shared.domain.reading import DocumentType
from shared.engines.text.naming import named_type

SIZES = {1: (8.0, 10.0)}


@pytest.fixture
def extractor(stand_ins):
    client = DocumentAnalysisClient(
        f"http://127.0.0.1:{stand_ins.analysis_port}/", AzureKeyCredential("local")
    )
    with client:
        yield DocumentIntelligenceExtractor(client, polling_s=0.05, type_of=named_type)


def pdf(*rows):
    page = BytesIO()
    canvas = Canvas(page)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row.split("    ")):
            canvas.drawString(60 + 120 * column, 780 - 24 * number, cell)
    canvas.save()
    return Document(kind=DocumentKind.PDF, content=page.getvalue())


BILL = (
    "Muster Handels Ltd",
    "Invoice",
    "Invoice number: R-1",
    "Invoice date: 2026-11-01",
    "Description    Quantity    Unit price    Amount",
    "Widget    2    46.75    93.50",
    "Subtotal    93.50 EUR",
    "VAT 20%    18.70 EUR",
    "Total    112.20 EUR",
)


def test_a_document_is_read_with_values_places_and_stamp(extractor):
    """Exact decimals, page fractions, engine and cost."""
    reading = extractor.extract(pdf(*BILL))

    (invoice,) = reading.invoices
    assert str(invoice.total.value) == "112.20"
    assert invoice.invoice_date.value == date(2026, 11, 1)
    assert invoice.line_items[0].amount == Decimal("93.50")
    assert invoice.total.evidence.page == 1
    assert 0 < invoice.total.evidence.box.top < 1
    assert reading.engine.name == "prebuilt-invoice"
    assert reading.engine.cost_micros == 10_000
    assert reading.unread_pages == ()


def test_the_kind_of_document_is_told_from_its_title(extractor):
    """The service calls everything an invoice; a credit note is still one."""
    reading = extractor.extract(pdf(BILL[0], "Credit note", *BILL[2:]))

    assert reading.invoices[0].doc_type is DocumentType.CREDIT_NOTE


@pytest.mark.parametrize(
    "document",
    [
        Document(kind=DocumentKind.PNG, content=b"\x89PNG\r\n\x1a\n"),
        Document(kind=DocumentKind.PDF, content=b"%PDF-1.7 nothing"),
        Document(kind=DocumentKind.PDF, content=b"nothing at all"),
    ],
)
def test_what_the_service_cannot_read_is_refused(extractor, document):
    """A no to the document is final, whether at once or at the end of the analysis."""
    with pytest.raises(Unprocessable, match="could not be read"):
        extractor.extract(document)


def test_a_service_that_does_not_answer_is_an_outage(extractor):
    """Nobody listens there."""
    client = DocumentAnalysisClient("http://127.0.0.1:1/", AzureKeyCredential("k"), retry_total=0)
    with client, pytest.raises(Unavailable):
        DocumentIntelligenceExtractor(client, 0.05, named_type).extract(pdf(*BILL))


class Counting:
    """A client that counts what is paid for."""

    def __init__(self, client):
        self.client = client
        self.begun = 0

    def begin_analyze_document(self, *arguments, **more):
        self.begun += "continuation_token" not in more
        return self.client.begin_analyze_document(*arguments, **more)


class OneTicket:
    """Remembers the first ticket."""

    def __init__(self, ticket=None):
        self.ticket = ticket

    def find(self):
        return self.ticket

    def keep(self, ticket):
        self.ticket = self.ticket or ticket


def test_an_analysis_that_was_begun_is_not_paid_for_again(extractor):
    """Whoever comes back after a crash goes on with the ticket."""
    client, tickets = Counting(extractor.client), OneTicket()
    first = replace(extractor, client=client, tickets=tickets).extract(pdf(*BILL))

    again = replace(extractor, client=client, tickets=tickets).extract(pdf(*BILL))

    assert again.invoices == first.invoices
    assert client.begun == 1


@pytest.mark.parametrize("forgotten", ["not a ticket", None])
def test_a_forgotten_analysis_is_begun_again(extractor, forgotten):
    """The service keeps results for a day."""
    tickets = OneTicket()
    replace(extractor, tickets=tickets).extract(pdf(*BILL))
    state = json.loads(base64.b64decode(tickets.ticket))
    state["data"]["response"]["headers"] = {
        name: re.sub("[0-9a-f-]{36}", str(uuid.uuid4()), value)
        for name, value in state["data"]["response"]["headers"].items()
    }
    elsewhere = base64.b64encode(json.dumps(state).encode()).decode()
    client = Counting(extractor.client)

    reading = replace(extractor, client=client, tickets=OneTicket(forgotten or elsewhere)).extract(pdf(*BILL))

    assert str(reading.invoices[0].total.value) == "112.20"
    assert client.begun == 1


class Slow:
    """An analysis that does not end in time."""

    def begin_analyze_document(self, *_, **__):
        return self

    def wait(self, timeout):
        assert timeout

    def done(self):
        return False


def test_an_analysis_that_does_not_end_is_an_outage():
    """It is tried again later."""
    with pytest.raises(Unavailable, match="in time"):
        DocumentIntelligenceExtractor(Slow(), 0.05, named_type).extract(pdf(*BILL))


def field(kind, content=None, confidence=0.9, **more):
    region = {"pageNumber": 1, "polygon": [1, 1, 2, 1, 2, 2, 1, 2]}
    return {"type": kind, "content": content, "confidence": confidence, "boundingRegions": [region], **more}


def money(amount, code="EUR", **more):
    value = {"amount": amount, "currencyCode": code, "currencySymbol": None}
    return field("currency", str(amount), valueCurrency=value, **more)


def analysed(**fields):
    from azure.ai.formrecognizer._generated.v2023_07_31.models import Document as Generated

    return AnalyzedDocument._from_generated(
        Generated.deserialize({"docType": "invoice", "fields": fields, "confidence": 1.0})
    )


def read(**fields):
    return invoice_of(analysed(**fields), DocumentType.INVOICE, SIZES)


def test_holes_are_holes():
    """A field with a type and content but no value is taken only where its content is plainly the value."""
    invoice = read(
        SubTotal=field("currency", "100.00"),
        TotalTax=field("currency", "5%"),
        InvoiceDate=field("date", "soon"),
        InvoiceId=field("string", "R-1"),
        VendorName=field("string"),
    )

    assert invoice.subtotal.value == Decimal("100.00")
    assert invoice.tax_total is None
    assert invoice.invoice_date is None
    assert invoice.invoice_number.value == "R-1"
    assert invoice.vendor_name is None


def test_nothing_recognised_is_nothing():
    """An analysed document without fields is an invoice without values."""
    assert read().total is None
    assert read().line_items == ()


def test_amounts_lose_their_binary_noise():
    """0.1 + 0.2 is 0.30, and a thousand yen have no decimals."""
    assert str(read(SubTotal=money(0.1 + 0.2)).subtotal.value) == "0.30"
    assert str(read(SubTotal=money(1000.0, "JPY")).subtotal.value) == "1000"
    assert str(read(SubTotal=money(5.5, None)).subtotal.value) == "5.5"


@pytest.mark.parametrize(
    ("codes", "currency"), [(("EUR", "EUR"), "EUR"), (("EUR", "INR"), None), (("???", "???"), None)]
)
def test_a_currency_is_what_all_amounts_agree_on(codes, currency):
    """Where the service contradicts itself, nothing is said."""
    invoice = read(SubTotal=money(1.0, codes[0]), InvoiceTotal=money(2.0, codes[1]))

    assert (invoice.currency.value if invoice.currency else None) == currency


def test_rows_are_read_whole():
    """Lines, taxes and accounts, each with what it has."""
    line = field(
        "object",
        valueObject={
            "Description": field("string", valueString="Blue\nwidget"),
            "Quantity": field("number", valueNumber=2.0),
            "Unit": field("string", valueString="pcs"),
            "ProductCode": field("string", valueString="W1"),
            "UnitPrice": money(46.75),
            "Amount": money(93.5),
            "TaxRate": field("string", "19,5 %"),
        },
    )
    tax = field("object", valueObject={"Amount": money(19.0), "Rate": field("string", valueString="19%")})
    account = field("object", valueObject={"IBAN": field("string", valueString="de02 1203 0000")})

    invoice = read(
        Items=field("array", valueArray=[line, field("string", "noise")]),
        TaxDetails=field("array", valueArray=[tax]),
        PaymentDetails=field("array", valueArray=[account, field("object", valueObject={})]),
    )

    (item,) = invoice.line_items
    assert (item.description, item.quantity, item.unit, item.product_code) == ("Blue widget", 2, "pcs", "W1")
    assert (str(item.unit_price), str(item.amount), str(item.tax_rate)) == ("46.75", "93.50", "19.5")
    assert (str(invoice.tax_lines[0].rate), str(invoice.tax_lines[0].amount)) == ("19", "19.00")
    assert invoice.iban.value == "DE0212030000"


def test_a_place_is_a_part_of_its_page():
    """Fractions from the top left; a page of unknown size has no box; no region, no evidence."""
    known = read(InvoiceId=field("string", "R")).invoice_number
    elsewhere = {"pageNumber": 7, "polygon": [1, 1, 2, 1, 2, 2, 1, 2]}
    unknown = read(InvoiceId={**field("string", "R"), "boundingRegions": [elsewhere]}).invoice_number
    nowhere = read(InvoiceId={**field("string", "R", None), "boundingRegions": []}).invoice_number

    assert known.evidence.box.model_dump() == {"left": 0.125, "top": 0.1, "right": 0.25, "bottom": 0.2}
    assert (unknown.evidence.page, unknown.evidence.box) == (7, None)
    assert nowhere.evidence is None
    assert nowhere.confidence == 0.0


def test_an_address_is_one_line():
    """As printed."""
    value = {"houseNumber": "1", "road": "Main St"}
    address = field("address", "1 Main St\nTown", valueAddress=value)

    assert read(VendorAddress=address).vendor_address.value == "1 Main St Town"
    assert read(VendorAddress=field("address")).vendor_address is None
