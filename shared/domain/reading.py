"""What was read from a document: fields with the confidence and the place each was read from."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.domain.model import Model
from shared.domain.money import Amount, Currency
from shared.domain.severity import Severity

Confidence = Annotated[float, Field(ge=0, le=1)]
"""How sure the engine is, 0 to 1. Engines are not comparable with each other."""

Fraction = Annotated[float, Field(ge=0, le=1)]
"""A part of the page's width or height; the origin is the top left corner."""

LINES_MAX = 10_000
"""Line items of one invoice: telecom bills reach some thousands."""

INVOICES_MAX = 200
"""Invoices in one file: more is a batch that someone should split on purpose."""


class DocumentType(StrEnum):
    """What kind of document this is. Only the first two can be booked."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    RECEIPT = "receipt"
    STATEMENT = "statement"
    REMINDER = "reminder"
    DELIVERY_NOTE = "delivery_note"
    PURCHASE_ORDER = "purchase_order"
    OTHER = "other"


class Box(Model):
    """A rectangle on a page."""

    left: Fraction
    top: Fraction
    right: Fraction
    bottom: Fraction


class Evidence(Model):
    """Where a value was read."""

    page: Annotated[int, Field(ge=1)]
    """Page number, from 1."""
    box: Box | None = None
    """Where on the page; None where the source has no geometry (XML)."""


class Read[T](Model):
    """One value as read."""

    value: T
    confidence: Confidence
    evidence: Evidence | None = None
    """None where the value stands in structured data, not on a page."""


class LineItem(Model):
    """One invoiced line (EN 16931 BG-25), in the order of the document."""

    description: str
    """Item name and description in one text, line breaks as spaces."""
    quantity: Amount | None = None
    unit: str | None = None
    """As printed, or the UNECE Rec 20 code of an e-invoice."""
    unit_price: Amount | None = None
    """Net price (BT-146) unless `tax_included`: of one unit, or of as many as an e-invoice prices at once."""
    amount: Amount | None = None
    """Line total without tax (BT-131) unless `tax_included`; negative where it is taken off."""
    tax_rate: Amount | None = None
    """In percent: 19 means 19 %."""
    product_code: str | None = None
    tax_included: bool = False
    confidence: Confidence = 1.0
    evidence: Evidence | None = None


class TaxLine(Model):
    """One row of the tax breakdown (EN 16931 BG-23)."""

    rate: Amount | None = None
    """In percent."""
    base: Amount | None = None
    """Taxable amount (BT-116)."""
    amount: Amount | None = None
    """Tax amount (BT-117)."""


class Contradiction(Model):
    """A value that one source of the document states and another does not: its XML and its pages."""

    field: str
    """As people call it."""
    value: str
    """What the reading says."""
    printed: str | None = None
    """What the other source says instead; None where it says nothing."""


class BrokenRule(Model):
    """A rule of the e-invoice standard that the document does not keep."""

    id: str
    """As the standard names it: `BR-CO-15`, `PEPPOL-EN16931-R120`."""
    message: str
    """A plain sentence for a person, without the id."""
    severity: Severity


class ReadInvoice(Model):
    """One invoice as read. A field that is not on the document is None; nothing is guessed to fill it."""

    doc_type: DocumentType = DocumentType.INVOICE
    vendor_name: Read[str] | None = None
    vendor_tax_id: Read[str] | None = None
    vendor_email: Read[str] | None = None
    vendor_address: Read[str] | None = None
    vendor_phone: Read[str] | None = None
    vendor_register: Read[str] | None = None
    """Its number in a public register of companies (BT-30)."""
    buyer_name: Read[str] | None = None
    buyer_tax_id: Read[str] | None = None
    invoice_number: Read[str] | None = None
    invoice_date: Read[date] | None = None
    due_date: Read[date] | None = None
    order_number: Read[str] | None = None
    currency: Read[Currency] | None = None
    subtotal: Read[Amount] | None = None
    """Sum without tax, after document level allowances and charges (BT-109)."""
    tax_total: Read[Amount] | None = None
    total: Read[Amount] | None = None
    """
    With tax (BT-112). Positive on a credit note read from its pages, whose type says that money goes back;
    electronic data is kept as stated.
    """
    amount_due: Read[Amount] | None = None
    """What is left to pay (BT-115)."""
    ibans: tuple[Read[str], ...] = ()
    """Payee accounts in the order they stand, without spaces."""
    line_items: Annotated[tuple[LineItem, ...], Field(max_length=LINES_MAX)] = ()
    tax_lines: tuple[TaxLine, ...] = ()
    allowances: Amount | None = None
    """Sum of document level allowances (BT-107), as a positive number."""
    charges: Amount | None = None
    """Sum of document level charges (BT-108)."""
    payment_reference: Read[str] | None = None
    language: str | None = None
    """ISO 639-1 code."""
    contradictions: tuple[Contradiction, ...] = ()
    broken_rules: tuple[BrokenRule, ...] = ()
    """Each rule once, however many lines break it; empty for a document that is no e-invoice."""
    pages: tuple[int, ...] = ()
    """The pages of the file that this invoice covers, from 1; empty for XML."""

    @property
    def iban(self) -> Read[str] | None:
        """The first payee account."""
        return self.ibans[0] if self.ibans else None


class Concealment(StrEnum):
    """How text can be on a page without anybody seeing it."""

    INVISIBLE = "invisible"
    """Drawn in the mode that leaves no ink (ISO 32000-1, table 106)."""
    TINY = "tiny"
    """Too small for any eye."""
    OFF_PAGE = "off_page"
    """Beside the page."""
    PALE = "pale"
    """In the colour of what is behind it."""
    COVERED = "covered"
    """Under a picture or an area of colour."""


class HiddenText(Model):
    """Text of one page that nobody sees."""

    concealment: Concealment
    page: Annotated[int, Field(ge=1)]
    """Page number, from 1."""
    letters: Annotated[int, Field(ge=1)]
    """Letters and digits in it."""
    boxes: tuple[Box, ...] = ()
    """Where it is; of text beside the page the nearest edge."""


class PDFTraces(Model):
    """What a PDF tells of itself beside what its pages say. No text of the document is in it."""

    hidden: tuple[HiddenText, ...] = ()
    unlooked_pages: Annotated[int, Field(ge=0)] = 0
    """Pages that were not searched for hidden text: too many, or too full."""
    signatures: Annotated[int, Field(ge=0)] = 0
    """Signatures in it, whether they hold or not: no certificate is judged here."""
    broken_signatures: Annotated[int, Field(ge=0)] = 0
    """Signatures that do not sign the file from its start, or leave more out than themselves."""
    changed_pages: tuple[int, ...] = ()
    """Pages that look otherwise than in the file that was signed, from 1."""
    producer: str | None = None
    """The words of the program that made it, folded and without versions."""


class EngineStamp(Model):
    """Which engine read the document, and what it took."""

    name: str
    """`prebuilt-invoice`, `e-invoice`, `text-layer`, `ocr`."""
    version: str
    seconds: Annotated[float, Field(ge=0)]
    cost_micros: Annotated[int, Field(ge=0)] = 0
    """Estimated price in millionths of a US dollar."""


class Reading(Model):
    """Everything one engine read from one file."""

    engine: EngineStamp
    page_count: Annotated[int, Field(ge=0)]
    """0 for a document without pages (XML)."""
    unread_pages: tuple[int, ...] = ()
    """Pages that exist and could not be read: never silently dropped."""
    invoices: Annotated[tuple[ReadInvoice, ...], Field(max_length=INVOICES_MAX)]
    """In page order; empty where no invoice was recognised."""
    traces: PDFTraces | None = None
    """None where the file is no PDF, or nobody looked."""
