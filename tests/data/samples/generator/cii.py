"""UN/CEFACT Cross Industry Invoice D16B in the profile EN 16931, elements in the order of its schema."""

from datetime import date
from decimal import Decimal

from tests.data.samples.generator.bill import Bill, Line, Party, TaxRow
from tests.data.samples.generator.units import address_of, coded, tax_category
from tests.data.samples.generator.xml import Node, document, node

_TYPE_CODES = {"invoice": "380", "credit_note": "381"}


def render_cii(bill: Bill) -> bytes:
    """Return the bill as a CII document. Discounts and adjustments are not supported."""
    root = node(
        "rsm:CrossIndustryInvoice",
        node(
            "rsm:ExchangedDocumentContext",
            node("ram:GuidelineSpecifiedDocumentContextParameter", node("ram:ID", "urn:cen.eu:en16931:2017")),
        ),
        node(
            "rsm:ExchangedDocument",
            node("ram:ID", bill.number),
            node("ram:TypeCode", _TYPE_CODES[bill.doc_type]),
            node("ram:IssueDateTime", _day(bill.day)),
        ),
        node(
            "rsm:SupplyChainTradeTransaction",
            *(_line(bill, number, item) for number, item in enumerate(bill.lines, start=1)),
            _agreement(bill),
            node(
                "ram:ApplicableHeaderTradeDelivery",
                node("ram:ActualDeliverySupplyChainEvent", node("ram:OccurrenceDateTime", _day(bill.day))),
            ),
            _settlement(bill),
        ),
    )
    return document(root, {"rsm": "rsm", "ram": "ram", "udt": "udt"})


def _day(value: date) -> Node:
    return node("udt:DateTimeString", value.strftime("%Y%m%d"), format="102")


def _tax(rate: Decimal, *before: Node) -> Node:
    calculated, basis = (before[0], before[1]) if before else (None, None)
    return node(
        "ram:ApplicableTradeTax",
        calculated,
        node("ram:TypeCode", "VAT"),
        basis,
        node("ram:CategoryCode", tax_category(rate)),
        node("ram:RateApplicablePercent", str(rate)),
    )


def _line(bill: Bill, number: int, item: Line) -> Node:
    return node(
        "ram:IncludedSupplyChainTradeLineItem",
        node("ram:AssociatedDocumentLineDocument", node("ram:LineID", str(number))),
        node(
            "ram:SpecifiedTradeProduct",
            node("ram:SellerAssignedID", item.code) if item.code else None,
            node("ram:Name", item.description),
        ),
        node(
            "ram:SpecifiedLineTradeAgreement",
            node("ram:NetPriceProductTradePrice", node("ram:ChargeAmount", str(item.price))),
        ),
        node(
            "ram:SpecifiedLineTradeDelivery",
            node("ram:BilledQuantity", str(item.quantity), unitCode=coded(item.unit)),
        ),
        node(
            "ram:SpecifiedLineTradeSettlement",
            _tax(item.rate),
            node(
                "ram:SpecifiedTradeSettlementLineMonetarySummation",
                node("ram:LineTotalAmount", str(bill.amount_of(item))),
            ),
        ),
    )


def _agreement(bill: Bill) -> Node:
    return node(
        "ram:ApplicableHeaderTradeAgreement",
        _party("ram:SellerTradeParty", bill.vendor),
        _party("ram:BuyerTradeParty", bill.buyer) if bill.buyer else None,
        node("ram:BuyerOrderReferencedDocument", node("ram:IssuerAssignedID", bill.order))
        if bill.order
        else None,
    )


def _party(name: str, party: Party) -> Node:
    address = address_of(party)
    return node(
        name,
        node("ram:Name", party.name),
        node(
            "ram:PostalTradeAddress",
            node("ram:PostcodeCode", address.postcode),
            node("ram:LineOne", address.street),
            node("ram:CityName", address.city),
            node("ram:CountryID", party.country),
        ),
        node("ram:SpecifiedTaxRegistration", node("ram:ID", party.tax_id, schemeID="VA")),
    )


def _settlement(bill: Bill) -> Node:
    return node(
        "ram:ApplicableHeaderTradeSettlement",
        node("ram:PaymentReference", bill.number),
        node("ram:InvoiceCurrencyCode", bill.currency),
        *(_means(account) for account in bill.vendor.ibans),
        *(_breakdown(bill, row) for row in bill.tax_rows),
        node("ram:SpecifiedTradePaymentTerms", node("ram:DueDateDateTime", _day(bill.due)))
        if bill.due
        else None,
        node(
            "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
            node("ram:LineTotalAmount", str(bill.lines_total)),
            node("ram:TaxBasisTotalAmount", str(bill.subtotal)),
            node("ram:TaxTotalAmount", str(bill.tax_total), currencyID=bill.currency),
            node("ram:GrandTotalAmount", str(bill.total)),
            node("ram:DuePayableAmount", str(bill.due_amount)),
        ),
    )


def _means(account: str) -> Node:
    """58 is a SEPA credit transfer (UNCL4461)."""
    return node(
        "ram:SpecifiedTradeSettlementPaymentMeans",
        node("ram:TypeCode", "58"),
        node("ram:PayeePartyCreditorFinancialAccount", node("ram:IBANID", account)),
    )


def _breakdown(bill: Bill, row: TaxRow) -> Node:
    calculated = node("ram:CalculatedAmount", str(bill.rounded(row.tax)))
    return _tax(row.rate, calculated, node("ram:BasisAmount", str(bill.rounded(row.base))))
