"""A coded invoice as rows for whoever books by import or by hand."""

import csv
import io
from decimal import Decimal

from shared.domain.codes import Code, CodeField, Source
from shared.domain.coding import Coding, LineCoding
from shared.domain.reading import LineItem, Read
from shared.exports.invoice_csv import COLUMNS, render
from tests.unit.pipeline.people import GOOD, posted


def rows(record, invoice):
    return list(csv.DictReader(io.StringIO(render(record, invoice).decode("utf-8-sig"))))


def booked(field, value):
    return Code(field=field, value=value, confidence=1, source=Source.RULE, reason="So it is.")


def test_each_line_is_a_row_with_its_coding():
    """And with the invoice's own values, so that a row can be booked alone."""
    _, record = posted(GOOD)
    lines = (
        LineItem(description="Paper", quantity=Decimal("2.50"), amount=Decimal("10.00")),
        LineItem(description="Ink", amount=Decimal("-3.00"), tax_rate=Decimal(19)),
    )
    invoice = GOOD.invoices[0].model_copy(update={"line_items": lines})
    coded = LineCoding(line=1, codes=(booked(CodeField.ACCOUNT, "4930"), booked(CodeField.TAX_CODE, "V19")))

    first, second = rows(record.model_copy(update={"coding": Coding(lines=(coded,))}), invoice)

    assert tuple(first) == COLUMNS
    assert (first["line"], first["quantity"], first["amount"], first["account"]) == ("1", "2.50", "10.00", "")
    assert (second["amount"], second["account"], second["tax_code"]) == ("-3.00", "4930", "V19")
    assert first["number"] == second["number"] == invoice.invoice_number.value
    assert first["date"] == invoice.invoice_date.value.isoformat()


def test_an_invoice_without_lines_has_one_row_with_the_whole_coding():
    """Its money is not lost for want of a line."""
    _, record = posted(GOOD)
    coding = Coding(codes=(booked(CodeField.ACCOUNT, "4930"),))

    (row,) = rows(
        record.model_copy(update={"coding": coding}), GOOD.invoices[0].model_copy(update={"line_items": ()})
    )

    assert (row["account"], row["description"]) == ("4930", "")
    assert row["total"] == str(GOOD.invoices[0].total.value)


def test_no_cell_of_a_vendor_is_a_formula():
    """Hostile: names and descriptions are the sender's choice."""
    _, record = posted(GOOD)
    line = LineItem(description="=HYPERLINK(1)", product_code="@x", unit="+1")
    invoice = GOOD.invoices[0].model_copy(
        update={"line_items": (line,), "invoice_number": Read(value="-1", confidence=1)}
    )

    (row,) = rows(record, invoice)

    told = (row["description"], row["product_code"], row["unit"], row["number"])
    assert told == ("'=HYPERLINK(1)", "'@x", "'+1", "'-1")
