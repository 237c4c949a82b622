"""The checks say what is missing or does not add up, and nothing else."""

from datetime import date
from decimal import Decimal

import pytest

from shared.domain.checks import check_invoice, check_reading
from shared.domain.findings import FindingCode, Severity
from shared.domain.money import Currency
from shared.domain.reading import (
    BrokenRule,
    DocumentType,
    EngineStamp,
    LineItem,
    Read,
    Reading,
    ReadInvoice,
    TaxLine,
)

STAMP = EngineStamp(name="test", version="1", seconds=0)


def read(value):
    return Read(value=value, confidence=0.9)


def invoice(**changes):
    fields = {
        "vendor_name": read("Muster GmbH"),
        "invoice_number": read("R-1"),
        "invoice_date": read(date(2026, 11, 1)),
        "currency": read(Currency("EUR")),
        "subtotal": read(Decimal("100.00")),
        "tax_total": read(Decimal("19.00")),
        "total": read(Decimal("119.00")),
        "line_items": (
            LineItem(description="a", amount=Decimal("60.00")),
            LineItem(description="b", amount=Decimal("40.00")),
        ),
        "tax_lines": (TaxLine(rate=Decimal(19), base=Decimal(100), amount=Decimal(19)),),
    }
    return ReadInvoice(**{**fields, **changes})


def codes(found):
    return [finding.code for finding in found]


def test_an_invoice_that_adds_up_has_no_findings():
    """Good is silent."""
    assert check_invoice(invoice()) == ()


@pytest.mark.parametrize("field", ["vendor_name", "invoice_number", "invoice_date", "total", "currency"])
def test_a_missing_field_is_named(field):
    """What cannot be booked without is asked for by name."""
    (finding, *_) = check_invoice(invoice(**{field: None}))

    assert finding.code is FindingCode.FIELD_MISSING
    assert field.replace("_", " ") in finding.message


def test_a_receipt_needs_no_number():
    """Till receipts seldom have one."""
    receipt = invoice(doc_type=DocumentType.RECEIPT, invoice_number=None)

    assert check_invoice(receipt) == ()


def test_a_total_off_by_rounding_is_fine_and_by_more_is_not():
    """Five cents are rounding, six are not."""
    assert codes(check_invoice(invoice(total=read(Decimal("119.05"))))) == []
    assert codes(check_invoice(invoice(total=read(Decimal("119.06"))))) == [FindingCode.TOTAL_MISMATCH]


def test_lines_are_compared_with_the_subtotal_and_document_allowances():
    """Lines less allowances plus charges make the subtotal."""
    short = invoice(line_items=(LineItem(description="a", amount=Decimal("60.00")),))
    allowed = invoice(
        line_items=(LineItem(description="a", amount=Decimal("108.00")),),
        allowances=Decimal("10.00"),
        charges=Decimal("2.00"),
    )

    assert codes(check_invoice(short)) == [FindingCode.LINES_MISMATCH]
    assert codes(check_invoice(allowed)) == []


def test_gross_lines_are_compared_with_the_total():
    """Prices that include tax add up to what is paid."""
    lines = (LineItem(description="a", amount=Decimal("119.00"), tax_included=True),)

    assert codes(check_invoice(invoice(line_items=lines))) == []


def test_lines_are_compared_with_the_total_where_there_is_no_subtotal():
    """A receipt without tax has only a total."""
    bare = invoice(subtotal=None, tax_total=None, tax_lines=(), total=read(Decimal(100)))

    assert codes(check_invoice(bare)) == []
    assert codes(check_invoice(bare.model_copy(update={"total": None}))) == [FindingCode.FIELD_MISSING]


def test_a_line_without_amount_is_a_finding():
    """A list that cannot be added up is not taken as right."""
    lines = (LineItem(description="a"),)

    assert codes(check_invoice(invoice(line_items=lines))) == [FindingCode.LINE_MISMATCH]


@pytest.mark.parametrize("kind", [DocumentType.INVOICE, DocumentType.CREDIT_NOTE])
def test_a_bill_without_lines_is_worth_a_look(kind):
    """A total alone does not say what was bought; it stops nobody."""
    (finding,) = check_invoice(invoice(doc_type=kind, line_items=()))

    assert (finding.code, finding.severity) == (FindingCode.LINES_MISSING, Severity.WARNING)


@pytest.mark.parametrize("kind", [kind for kind in DocumentType if kind is not DocumentType.INVOICE])
def test_what_lists_nothing_needs_no_lines(kind):
    """Receipts, statements, reminders and delivery notes may be a total alone."""
    found = codes(check_invoice(invoice(doc_type=kind, line_items=())))

    assert (FindingCode.LINES_MISSING in found) == (kind is DocumentType.CREDIT_NOTE)


def test_a_document_without_a_total_is_not_asked_for_its_lines():
    """That the total is missing says it already."""
    assert codes(check_invoice(invoice(total=None, line_items=()))) == [FindingCode.FIELD_MISSING]


def broken(*rules, severity=Severity.ERROR):
    return tuple(BrokenRule(id=rule, message="It is broken.", severity=severity) for rule in rules)


def test_a_broken_rule_is_a_finding_with_its_severity_and_its_name():
    """The clerk reads what is wrong, and can ask the sender by the rule's name."""
    (finding,) = check_invoice(invoice(broken_rules=broken("BR-CO-16", severity=Severity.WARNING)))

    assert (finding.code, finding.severity) == (FindingCode.EINVOICE_RULE, Severity.WARNING)
    assert finding.message == "It is broken (BR-CO-16)."


@pytest.mark.parametrize(
    ("changes", "rules", "code"),
    [
        ({"total": read(Decimal(200))}, ("BR-CO-15",), FindingCode.TOTAL_MISMATCH),
        (
            {"line_items": (LineItem(description="a", amount=Decimal(1)),)},
            ("BR-CO-10", "BR-CO-13"),
            FindingCode.LINES_MISMATCH,
        ),
        ({"line_items": ()}, ("BR-16",), FindingCode.LINES_MISSING),
        ({"line_items": (LineItem(description="a"),)}, ("BR-24",), FindingCode.LINE_MISMATCH),
        ({"tax_lines": (TaxLine(amount=Decimal(9)),)}, ("BR-CO-14",), FindingCode.TAX_MISMATCH),
        ({"invoice_number": None}, ("BR-02",), FindingCode.FIELD_MISSING),
        ({"currency": None}, ("BR-CL-04",), FindingCode.FIELD_MISSING),
    ],
)
def test_a_rule_that_repeats_a_check_is_named_in_its_finding(changes, rules, code):
    """One defect is one finding, as severe as the sterner of the two."""
    (finding,) = check_invoice(invoice(broken_rules=broken(*rules), **changes))

    assert (finding.code, finding.severity) == (code, Severity.ERROR)
    assert finding.message.endswith(f" ({', '.join(rules)}).")


def test_a_rule_speaks_where_the_check_beside_it_is_silent():
    """A cent is rounding to the checks, and a formality broken to the standard."""
    near = invoice(total=read(Decimal("119.01")), broken_rules=broken("BR-CO-15", severity=Severity.WARNING))
    unnamed = invoice(invoice_number=None, broken_rules=broken("BR-06", severity=Severity.NOTE))

    assert codes(check_invoice(near)) == [FindingCode.EINVOICE_RULE]
    assert codes(check_invoice(unnamed)) == [FindingCode.FIELD_MISSING, FindingCode.EINVOICE_RULE]


def test_tax_lines_make_the_tax_total():
    """The breakdown is summed, unless a row has no amount."""
    wrong = (TaxLine(amount=Decimal(10)), TaxLine(amount=Decimal(1)))
    unknown = (TaxLine(rate=Decimal(19)),)

    assert codes(check_invoice(invoice(tax_lines=wrong))) == [FindingCode.TAX_MISMATCH]
    assert codes(check_invoice(invoice(tax_lines=unknown))) == []


def test_a_total_has_no_more_decimals_than_its_currency():
    """Half a yen was misread."""
    yen = invoice(
        currency=read(Currency("JPY")),
        total=read(Decimal("119.5")),
        subtotal=None,
        tax_total=None,
        line_items=(LineItem(description="a", amount=Decimal("119.5")),),
        tax_lines=(),
    )

    assert codes(check_invoice(yen)) == [FindingCode.AMOUNT_PRECISION]


def test_a_reminder_is_not_a_bill():
    """A document that cannot be booked gets that finding and no others."""
    reminder = invoice(doc_type=DocumentType.REMINDER, total=None)

    assert codes(check_invoice(reminder)) == [FindingCode.NOT_A_BILL]


def test_an_unread_page_is_a_finding():
    """Never success with a page missing."""
    reading = Reading(engine=STAMP, page_count=3, unread_pages=(2,), invoices=(invoice(),))

    assert codes(check_reading(reading)) == [FindingCode.READING_INCOMPLETE]


def test_no_invoice_and_several_invoices_are_findings():
    """A file is one invoice, or somebody looks."""
    none = Reading(engine=STAMP, page_count=1, invoices=())
    two = Reading(engine=STAMP, page_count=2, invoices=(invoice(), invoice()))

    assert codes(check_reading(none)) == [FindingCode.NO_INVOICE]
    assert codes(check_reading(two)) == [FindingCode.SEVERAL_INVOICES]
