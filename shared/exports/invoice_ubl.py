"""
An invoice as OASIS UBL 2.1, as it was read: nothing is added that the document does not say.

It goes to whoever takes invoices in as data. It does not claim to keep EN 16931, since a paper bill need not.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

from shared.domain.coding import split
from shared.domain.money import plain, smallest
from shared.domain.reading import DocumentType, LineItem, Read, ReadInvoice

MEDIA_TYPE = "application/xml"

SUFFIX = "xml"

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_CBC = f"{_UBL}CommonBasicComponents-2"
_CAC = f"{_UBL}CommonAggregateComponents-2"

_COMMERCIAL_INVOICE, _CREDIT_NOTE = "380", "381"
"""UNTDID 1001."""

_CREDIT_TRANSFER = "30"
"""UNTDID 4461."""

_ONE = "C62"
"""UNECE Rec 20: one, where no unit was read."""

_CODE = re.compile(r"[A-Z0-9]{2,3}")
"""A code of UNECE Rec 20; what is printed on paper is a word."""

_NO_XML = re.compile("[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")

type Node = ET.Element


def render(invoice: ReadInvoice) -> bytes:
    """Return the invoice, or the credit note. The same invoice always gives the same bytes."""
    to_credit = invoice.doc_type is DocumentType.CREDIT_NOTE
    name = "CreditNote" if to_credit else "Invoice"
    root = ET.Element(name, {"xmlns": f"{_UBL}{name}-2", "xmlns:cac": _CAC, "xmlns:cbc": _CBC})
    _say(root, "ID", _text(invoice.invoice_number))
    _say(root, "IssueDate", _text(invoice.invoice_date))
    if not to_credit:
        _say(root, "DueDate", _text(invoice.due_date))
    _say(root, f"{name}TypeCode", _CREDIT_NOTE if to_credit else _COMMERCIAL_INVOICE)
    _say(root, "DocumentCurrencyCode", _text(invoice.currency))
    if invoice.order_number:
        _say(_add(root, "OrderReference"), "ID", invoice.order_number.value)
    _supplier(root, invoice)
    _customer(root, invoice)
    _payment(root, invoice, due=to_credit)
    money = _Money(_text(invoice.currency))
    _tax(root, invoice, money)
    _totals(root, invoice, money)
    for place, (line, amount) in enumerate(zip(invoice.line_items, _net_amounts(invoice), strict=True)):
        _line(root, line, amount, place, money, to_credit=to_credit)
    return bytes(ET.tostring(root, encoding="UTF-8", xml_declaration=True))


class _Money:
    """Says amounts in the invoice's currency."""

    def __init__(self, currency: str | None) -> None:
        self._named = {"currencyID": currency} if currency else {}

    def say(self, parent: Node, name: str, value: Decimal | None) -> None:
        if value is not None:
            _say(parent, name, plain(value), **self._named)


def _supplier(root: Node, invoice: ReadInvoice) -> None:
    party = _add(_add(root, "AccountingSupplierParty"), "Party")
    if invoice.vendor_address:
        line = _add(_add(party, "PostalAddress"), "AddressLine")
        _say(line, "Line", invoice.vendor_address.value)
    _tax_scheme(party, invoice.vendor_tax_id)
    entity = _add(party, "PartyLegalEntity")
    _say(entity, "RegistrationName", _text(invoice.vendor_name))
    _say(entity, "CompanyID", _text(invoice.vendor_register))
    if invoice.vendor_phone or invoice.vendor_email:
        contact = _add(party, "Contact")
        _say(contact, "Telephone", _text(invoice.vendor_phone))
        _say(contact, "ElectronicMail", _text(invoice.vendor_email))


def _customer(root: Node, invoice: ReadInvoice) -> None:
    party = _add(_add(root, "AccountingCustomerParty"), "Party")
    _tax_scheme(party, invoice.buyer_tax_id)
    _say(_add(party, "PartyLegalEntity"), "RegistrationName", _text(invoice.buyer_name))


def _tax_scheme(party: Node, tax_id: Read[str] | None) -> None:
    if tax_id:
        scheme = _add(party, "PartyTaxScheme")
        _say(scheme, "CompanyID", tax_id.value)
        _say(_add(scheme, "TaxScheme"), "ID", "VAT")


def _payment(root: Node, invoice: ReadInvoice, *, due: bool) -> None:
    """A payment means for each account, or one without; the first carries the reference and the date."""
    due_date = _text(invoice.due_date) if due else None
    reference = _text(invoice.payment_reference)
    accounts = [read.value for read in invoice.ibans]
    if not (accounts or reference or due_date):
        return
    for place, account in enumerate(accounts or [""]):
        means = _add(root, "PaymentMeans")
        _say(means, "PaymentMeansCode", _CREDIT_TRANSFER)
        if place == 0:
            _say(means, "PaymentDueDate", due_date)
            _say(means, "PaymentID", reference)
        if account:
            _say(_add(means, "PayeeFinancialAccount"), "ID", account)


def _tax(root: Node, invoice: ReadInvoice, money: _Money) -> None:
    if not (invoice.tax_total or invoice.tax_lines):
        return
    total = _add(root, "TaxTotal")
    money.say(total, "TaxAmount", _value(invoice.tax_total))
    for each in invoice.tax_lines:
        row = _add(total, "TaxSubtotal")
        money.say(row, "TaxableAmount", each.base)
        money.say(row, "TaxAmount", each.amount)
        _category(row, "TaxCategory", each.rate)


def _category(parent: Node, name: str, rate: Decimal | None) -> None:
    category = _add(parent, name)
    if rate is not None:
        _say(category, "Percent", plain(rate))
    _say(_add(category, "TaxScheme"), "ID", "VAT")


def _totals(root: Node, invoice: ReadInvoice, money: _Money) -> None:
    totals = _add(root, "LegalMonetaryTotal")
    money.say(totals, "TaxExclusiveAmount", _value(invoice.subtotal))
    money.say(totals, "TaxInclusiveAmount", _value(invoice.total))
    money.say(totals, "AllowanceTotalAmount", invoice.allowances)
    money.say(totals, "ChargeTotalAmount", invoice.charges)
    money.say(totals, "PayableAmount", _value(invoice.amount_due or invoice.total))


def _net_amounts(invoice: ReadInvoice) -> Iterator[Decimal | None]:
    """Give each line's amount without tax; where it is inside all of them, they make the subtotal exactly."""
    lines = invoice.line_items
    net = tuple(_net(line) for line in lines)
    known = tuple(amount for amount in net if amount is not None)
    inside = bool(lines) and len(known) == len(lines) and all(line.tax_included for line in lines)
    currency = invoice.currency.value if invoice.currency else None
    if inside and invoice.subtotal and sum(known):
        yield from split(invoice.subtotal.value, known, currency)
        return
    unit = smallest(currency)
    for line, amount in zip(lines, net, strict=True):
        yield amount.quantize(unit) if amount is not None and line.tax_included else amount


def _net(line: LineItem) -> Decimal | None:
    if line.amount is None or not line.tax_included:
        return line.amount
    return line.amount * 100 / (100 + (line.tax_rate or Decimal(0)))


def _line(
    root: Node, line: LineItem, amount: Decimal | None, place: int, money: _Money, *, to_credit: bool
) -> None:
    node = _add(root, "CreditNoteLine" if to_credit else "InvoiceLine")
    _say(node, "ID", str(place + 1))
    if line.quantity is not None:
        unit = line.unit if line.unit and _CODE.fullmatch(line.unit) else _ONE
        name = "CreditedQuantity" if to_credit else "InvoicedQuantity"
        _say(node, name, plain(line.quantity), unitCode=unit)
    money.say(node, "LineExtensionAmount", amount)
    item = _add(node, "Item")
    _say(item, "Name", line.description)
    if line.product_code:
        _say(_add(item, "SellersItemIdentification"), "ID", line.product_code)
    if line.tax_rate is not None:
        _category(item, "ClassifiedTaxCategory", line.tax_rate)
    if line.unit_price is not None and not line.tax_included:
        money.say(_add(node, "Price"), "PriceAmount", line.unit_price)


def _add(parent: Node, name: str) -> Node:
    return ET.SubElement(parent, f"cac:{name}")


def _say(parent: Node, name: str, text: str | None, **attributes: str) -> None:
    if text:
        node = ET.SubElement(parent, f"cbc:{name}", attributes)
        node.text = _NO_XML.sub("", text)


def _text(read: Read[Any] | None) -> str | None:
    return str(read.value) if read else None


def _value(read: Read[Decimal] | None) -> Decimal | None:
    return read.value if read else None
