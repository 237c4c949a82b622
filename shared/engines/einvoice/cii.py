"""UN/CEFACT Cross Industry Invoice: D16B (Factur-X, ZUGFeRD 2, XRechnung) and its forerunner ZUGFeRD 1.0."""

from collections.abc import Iterator

from shared.domain.money import Currency
from shared.domain.reading import LineItem, ReadInvoice, TaxLine
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

# The names of D16B first, then those of ZUGFeRD 1.0.
DOCUMENT = ("ExchangedDocument", "HeaderExchangedDocument")
TRADE = ("SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")
AGREEMENT = ("ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement")
SETTLEMENT = ("ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement")
TOTALS = (
    "SpecifiedTradeSettlementHeaderMonetarySummation",
    "SpecifiedTradeSettlementMonetarySummation",
)
LINE_TOTALS = (
    "SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount",
    "SpecifiedTradeSettlementMonetarySummation/LineTotalAmount",
)
_LINE_SETTLEMENT = ("SpecifiedLineTradeSettlement", "SpecifiedSupplyChainTradeSettlement")
RATES = ("RateApplicablePercent", "ApplicablePercent")

_HEADINGS = frozenset({"GROUP", "INFORMATION"})
"""Line kinds that add nothing to the total: a group's amount repeats what its members say."""


def read_cii(root: Node) -> ReadInvoice:
    """Return the invoice or credit note of a CII document."""
    document, trade = first(root, *DOCUMENT), first(root, *TRADE)
    agreement, settlement = first(trade, *AGREEMENT), first(trade, *SETTLEMENT)
    seller, buyer = first(agreement, "SellerTradeParty"), first(agreement, "BuyerTradeParty")
    totals = first(settlement, *TOTALS)
    code = currency(settlement, "InvoiceCurrencyCode")
    return ReadInvoice(
        doc_type=document_type(text(document, "TypeCode")),
        vendor_name=sure(text(seller, "Name", "SpecifiedLegalOrganization/TradingBusinessName")),
        vendor_tax_id=sure(_tax_id(seller)),
        vendor_email=sure(text(seller, "DefinedTradeContact/EmailURIUniversalCommunication/URIID")),
        vendor_address=sure(_address(seller)),
        vendor_phone=sure(text(seller, "DefinedTradeContact/TelephoneUniversalCommunication/CompleteNumber")),
        vendor_register=sure(text(seller, "SpecifiedLegalOrganization/ID")),
        buyer_name=sure(text(buyer, "Name")),
        buyer_tax_id=sure(_tax_id(buyer)),
        invoice_number=sure(text(document, "ID")),
        invoice_date=sure(day(document, "IssueDateTime/DateTimeString")),
        due_date=sure(day(settlement, "SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString")),
        order_number=sure(
            text(
                agreement,
                "BuyerOrderReferencedDocument/IssuerAssignedID",
                "BuyerOrderReferencedDocument/ID",
            )
        ),
        currency=sure(code),
        subtotal=sure(number(totals, "TaxBasisTotalAmount")),
        tax_total=sure(number(_own_tax(totals, code), "TaxTotalAmount")),
        total=sure(number(totals, "GrandTotalAmount")),
        amount_due=sure(number(totals, "DuePayableAmount")),
        ibans=tuple(read for read in map(sure, _accounts(settlement)) if read),
        line_items=tuple(_line(line) for line in line_nodes(trade)),
        tax_lines=tuple(_tax_line(row) for row in nodes(settlement, "ApplicableTradeTax")),
        allowances=number(totals, "AllowanceTotalAmount"),
        charges=number(totals, "ChargeTotalAmount"),
        payment_reference=sure(text(settlement, "PaymentReference")),
    )


def _tax_id(party: Node | None) -> str | None:
    """Return the VAT identifier (BT-31); a local tax number (BT-32) names nobody outside its tax office."""
    ids = nodes(party, "SpecifiedTaxRegistration/ID")
    return next((value for node in ids if node.get("schemeID") == "VA" and (value := clean(node.text))), None)


def _address(party: Node | None) -> str | None:
    address = first(party, "PostalTradeAddress")
    names = ("LineOne", "LineTwo", "LineThree", "PostcodeCode", "CityName", "CountryID")
    return ", ".join(part for name in names if (part := text(address, name))) or None


def _own_tax(totals: Node | None, code: Currency | None) -> Node | None:
    """Return the totals without the tax total in a second, accounting currency (BT-111)."""
    if totals is None:
        return None
    taxes = list(nodes(totals, "TaxTotalAmount"))
    own = [node for node in taxes if node.get("currencyID") in {None, code}]
    if own:
        for node in taxes:
            if node not in own:
                totals.remove(node)
    return totals


def _accounts(settlement: Node | None) -> Iterator[str]:
    path = "SpecifiedTradeSettlementPaymentMeans/PayeePartyCreditorFinancialAccount/IBANID"
    for node in nodes(settlement, path):
        if found := account(node.text):
            yield found


def line_nodes(trade: Node | None) -> Iterator[Node]:
    """Give the lines that count: not those that head a group or only inform."""
    for line in nodes(trade, "IncludedSupplyChainTradeLineItem"):
        status = text(line, "AssociatedDocumentLineDocument/LineStatusReasonCode")
        if status not in _HEADINGS and not _is_text(line):
            yield line


def _is_text(line: Node) -> bool:
    """Whether a line is a note between the others, as ZUGFeRD 1.0 has them: nothing sold and no amount."""
    if first(line, "AssociatedDocumentLineDocument/IncludedNote") is None:
        return False
    settlement = first(line, *_LINE_SETTLEMENT)
    return first(line, "SpecifiedTradeProduct") is None and first(settlement, *LINE_TOTALS) is None


def _line(line: Node) -> LineItem:
    agreement = first(line, "SpecifiedLineTradeAgreement", "SpecifiedSupplyChainTradeAgreement")
    delivery = first(line, "SpecifiedLineTradeDelivery", "SpecifiedSupplyChainTradeDelivery")
    settlement = first(line, *_LINE_SETTLEMENT)
    quantity = first(delivery, "BilledQuantity")
    product = first(line, "SpecifiedTradeProduct")
    described = (text(product, "Name"), text(product, "Description"))
    return LineItem(
        description=" ".join(dict.fromkeys(part for part in described if part)),
        quantity=number(delivery, "BilledQuantity"),
        unit=None if quantity is None else clean(quantity.get("unitCode")),
        unit_price=number(agreement, "NetPriceProductTradePrice/ChargeAmount"),
        amount=number(settlement, *LINE_TOTALS),
        tax_rate=number(settlement, *(f"ApplicableTradeTax/{name}" for name in RATES)),
        product_code=text(product, "SellerAssignedID", "BuyerAssignedID", "GlobalID"),
    )


def _tax_line(row: Node) -> TaxLine:
    return TaxLine(
        rate=number(row, *RATES),
        base=number(row, "BasisAmount"),
        amount=number(row, "CalculatedAmount"),
    )
