"""Corrections: a person's values in place of what was read, or one of our own errors."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.corrections import (
    CorrectedLine,
    Corrections,
    FieldName,
    apply_corrections,
    value_of,
)
from shared.domain.errors import IntakeError, Malformed, Unprocessable
from shared.domain.reading import (
    Box,
    EngineStamp,
    Evidence,
    LineItem,
    Read,
    Reading,
    ReadInvoice,
)

PLACE = Evidence(page=1, box=Box(left=0.1, top=0.1, right=0.2, bottom=0.2))


def reading(*invoices):
    return Reading(engine=EngineStamp(name="t", version="1", seconds=0), page_count=1, invoices=invoices)


READ = reading(
    ReadInvoice(
        invoice_number=Read(value="R-1", confidence=0.4, evidence=PLACE),
        total=Read(value=Decimal("119.00"), confidence=0.9),
        ibans=(
            Read(value="DE89370400440532013000", confidence=0.8),
            Read(value="NL91ABNA0417164300", confidence=0.8),
        ),
        line_items=(LineItem(description="work", amount=Decimal("100.00"), confidence=0.5, evidence=PLACE),),
    ),
    ReadInvoice(),
)


def corrected(**fields):
    return apply_corrections(
        READ, Corrections(fields={FieldName(name): text for name, text in fields.items()})
    )


def test_a_value_takes_the_place_of_the_other_and_keeps_where_it_stands():
    """A person is sure; the box on the page stays; the second invoice is not touched."""
    found = corrected(invoice_number=" R-2 ")

    assert found.reading.invoices[0].invoice_number == Read(value="R-2", confidence=1, evidence=PLACE)
    assert found.reading.invoices[1] == READ.invoices[1]
    assert found.fields == ("invoice_number",)
    assert not found.payee


def test_an_empty_text_takes_a_value_away():
    """It is not on the document after all."""
    assert corrected(invoice_number="").reading.invoices[0].invoice_number is None


def test_the_first_account_is_corrected_and_the_others_stay():
    """That is where the money would go, so it changes the payee."""
    found = corrected(iban="gb82 west 1234 5698 7654 32")

    assert [each.value for each in found.reading.invoices[0].ibans] == [
        "GB82WEST12345698765432",
        "NL91ABNA0417164300",
    ]
    assert found.payee


def test_what_is_the_same_is_no_correction():
    """Nothing is written for nothing."""
    with pytest.raises(Unprocessable):
        corrected(invoice_number="R-1", total="119.00")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("invoice_date", "23.11.2026"),
        ("total", "1.234,50"),
        ("total", "NaN"),
        ("currency", "XXX"),
        ("iban", "DE89370400440532013001"),
        ("vendor_name", "two\nlines"),
        ("vendor_name", "x" * 301),
    ],
)
def test_a_value_is_of_its_fields_kind(name, text):
    """The error names the field."""
    with pytest.raises(Malformed) as caught:
        corrected(**{name: text})
    assert caught.value.code == f"correction.{name}"


def test_a_line_that_is_said_again_as_it_was_is_as_it_was():
    """Only lines that changed are a person's."""
    same = CorrectedLine(was=0, description="work", amount="100.00")
    new = CorrectedLine(description="travel", amount="5")

    items = apply_corrections(READ, Corrections(lines=(same, new))).reading.invoices[0].line_items

    assert items[0] == READ.invoices[0].line_items[0]
    assert items[1].amount == Decimal(5)
    with pytest.raises(Malformed):
        apply_corrections(READ, Corrections(lines=(same.model_copy(update={"was": 1}),)))


def test_a_document_without_an_invoice_gets_one():
    """What no engine could read, a person types."""
    found = apply_corrections(
        reading(), Corrections(fields={FieldName.TOTAL: "5", FieldName.INVOICE_DATE: "2026-11-01"})
    )

    assert found.reading.invoices[0].total == Read(value=Decimal(5), confidence=1)
    assert value_of(found.reading.invoices[0], FieldName.INVOICE_DATE).value == date(2026, 11, 1)


@given(
    fields=st.dictionaries(st.sampled_from(FieldName), st.text(max_size=40), max_size=4),
    lines=st.none()
    | st.lists(
        st.builds(
            CorrectedLine,
            was=st.none() | st.integers(0, 3),
            description=st.text(min_size=1, max_size=10),
            amount=st.text(max_size=8),
        ),
        max_size=3,
    ),
)
def test_corrections_give_a_reading_or_one_of_our_errors(fields, lines):
    """Whatever is typed: nothing else comes out."""
    corrections = Corrections(fields=fields, lines=None if lines is None else tuple(lines))
    try:
        found = apply_corrections(READ, corrections)
    except IntakeError:
        return
    assert found.fields
    assert Reading.model_validate_json(found.reading.model_dump_json()) == found.reading
