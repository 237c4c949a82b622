"""
A reading as the service's `analyzeResult`.

A reading knows values, not the page's text; so the content is the document's kind as a title and then each
value as it was read, a line each.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from shared.domain.money import plain
from shared.domain.reading import Evidence, LineItem, Read, Reading, ReadInvoice

type Json = dict[str, Any]

WIDTH_IN, HEIGHT_IN = 8.5, 11.0
"""Every page is letter size: a reading knows places as fractions only."""

SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥"}


class _Content:
    """The text of all fields in a row, so that spans point at what was read."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.words: dict[int, list[Json]] = {}

    @property
    def text(self) -> str:
        return "\n".join(self._parts)

    def add(self, text: str, evidence: Evidence | None, confidence: float) -> Json:
        """Append a text and return what every field says of its place."""
        span = {"offset": self._length, "length": len(text)}
        self._parts.append(text)
        self._length += len(text) + 1
        page = evidence.page if evidence else 1
        polygon = _polygon(evidence)
        word = {"content": text, "polygon": polygon, "confidence": confidence, "span": span}
        self.words.setdefault(page, []).append(word)
        regions = [{"pageNumber": page, "polygon": polygon}] if evidence else []
        return {"content": text, "boundingRegions": regions, "spans": [span], "confidence": confidence}


def analyze_result(reading: Reading, *, version: str) -> Json:
    """Return the result of an analysis as API 2023-07-31 gives it."""
    content = _Content()
    for kind in dict.fromkeys(invoice.doc_type for invoice in reading.invoices):
        content.add(kind.value.replace("_", " ").capitalize(), None, 1.0)
    documents = [_document(invoice, content) for invoice in reading.invoices]
    pages = [
        _page(number, content.words.get(number, []), blank=number in reading.unread_pages)
        for number in range(1, max(reading.page_count, 1) + 1)
    ]
    return {
        "apiVersion": version,
        "modelId": "prebuilt-invoice",
        "stringIndexType": "unicodeCodePoint",
        "content": content.text,
        "pages": pages,
        "tables": [],
        "styles": [],
        "documents": documents,
    }


def _page(number: int, words: list[Json], *, blank: bool) -> Json:
    if not words and not blank:
        # A page that was read and holds no field still holds words.
        span = {"offset": 0, "length": 1}
        words = [{"content": "…", "polygon": _polygon(None), "confidence": 1.0, "span": span}]
    return {
        "pageNumber": number,
        "angle": 0.0,
        "width": WIDTH_IN,
        "height": HEIGHT_IN,
        "unit": "inch",
        "words": [] if blank else words,
        "lines": [],
        "selectionMarks": [],
        "spans": [word["span"] for word in words],
    }


def _document(invoice: ReadInvoice, content: _Content) -> Json:
    currency = invoice.currency.value if invoice.currency else None
    texts = {
        "VendorName": invoice.vendor_name,
        "VendorTaxId": invoice.vendor_tax_id,
        "VendorAddressRecipient": None,
        "CustomerName": invoice.buyer_name,
        "CustomerTaxId": invoice.buyer_tax_id,
        "InvoiceId": invoice.invoice_number,
        "PurchaseOrder": invoice.order_number,
    }
    days = {"InvoiceDate": invoice.invoice_date, "DueDate": invoice.due_date}
    amounts = {
        "SubTotal": invoice.subtotal,
        "TotalTax": invoice.tax_total,
        "InvoiceTotal": invoice.total,
        "AmountDue": invoice.amount_due,
    }
    fields: Json = {name: _text(read, content) for name, read in texts.items() if read}
    fields |= {name: _day(read, content) for name, read in days.items() if read}
    fields |= {name: _money(read, currency, content) for name, read in amounts.items() if read}
    fields["Items"] = _array([_item(line, currency, content) for line in invoice.line_items])
    fields["PaymentDetails"] = _array([_object({"IBAN": _text(iban, content)}) for iban in invoice.ibans])
    fields["TaxDetails"] = _array(
        [
            _object(
                _present(
                    Amount=_number_money(line.amount, currency, content, None),
                    Rate=line.rate is not None and _plain_text(f"{plain(line.rate)}%", content),
                )
            )
            for line in invoice.tax_lines
        ]
    )
    regions = [{"pageNumber": page, "polygon": _polygon(None)} for page in invoice.pages]
    return {
        "docType": "invoice",
        "boundingRegions": regions,
        "spans": [],
        "fields": fields,
        "confidence": 1.0,
    }


def _item(line: LineItem, currency: str | None, content: _Content) -> Json:
    place = line.evidence
    members = _present(
        Description=line.description and _plain_text(line.description, content, place),
        Quantity=_number(line.quantity, content, place),
        Unit=line.unit and _plain_text(line.unit, content, place),
        UnitPrice=_number_money(line.unit_price, currency, content, place),
        Amount=_number_money(line.amount, currency, content, place),
        ProductCode=line.product_code and _plain_text(line.product_code, content, place),
        TaxRate=line.tax_rate is not None and _plain_text(f"{plain(line.tax_rate)}%", content, place),
    )
    region = [{"pageNumber": place.page, "polygon": _polygon(place)}] if place else []
    return {**_object(members), "boundingRegions": region, "confidence": line.confidence}


def _present(**members: Json | str | bool | None) -> Json:
    return {name: member for name, member in members.items() if isinstance(member, dict)}


def _text(read: Read[str], content: _Content) -> Json:
    place = content.add(read.value, read.evidence, read.confidence)
    return {"type": "string", "valueString": read.value, **place}


def _plain_text(text: str, content: _Content, evidence: Evidence | None = None) -> Json:
    return {"type": "string", "valueString": text, **content.add(text, evidence, 1.0)}


def _day(read: Read[date], content: _Content) -> Json:
    text = read.value.isoformat()
    return {"type": "date", "valueDate": text, **content.add(text, read.evidence, read.confidence)}


def _money(read: Read[Decimal], currency: str | None, content: _Content) -> Json:
    place = content.add(plain(read.value), read.evidence, read.confidence)
    return {"type": "currency", "valueCurrency": _currency(read.value, currency), **place}


def _number_money(
    value: Decimal | None, currency: str | None, content: _Content, evidence: Evidence | None
) -> Json | None:
    if value is None:
        return None
    place = content.add(plain(value), evidence, 1.0)
    return {"type": "currency", "valueCurrency": _currency(value, currency), **place}


def _number(value: Decimal | None, content: _Content, evidence: Evidence | None) -> Json | None:
    if value is None:
        return None
    return {"type": "number", "valueNumber": float(value), **content.add(plain(value), evidence, 1.0)}


def _currency(value: Decimal, currency: str | None) -> Json:
    """As the service sends it: a binary fraction, which the real one does as well."""
    amount: Json = {"amount": float(value)}
    if currency:
        amount |= {"currencyCode": currency, "currencySymbol": SYMBOLS.get(currency)}
    return amount


def _array(rows: list[Json]) -> Json:
    return {"type": "array", "valueArray": rows}


def _object(members: Json) -> Json:
    return {"type": "object", "valueObject": members}


def _polygon(evidence: Evidence | None) -> list[float]:
    if evidence is None or evidence.box is None:
        return [0.0, 0.0, WIDTH_IN, 0.0, WIDTH_IN, HEIGHT_IN, 0.0, HEIGHT_IN]
    box = evidence.box
    left, right = box.left * WIDTH_IN, box.right * WIDTH_IN
    top, bottom = box.top * HEIGHT_IN, box.bottom * HEIGHT_IN
    return [left, top, right, top, right, bottom, left, bottom]
