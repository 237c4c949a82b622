"""A confidence is how likely a value is right, from evidence that stands on the document."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.reading import LineItem, Read, ReadInvoice
from shared.engines import confidence
from shared.engines.confidence import FIELDS, Evidence, calibrated, gather, probability, terms

UNIT = st.floats(0, 1)


def read(value, sure=0.7):
    return Read(value=value, confidence=sure)


def invoice(**changes):
    """An invoice that adds up and proves what can prove itself."""
    fields = {
        "vendor_name": read("Muster GmbH"),
        "vendor_tax_id": read("DE123456789"),
        "invoice_number": read("R-1"),
        "invoice_date": read(date(2026, 3, 1)),
        "due_date": read(date(2026, 3, 31)),
        "currency": read("EUR"),
        "subtotal": read(Decimal("100.00")),
        "tax_total": read(Decimal("19.00")),
        "total": read(Decimal("119.00")),
        "amount_due": read(Decimal("119.00")),
        "ibans": (read("DE89370400440532013000"),),
        "order_number": read("4711"),
        "buyer_name": read("Backhaus e. K."),
        "line_items": (LineItem(description="Work", amount=Decimal("100.00")),),
    }
    return ReadInvoice(**{**fields, **changes})


@pytest.mark.parametrize(
    ("name", "doubtful"),
    [
        ("vendor_name", {"vendor_name": read("4711 Elm Road")}),
        ("vendor_tax_id", {"vendor_tax_id": read("DE12")}),
        ("invoice_number", {"invoice_number": read("vom")}),
        ("invoice_date", {"due_date": read(date(2027, 3, 31))}),
        ("due_date", {"due_date": read(date(2026, 2, 1))}),
        ("currency", {"total": read(Decimal("118.00"))}),
        ("subtotal", {"tax_total": None}),
        ("tax_total", {"total": read(Decimal("118.00"))}),
        ("total", {"subtotal": read(Decimal("99.00"))}),
        ("amount_due", {"amount_due": read(Decimal("19.00"))}),
        ("iban", {"ibans": (read("DE89370400440532013001"),)}),
        ("order_number", {"order_number": read("Herr")}),
        ("buyer_name", {"buyer_name": read("PO 4711")}),
    ],
)
def test_every_value_is_checked_by_what_stands_on_the_document(name, doubtful):
    """Check digits, arithmetic, a plausible date, a company's form of name."""
    assert gather(invoice(), seen=False)[name].checked == 1
    assert gather(invoice(**doubtful), seen=False)[name].checked == 0


def test_a_vendor_is_known_by_its_mail():
    """A name without a legal form is likelier where its mail comes from a domain of that name."""
    plain = gather(invoice(vendor_name=read("Studio Muster")), seen=False)["vendor_name"].checked
    mailed = invoice(vendor_name=read("Studio Muster"), vendor_email=read("bills@muster.example"))

    assert 0 < plain < gather(mailed, seen=False)["vendor_name"].checked


def test_the_whole_is_evidence_for_its_parts():
    """Where lines or sums do not add up, or something is missing, every value is in more doubt."""
    sound = gather(invoice(), seen=False)["invoice_number"]
    broken = gather(invoice(total=read(Decimal("9.00")), vendor_name=None), seen=True)["invoice_number"]

    assert (sound.closes, sound.agrees, sound.complete, sound.clean, sound.seen) == (1, 1, 1, 1, 0)
    assert (broken.agrees, broken.seen) == (0, 1)
    assert broken.complete < 1
    assert broken.clean < 1


def test_what_is_missing_is_not_judged():
    """No value, no confidence."""
    assert gather(ReadInvoice(), seen=False) == {}
    assert calibrated(ReadInvoice(), seen=False) == ReadInvoice()


def test_only_confidences_change():
    """Values and their places stay as read; every account gets the same confidence."""
    before = invoice(ibans=(read("DE89370400440532013000"), read("GB82WEST12345698765432")))

    after = calibrated(before, seen=False)

    assert {name: getattr(after, name).value for name in FIELDS if name != "iban"} == {
        name: getattr(before, name).value for name in FIELDS if name != "iban"
    }
    assert [each.value for each in after.ibans] == [each.value for each in before.ibans]
    assert len({each.confidence for each in after.ibans}) == 1


@given(st.sampled_from(FIELDS), st.builds(Evidence, UNIT, UNIT, UNIT, UNIT, UNIT, UNIT, UNIT))
def test_a_confidence_is_a_probability(name, evidence):
    """Whatever the evidence."""
    assert 0 <= probability(confidence._weights(), name, evidence) <= 1


def test_every_field_has_its_weights():
    """The file of weights and the code that uses it agree."""
    weights = confidence._weights()

    assert set(weights) == set(FIELDS)
    assert {len(own) for own in weights.values()} == {len(terms(Evidence(0, 0, 0, 0, 0, 0, 0)))}


def test_an_invoice_that_proves_itself_is_trusted_more():
    """The total of an invoice that adds up is more likely right than one that contradicts its lines."""
    sound = calibrated(invoice(), seen=False)
    broken = calibrated(invoice(subtotal=read(Decimal("10.00"))), seen=False)

    assert sound.total.confidence > broken.total.confidence
    assert sound.total.confidence > 0.9
