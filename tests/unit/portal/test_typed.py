"""What a form means: corrections of what was changed in it, and of nothing else."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.corrections import FieldName, apply_corrections
from shared.domain.errors import IntakeError, Malformed
from shared.domain.reading import LineItem, ReadInvoice
from shared.portal.typed import booking_of, corrections_of, problem_of
from tests.unit.pipeline.people import WRONG_TOTAL, posted
from tests.unit.pipeline.world import good_invoice, reading
from tests.unit.portal.desk import form_of, page_of, tree

TWO_LINES = good_invoice(
    line_items=(
        LineItem(description="two\nrows", quantity=Decimal(2), amount=Decimal("40.00")),
        LineItem(description="work", amount=Decimal("60.00")),
    )
)


def form_for(invoice):
    """Return what a browser sends of an invoice's page that nobody touched."""
    world, record = posted(reading(invoice))
    (form,) = tree("invoice", page_of(world, record)).xpath("//form[@id='fields']")
    return form_of(form)


def test_a_form_that_nobody_touched_corrects_nothing():
    """What is shown is what is read back, line breaks and all."""
    corrections = corrections_of(form_for(TWO_LINES), TWO_LINES)

    assert corrections.fields == {}
    assert corrections.lines is None


def test_only_what_was_changed_is_corrected():
    """An emptied input says that it is not on the document."""
    form = {**form_for(TWO_LINES), "total": "120.00", "vendor_tax_id": ""}

    corrections = corrections_of(form, TWO_LINES)

    assert corrections.fields == {FieldName.TOTAL: "120.00", FieldName.VENDOR_TAX_ID: ""}
    assert corrections.lines is None


def test_lines_are_changed_taken_out_and_added():
    """Each keeps its place on the page as far as it had one."""
    form = form_for(TWO_LINES) | {
        **{f"line-0-{cell}": "" for cell in ("description", "quantity", "unit_price", "tax_rate", "amount")},
        "line-1-amount": "61.00",
        "line-new-description": "freight",
        "line-new-amount": "39.00",
    }

    lines = corrections_of(form, TWO_LINES).lines

    assert lines is not None
    assert [(line.was, line.description, line.amount) for line in lines] == [
        (1, "work", "61.00"),
        (None, "freight", "39.00"),
    ]


def test_a_line_needs_a_description():
    """Which one is said as the page counts."""
    form = {**form_for(TWO_LINES), "line-1-description": ""}

    with pytest.raises(Malformed, match="Line 2 needs a description"):
        corrections_of(form, TWO_LINES)


def test_a_form_without_lines_leaves_them_alone():
    """A script that sends one field changes one field."""
    corrections = corrections_of({"total": "1.00"}, TWO_LINES)

    assert corrections.lines is None
    assert corrections_of({}, None).fields == {}


@given(
    st.dictionaries(
        st.sampled_from(
            [*FieldName, "line-0-amount", "line-1-description", "line-new-amount", "line-new-description"]
        ),
        st.text(max_size=12),
    )
)
def test_whatever_is_typed_is_a_correction_or_a_problem(typed):
    """Only our own errors come out, each with words for a person."""
    problem = "none"
    try:
        apply_corrections(reading(TWO_LINES), corrections_of(typed, TWO_LINES))
    except IntakeError as error:
        problem = problem_of(error)

    assert problem


def test_a_problem_names_the_field_as_the_page_does():
    """The label, not the code."""
    with pytest.raises(Malformed) as caught:
        apply_corrections(reading(ReadInvoice()), corrections_of({"iban": "DE00"}, None))

    assert problem_of(caught.value) == (
        "Payee's account (IBAN): That is no valid IBAN: its check digits do not fit."
    )


def test_a_booking_is_of_the_line_whose_button_was_pressed():
    """All accounts are in the form; one is meant."""
    said = booking_of({"line": "1", "account-0": "4900", "account-1": " 4940 "})

    assert (said.line, said.value) == (1, "4940")


@pytest.mark.parametrize(
    "form", [{}, {"line": "x"}, {"line": "99999", "account-99999": "1"}, {"line": "0"}, {"line": "²"}]
)
def test_a_booking_without_a_line_or_an_account_is_refused(form):
    """With words for a person."""
    with pytest.raises(Malformed):
        booking_of(form)


def test_the_page_of_a_wrong_total_sends_back_what_it_showed():
    """Also where nothing fits."""
    world, record = posted(WRONG_TOTAL)
    (form,) = tree("invoice", page_of(world, record)).xpath("//form[@id='fields']")

    assert corrections_of(form_of(form), WRONG_TOTAL.invoices[0]).fields == {}
