"""The exact reader of electronic invoices."""

import json
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.document import Document, DocumentKind
from shared.domain.errors import IntakeError, TooLarge, Unprocessable
from shared.domain.reading import DocumentType
from shared.engines import xml
from shared.engines.einvoice.reader import find_embedded, read_einvoice
from shared.engines.router import local_reader
from tests.unit.engines.builders import pdf, pdf_with, png

DATA = Path(os.environ.get("INVOICE_DATA", Path(__file__).parents[4] / "shared" / "data"))

UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
    xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
    xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:ID> RE-2026-1 </cbc:ID>
  <cbc:IssueDate>2026-05-04Z</cbc:IssueDate>
  <cbc:DueDate>2026-06-03</cbc:DueDate>
  <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
  <cac:OrderReference><cbc:ID>PO-7</cbc:ID></cac:OrderReference>
  <cac:AccountingSupplierParty><cac:Party>
    <cac:PartyName><cbc:Name>Bergmann</cbc:Name></cac:PartyName>
    <cac:PostalAddress><cbc:StreetName>Talstr. 4</cbc:StreetName><cbc:CityName>Stuttgart</cbc:CityName>
      <cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
    <cac:PartyTaxScheme><cbc:CompanyID>12/345</cbc:CompanyID><cac:TaxScheme><cbc:ID>FC</cbc:ID></cac:TaxScheme>
    </cac:PartyTaxScheme>
    <cac:PartyTaxScheme><cbc:CompanyID>DE123456789</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
    </cac:PartyTaxScheme>
    <cac:PartyLegalEntity><cbc:RegistrationName>Bergmann GmbH</cbc:RegistrationName></cac:PartyLegalEntity>
    <cac:Contact><cbc:ElectronicMail>billing@bergmann.example</cbc:ElectronicMail></cac:Contact>
  </cac:Party></cac:AccountingSupplierParty>
  <cac:AccountingCustomerParty><cac:Party>
    <cac:PartyLegalEntity><cbc:RegistrationName>Kranich AG</cbc:RegistrationName></cac:PartyLegalEntity>
  </cac:Party></cac:AccountingCustomerParty>
  <cac:PaymentMeans><cbc:PaymentID>RF18</cbc:PaymentID>
    <cac:PayeeFinancialAccount><cbc:ID>DE89 3704 0044 0532 0130 00</cbc:ID></cac:PayeeFinancialAccount>
    <cac:PayeeFinancialAccount><cbc:ID>not an account</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>
  <cac:TaxTotal><cbc:TaxAmount currencyID="SEK">190.00</cbc:TaxAmount></cac:TaxTotal>
  <cac:TaxTotal><cbc:TaxAmount currencyID="EUR">19.00</cbc:TaxAmount>
    <cac:TaxSubtotal><cbc:TaxableAmount>100.00</cbc:TaxableAmount><cbc:TaxAmount>19.00</cbc:TaxAmount>
      <cac:TaxCategory><cbc:Percent>19</cbc:Percent></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
  <cac:LegalMonetaryTotal>
    <cbc:TaxExclusiveAmount currencyID="EUR">100.00</cbc:TaxExclusiveAmount>
    <cbc:TaxInclusiveAmount currencyID="EUR">119.00</cbc:TaxInclusiveAmount>
    <cbc:AllowanceTotalAmount>5.00</cbc:AllowanceTotalAmount>
    <cbc:PayableAmount currencyID="EUR">119.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
  <cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="H87">2</cbc:InvoicedQuantity>
    <cbc:LineExtensionAmount>105.00</cbc:LineExtensionAmount>
    <cac:Item><cbc:Description>oak,
      oiled</cbc:Description><cbc:Name>Table</cbc:Name>
      <cac:SellersItemIdentification><cbc:ID>T-1</cbc:ID></cac:SellersItemIdentification>
      <cac:ClassifiedTaxCategory><cbc:Percent>19</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item>
    <cac:Price><cbc:PriceAmount>52.50</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
</Invoice>"""

CII = """<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
    xmlns:ram="r" xmlns:udt="u">
  <rsm:ExchangedDocument><ram:ID>471102</ram:ID><ram:TypeCode>381</ram:TypeCode>
    <ram:IssueDateTime><udt:DateTimeString format="102">20260504</udt:DateTimeString></ram:IssueDateTime>
  </rsm:ExchangedDocument>
  <rsm:SupplyChainTradeTransaction>
    <ram:IncludedSupplyChainTradeLineItem>
      <ram:AssociatedDocumentLineDocument><ram:LineStatusReasonCode>GROUP</ram:LineStatusReasonCode>
      </ram:AssociatedDocumentLineDocument></ram:IncludedSupplyChainTradeLineItem>
    <ram:IncludedSupplyChainTradeLineItem>
      <ram:SpecifiedTradeProduct><ram:GlobalID>4012345</ram:GlobalID><ram:Name>Trennblätter</ram:Name>
      </ram:SpecifiedTradeProduct>
      <ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>9.9</ram:ChargeAmount>
      </ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>
      <ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="C62">20</ram:BilledQuantity>
      </ram:SpecifiedLineTradeDelivery>
      <ram:SpecifiedLineTradeSettlement>
        <ram:ApplicableTradeTax><ram:RateApplicablePercent>19</ram:RateApplicablePercent></ram:ApplicableTradeTax>
        <ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>198.00</ram:LineTotalAmount>
        </ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement>
    </ram:IncludedSupplyChainTradeLineItem>
    <ram:ApplicableHeaderTradeAgreement>
      <ram:SellerTradeParty><ram:Name>Lieferant GmbH</ram:Name>
        <ram:PostalTradeAddress><ram:PostcodeCode>80333</ram:PostcodeCode><ram:LineOne>Weg 1</ram:LineOne>
        </ram:PostalTradeAddress>
        <ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">201/113</ram:ID></ram:SpecifiedTaxRegistration>
        <ram:SpecifiedTaxRegistration>
          <ram:ID schemeID="VA">DE123456789</ram:ID></ram:SpecifiedTaxRegistration>
      </ram:SellerTradeParty>
      <ram:BuyerTradeParty><ram:Name>Kunden AG</ram:Name></ram:BuyerTradeParty>
    </ram:ApplicableHeaderTradeAgreement>
    <ram:ApplicableHeaderTradeSettlement>
      <ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
      <ram:SpecifiedTradeSettlementPaymentMeans><ram:PayeePartyCreditorFinancialAccount>
        <ram:IBANID>DE02120300000000202051</ram:IBANID></ram:PayeePartyCreditorFinancialAccount>
      </ram:SpecifiedTradeSettlementPaymentMeans>
      <ram:SpecifiedTradeSettlementHeaderMonetarySummation>
        <ram:TaxBasisTotalAmount>198.00</ram:TaxBasisTotalAmount>
        <ram:TaxTotalAmount currencyID="CHF">40.00</ram:TaxTotalAmount>
        <ram:TaxTotalAmount currencyID="EUR">37.62</ram:TaxTotalAmount>
        <ram:GrandTotalAmount>235.62</ram:GrandTotalAmount>
        <ram:DuePayableAmount>235.62</ram:DuePayableAmount>
      </ram:SpecifiedTradeSettlementHeaderMonetarySummation>
    </ram:ApplicableHeaderTradeSettlement>
  </rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>"""


def code_of(content: bytes) -> str:
    with pytest.raises(IntakeError) as caught:
        read_einvoice(content)
    return caught.value.code


def test_every_field_of_a_ubl_invoice_is_read_exactly():
    """As it stands in the document, certain, and without a place on a page."""
    read = read_einvoice(UBL.encode())

    assert read.doc_type is DocumentType.INVOICE
    assert read.vendor_name.value == "Bergmann GmbH"
    assert read.vendor_tax_id.value == "DE123456789"
    assert read.vendor_email.value == "billing@bergmann.example"
    assert read.vendor_address.value == "Talstr. 4, Stuttgart, DE"
    assert read.buyer_name.value == "Kranich AG"
    assert read.invoice_number.value == "RE-2026-1"
    assert (read.invoice_date.value, read.due_date.value) == (date(2026, 5, 4), date(2026, 6, 3))
    assert read.order_number.value == "PO-7"
    assert (read.subtotal.value, read.tax_total.value, read.total.value) == (
        Decimal(100),
        Decimal(19),
        Decimal(119),
    )
    assert read.amount_due.value == Decimal(119)
    assert read.allowances == Decimal(5)
    assert [account.value for account in read.ibans] == ["DE89370400440532013000"]
    assert read.payment_reference.value == "RF18"
    assert (read.total.confidence, read.total.evidence) == (1.0, None)
    (item,) = read.line_items
    assert (item.description, item.unit, item.product_code) == ("Table oak, oiled", "H87", "T-1")
    assert (item.quantity, item.unit_price, item.amount) == (Decimal(2), Decimal("52.50"), Decimal(105))
    assert [(row.rate, row.base, row.amount) for row in read.tax_lines] == [
        (Decimal(19), Decimal(100), Decimal(19))
    ]


def test_every_field_of_a_cii_invoice_is_read_exactly():
    """Group lines add nothing, and the tax in another currency is not the invoice's."""
    read = read_einvoice(CII.encode())

    assert read.doc_type is DocumentType.CREDIT_NOTE
    assert read.vendor_name.value == "Lieferant GmbH"
    assert read.vendor_tax_id.value == "DE123456789"
    assert read.vendor_address.value == "Weg 1, 80333"
    assert read.invoice_date.value == date(2026, 5, 4)
    assert read.tax_total.value == Decimal("37.62")
    assert read.total.value == Decimal("235.62")
    assert read.iban.value == "DE02120300000000202051"
    (item,) = read.line_items
    assert (item.description, item.product_code, item.amount) == (
        "Trennblätter",
        "4012345",
        Decimal("198.00"),
    )


def test_a_note_between_the_lines_is_none():
    """ZUGFeRD 1.0 writes texts as lines: with nothing sold and no amount, they are not counted."""
    note = "<ram:IncludedNote><ram:Content>As agreed</ram:Content></ram:IncludedNote>"
    start = "<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument>"
    end = "</ram:AssociatedDocumentLineDocument></ram:IncludedSupplyChainTradeLineItem>"
    place = "<ram:ApplicableHeaderTradeAgreement>"
    between = CII.replace(place, f"{start}{note}{end}{place}")
    noted = CII.replace("<ram:SpecifiedTradeProduct>", "<ram:IncludedNote/><ram:SpecifiedTradeProduct>")
    unsaid = CII.replace(place, f"{start}{end}{place}")

    assert len(read_einvoice(between.encode()).line_items) == 1
    assert len(read_einvoice(noted.encode()).line_items) == 1
    assert len(read_einvoice(unsaid.encode()).line_items) == 2


def test_a_ubl_credit_note_is_one():
    """Its root says so, and its lines have their own name."""
    content = UBL.replace("<Invoice ", "<CreditNote ").replace("</Invoice>", "</CreditNote>")
    content = content.replace("xsd:Invoice-2", "xsd:CreditNote-2").replace("InvoiceLine", "CreditNoteLine")

    read = read_einvoice(content.replace("InvoicedQuantity", "CreditedQuantity").encode())

    assert read.doc_type is DocumentType.CREDIT_NOTE
    assert read.line_items[0].quantity == Decimal(2)


@pytest.mark.parametrize(
    ("code", "kind"),
    [("325", DocumentType.OTHER), ("384", DocumentType.INVOICE), ("381", DocumentType.CREDIT_NOTE)],
)
def test_the_type_code_decides(code, kind):
    """A proforma invoice is shaped like one, and is none."""
    assert read_einvoice(UBL.replace(">380<", f">{code}<").encode()).doc_type is kind


def test_two_different_totals_are_no_total():
    """A choice between them is a person's to make."""
    twice = UBL.replace(
        "<cbc:PayableAmount", "<cbc:TaxInclusiveAmount>9.00</cbc:TaxInclusiveAmount><cbc:PayableAmount"
    )

    assert read_einvoice(twice.encode()).total is None


@pytest.mark.parametrize("value", ["NaN", "1,50", "", "9" * 40, "Infinity"])
def test_a_value_that_is_no_number_is_none(value):
    """Absent rather than guessed."""
    read = read_einvoice(UBL.replace(">119.00<", f">{value}<").encode())

    assert read.total is None


def test_a_date_or_currency_that_is_none_is_absent():
    """Absent rather than guessed."""
    read = read_einvoice(UBL.replace("2026-05-04Z", "soon").replace(">EUR<", ">EURO<").encode())

    assert read.invoice_date is None
    assert read.currency is None
    assert read.tax_total.value == Decimal(190)


def test_text_that_turns_or_hides_is_cleaned():
    """A right-to-left override in a name is taken out; lookalikes in an account make it none."""
    read = read_einvoice(
        UBL.replace("Bergmann GmbH", "Berg\u202emann GmbH").replace("DE89 3704", "D\u041589 3704").encode()
    )

    assert read.vendor_name.value == "Bergmann GmbH"
    assert read.ibans == ()


def test_an_empty_document_has_no_values():
    """An invoice without anything on it reads as nothing, for the checks to find."""
    empty = read_einvoice(b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>')
    none = read_einvoice(
        b'<CrossIndustryInvoice xmlns="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"/>'
    )

    assert empty.total is None
    assert none.line_items == ()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<a/>", "document.not_invoice_xml"),
        (b"<Invoice/>", "document.not_invoice_xml"),
        (b"<a>", "document.damaged"),
        (b"", "document.damaged"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document.doctype"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>', "document.doctype"),
        (b"<a>" * 5000 + b"</a>" * 5000, "document.damaged"),
    ],
)
def test_what_is_no_invoice_is_refused(content, code):
    """Not well-formed, with a DOCTYPE, too deep, or of another kind."""
    assert code_of(content) == code


def test_documents_over_a_limit_are_refused():
    """Bytes, elements and lines are counted before anything is read."""
    lines = UBL.replace("</Invoice>", "<cac:InvoiceLine/>" * 10_001 + "</Invoice>")

    assert code_of(b" " * (xml.XML_BYTES_MAX + 1)) == "document.bytes"
    assert code_of(b"<a>" + b"<b/>" * (xml.ELEMENTS_MAX + 1) + b"</a>") == "document.bomb"
    assert code_of(lines.encode()) == "document.lines"


def test_the_invoice_inside_a_pdf_is_found(runner):
    """By its prescribed name first, then any XML that is an invoice."""
    page = pdf("Invoice 99")
    named = pdf_with(page, {"other.xml": UBL.encode(), "factur-x.xml": CII.encode(), "a.txt": b"x"})
    unnamed = pdf_with(page, {"broken.xml": b"<a", "order.xml": b"<a/>", "rechnung.XML": UBL.encode()})

    assert find_embedded(named, runner) == CII.encode()
    assert find_embedded(unnamed, runner) == UBL.encode()
    assert find_embedded(page, runner) is None


def test_a_pdf_with_an_invoice_inside_is_read_from_it(runner):
    """The structured data is exact; the page is only its picture."""
    content = pdf_with(pdf("Invoice number: 99", "second page"), {"factur-x.xml": CII.encode()})

    reading = local_reader(runner).extract(Document(kind=DocumentKind.PDF, content=content))

    assert reading.engine.name == "e-invoice"
    assert reading.page_count == 2
    assert reading.invoices[0].invoice_number.value == "471102"


def test_xml_is_read_without_pages(runner):
    """An XML document has none."""
    reading = local_reader(runner).extract(Document(kind=DocumentKind.XML, content=UBL.encode()))

    assert (reading.engine.name, reading.page_count) == ("e-invoice", 0)


@pytest.mark.parametrize(
    ("kind", "code"), [(DocumentKind.PNG, "document.no_text_layer"), (DocumentKind.ZIP, "document.kind")]
)
def test_the_local_reader_refuses_what_it_cannot_see(runner, kind, code):
    """A picture needs eyes, an archive needs opening."""
    with pytest.raises(IntakeError) as caught:
        local_reader(runner, ocr=False).extract(Document(kind=kind, content=png(1, 1)))

    assert caught.value.code == code


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([UBL, CII]), st.integers(0, 10_000), st.text(max_size=8))
def test_any_spoiled_document_reads_or_is_refused(document, place, inserted):
    """Only our errors come out."""
    at = place % len(document)
    content = (document[:at] + inserted + document[at + len(inserted) :]).encode("utf-8", "surrogatepass")

    try:
        read_einvoice(content)
    except IntakeError:
        return


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_refused(content):
    """Random bytes are no invoice."""
    with pytest.raises((Unprocessable, TooLarge)):
        read_einvoice(content)


@pytest.mark.skipif(not DATA.is_dir(), reason="the measured invoices are not here")
def test_the_measured_invoices_are_read_exactly():
    """Number, dates and amounts of every XML with a known truth."""
    for entry in json.loads((DATA / "invoices" / "truth_xml.json").read_text()).values():
        truth = entry["truth"]
        read = read_einvoice((DATA / "invoices" / entry["file"]).read_bytes())
        for field in ("invoice_number", "invoice_date", "due_date", "currency", "iban", "vendor_tax_id"):
            value = getattr(read, field)
            assert (None if value is None else str(value.value)) == truth.get(field), (entry["file"], field)
        for field in ("subtotal", "tax_total", "total", "amount_due"):
            value = getattr(read, field)
            assert value is None or float(value.value) == truth[field], (entry["file"], field)
        assert len(read.line_items) == len(truth["line_items"]), entry["file"]
