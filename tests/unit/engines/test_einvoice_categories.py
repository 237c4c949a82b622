"""Value added tax by category, and how much of the standard a document promises to keep."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from shared.domain.checks import check_invoice
from shared.domain.errors import IntakeError
from shared.domain.findings import FindingCode, Severity
from shared.engines.einvoice.breaches import money
from shared.engines.einvoice.profiles import Profile, is_peppol, is_xrechnung, profile_of
from shared.engines.einvoice.reader import read_einvoice
from tests.unit.engines.einvoices import CII, CORE, EXTENDED, MINIMUM, PEPPOL, UBL, XRECHNUNG, broken, changed
from tests.unit.engines.test_einvoice import DATA

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
DOCUMENTS = {"ubl": UBL, "cii": CII}
RULES = {"Z": "Z", "E": "E", "AE": "AE", "K": "IC", "G": "G", "O": "O", "S": "S", "L": "AF", "M": "AG"}
IN_AUSTRIA = "<cac:Country><cbc:IdentificationCode>AT</cbc:IdentificationCode></cac:Country>"
DELIVERY_UBL = (
    "<cac:Delivery><cbc:ActualDeliveryDate>2026-05-04</cbc:ActualDeliveryDate><cac:DeliveryLocation>"
    f"<cac:Address>{IN_AUSTRIA}</cac:Address></cac:DeliveryLocation></cac:Delivery>"
)
DELIVERY_CII = (
    "<ram:ApplicableHeaderTradeDelivery><ram:ShipToTradeParty><ram:PostalTradeAddress>"
    "<ram:CountryID>AT</ram:CountryID></ram:PostalTradeAddress></ram:ShipToTradeParty>"
    "<ram:ActualDeliverySupplyChainEvent/></ram:ApplicableHeaderTradeDelivery>"
)
DELIVERED = {
    "ubl": ("<cac:PaymentMeans>", f"{DELIVERY_UBL}<cac:PaymentMeans>"),
    "cii": ("<ram:ApplicableHeaderTradeDelivery/>", DELIVERY_CII),
}


def within(syntax, code, *, delivered=True):
    """The document with its exempt line in another category, and a delivery."""
    document = DOCUMENTS[syntax].replace(">E<", f">{code}<")
    return document.replace(*DELIVERED[syntax], 1) if delivered else document


@pytest.mark.parametrize("code", ["E", "AE", "K", "G"])
@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_a_category_without_tax_that_says_why_breaks_nothing(syntax, code):
    """Exempt, reverse charge, within the Union, export."""
    assert broken(within(syntax, code)) == {}


@pytest.mark.parametrize("code", ["E", "AE", "K", "G"])
@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_a_category_without_tax_says_why(syntax, code):
    """The buyer's own duties hang on it."""
    document = within(syntax, code).replace("ExemptionReason>", "Note>")

    assert {name: rule.severity for name, rule in broken(document).items()} == {
        f"BR-{RULES[code]}-10": Severity.WARNING
    }


@pytest.mark.parametrize("code", ["Z", "L", "M"])
@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_a_category_with_a_rate_gives_no_reason(syntax, code):
    """Zero is a rate, and so are the islands' own."""
    assert broken(within(syntax, code)).keys() == {f"BR-{RULES[code]}-10"}
    assert broken(within(syntax, code).replace("ExemptionReason>", "Note>")) == {}


@pytest.mark.parametrize("code", ["Z", "E", "AE", "K", "G"])
@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_a_category_without_tax_charges_none(syntax, code):
    """A cent of tax that is not owed is an error, whatever the sums say."""
    charged = (
        within(syntax, code)
        .replace("Amount>0.00<", "Amount>0.01<")
        .replace('TaxAmount currencyID="EUR">0.00<', 'TaxAmount currencyID="EUR">0.01<')
    )

    assert broken(charged)[f"BR-{RULES[code]}-09"].severity is Severity.ERROR


@pytest.mark.parametrize("code", ["Z", "E", "AE", "K", "G"])
@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_a_line_without_tax_has_a_rate_of_zero(syntax, code):
    """Another rate on a line is worth a look; in the breakdown it shows in the tax."""
    parts = within(syntax, code).rpartition("Percent>0<" if syntax == "ubl" else "Name>Stamps")
    line = "".join(parts)
    if syntax == "ubl":
        line = parts[0] + "Percent>19<" + parts[2]
    else:
        line = parts[0] + parts[1] + parts[2].replace("Percent>0<", "Percent>19<", 1)

    found = broken(line)

    assert found[f"BR-{RULES[code]}-05"].severity is Severity.WARNING


@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_what_is_outside_the_scope_of_tax_stands_alone(syntax):
    """No rate, no identifiers for VAT, and no other category beside it."""
    found = broken(within(syntax, "O"))

    assert found.keys() == {"BR-O-02", "BR-O-05", "BR-O-11"}
    assert {rule.severity for rule in found.values()} == {Severity.NOTE}


@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_a_category_on_a_line_stands_in_the_breakdown(syntax):
    """And the other way round; a second row of one is a slip of form."""
    for parts in (DOCUMENTS[syntax].partition(">E<"), DOCUMENTS[syntax].rpartition(">E<")):
        found = broken(f"{parts[0]}>Z<{parts[2]}")

        assert {"BR-E-01", "BR-Z-01"} <= found.keys()
        assert found["BR-Z-01"].severity is Severity.WARNING


@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_a_category_without_tax_has_one_row(syntax):
    """A second one is a slip of form, where the sums are right."""
    tag = {"ubl": "cac:TaxSubtotal", "cii": "ram:ApplicableTradeTax"}[syntax]
    start = DOCUMENTS[syntax].rindex(f"<{tag}>")
    end = DOCUMENTS[syntax].index(f"</{tag}>", start) + len(f"</{tag}>")
    row = DOCUMENTS[syntax][start:end]
    twice = DOCUMENTS[syntax].replace(
        row, row.replace(">30.00<", ">10.00<") + row.replace(">30.00<", ">20.00<")
    )

    assert {name: rule.severity for name, rule in broken(twice).items()} == {"BR-E-01": Severity.NOTE}


@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_a_line_without_tax_says_zero(syntax):
    """Saying nothing is a slip of form: its category says it too."""
    tag = {"ubl": "cbc:Percent", "cii": "ram:RateApplicablePercent"}[syntax]
    before, rate, after = DOCUMENTS[syntax].rpartition(f"<{tag}>0</{tag}>")
    if syntax == "cii":
        before, rate, after = DOCUMENTS[syntax].partition(f"<{tag}>0</{tag}>")

    found = broken(before + after)

    assert rate
    assert {name: rule.severity for name, rule in found.items()} == {"BR-E-05": Severity.NOTE}


@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_a_taxed_line_has_a_rate(syntax):
    """Without one nobody can say what its tax is; an allowance and a charge need theirs too."""
    document = DOCUMENTS[syntax]

    assert broken(changed(document, ("Percent>7<", "Percent><"))).keys() == {"BR-S-05", "BR-S-07"}
    assert broken(changed(document, ("Percent>19<", "Percent><"))).keys() == {"BR-S-05", "BR-S-06"}


@pytest.mark.parametrize(
    ("code", "also"), [("AE", {"BR-AE-02"}), ("K", {"BR-IC-02"}), ("G", set()), ("Z", set()), ("S", set())]
)
@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_who_owes_the_tax_is_known_to_a_tax_office(syntax, code, also):
    """Reverse charge and supplies within the Union need the buyer's VAT identifier."""
    document = within(syntax, code).replace(
        "ExemptionReason>", "Note>" if code in "ZS" else "ExemptionReason>"
    )
    unknown = document.replace(">ATU12345678<", "><")

    found = broken(unknown)

    assert {name for name in found if name.endswith("-02")} == also


@pytest.mark.parametrize("code", ["AE", "K", "G", "Z", "E"])
@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_who_charges_tax_is_known_to_a_tax_office(syntax, code):
    """A seller without any number for tax is asked for one wherever a category needs it."""
    unknown = within(syntax, code).replace(">DE123456789<", "><")
    if syntax == "cii":
        unknown = unknown.replace('<ram:ID schemeID="VA"></ram:ID>', "")
    if syntax == "ubl":
        unknown = unknown.replace("<cbc:CompanyID></cbc:CompanyID>", "")

    found = broken(unknown)

    assert {f"BR-{RULES[code]}-02", "BR-S-02", "BR-S-03", "BR-S-04"} <= found.keys()
    assert found["BR-S-02"].severity is Severity.WARNING


@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_a_supply_within_the_union_says_when_and_where(syntax):
    """Both are slips of form: the goods are known to have come."""
    found = broken(within(syntax, "K", delivered=False))

    assert {name: rule.severity for name, rule in found.items()} == {
        "BR-IC-11": Severity.NOTE,
        "BR-IC-12": Severity.NOTE,
    }


@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_tax_of_a_credit_may_have_another_sign_than_its_base(syntax):
    """The sums judge signs; the rate's tax is held against the size of its base."""
    turned = changed(DOCUMENTS[syntax], (">38.00<", ">-38.00<"))

    assert "BR-CO-17" not in broken(turned)


@pytest.mark.parametrize(
    ("tax", "is_off"), [("3.33", False), ("1.33", False), ("3.34", True), ("1.32", True), ("-2.33", False)]
)
@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_the_tax_of_a_rate_is_rounded_half_up_and_may_be_off_by_one(syntax, tax, is_off):
    """7 % of 33.25 is 2.3275, which is 2.33."""
    document = changed(DOCUMENTS[syntax], (">24.00<", ">33.25<"), (">1.68<", f">{tax}<"))

    assert ("BR-CO-17" in broken(document)) is is_off


@pytest.mark.parametrize(
    ("specification", "profile"),
    [
        (CORE, Profile.CORE),
        (PEPPOL, Profile.CORE),
        (XRECHNUNG, Profile.CORE),
        ("urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic", Profile.CORE),
        (EXTENDED, Profile.EXTENSION),
        (MINIMUM, Profile.PARTIAL),
        ("urn:factur-x.eu:1p0:basicwl", Profile.PARTIAL),
        ("urn:ferd:CrossIndustryDocument:invoice:1p0:extended", Profile.PARTIAL),
        ("urn:peppol:pint:billing-1@jp-1", Profile.PARTIAL),
        ("OIOUBL-2.1", Profile.PARTIAL),
        (None, Profile.PARTIAL),
    ],
)
def test_the_specification_says_how_much_is_promised(specification, profile):
    """What promises nothing is held to nothing but its own arithmetic."""
    assert profile_of(specification) is profile
    assert is_peppol(specification) == (specification in {PEPPOL, XRECHNUNG})
    assert is_xrechnung(specification) == (specification == XRECHNUNG)


@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_a_smaller_profile_is_held_to_its_arithmetic_alone(syntax):
    """Names, lines and breakdowns may be missing from MINIMUM; sums may not be wrong."""
    small = DOCUMENTS[syntax].replace(PEPPOL, MINIMUM)
    bare = changed(small, ("Name>Kranich AG", "Name>"), ("ID>c<", "ID><"), ("ExemptionReason>", "Note>"))

    assert broken(bare) == {}
    assert broken(changed(bare, (">293.68<", ">293.73<"))) == {}
    assert broken(changed(bare, (">293.68<", ">293.00<"))).keys() == {"BR-CO-15", "BR-CO-16"}


@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_a_smaller_profile_does_not_say_what_was_paid(syntax):
    """So an amount due below the total is no mistake there, and neither is a sum without its parts."""
    unpaid = {
        "ubl": ("PrepaidAmount", "PayableRoundingAmount"),
        "cii": ("TotalPrepaidAmount", "RoundingAmount"),
    }
    small = DOCUMENTS[syntax].replace(PEPPOL, MINIMUM)
    for name in unpaid[syntax]:
        small = small.replace(f":{name}", ":Unused")

    assert broken(small) == {}
    assert broken(small.replace("ChargeIndicator", "Unknown")) == {}


@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_an_extension_may_round_each_line(syntax):
    """A cent for each line, rate and adjustment; one more is a breach."""
    extended = DOCUMENTS[syntax].replace(PEPPOL, EXTENDED)

    assert "BR-CO-16" not in broken(changed(extended, (">200.0<", ">200.09<")))
    assert "BR-CO-16" in broken(changed(extended, (">200.0<", ">200.10<")))
    assert "BR-CO-16" in broken(changed(extended, (":extended", ":other"), (">200.0<", ">200.01<")))


def test_what_is_collected_for_others_is_due_too():
    """XRechnung's extension adds it to what is to be paid; elsewhere the same element is a prepayment."""
    payment = "<cac:PrepaidPayment><cbc:PaidAmount>50.00</cbc:PaidAmount></cac:PrepaidPayment>"
    document = changed(UBL, ("<cac:TaxTotal>", f"{payment}<cac:TaxTotal>"))

    assert broken(document) == {}
    assert broken(document.replace(PEPPOL, EXTENDED)).keys() == {"BR-CO-16"}
    assert broken(document.replace(PEPPOL, EXTENDED).replace(">200.0<", ">250.0<")) == {}


def test_zugferd_1_is_read_with_its_freight():
    """It has names of its own, and a place of its own for freight; it counts as a charge."""
    freight = (
        "<ram:SpecifiedLogisticsServiceCharge><ram:Description>Freight</ram:Description>"
        "<ram:AppliedAmount>4.00</ram:AppliedAmount></ram:SpecifiedLogisticsServiceCharge>"
    )
    start = CII.rindex("<ram:SpecifiedTradeAllowanceCharge>")
    old = CII[:start] + freight + CII[CII.index("<ram:SpecifiedTradePaymentTerms>") :]
    for name in ("urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100", PEPPOL):
        old = changed(old, (name, "urn:ferd:CrossIndustryDocument:invoice:1p0"))
    old = old.replace("rsm:CrossIndustryInvoice", "rsm:CrossIndustryDocument")

    assert broken(old) == {}
    assert broken(changed(old, (">4.00<", ">5.00<"))).keys() == {"BR-CO-12"}


def test_a_smaller_profile_may_write_signs_its_own_way():
    """What is taken off may be negative in one place, and a credit may leave nothing to pay."""
    small = CII.replace(PEPPOL, MINIMUM)
    credit = changed(
        small,
        (">293.68<", ">-293.68<"),
        (">254.00<", ">-254.00<"),
        (">39.68<", ">-39.68<"),
        (">200.0<", ">0<"),
    )

    assert broken(changed(small, ("Amount>6.00<", "Amount>-6.00<"))) == {}
    assert "BR-CO-16" not in broken(credit)


def test_tax_in_another_currency_is_not_the_invoices():
    """A second total stands beside the first in the currency that the seller's books are kept in."""
    crowns = '<{0}TaxTotalAmount currencyID="SEK">400.00</{0}TaxTotalAmount>'.format
    second = f"<cac:TaxTotal>{crowns('cbc:').replace('TaxTotalAmount', 'TaxAmount')}</cac:TaxTotal>"
    ubl = changed(UBL, ("<cac:TaxTotal>", f"{second}<cac:TaxTotal>"))
    cii = changed(CII, ("<ram:TaxTotalAmount", f"{crowns('ram:')}<ram:TaxTotalAmount"))

    assert broken(ubl) == broken(cii) == {}


@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_the_tax_of_the_whole_is_stated_once(syntax):
    """Twice the same is worth a look, where the standard is promised at all."""
    once = {"ubl": UBL[UBL.index("<cac:TaxTotal>") : UBL.index("</cac:TaxTotal>") + 15]}
    once["cii"] = '<ram:TaxTotalAmount currencyID="EUR">39.68</ram:TaxTotalAmount>'
    twice = changed(DOCUMENTS[syntax], (once[syntax], once[syntax] * 2))

    assert {name: rule.severity for name, rule in broken(twice).items()} == {"BR-CO-15": Severity.WARNING}
    assert broken(twice.replace(PEPPOL, MINIMUM)) == {}


@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_a_document_without_any_tax_states_none(syntax):
    """No total of tax is no breach where the total with tax is the total without."""
    untold = (
        DOCUMENTS[syntax].replace(PEPPOL, MINIMUM).replace(">39.68<", "><").replace(">293.68<", ">254.00<")
    )

    assert "BR-CO-15" not in broken(untold)
    assert "no VAT" in broken(untold.replace(">254.00<", ">255.00<", 1))["BR-CO-15"].message


def test_amounts_are_written_as_people_do():
    """A computed amount has two decimals, a stated one those that it has."""
    assert [money(Decimal(text)) for text in ("5", "5.50", "5.125", "1E+2", "-0.3333")] == [
        "5",
        "5.50",
        "5.12",
        "100.00",
        "-0.33",
    ]


NONSENSE = ["", "NaN", "-1", "0", "1E+400", "9" * 18, "0." + "9" * 17, "O", "S", "AE"]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([UBL, CII]),
    st.lists(st.tuples(st.integers(0, 400), st.sampled_from(["gone", "twice", *NONSENSE])), max_size=5),
)
def test_any_part_may_be_missing_doubled_or_nonsense(document, spoils):
    """It reads, and its rules are named, or it is refused with our error; nothing else comes out."""
    root = etree.fromstring(document.encode())
    for place, spoil in spoils:
        elements = [*root.iter()][1:]
        if elements:
            spoil_element(elements[place % len(elements)], spoil)

    try:
        read = read_einvoice(etree.tostring(root))
    except IntakeError:
        return

    names = [rule.id for rule in read.broken_rules]
    assert len(names) == len(set(names))
    assert all(rule.message.endswith(".") for rule in read.broken_rules)


def spoil_element(element, spoil):
    if spoil == "gone":
        element.getparent().remove(element)
    elif spoil == "twice":
        element.addnext(etree.fromstring(etree.tostring(element)))
    else:
        element.text = spoil


@pytest.mark.parametrize("name", ["fr-cii.xml", "nl-ubl.xml", "sv-ubl-credit-note.xml"])
def test_our_samples_keep_every_rule(name):
    """Nobody is called to look at an invoice that is right."""
    assert read_einvoice((SAMPLES / name).read_bytes()).broken_rules == ()


@pytest.mark.parametrize("syntax", DOCUMENTS)
def test_a_broken_rule_becomes_one_finding(syntax):
    """What the checks of every document say too is said once, with the rule's name in it."""
    wrong = changed(DOCUMENTS[syntax], (">293.68<", ">300.00<"), (">RE-1<", "><"), ("ID>c<", "ID><"))

    found = {finding.code: finding for finding in check_invoice(read_einvoice(wrong.encode()))}

    assert "BR-02" in found[FindingCode.FIELD_MISSING].message
    assert "BR-CO-15" in found[FindingCode.TOTAL_MISMATCH].message
    assert found.keys() == {FindingCode.FIELD_MISSING, FindingCode.TOTAL_MISMATCH, FindingCode.EINVOICE_RULE}


@pytest.mark.skipif(not DATA.is_dir(), reason="the measured invoices are not here")
def test_the_measured_invoices_break_what_the_official_artefacts_say():
    """One of them does not add up, four have lines that do not: all others are silent."""
    truth = json.loads((DATA / "invoices" / "truth_xml.json").read_text()).values()
    contents = [(DATA / "invoices" / entry["file"]).read_bytes() for entry in truth]

    found = [{rule.id for rule in read_einvoice(content).broken_rules} for content in contents]

    assert sorted(sorted(rules) for rules in found if rules) == [
        ["BR-CO-10", "BR-CO-15", "PEPPOL-EN16931-R120"],
        *([["PEPPOL-EN16931-R120"]] * 3),
    ]
