"""What stands between the lines and the subtotal is read as allowances and charges, if it adds up."""

from decimal import Decimal

import pytest

from shared.domain.checks import check_invoice
from shared.engines.text.layout import build_page
from shared.engines.text.reader import read_pages

HEADING = [(60, "Description"), (300, "Quantity"), (380, "Unit price"), (500, "Amount")]


def page(*rows):
    """A page of rows; each is cells with their left edge."""
    words, edges = [], []
    for row, cells in enumerate(rows):
        for left, cell in cells:
            edge = float(left)
            for word in cell.split():
                words.append(word)
                edges += [edge, 40.0 + 20 * row, edge + 5 * len(word), 50.0 + 20 * row]
                edge += 5 * len(word) + 3
    return build_page(1, {"text": words, "box": edges, "width": 600, "height": 800, "state": "read"})


def bill(*between, subtotal="180.00", tax="36.00", total="216.00"):
    """An invoice of two lines worth 200.00, and what stands between them and the subtotal."""
    return read_pages(
        [
            page(
                [(60, "Invoice")],
                HEADING,
                [(60, "Hammer"), (300, "2"), (380, "50.00"), (500, "100.00")],
                [(60, "Anvil"), (300, "1"), (380, "100.00"), (500, "100.00")],
                [(300, "Goods total"), (500, "200.00")],
                *([(300, name), (500, amount)] for name, amount in between),
                [(300, "Subtotal"), (500, subtotal)],
                [(300, "VAT 20 %"), (500, tax)],
                [(300, "Total"), (500, f"£{total}")],
            )
        ]
    )


@pytest.mark.parametrize(
    ("between", "allowances", "charges"),
    [
        ([("Loyalty discount", "-20.00")], "20.00", None),
        ([("Loyalty discount", "20.00")], "20.00", None),
        ([("Loyalty discount", "-25.00"), ("Carriage", "5.00")], "25.00", "5.00"),
    ],
)
def test_adjustments_that_lead_to_the_subtotal_are_read(between, allowances, charges):
    """With a minus or without, whatever they are called."""
    read = bill(*between)

    assert read.allowances == Decimal(allowances)
    assert read.charges == (charges and Decimal(charges))
    assert not any(each.code.startswith("lines") for each in check_invoice(read))


def test_amounts_that_lead_nowhere_are_no_adjustments():
    """A gap stays a gap, and a finding says so."""
    read = bill(("Discount", "-15.00"))

    assert (read.allowances, read.charges) == (None, None)
    assert any(each.code == "lines.mismatch" for each in check_invoice(read))


def test_lines_that_add_up_need_no_adjustment():
    """An amount between them that changes nothing is left alone."""
    read = bill(("Carriage", "5.00"), subtotal="200.00", tax="40.00", total="240.00")

    assert (read.allowances, read.charges) == (None, None)


def test_more_rows_than_adjustments_have_are_a_table_of_their_own():
    """Among many amounts some always add up to something."""
    rows = [(f"Fund {number}", f"{number}.00") for number in range(1, 8)]

    assert bill(*rows).allowances is None
