"""Business terms out of UN/CEFACT CII (CEN/TS 16931-3-3) and ZUGFeRD 1.0."""

from collections.abc import Iterator
from decimal import Decimal

from shared.engines.einvoice.cii import (
    AGREEMENT,
    DOCUMENT,
    LINE_TOTALS,
    RATES,
    SETTLEMENT,
    TOTALS,
    TRADE,
    line_nodes,
)
from shared.engines.einvoice.nodes import clean, day, decimal_in, first, nodes, number, text
from shared.engines.einvoice.terms import (
    Adjustment,
    Category,
    Line,
    Party,
    Payment,
    TaxRow,
    Terms,
    Totals,
)
from shared.engines.xml import Node

_CONTEXT = ("ExchangedDocumentContext", "SpecifiedExchangedDocumentContext")
_DELIVERY = ("ApplicableHeaderTradeDelivery", "ApplicableSupplyChainTradeDelivery")
_SIGNS = {"true": True, "1": True, "false": False, "0": False}
"""Of an XML boolean. An allowance or charge that does not say which of the two it is counts as neither."""


def cii_terms(root: Node) -> Terms:
    """Return the terms of a cross industry invoice."""
    document, trade = first(root, *DOCUMENT), first(root, *TRADE)
    agreement, settlement = first(trade, *AGREEMENT), first(trade, *SETTLEMENT)
    delivery = first(trade, *_DELIVERY)
    currency = text(settlement, "InvoiceCurrencyCode")
    taxes = tuple(nodes(settlement, "ApplicableTradeTax"))
    return Terms(
        specification=text(first(root, *_CONTEXT), "GuidelineSpecifiedDocumentContextParameter/ID"),
        number=text(document, "ID"),
        issued=day(document, "IssueDateTime/DateTimeString"),
        type_code=text(document, "TypeCode"),
        currency=currency,
        seller=_party(first(agreement, "SellerTradeParty")),
        buyer=_party(first(agreement, "BuyerTradeParty")),
        representative_vat_id=_vat_id(first(agreement, "SellerTaxRepresentativeTradeParty")),
        buyer_reference=text(agreement, "BuyerReference"),
        has_due_date=_exists(settlement, "SpecifiedTradePaymentTerms"),
        has_two_tax_points=_any(taxes, "TaxPointDate") and _any(taxes, "DueDateTypeCode"),
        has_delivery_date=_exists(delivery, "ActualDeliverySupplyChainEvent")
        or _exists(settlement, "BillingSpecifiedPeriod"),
        has_reversed_period=_has_reversed_period(settlement),
        delivery_country=text(delivery, "ShipToTradeParty/PostalTradeAddress/CountryID"),
        payments=tuple(
            _payment(means) for means in nodes(settlement, "SpecifiedTradeSettlementPaymentMeans")
        ),
        totals=_totals(settlement, currency),
        adjustments=(*_adjustments(settlement), *_logistics(settlement)),
        breakdown=tuple(_tax_row(row) for row in taxes),
        lines=tuple(_line(line) for line in line_nodes(trade)),
    )


def _party(party: Node | None) -> Party:
    return Party(
        name=text(party, "Name"),
        has_address=_exists(party, "PostalTradeAddress"),
        country=text(party, "PostalTradeAddress/CountryID"),
        vat_id=_vat_id(party),
        has_tax_number=_exists(party, "SpecifiedTaxRegistration/ID"),
        has_legal_id=_exists(party, "SpecifiedLegalOrganization/ID"),
        has_other_id=_exists(party, "ID", "GlobalID"),
    )


def _vat_id(party: Node | None) -> str | None:
    ids = nodes(party, "SpecifiedTaxRegistration/ID")
    return next((found for node in ids if node.get("schemeID") == "VA" and (found := clean(node.text))), None)


def _payment(means: Node) -> Payment:
    account = text(
        means,
        "PayeePartyCreditorFinancialAccount/IBANID",
        "PayeePartyCreditorFinancialAccount/ProprietaryID",
    )
    return Payment(code=text(means, "TypeCode"), has_account=account is not None)


def _totals(settlement: Node | None, currency: str | None) -> Totals:
    totals = first(settlement, *TOTALS)
    taxes = _tax_totals(totals, currency)
    return Totals(
        lines=number(totals, "LineTotalAmount"),
        allowances=number(totals, "AllowanceTotalAmount"),
        charges=number(totals, "ChargeTotalAmount"),
        net=number(totals, "TaxBasisTotalAmount"),
        tax=decimal_in(taxes[0]) if taxes else None,
        has_two_taxes=len(taxes) > 1,
        gross=number(totals, "GrandTotalAmount"),
        prepaid=number(totals, "TotalPrepaidAmount"),
        rounding=number(totals, "RoundingAmount"),
        due=number(totals, "DuePayableAmount"),
        third_party=Decimal(0),
    )


def _tax_totals(totals: Node | None, currency: str | None) -> list[Node]:
    """Return BT-110; another may stand beside it in the currency of the seller's books (BT-111)."""
    taxes = list(nodes(totals, "TaxTotalAmount"))
    return [node for node in taxes if node.get("currencyID") in {None, currency}] or taxes[:1]


def _adjustments(settlement: Node | None) -> Iterator[Adjustment]:
    for node in nodes(settlement, "SpecifiedTradeAllowanceCharge"):
        is_charge = _SIGNS.get(text(node, "ChargeIndicator/Indicator") or "")
        if is_charge is not None:
            yield Adjustment(
                is_charge=is_charge,
                amount=number(node, "ActualAmount"),
                base=number(node, "BasisAmount"),
                percent=number(node, "CalculationPercent"),
                category=_category(node, "CategoryTradeTax"),
                has_reason=_exists(node, "Reason", "ReasonCode"),
            )


def _logistics(settlement: Node | None) -> Iterator[Adjustment]:
    """Freight has a place of its own in ZUGFeRD 1.0 and the EXTENDED profile, and counts as a charge."""
    for node in nodes(settlement, "SpecifiedLogisticsServiceCharge"):
        yield Adjustment(
            is_charge=True,
            amount=number(node, "AppliedAmount"),
            base=None,
            percent=None,
            category=_category(node, "AppliedTradeTax"),
            has_reason=_exists(node, "Description"),
        )


def _category(parent: Node | None, path: str) -> Category:
    for node in nodes(parent, path):
        if _is_vat(node):
            return _category_of(node)
    return Category(code=None, rate=None)


def _is_vat(tax: Node) -> bool:
    return (text(tax, "TypeCode") or "").upper() == "VAT"


def _category_of(tax: Node) -> Category:
    return Category(code=text(tax, "CategoryCode"), rate=number(tax, *RATES))


def _tax_row(row: Node) -> TaxRow:
    return TaxRow(
        category=_category_of(row) if _is_vat(row) else Category(code=None, rate=None),
        base=number(row, "BasisAmount"),
        amount=number(row, "CalculatedAmount"),
        has_reason=_exists(row, "ExemptionReason", "ExemptionReasonCode"),
    )


def _line(line: Node) -> Line:
    agreement = first(line, "SpecifiedLineTradeAgreement", "SpecifiedSupplyChainTradeAgreement")
    delivery = first(line, "SpecifiedLineTradeDelivery", "SpecifiedSupplyChainTradeDelivery")
    settlement = first(line, "SpecifiedLineTradeSettlement", "SpecifiedSupplyChainTradeSettlement")
    quantity = first(delivery, "BilledQuantity")
    gross = first(agreement, "GrossPriceProductTradePrice")
    net = first(agreement, "NetPriceProductTradePrice")
    base = first(net, "BasisQuantity")
    if base is None:
        base = first(gross, "BasisQuantity")
    return Line(
        number=text(line, "AssociatedDocumentLineDocument/LineID"),
        quantity=number(delivery, "BilledQuantity"),
        unit=None if quantity is None else clean(quantity.get("unitCode")),
        amount=number(settlement, *LINE_TOTALS),
        name=text(line, "SpecifiedTradeProduct/Name"),
        price=number(net, "ChargeAmount"),
        gross_price=number(gross, "ChargeAmount"),
        discount=number(gross, "AppliedTradeAllowanceCharge/ActualAmount"),
        base_quantity=decimal_in(base),
        base_unit=None if base is None else clean(base.get("unitCode")),
        category=_category(settlement, "ApplicableTradeTax"),
        has_reversed_period=_has_reversed_period(settlement),
        adjustments=tuple(_adjustments(settlement)),
    )


def _has_reversed_period(settlement: Node | None) -> bool:
    period = first(settlement, "BillingSpecifiedPeriod")
    start = day(period, "StartDateTime/DateTimeString")
    end = day(period, "EndDateTime/DateTimeString")
    return start is not None and end is not None and end < start


def _any(parents: tuple[Node, ...], path: str) -> bool:
    return any(_exists(parent, path) for parent in parents)


def _exists(node: Node | None, *paths: str) -> bool:
    return first(node, *paths) is not None
