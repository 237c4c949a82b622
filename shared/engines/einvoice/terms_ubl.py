"""Business terms out of UBL 2.1 (CEN/TS 16931-3-2)."""

from collections.abc import Iterator
from decimal import Decimal

from shared.engines.einvoice.nodes import clean, day, first, nodes, number, text
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
from shared.engines.einvoice.ubl import line_nodes, tax_total_node, tax_total_nodes
from shared.engines.xml import Node

_SIGNS = {"true": True, "1": True, "false": False, "0": False}
"""Of an XML boolean. An allowance or charge that does not say which of the two it is counts as neither."""


def ubl_terms(root: Node) -> Terms:
    """Return the terms of a UBL invoice or credit note."""
    currency = text(root, "DocumentCurrencyCode")
    tax, own = tax_total_node(root, currency), tax_total_nodes(root, currency)
    return Terms(
        specification=text(root, "CustomizationID"),
        number=text(root, "ID"),
        issued=day(root, "IssueDate"),
        type_code=text(root, "InvoiceTypeCode", "CreditNoteTypeCode"),
        currency=currency,
        seller=_party(first(root, "AccountingSupplierParty/Party")),
        buyer=_party(first(root, "AccountingCustomerParty/Party")),
        representative_vat_id=_vat_id(first(root, "TaxRepresentativeParty")),
        buyer_reference=text(root, "BuyerReference"),
        has_due_date=_exists(root, "DueDate", "PaymentMeans/PaymentDueDate", "PaymentTerms"),
        has_two_tax_points=_exists(root, "TaxPointDate") and _exists(root, "InvoicePeriod/DescriptionCode"),
        has_delivery_date=_exists(root, "Delivery/ActualDeliveryDate", "InvoicePeriod"),
        has_reversed_period=_has_reversed_period(root),
        delivery_country=text(root, "Delivery/DeliveryLocation/Address/Country/IdentificationCode"),
        payments=tuple(_payment(means) for means in nodes(root, "PaymentMeans")),
        totals=_totals(root, number(tax, "TaxAmount"), has_two_taxes=len(own) > 1),
        adjustments=tuple(_adjustments(root)),
        breakdown=tuple(_tax_row(row) for row in nodes(tax, "TaxSubtotal")),
        lines=tuple(_line(line) for line in line_nodes(root)),
    )


def _party(party: Node | None) -> Party:
    ids = [node for node in nodes(party, "PartyIdentification/ID") if node.get("schemeID") != "SEPA"]
    return Party(
        name=text(party, "PartyLegalEntity/RegistrationName"),
        has_address=_exists(party, "PostalAddress"),
        country=text(party, "PostalAddress/Country/IdentificationCode"),
        vat_id=_vat_id(party),
        has_tax_number=_exists(party, "PartyTaxScheme/CompanyID"),
        has_legal_id=_exists(party, "PartyLegalEntity/CompanyID"),
        has_other_id=bool(ids),
    )


def _vat_id(party: Node | None) -> str | None:
    vat = (scheme for scheme in nodes(party, "PartyTaxScheme") if _is_vat(scheme))
    return next((found for scheme in vat if (found := text(scheme, "CompanyID"))), None)


def _is_vat(scheme: Node) -> bool:
    return (text(scheme, "TaxScheme/ID") or "").upper() == "VAT"


def _payment(means: Node) -> Payment:
    account = text(means, "PayeeFinancialAccount/ID")
    return Payment(code=text(means, "PaymentMeansCode"), has_account=account is not None)


def _totals(root: Node, tax: Decimal | None, *, has_two_taxes: bool) -> Totals:
    totals = first(root, "LegalMonetaryTotal", "RequestedMonetaryTotal")
    paid = (number(payment, "PaidAmount") for payment in nodes(root, "PrepaidPayment"))
    return Totals(
        lines=number(totals, "LineExtensionAmount"),
        allowances=number(totals, "AllowanceTotalAmount"),
        charges=number(totals, "ChargeTotalAmount"),
        net=number(totals, "TaxExclusiveAmount"),
        tax=tax,
        has_two_taxes=has_two_taxes,
        gross=number(totals, "TaxInclusiveAmount"),
        prepaid=number(totals, "PrepaidAmount"),
        rounding=number(totals, "PayableRoundingAmount"),
        due=number(totals, "PayableAmount"),
        third_party=sum((amount for amount in paid if amount is not None), Decimal(0)),
    )


def _adjustments(parent: Node) -> Iterator[Adjustment]:
    for node in nodes(parent, "AllowanceCharge"):
        is_charge = _SIGNS.get(text(node, "ChargeIndicator") or "")
        if is_charge is not None:
            yield Adjustment(
                is_charge=is_charge,
                amount=number(node, "Amount"),
                base=number(node, "BaseAmount"),
                percent=number(node, "MultiplierFactorNumeric"),
                category=_category(node, "TaxCategory"),
                has_reason=_exists(node, "AllowanceChargeReason", "AllowanceChargeReasonCode"),
            )


def _category(parent: Node | None, path: str) -> Category:
    for node in nodes(parent, path):
        if _is_vat(node):
            return Category(code=text(node, "ID"), rate=number(node, "Percent"))
    return Category(code=None, rate=None)


def _tax_row(row: Node) -> TaxRow:
    return TaxRow(
        category=_category(row, "TaxCategory"),
        base=number(row, "TaxableAmount"),
        amount=number(row, "TaxAmount"),
        has_reason=_exists(row, "TaxCategory/TaxExemptionReason", "TaxCategory/TaxExemptionReasonCode"),
    )


def _line(line: Node) -> Line:
    quantity = first(line, "InvoicedQuantity", "CreditedQuantity")
    price = first(line, "Price")
    base = first(price, "BaseQuantity")
    return Line(
        number=text(line, "ID"),
        quantity=number(line, "InvoicedQuantity", "CreditedQuantity"),
        unit=None if quantity is None else clean(quantity.get("unitCode")),
        amount=number(line, "LineExtensionAmount"),
        name=text(line, "Item/Name"),
        price=number(price, "PriceAmount"),
        gross_price=number(price, "AllowanceCharge/BaseAmount"),
        discount=number(price, "AllowanceCharge/Amount"),
        base_quantity=number(price, "BaseQuantity"),
        base_unit=None if base is None else clean(base.get("unitCode")),
        category=_category(line, "Item/ClassifiedTaxCategory"),
        has_reversed_period=_has_reversed_period(line),
        adjustments=tuple(_adjustments(line)),
    )


def _has_reversed_period(node: Node) -> bool:
    start, end = day(node, "InvoicePeriod/StartDate"), day(node, "InvoicePeriod/EndDate")
    return start is not None and end is not None and end < start


def _exists(node: Node | None, *paths: str) -> bool:
    return first(node, *paths) is not None
