"""The rules of EN 16931: what keeps them is silent, what breaks one names it."""

import re

import pytest

from shared.domain.findings import Severity
from shared.engines.einvoice.breaches import named
from tests.unit.engines.einvoices import CII, PEPPOL, UBL, XRECHNUNG, broken, changed

DOCUMENTS = {"ubl": UBL, "cii": CII}


def total(old, new, ubl, cii):
    """The same change of an amount in both syntaxes."""
    return (
        (f'{ubl} currencyID="EUR">{old}<', f'{ubl} currencyID="EUR">{new}<'),
        (f"{cii}>{old}<", f"{cii}>{new}<"),
    )


def gone(ubl, cii):
    """The same element taken out of both syntaxes."""
    return (ubl, ""), (cii, "")


def reason(words):
    return gone(
        f"<cbc:AllowanceChargeReason>{words}</cbc:AllowanceChargeReason>", f"<ram:Reason>{words}</ram:Reason>"
    )


def both(old, new):
    return (old, new), (old, new)


E_ROW = ('TaxAmount currencyID="EUR">0.00<', "CalculatedAmount>0.00<")
NAMES = {"note": Severity.NOTE, "warning": Severity.WARNING, "error": Severity.ERROR}

BREACHES = [
    ("BR-02 error", *gone("<cbc:ID>RE-1</cbc:ID>", "<ram:ID>RE-1</ram:ID>")),
    ("BR-03 error", (">2026-05-04<", ">soon<"), (">20260504<", "><")),
    ("BR-04 note", *both(">380<", "><")),
    ("BR-CL-04 error", ("Code>EUR", "Code>EURO"), ("Code>EUR", "Code>EURO")),
    ("BR-CL-01 warning", *both(">380<", ">999<")),
    ("BR-05 error", *both("CurrencyCode>EUR", "CurrencyCode> ")),
    ("BR-06 note", *both("Name>Bergmann GmbH", "Name>")),
    ("BR-07 warning", *both("Name>Kranich AG", "Name>")),
    ("BR-09 note", (">DE</cbc:Ident", "></cbc:Ident"), (">DE</ram:Country", "></ram:Country")),
    ("BR-11 note", (">AT</cbc:Ident", "></cbc:Ident"), (">AT</ram:Country", "></ram:Country")),
    ("BR-12 warning", *total("256.00", "", "LineExtensionAmount", "LineTotalAmount")),
    ("BR-13 warning", *total("254.00", "", "TaxExclusiveAmount", "TaxBasisTotalAmount")),
    ("BR-14 error", *total("293.68", "", "TaxInclusiveAmount", "GrandTotalAmount")),
    ("BR-15 error", *total("200.0", "", "PayableAmount", "DuePayableAmount")),
    ("BR-21 note", *both("ID>c<", "ID><")),
    ("BR-22 warning", *both('unitCode="C62">3<', 'unitCode="C62">three<')),
    ("BR-23 note", *both('unitCode="C62">3', ">3")),
    ("BR-24 warning", *total("20.00", "", "LineExtensionAmount", "LineTotalAmount")),
    ("BR-25 warning", *both("Name>Stamps", "Name>")),
    ("BR-26 note", *total("10.00", "", "PriceAmount", "ChargeAmount")),
    ("BR-27 warning", *total("10.00", "-10.00", "PriceAmount", "ChargeAmount"), "PEPPOL-EN16931-R120"),
    ("BR-28 note", *total("27.50", "-27.50", "BaseAmount", "ChargeAmount"), "PEPPOL-EN16931-R046"),
    ("BR-31 warning", *total("6.00", "", "Amount", "ActualAmount")),
    ("BR-33 note", *reason("Loyalty")),
    ("BR-36 warning", *total("4.00", "", "Amount", "ActualAmount")),
    ("BR-38 note", *reason("Freight")),
    ("BR-41 warning", *total("5.00", "", "Amount", "ActualAmount")),
    ("BR-42 note", *reason("Second choice")),
    ("BR-43 warning", *total("1.00", "", "Amount", "ActualAmount")),
    ("BR-44 note", *reason("Engraving")),
    ("BR-45 warning", *total("24.00", "", "TaxableAmount", "BasisAmount")),
    ("BR-46 warning", *total("1.68", "", "TaxAmount", "CalculatedAmount")),
    ("BR-48 warning", *both("ercent>7.0<", "ercent><")),
    ("BR-49 note", ("MeansCode>58", "MeansCode>"), ("TypeCode>58", "TypeCode>")),
    ("BR-61 warning", *both("ID>DE89370400440532013000<", "ID><")),
    ("BR-CO-09 note", *both("DE123456789", "0123456789")),
    ("BR-CO-10 error", *total("256.00", "250.00", "LineExtensionAmount", "LineTotalAmount"), "BR-CO-13"),
    ("BR-CO-11 error", *total("6.0", "7.0", "AllowanceTotalAmount", "AllowanceTotalAmount"), "BR-CO-13"),
    ("BR-CO-12 error", *total("4.0", "5.0", "ChargeTotalAmount", "ChargeTotalAmount"), "BR-CO-13"),
    ("BR-CO-13 error", *total("254.00", "254.06", "TaxExclusiveAmount", "TaxBasisTotalAmount"), "BR-CO-15"),
    ("BR-CO-14 error", *total("39.68", "39.58", "TaxAmount", 'TaxTotalAmount currencyID="EUR"'), "BR-CO-15"),
    ("BR-CO-15 error", *total("293.68", "293.60", "TaxInclusiveAmount", "GrandTotalAmount"), "BR-CO-16"),
    ("BR-CO-16 error", *total("200.0", "200.06", "PayableAmount", "DuePayableAmount")),
    ("BR-CO-16 warning", *total("200.0", "200.01", "PayableAmount", "DuePayableAmount")),
    ("BR-CO-17 error", *total("38.00", "36.99", "TaxAmount", "CalculatedAmount"), "BR-CO-14"),
    ("BR-CO-26 warning", ("CompanyID>DE123456789", "CompanyID>"), ('"VA">DE1', '"FC">DE1')),
    (
        "BR-S-08 error",
        *total("46.00", "42.00", "LineExtensionAmount", "LineTotalAmount"),
        "BR-CO-10 PEPPOL-EN16931-R120",
    ),
    (
        "BR-E-08 error",
        *total("30.0", "31.01", "LineExtensionAmount", "LineTotalAmount"),
        "BR-CO-10 PEPPOL-EN16931-R120",
    ),
    ("BR-E-09 error", *((old, old.replace("0.00", "0.01")) for old in E_ROW), "BR-CO-14"),
    ("BR-CL-18 warning", *both(">E<", ">X<"), "BR-CL-17"),
    ("BR-E-10 warning", *both("ExemptionReason>", "Note>")),
    ("PEPPOL-EN16931-R040 warning", *total("120.00", "121.00", "BaseAmount", "BasisAmount")),
    ("PEPPOL-EN16931-R046 note", *total("27.50", "27.40", "BaseAmount", "ChargeAmount")),
    ("PEPPOL-EN16931-R120 warning", *total("80.00", "80.02", "PriceAmount", "ChargeAmount")),
    ("PEPPOL-EN16931-R121 warning", *both('unitCode="H87">5<', 'unitCode="H87">0<')),
]


def cases(table):
    """One case per rule, severity and syntax."""
    for name, *changes, rest in ((*row, "") if len(row) == 3 else row for row in table):
        rule, severity = name.split()
        for syntax, change in zip(DOCUMENTS, changes, strict=True):
            case = f"{rule}-{severity}-{syntax}"
            yield pytest.param(syntax, change, rule, severity, rest.split(), id=case)


@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_a_document_that_keeps_every_rule_breaks_none(syntax):
    """Allowances, charges, rates, payments made and roundings: good is silent."""
    assert broken(DOCUMENTS[syntax]) == {}


@pytest.mark.parametrize(("syntax", "change", "rule", "severity", "also"), list(cases(BREACHES)))
def test_one_slip_breaks_one_rule(syntax, change, rule, severity, also):
    """And those that hang on the same sum, but no other."""
    found = broken(changed(DOCUMENTS[syntax], change))

    assert found.keys() == {rule, *also}
    assert found[rule].severity is NAMES[severity]
    assert found[rule].message.endswith(".")


NEAR = [
    total("256.00", "256.005", "LineExtensionAmount", "LineTotalAmount"),
    total("27.50", "27.505", "BaseAmount", "ChargeAmount"),
    total("80.00", "80.01", "PriceAmount", "ChargeAmount"),
    total("120.00", "120.40", "BaseAmount", "BasisAmount"),
    both('unitCode="H87">5<', 'unitCode="XPK">5<'),
    both("Percent>19.0<", "Percent>19.000<"),
    both("ID>AT611904300234573201<", "ID>1904300234573201<"),
    (("ID>VAT<", "ID>vat<"), ("TypeCode>VAT<", "TypeCode>vat<")),
    (("cbc:DueDate>", "cbc:Unused>"), ("ram:DueDateDateTime>", "ram:Description>")),
]


@pytest.mark.parametrize("near", range(len(NEAR)))
@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_a_near_miss_is_none(syntax, near):
    """Roundings, other units, other spellings, and terms of payment in place of a date."""
    change = dict(zip(DOCUMENTS, NEAR[near], strict=True))[syntax]
    document = changed(DOCUMENTS[syntax], change)
    if "cbc:Unused" in document:
        document = changed(document, ("<cac:TaxTotal>", "<cac:PaymentTerms/><cac:TaxTotal>"))

    found = broken(document)

    assert {rule for rule in found if not rule.startswith("BR-DEC")} == set()


def without(document, pattern):
    """The document without what a pattern matches, which must be there."""
    shorter = re.sub(pattern, "", document, flags=re.DOTALL)
    assert shorter != document, pattern
    return shorter


LINES = {"ubl": r"<cac:InvoiceLine>.*</cac:InvoiceLine>", "cii": r"<ram:Included.*ChainTradeLineItem>"}
BREAKDOWN = {
    "ubl": r"<cac:TaxSubtotal>.*</cac:TaxSubtotal>",
    "cii": r"<ram:ApplicableTradeTax><ram:Calc.*0</ram:RateApplicablePercent>\s*</ram:ApplicableTradeTax>",
}
ADDRESS = {
    "ubl": r"<cac:PostalAddress>((?!Address>).)*>{0}<.*?</cac:PostalAddress>",
    "cii": r"<ram:PostalTradeAddress>((?!Address>).)*>{0}<.*?</ram:PostalTradeAddress>",
}
DUE = {"ubl": r"<cbc:DueDate>.*</cbc:DueDate>", "cii": r"<ram:SpecifiedTradePaymentTerms>.*PaymentTerms>"}
MEANS = {
    "ubl": r"<cac:PaymentMeans>.*</cac:PaymentMeans>",
    "cii": r"<ram:SpecifiedTradeSettlementPay.*Means>",
}
TOTALS = {
    "ubl": r"<cac:LegalMonetaryTotal>.*</cac:LegalMonetaryTotal>",
    "cii": r"<ram:SpecifiedTradeSettlementHeader.*HeaderMonetarySummation>",
}
SPECIFICATION = {
    "ubl": r"<cbc:CustomizationID>.*</cbc:CustomizationID>",
    "cii": r"<rsm:ExchangedDocumentC.*Context>",
}


@pytest.mark.parametrize(
    ("rules", "patterns"),
    [
        ("BR-01", SPECIFICATION),
        ("BR-08", {syntax: pattern.format("DE") for syntax, pattern in ADDRESS.items()}),
        ("BR-10", {syntax: pattern.format("AT") for syntax, pattern in ADDRESS.items()}),
        ("BR-12 BR-13 BR-14 BR-15", TOTALS),
        ("BR-16", LINES),
        ("BR-CO-18", BREAKDOWN),
        ("BR-CO-25", DUE),
    ],
    ids=lambda value: value.replace(" ", "-") if isinstance(value, str) else "",
)
@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_a_part_that_is_missing_is_named_once(syntax, rules, patterns):
    """What hangs on the missing part is not counted as broken too."""
    found = broken(without(DOCUMENTS[syntax], patterns[syntax]))

    assert found.keys() == set(rules.split()) | ({"BR-CO-26"} & found.keys())


@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_a_credit_note_has_no_day_on_which_it_is_due(syntax):
    """And neither has what costs nothing."""
    document = without(DOCUMENTS[syntax], DUE[syntax])

    assert broken(document.replace(">380<", ">381<")) == {}


PERIOD = "<cac:InvoicePeriod><cbc:DescriptionCode>35</cbc:DescriptionCode></cac:InvoicePeriod>"


@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_a_second_day_of_taxation_is_noted(syntax):
    """A date and a code for one exclude each other; either alone is well."""
    date, code = {
        "ubl": (
            ("<cac:AccountingSup", "<cbc:TaxPointDate>2026-05-04</cbc:TaxPointDate><cac:AccountingSup"),
            ("<cac:AccountingSup", f"{PERIOD}<cac:AccountingSup"),
        ),
        "cii": (
            ("<ram:BasisAmount>24.00", "<ram:TaxPointDate/><ram:BasisAmount>24.00"),
            ("<ram:BasisAmount>24.00", "<ram:DueDateTypeCode>5</ram:DueDateTypeCode><ram:BasisAmount>24.00"),
        ),
    }[syntax]

    assert broken(changed(DOCUMENTS[syntax], date)) == {}
    assert broken(changed(DOCUMENTS[syntax], code)) == {}
    assert broken(changed(DOCUMENTS[syntax], date, code)).keys() == {"BR-CO-03"}


PERIOD_UBL = "<cbc:StartDate>{0}</cbc:StartDate><cbc:EndDate>{1}</cbc:EndDate>"
PERIOD_CII = (
    "<ram:StartDateTime><ram:DateTimeString>{0}</ram:DateTimeString></ram:StartDateTime>"
    "<ram:EndDateTime><ram:DateTimeString>{1}</ram:DateTimeString></ram:EndDateTime>"
)
LINE_SUM = "<ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>30.0<"
PERIODS = {
    "ubl": (
        f"<cac:InvoicePeriod>{PERIOD_UBL}</cac:InvoicePeriod>",
        "<cac:AccountingSup",
        "<cac:Item><cbc:Name>Stamps",
    ),
    "cii": (
        f"<ram:BillingSpecifiedPeriod>{PERIOD_CII}</ram:BillingSpecifiedPeriod>",
        "<ram:SpecifiedTradePaymentTerms>",
        LINE_SUM,
    ),
}


@pytest.mark.parametrize(("place", "rule"), [(1, "BR-29"), (2, "BR-30")])
@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_a_period_ends_after_it_starts(syntax, place, rule):
    """Or on the day itself; one that is open on a side is none."""
    period, before = PERIODS[syntax][0], PERIODS[syntax][place]

    def billed(start, end):
        return broken(changed(DOCUMENTS[syntax], (before, period.format(start, end) + before)))

    assert billed("2026-05-01", "2026-05-01") == billed("2026-05-02", "") == {}
    assert billed("2026-05-02", "2026-05-01").keys() == {rule}


@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_german_rules_hold_where_the_document_says_so(syntax):
    """A Leitweg-ID and a way to pay are asked for by XRechnung alone."""
    bare = without(without(DOCUMENTS[syntax], r"<\w+:BuyerReference>.*Reference>"), MEANS[syntax])

    assert broken(bare) == {}
    assert broken(bare.replace(PEPPOL, XRECHNUNG)).keys() == {"BR-DE-1", "BR-DE-15"}


@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_peppol_rules_hold_where_the_document_says_so(syntax):
    """Quantity and price may differ from the amount where only the core of the standard is promised."""
    wrong = changed(DOCUMENTS[syntax], (">80.00<", ">81.00<"))

    assert broken(wrong).keys() == {"PEPPOL-EN16931-R120"}
    assert broken(wrong.replace(PEPPOL, XRECHNUNG)).keys() == {"PEPPOL-EN16931-R120"}
    assert broken(wrong.replace(PEPPOL, PEPPOL.partition("#")[0])) == {}


def test_a_forint_is_not_rounded_to_its_hundredth():
    """Half a forint is the slack of Peppol there, as in Hungary."""
    wrong = changed(UBL, (">80.00<", ">80.20<"))

    assert broken(wrong).keys() == {"PEPPOL-EN16931-R120"}
    assert broken(wrong.replace("EUR", "HUF")) == {}


DECIMALS = [
    ("BR-DEC-01", *total("6.00", "6.000", "Amount", "ActualAmount")),
    ("BR-DEC-02", *total("120.00", "120.000", "BaseAmount", "BasisAmount")),
    ("BR-DEC-05", *total("4.00", "4.000", "Amount", "ActualAmount")),
    ("BR-DEC-09", *total("256.00", "256.000", "LineExtensionAmount", "LineTotalAmount")),
    ("BR-DEC-10", *total("6.0", "6.000", "AllowanceTotalAmount", "AllowanceTotalAmount")),
    ("BR-DEC-11", *total("4.0", "4.000", "ChargeTotalAmount", "ChargeTotalAmount")),
    ("BR-DEC-12", *total("254.00", "254.000", "TaxExclusiveAmount", "TaxBasisTotalAmount")),
    ("BR-DEC-13", *total("39.68", "39.680", "TaxAmount", 'TaxTotalAmount currencyID="EUR"')),
    ("BR-DEC-14", *total("293.68", "293.680", "TaxInclusiveAmount", "GrandTotalAmount")),
    ("BR-DEC-16", *total("93.70", "93.700", "PrepaidAmount", "TotalPrepaidAmount")),
    ("BR-DEC-17", *total("0.02", "0.020", "PayableRoundingAmount", "RoundingAmount")),
    ("BR-DEC-18", *total("200.0", "200.000", "PayableAmount", "DuePayableAmount")),
    ("BR-DEC-19", *total("24.00", "24.000", "TaxableAmount", "BasisAmount")),
    ("BR-DEC-20", *total("1.68", "1.680", "TaxAmount", "CalculatedAmount")),
    ("BR-DEC-23", *total("46.00", "46.000", "LineExtensionAmount", "LineTotalAmount")),
    ("BR-DEC-24", *total("5.00", "5.000", "Amount", "ActualAmount")),
    ("BR-DEC-25", *total("50.00", "50.000", "BaseAmount", "BasisAmount")),
    ("BR-DEC-27", *total("1.00", "1.000", "Amount", "ActualAmount")),
]


@pytest.mark.parametrize(("rule", "ubl", "cii"), DECIMALS)
@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_amounts_have_two_decimals(syntax, rule, ubl, cii):
    """More are a slip of form: the value is what it is."""
    found = broken(changed(DOCUMENTS[syntax], {"ubl": ubl, "cii": cii}[syntax]))

    assert {name: each.severity for name, each in found.items()} == {rule: Severity.NOTE}


@pytest.mark.parametrize(("due", "severity"), [("205.0", Severity.WARNING), ("206.0", Severity.ERROR)])
def test_five_of_the_smallest_coin_stop_nobody(due, severity):
    """Yen have no hundredth, so a sum of yen may be five of them off."""
    yen = changed(UBL, ("EUR", "JPY"), (">200.0<", f">{due}<"))

    assert broken(yen)["BR-CO-16"].severity is severity


def test_a_fault_in_every_line_is_one_sentence():
    """A program that leaves something out leaves it out everywhere."""
    assert named("Line", [3]) == "Line 3"
    assert named("Line", [1, 2]) == "Lines 1 and 2"
    assert named("Line", [1, 2, 4]) == "Lines 1, 2 and 4"
    assert named("Line", list(range(1, 401))) == "Lines 1, 2, 3, 4, 5 and 395 more"
    found = broken(
        UBL.replace("<cbc:Percent>19</cbc:Percent><cac:TaxScheme><cbc:ID>VAT", "<cac:TaxScheme><cbc:ID>GST")
    )
    assert found["BR-CO-04"].message == "Lines 1 and 2 have no VAT category."
