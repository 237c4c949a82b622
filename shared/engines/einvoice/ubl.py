"""OASIS UBL 2.1 Invoice and CreditNote (EN 16931 syntax binding, CEN/TS 16931-3-2)."""

from collections.abc import Iterator

from shared.domain.reading import DocumentType, LineItem, ReadInvoice, TaxLine
from shared.engines.einvoice.codes import document_type
from shared.engines.einvoice.nodes import (
    account,
    clean,
    currency,
    day,
    first,
    nodes,
    number,
    sure,
    text,
)
from shared.engines.xml import Node


def read_ubl(root: Node) -> ReadInvoice:
    """Return the invoice or credit note of a UBL document."""
    seller = first(root, "AccountingSupplierParty/Party")
    buyer = first(root, "AccountingCustomerParty/Party")
    totals = first(root, "LegalMonetaryTotal", "RequestedMonetaryTotal")
    code = currency(root, "DocumentCurrencyCode")
    tax = tax_total_node(root, code)
    return ReadInvoice(
        doc_type=_document_type(root),
        vendor_name=sure(_name(seller)),
        vendor_tax_id=sure(_tax_id(seller)),
        vendor_email=sure(text(seller, "Contact/ElectronicMail")),
        vendor_address=sure(_address(seller)),
        vendor_phone=sure(text(seller, "Contact/Telephone")),
        vendor_register=sure(text(seller, "PartyLegalEntity/CompanyID")),
        buyer_name=sure(_name(buyer)),
        buyer_tax_id=sure(_tax_id(buyer)),
        invoice_number=sure(text(root, "ID")),
        invoice_date=sure(day(root, "IssueDate")),
        due_date=sure(day(root, "DueDate", "PaymentMeans/PaymentDueDate", "PaymentTerms/PaymentDueDate")),
        order_number=sure(text(root, "OrderReference/ID")),
        currency=sure(code),
        subtotal=sure(number(totals, "TaxExclusiveAmount")),
        tax_total=sure(number(tax, "TaxAmount")),
        total=sure(number(totals, "TaxInclusiveAmount")),
        amount_due=sure(number(totals, "PayableAmount")),
        ibans=tuple(read for read in map(sure, _accounts(root)) if read),
        line_items=tuple(_line(line) for line in line_nodes(root)),
        tax_lines=tuple(_tax_line(row) for row in nodes(tax, "TaxSubtotal")),
        allowances=number(totals, "AllowanceTotalAmount"),
        charges=number(totals, "ChargeTotalAmount"),
        payment_reference=sure(text(root, "PaymentMeans/PaymentID")),
    )


def _document_type(root: Node) -> DocumentType:
    if root.tag.rpartition("}")[2] == "CreditNote":
        return DocumentType.CREDIT_NOTE
    return document_type(text(root, "InvoiceTypeCode"))


def _name(party: Node | None) -> str | None:
    return text(party, "PartyLegalEntity/RegistrationName", "PartyName/Name")


def _tax_id(party: Node | None) -> str | None:
    """Return the VAT identifier (BT-31); a local tax number (BT-32) names nobody outside its tax office."""
    vat = (scheme for scheme in nodes(party, "PartyTaxScheme") if text(scheme, "TaxScheme/ID") == "VAT")
    return next((value for scheme in vat if (value := text(scheme, "CompanyID"))), None)


def _address(party: Node | None) -> str | None:
    address = first(party, "PostalAddress")
    parts = (
        text(address, "StreetName"),
        text(address, "AdditionalStreetName"),
        text(address, "PostalZone"),
        text(address, "CityName"),
        text(address, "Country/IdentificationCode"),
    )
    return ", ".join(part for part in parts if part) or None


def tax_total_node(root: Node, code: str | None) -> Node | None:
    """Return the tax total in the invoice's own currency; a second one may stand beside it (BT-111)."""
    own = tax_total_nodes(root, code)
    return own[0] if own else first(root, "TaxTotal")


def tax_total_nodes(root: Node, code: str | None) -> list[Node]:
    """Return the tax totals in one currency; an invoice should have one."""
    return [total for total in nodes(root, "TaxTotal") if _currency_of(total) in {None, code}]


def _currency_of(total: Node) -> str | None:
    amount = first(total, "TaxAmount")
    return None if amount is None else amount.get("currencyID")


def _accounts(root: Node) -> Iterator[str]:
    for node in nodes(root, "PaymentMeans/PayeeFinancialAccount/ID"):
        if found := account(node.text):
            yield found


def line_nodes(root: Node) -> Iterator[Node]:
    """Give the lines of an invoice or credit note; their sub-lines stay within them."""
    yield from nodes(root, "InvoiceLine")
    yield from nodes(root, "CreditNoteLine")


def _line(line: Node) -> LineItem:
    quantity = first(line, "InvoicedQuantity", "CreditedQuantity")
    described = (text(line, "Item/Name"), text(line, "Item/Description"))
    return LineItem(
        description=" ".join(dict.fromkeys(part for part in described if part)),
        quantity=number(line, "InvoicedQuantity", "CreditedQuantity"),
        unit=None if quantity is None else clean(quantity.get("unitCode")),
        unit_price=number(line, "Price/PriceAmount"),
        amount=number(line, "LineExtensionAmount"),
        tax_rate=number(line, "Item/ClassifiedTaxCategory/Percent"),
        product_code=text(
            line,
            "Item/SellersItemIdentification/ID",
            "Item/BuyersItemIdentification/ID",
            "Item/StandardItemIdentification/ID",
        ),
    )


def _tax_line(row: Node) -> TaxLine:
    return TaxLine(
        rate=number(row, "TaxCategory/Percent", "Percent"),
        base=number(row, "TaxableAmount"),
        amount=number(row, "TaxAmount"),
    )
