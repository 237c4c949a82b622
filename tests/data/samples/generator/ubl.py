"""UBL 2.1 invoices and credit notes as Peppol BIS Billing 3 shapes them, elements in schema order."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from tests.data.samples.generator.bill import Bill, Line, Party
from tests.data.samples.generator.units import address_of, coded, tax_category
from tests.data.samples.generator.xml import Node, document, node

_CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"

_SCHEMES = {"DE": "9930", "FR": "9957", "NL": "9944", "SE": "9955"}
"""Electronic address schemes: the country's value added tax number (Peppol EAS code list)."""


def render_ubl(bill: Bill, *, preceding: str | None = None) -> bytes:
    """
    Return the bill as an Invoice, or as a CreditNote of the invoice `preceding`.

    Discounts and adjustments are not supported.
    """
    credit = bill.doc_type == "credit_note"
    root = node(
        "credit:CreditNote" if credit else "invoice:Invoice",
        node("cbc:CustomizationID", _CUSTOMIZATION),
        node("cbc:ProfileID", _PROFILE),
        node("cbc:ID", bill.number),
        node("cbc:IssueDate", bill.day.isoformat()),
        node("cbc:DueDate", bill.due.isoformat()) if bill.due else None,
        node("cbc:CreditNoteTypeCode", "381") if credit else node("cbc:InvoiceTypeCode", "380"),
        node("cbc:DocumentCurrencyCode", bill.currency),
        _period(*bill.period) if bill.period else None,
        node("cac:OrderReference", node("cbc:ID", bill.order)) if bill.order else None,
        node("cac:BillingReference", node("cac:InvoiceDocumentReference", node("cbc:ID", preceding)))
        if preceding
        else None,
        node("cac:AccountingSupplierParty", _party(bill.vendor)),
        node("cac:AccountingCustomerParty", _party(bill.buyer)) if bill.buyer else None,
        *_means(bill),
        _taxes(bill),
        _totals(bill),
        *(_line(bill, number, item, credit=credit) for number, item in enumerate(bill.lines, start=1)),
    )
    return document(root, {None: "credit" if credit else "invoice", "cac": "cac", "cbc": "cbc"})


def _period(first: date, last: date) -> Node:
    return node(
        "cac:InvoicePeriod",
        node("cbc:StartDate", first.isoformat()),
        node("cbc:EndDate", last.isoformat()),
    )


def _party(party: Party) -> Node:
    address, tax_id = address_of(party), party.tax_id
    return node(
        "cac:Party",
        node("cbc:EndpointID", tax_id, schemeID=_SCHEMES[party.country]),
        node("cac:PartyName", node("cbc:Name", party.name)),
        node(
            "cac:PostalAddress",
            node("cbc:StreetName", address.street),
            node("cbc:CityName", address.city),
            node("cbc:PostalZone", address.postcode),
            node("cac:Country", node("cbc:IdentificationCode", party.country)),
        ),
        node("cac:PartyTaxScheme", node("cbc:CompanyID", tax_id), _scheme()),
        node("cac:PartyLegalEntity", node("cbc:RegistrationName", party.name)),
    )


def _scheme() -> Node:
    return node("cac:TaxScheme", node("cbc:ID", "VAT"))


def _means(bill: Bill) -> Iterator[Node]:
    """30 is a credit transfer (UNCL4461)."""
    for account in bill.vendor.ibans:
        yield node(
            "cac:PaymentMeans",
            node("cbc:PaymentMeansCode", "30"),
            node("cbc:PaymentID", bill.number),
            node("cac:PayeeFinancialAccount", node("cbc:ID", account)),
        )


def _amount(bill: Bill, name: str, amount: Decimal) -> Node:
    return node(f"cbc:{name}", str(amount), currencyID=bill.currency)


def _category(name: str, rate: Decimal) -> Node:
    return node(f"cac:{name}", node("cbc:ID", tax_category(rate)), node("cbc:Percent", str(rate)), _scheme())


def _taxes(bill: Bill) -> Node:
    rows = [
        node(
            "cac:TaxSubtotal",
            _amount(bill, "TaxableAmount", bill.rounded(row.base)),
            _amount(bill, "TaxAmount", bill.rounded(row.tax)),
            _category("TaxCategory", row.rate),
        )
        for row in bill.tax_rows
    ]
    return node("cac:TaxTotal", _amount(bill, "TaxAmount", bill.tax_total), *rows)


def _totals(bill: Bill) -> Node:
    return node(
        "cac:LegalMonetaryTotal",
        _amount(bill, "LineExtensionAmount", bill.lines_total),
        _amount(bill, "TaxExclusiveAmount", bill.subtotal),
        _amount(bill, "TaxInclusiveAmount", bill.total),
        _amount(bill, "PayableAmount", bill.due_amount),
    )


def _line(bill: Bill, number: int, item: Line, *, credit: bool) -> Node:
    quantity = "CreditedQuantity" if credit else "InvoicedQuantity"
    return node(
        "cac:CreditNoteLine" if credit else "cac:InvoiceLine",
        node("cbc:ID", str(number)),
        node(f"cbc:{quantity}", str(item.quantity), unitCode=coded(item.unit)),
        _amount(bill, "LineExtensionAmount", bill.amount_of(item)),
        node(
            "cac:Item",
            node("cbc:Name", item.description),
            node("cac:SellersItemIdentification", node("cbc:ID", item.code)) if item.code else None,
            _category("ClassifiedTaxCategory", item.rate),
        ),
        node("cac:Price", _amount(bill, "PriceAmount", item.price)),
    )
